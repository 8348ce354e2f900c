/**
 * The network side on the event loop: listeners, connections that come and that are made,
 * datagrams, names and addresses. Everything that listens is opened here.
 *
 * <p>What it is not: it knows no ttys, ports or modes. {@link Connection} and {@link Datagrams} are
 * a seam of the product (the other is {@code tty.Tty}).
 */
@NullMarked
package io.hardline.net;

import org.jspecify.annotations.NullMarked;
