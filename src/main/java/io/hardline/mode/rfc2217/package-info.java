/**
 * RFC 2217 mode (OPM-004): clients connect by Telnet with the com port option; besides bytes they
 * set the line, move its outputs, send breaks, and are told of its inputs and errors.
 *
 * <p>What the operator sees: {@code mode: { rfc2217: { port: 4001 } }}. Everything here runs on the
 * port's loop. What the wire looks like is the affair of {@code telnet}; what a line can do, of
 * {@code port.RemoteControl}.
 */
@NullMarked
package io.hardline.mode.rfc2217;

import org.jspecify.annotations.NullMarked;
