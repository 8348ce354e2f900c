package io.hardline.mode.client;

import io.hardline.loop.ByteQueue;
import io.hardline.loop.IoBuffer;
import io.hardline.port.Delimiter;
import io.hardline.settings.PortSettings.Packing;

/**
 * What one client wants sent, cut into requests: bytes and pauses in, requests out. A request ends
 * at the delimiter, if there is one, or at a pause. It knows no clock.
 */
final class Requests {
  /** The most that is stored for one client: half of it, and then a full read more. */
  static final int LIMIT_BYTES = 128 * 1024;

  /** Pauses that are remembered: requests that wait. */
  static final int MAX_PAUSES = 64;

  private final ByteQueue stored = new ByteQueue(LIMIT_BYTES);

  /** Where pauses were, as counts of bytes since the beginning. */
  private final long[] pauses = new long[MAX_PAUSES];

  private int pauseCount;

  /** Where there was one more than that: what a client had sent before it was no longer read. */
  private long pauseBehind;

  private long sent;

  private Delimiter delimiter = new Delimiter(Packing.STANDARD);
  private int looked;
  private int first;

  /** Requests end by this from now on. */
  void endAt(Delimiter newDelimiter) {
    delimiter = newDelimiter;
    lookAgain();
  }

  /** Takes what there is room for; all of it, unless {@link #isFull} was ignored. */
  void put(IoBuffer data) {
    stored.put(data);
  }

  /** The client has paused: what is stored is whole. */
  void paused() {
    long end = sent + stored.size();
    if (pauseCount == MAX_PAUSES) {
      pauseBehind = end;
    } else if (end > lastPause()) {
      pauses[pauseCount++] = end;
    }
  }

  private long lastPause() {
    return pauseCount == 0 ? sent : pauses[pauseCount - 1];
  }

  /** Whether the client must not be read: another full read would not fit. */
  boolean isFull() {
    return stored.size() >= LIMIT_BYTES / 2 || pauseCount == MAX_PAUSES;
  }

  boolean isEmpty() {
    return stored.isEmpty();
  }

  int bytes() {
    return stored.size();
  }

  /** Whether something is stored whose end has not been seen. */
  boolean isOpen() {
    return sent + stored.size() > lastPause();
  }

  /** The length of the first request in bytes; 0 when none is whole. */
  int first() {
    if (first == 0) {
      first = lookForEnd();
    }
    return first;
  }

  private int lookForEnd() {
    int limit = pauseCount == 0 ? stored.size() : (int) (pauses[0] - sent);
    while (delimiter.isOn() && looked < limit) {
      IoBuffer bytes = stored.from(looked);
      int from = bytes.bytes.position();
      int to = Math.min(bytes.bytes.limit(), from + limit - looked);
      int end = delimiter.end(bytes.bytes, from, to);
      if (end >= 0) {
        return looked + end - from;
      }
      looked += to - from;
    }
    if (pauseCount > 0) {
      return limit;
    }
    // More than a request can be: it goes out in pieces rather than never.
    return isFull() ? limit : 0;
  }

  /**
   * The beginning of what is stored, at most {@code maxBytes}; {@link #drop} says how many went.
   */
  IoBuffer front(int maxBytes) {
    IoBuffer front = stored.front();
    if (front.bytes.remaining() > maxBytes) {
      front.bytes.limit(front.bytes.position() + maxBytes);
    }
    return front;
  }

  /** Bytes of the first request are gone. */
  void drop(int count) {
    stored.drop(count);
    sent += count;
    first -= count;
    while (pauseCount > 0 && pauses[0] <= sent) {
      pauseCount--;
      System.arraycopy(pauses, 1, pauses, 0, pauseCount);
      if (pauseBehind > lastPause()) {
        pauses[pauseCount++] = pauseBehind;
      }
    }
    if (first <= 0) {
      lookAgain();
    }
  }

  private void lookAgain() {
    first = 0;
    looked = 0;
    delimiter.reset();
  }

  /** Nothing of it is wanted any more; answers how many bytes were stored. */
  int free() {
    int stillStored = stored.size();
    sent += stillStored;
    pauseCount = 0;
    lookAgain();
    stored.free();
    return stillStored;
  }
}
