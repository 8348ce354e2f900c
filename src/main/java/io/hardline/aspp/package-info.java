/**
 * The protocol of the NPort driver's command connection: bytes in, requests out, and the answers'
 * bytes; and the header that its redundant form puts before every packet.
 *
 * <p>Not here: sockets, threads, clocks, and what a request does ({@code mode.command}).
 */
@NullMarked
package io.hardline.aspp;

import org.jspecify.annotations.NullMarked;
