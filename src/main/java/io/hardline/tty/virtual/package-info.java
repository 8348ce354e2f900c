/**
 * Ttys in memory with a simulated device behind each, so that a newcomer sees bytes flow without
 * hardware and tests need none: {@link VirtualTtys} opens one, {@link VirtualTty} is the port's end
 * of the line, a {@link SimulatedDevice} the other. The line between them has the speed, the
 * buffers and the control lines of a real one.
 *
 * <p>What it is not: it makes no noise. A device follows the speed and framing of the port, so
 * there are no garbled bytes when they are set wrong. A device lives as long as its tty is open and
 * starts afresh with the next.
 *
 * <p>Devices are codecs: bytes and times in, bytes out. They have no threads, clocks or locks; the
 * tty calls them under its own lock.
 */
@NullMarked
package io.hardline.tty.virtual;

import org.jspecify.annotations.NullMarked;
