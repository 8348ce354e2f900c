package io.hardline.loop;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Bytes on their way between a tty and a socket, at a fixed address so that the kernel can be
 * handed them without a copy. Position and limit of {@link #bytes} say which are meant, as
 * everywhere in java.nio.
 *
 * <p>One thread at a time, the loop's. A buffer passed to a method is the callee's until it
 * returns, and no longer.
 */
public final class IoBuffer {
  public final ByteBuffer bytes;
  private final long address;

  /**
   * @param capacity in bytes; the memory lives as long as this object
   */
  public IoBuffer(int capacity) {
    this(Arena.ofAuto(), capacity);
  }

  /** As above, with memory that lives as long as {@code arena}. */
  IoBuffer(Arena arena, int capacity) {
    MemorySegment memory = arena.allocate(capacity);
    this.address = memory.address();
    this.bytes = memory.asByteBuffer();
  }

  /** The address of the first remaining byte. */
  public long position() {
    return address + bytes.position();
  }

  /** Moves the position over {@code count} bytes that were transferred. */
  public void advance(int count) {
    bytes.position(bytes.position() + count);
  }
}
