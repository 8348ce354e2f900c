/**
 * Serial devices: opening, framing, modem lines, break, counters; Linux ttys and ptys by {@code
 * linux.Libc}, simulated ones in memory; finding a device by its identity; and the threads for
 * calls that may block.
 *
 * <p>What it is not: it knows no ports, clients or modes. {@link Tty} is one of the two seams of
 * the product (the other is {@code net.Connection}); a fake of it stands beside its tests.
 */
@NullMarked
package io.hardline.tty;

import org.jspecify.annotations.NullMarked;
