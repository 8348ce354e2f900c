package io.hardline.tty.virtual;

import java.nio.ByteBuffer;

/** A queue of bytes of fixed size. Nothing is allocated after it is made. */
final class ByteRing {
  private final byte[] bytes;
  private int head;
  private int size;

  ByteRing(int capacity) {
    this.bytes = new byte[capacity];
  }

  int size() {
    return size;
  }

  int room() {
    return bytes.length - size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void clear() {
    head = 0;
    size = 0;
  }

  /** Takes what fits of {@code from}, and advances it; says how much that was. */
  int put(ByteBuffer from) {
    int count = Math.min(from.remaining(), room());
    int tail = (head + size) % bytes.length;
    int untilEnd = Math.min(count, bytes.length - tail);
    from.get(bytes, tail, untilEnd);
    from.get(bytes, 0, count - untilEnd);
    size += count;
    return count;
  }

  /** Takes one byte if there is room; says whether there was. */
  boolean put(byte value) {
    if (room() == 0) {
      return false;
    }
    bytes[(head + size++) % bytes.length] = value;
    return true;
  }

  /** Hands out the oldest byte; there must be one. */
  byte take() {
    byte value = bytes[head];
    head = (head + 1) % bytes.length;
    size--;
    return value;
  }

  /** Hands out the oldest bytes, {@code most} at the most and as many as {@code into} takes. */
  int take(ByteBuffer into, int most) {
    int count = Math.min(Math.min(most, size), into.remaining());
    int untilEnd = Math.min(count, bytes.length - head);
    into.put(bytes, head, untilEnd);
    into.put(bytes, 0, count - untilEnd);
    head = (head + count) % bytes.length;
    size -= count;
    return count;
  }
}
