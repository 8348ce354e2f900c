/**
 * The local way into a running daemon: a Unix socket in its state directory, for root and the
 * daemon's own user. A request is one line of JSON, the answer another; after {@code attach} the
 * connection carries a port's bytes.
 *
 * <p>What it is not: it decides nothing itself, it passes requests to who can answer them.
 */
@NullMarked
package io.hardline.control;

import org.jspecify.annotations.NullMarked;
