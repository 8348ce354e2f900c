/**
 * TCP client mode: the port goes to its hosts, as soon and as long as its connection control says.
 * The states of a connection are drawn in docs/internals/tcp-client.md.
 *
 * <p>What it is not: it opens no sockets ({@code net} does) and passes no bytes ({@code
 * mode.client} does).
 */
@NullMarked
package io.hardline.mode.tcpclient;

import org.jspecify.annotations.NullMarked;
