/**
 * UDP mode (OPM-007): what the device sends goes out as datagrams to fixed addresses, to whoever
 * sent last, or to both; what datagrams bring goes to the device.
 *
 * <p>What the operator sees: {@code mode: { udp: { destinations: [{ from: 192.0.2.7, port: 4001 }]
 * } }}. What it is not: reliable. A datagram that cannot be passed on at once is lost and counted;
 * nobody is ever waited for. Everything here runs on the port's loop.
 */
@NullMarked
package io.hardline.mode.udp;

import org.jspecify.annotations.NullMarked;
