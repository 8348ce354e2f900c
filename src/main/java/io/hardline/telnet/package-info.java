/**
 * Telnet (RFC 854, 855) and its com port option (RFC 2217): bytes in, events out, and the way back.
 * For both ends of a connection.
 *
 * <p>What it is not: it knows no sockets, threads or clocks, and no port; what an order does to a
 * line is the affair of who calls.
 */
@NullMarked
package io.hardline.telnet;

import org.jspecify.annotations.NullMarked;
