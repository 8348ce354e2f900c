/**
 * Real COM: hosts that run the vendor's driver open the port as a COM port of their own. Data comes
 * raw on one connection, commands on another.
 *
 * <p>Not here: what the commands are and do, and whose they are ({@code mode.command}), clients,
 * listeners and TLS ({@code mode.client}), and what the hosts ask beforehand ({@code discovery}).
 */
@NullMarked
package io.hardline.mode.realcom;

import org.jspecify.annotations.NullMarked;
