/**
 * The network side: listeners, connections that come and that are made, names and addresses.
 * Everything that listens is opened here.
 *
 * <p>What it is not: it knows no ttys, ports or modes. {@link Connection} is one of the two seams
 * of the product (the other is {@code tty.Tty}).
 */
@NullMarked
package io.hardline.net;

import org.jspecify.annotations.NullMarked;
