package io.hardline.loop;

import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that could not be passed on at once, first in first out, up to a limit. Memory is taken
 * when the first byte has to wait, doubles up to the limit, and is kept until {@link #free}: a line
 * that was busy once will be again, and taking it anew each time would cost more than the bytes.
 *
 * <p>One thread for life, the loop's.
 */
public final class ByteQueue {
  private static final int FIRST_BYTES = 4096;

  private static final IoBuffer NONE = new IoBuffer(0);

  private final int limitBytes;
  private @Nullable Arena memory;
  private IoBuffer ring = NONE;
  private int head;
  private int size;

  /**
   * @param limitBytes the most the queue holds
   */
  public ByteQueue(int limitBytes) {
    this.limitBytes = limitBytes;
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** How many bytes can still be put. */
  public int room() {
    return limitBytes - size;
  }

  /** Takes what fits of {@code from} and advances it; answers how many bytes that were. */
  public int put(IoBuffer from) {
    int count = Math.min(from.bytes.remaining(), room());
    ring.bytes.clear();
    ensureCapacity(size + count);
    int capacity = ring.bytes.capacity();
    int tail = (head + size) % Math.max(capacity, 1);
    int first = Math.min(count, capacity - tail);
    ring.bytes.put(tail, from.bytes, from.bytes.position(), first);
    ring.bytes.put(0, from.bytes, from.bytes.position() + first, count - first);
    from.advance(count);
    size += count;
    return count;
  }

  private void ensureCapacity(int wanted) {
    int capacity = ring.bytes.capacity();
    if (wanted <= capacity) {
      return;
    }
    int next = Math.max(FIRST_BYTES, capacity);
    while (next < wanted) {
      next *= 2;
    }
    Arena more = Arena.ofConfined();
    IoBuffer grown = new IoBuffer(more, Math.min(next, limitBytes));
    int first = Math.min(size, capacity - head);
    grown.bytes.put(0, ring.bytes, head, first);
    grown.bytes.put(first, ring.bytes, 0, size - first);
    release();
    memory = more;
    ring = grown;
    head = 0;
  }

  /**
   * The oldest bytes, as many as lie together, for reading from position to limit; {@link #drop}
   * says how many were used.
   */
  public IoBuffer front() {
    return from(0);
  }

  /**
   * The bytes behind the {@code offset} oldest, as many as lie together, to be looked at: they stay
   * in the queue.
   */
  public IoBuffer from(int offset) {
    int capacity = ring.bytes.capacity();
    int start = (head + offset) % Math.max(capacity, 1);
    int together = Math.min(size - offset, capacity - start);
    ring.bytes.limit(start + together).position(start);
    return ring;
  }

  /** Removes the {@code count} oldest bytes. */
  public void drop(int count) {
    size -= count;
    ring.bytes.clear();
    head = size == 0 ? 0 : (head + count) % ring.bytes.capacity();
  }

  /** Removes everything; answers how many bytes that were. */
  public int clear() {
    int dropped = size;
    drop(dropped);
    return dropped;
  }

  /** Removes everything and gives the memory back; the queue may be used again. */
  public void free() {
    size = 0;
    head = 0;
    ring = NONE;
    release();
  }

  private void release() {
    if (memory != null) {
      memory.close();
      memory = null;
    }
  }
}
