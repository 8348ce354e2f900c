package io.hardline.port;

import io.hardline.loop.ByteQueue;
import io.hardline.loop.IoBuffer;

/**
 * Serial bytes kept while nobody is connected, as they came from the device. The oldest make room,
 * and are counted. Memory is taken when the first byte is kept. Loop thread only.
 *
 * <p>Each byte has a position, counted from the first that was ever kept, so that an attached
 * terminal can read along while bytes come and go.
 */
final class KeptBytes {
  private final Counters counters;
  private ByteQueue ring = new ByteQueue(0);
  private int sizeBytes;
  private long begin;

  KeptBytes(Counters counters) {
    this.counters = counters;
  }

  /** The most bytes that are kept from now on; 0 keeps none. */
  void resize(int newSizeBytes) {
    if (newSizeBytes == sizeBytes) {
      return;
    }
    makeRoom(ring.size() - newSizeBytes);
    ByteQueue old = ring;
    ByteQueue next = new ByteQueue(newSizeBytes);
    while (!old.isEmpty()) {
      old.drop(next.put(old.front()));
    }
    old.free();
    ring = next;
    sizeBytes = newSizeBytes;
  }

  /** Takes all of {@code data}. */
  void keep(IoBuffer data) {
    int tooMany = Math.max(data.bytes.remaining() - sizeBytes, 0);
    makeRoom(data.bytes.remaining() - tooMany - ring.room());
    data.advance(tooMany);
    counters.discardedFromSerial(tooMany);
    begin += tooMany;
    ring.put(data);
  }

  private void makeRoom(int bytes) {
    if (bytes > 0) {
      counters.discardedFromSerial(bytes);
      drop(bytes);
    }
  }

  /** Removes the oldest bytes. */
  void drop(int count) {
    ring.drop(count);
    begin += count;
  }

  /** Gives the memory back; it is empty. */
  void free() {
    begin += ring.size();
    ring.free();
  }

  boolean isEmpty() {
    return ring.isEmpty();
  }

  int bytes() {
    return ring.size();
  }

  /** The position of the oldest byte. */
  long begin() {
    return begin;
  }

  /** The position of the next byte. */
  long end() {
    return begin + ring.size();
  }

  /** Up to {@code maxBytes} from {@code position} on, to be looked at. */
  IoBuffer from(long position, int maxBytes) {
    IoBuffer bytes = ring.from((int) (position - begin));
    if (bytes.bytes.remaining() > maxBytes) {
      bytes.bytes.limit(bytes.bytes.position() + maxBytes);
    }
    return bytes;
  }
}
