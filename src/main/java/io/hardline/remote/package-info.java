/**
 * A serial port that another server has, used from here: what {@code hardline attach HOST:PORT} is
 * made of. {@link io.hardline.remote.RemotePort} finds and keeps the connection, a {@link
 * io.hardline.remote.Session} speaks on it (RFC 2217, or nothing but bytes), and a {@link
 * io.hardline.remote.LocalSide} is what is at this end: a terminal, or a pty that programs open as
 * a serial device.
 *
 * <p>What it is not: no part of a daemon. It knows no port of ours and no mode; the other end may
 * be anybody's server.
 *
 * <p>All of it lives on one loop.
 */
@NullMarked
package io.hardline.remote;

import org.jspecify.annotations.NullMarked;
