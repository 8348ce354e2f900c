/**
 * The event loop: one thread that waits for descriptors and timers and runs what became ready. Ttys
 * and sockets are equal citizens of it.
 *
 * <p>What it is not: it knows neither ttys nor sockets, and nothing here may block. Whoever has a
 * call that may block gives it to {@code tty.TtyCalls} (devices) or to a virtual thread (files,
 * names) and {@linkplain Loop#post posts} the result.
 */
@NullMarked
package io.hardline.loop;

import org.jspecify.annotations.NullMarked;
