/**
 * Reverse Real COM: the port calls hosts, which then use it as a COM port of their own, each by a
 * connection for commands and one for data.
 *
 * <p>Not here: the way to a host and its back-off ({@code mode.client}), and what the commands are
 * and do ({@code mode.command}).
 */
@NullMarked
package io.hardline.mode.reverse;

import org.jspecify.annotations.NullMarked;
