package io.hardline.port;

import io.hardline.loop.ByteQueue;
import io.hardline.loop.IoBuffer;
import io.hardline.tty.Tty;
import org.jspecify.annotations.Nullable;

/**
 * From the mode to the tty. A byte passes these stages on the loop's thread:
 *
 * <ol>
 *   <li>a client's bytes arrive: {@link #send}
 *   <li>the tty takes what it has room for, and that is counted: {@link #writeTo}
 *   <li>the rest waits in a bounded queue, and no client is read until it is empty: {@link
 *       #isReady}
 *   <li>the kernel says that there is room again: {@link #writable}, and then {@link
 *       Waiter#serialBecameReady}
 * </ol>
 *
 * <p>While it is held (a call into the driver is under way, the device says wait) everything waits
 * in the queue. Without a tty everything is discarded and counted; only while it is being opened
 * for the first time clients wait, so that the first byte after a start is not lost.
 */
final class NetworkToSerial {
  /** A call into the driver is under way; what follows it must not overtake it. */
  static final int HELD_BY_CALL = 1;

  /** DSR is off, with flow control dtr-dsr. */
  static final int HELD_BY_DSR = 2;

  /** A call is sending; what follows would overtake it. */
  private static final int HELD_BY_SENDING = 4;

  /** What was sent before an order must be on the wire, and what follows must not overtake it. */
  static final int HELD_BY_ORDER = 8;

  /** A break is being sent, which would swallow bytes. */
  static final int HELD_BY_BREAK = 16;

  /** A host has said that the device takes nothing now. */
  static final int HELD_BY_HOST = 32;

  /**
   * Up to here a mode may read on while bytes wait, if what clients send is more than data: the
   * request to throw away what waits must be seen.
   */
  static final int READ_AHEAD_BYTES = 64 * 1024;

  /** That, and what is read in one turn from the clients and from each attached terminal, fits. */
  static final int QUEUE_LIMIT_BYTES = 320 * 1024;

  /** Told that bytes are taken again. */
  interface Waiter {
    void serialBecameReady();

    /** Fewer bytes wait than before. */
    void bytesPassed();

    /** Bytes wait that only a call can send ({@link Tty#needsRtsToggle}). */
    void callToSend();

    /** A write found that the tty is gone. */
    void ttyGone();
  }

  private final Counters counters;
  private final WireClock wire;
  private final Waiter waiter;
  private final ByteQueue queue = new ByteQueue(QUEUE_LIMIT_BYTES);
  private @Nullable Tty tty;
  private boolean opening = true;
  private int held;
  private boolean byCall;
  private long taken;

  /** Bytes that a call sends now. */
  private int underWay;

  NetworkToSerial(Counters counters, WireClock wire, Waiter waiter) {
    this.counters = counters;
    this.wire = wire;
    this.waiter = waiter;
  }

  void ttyCame(Tty newTty, boolean sendsByCall) {
    tty = newTty;
    byCall = sendsByCall;
    if (opening) {
      opening = false;
      waiter.serialBecameReady();
    }
  }

  /** Another line is in force. */
  void sendsByCall(boolean wanted) {
    byCall = wanted;
  }

  /** Whoever waited for the tty waits no longer: without one, bytes are discarded. */
  void ttyWent() {
    tty = null;
    opening = false;
    counters.toSerialDiscarded += queue.size();
    queue.free();
    waiter.bytesPassed();
    waiter.serialBecameReady();
  }

  /** Throws away what waits; answers how much that was. */
  int clear() {
    int cleared = queue.clear();
    counters.toSerialDiscarded += cleared;
    waiter.bytesPassed();
    if (cleared > 0) {
      waiter.serialBecameReady();
    }
    return cleared;
  }

  /** Whether clients may be read: nothing waits. */
  boolean isReady() {
    return queue.isEmpty() && !opening;
  }

  int queuedBytes() {
    return queue.size();
  }

  /** Bytes given to {@link #send} that the tty has not taken, those that a call sends with them. */
  int unsentBytes() {
    return queue.size() + underWay;
  }

  /** Whether bytes are sent by calls, which return when they are on the wire. */
  boolean isByCall() {
    return byCall;
  }

  /** Whether a mode that reads ahead may; not while the tty is opened for the first time. */
  boolean hasRoom() {
    return !opening && queue.size() < READ_AHEAD_BYTES;
  }

  /** Bytes given to {@link #send} so far. */
  long takenBytes() {
    return taken;
  }

  /** How many of those wait no longer. */
  long passedBytes() {
    return taken - unsentBytes();
  }

  /** Stage 1: takes all of {@code data}. */
  void send(IoBuffer data) {
    taken += data.bytes.remaining();
    Tty to = tty;
    if (to == null) {
      discard(data);
      return;
    }
    if (held == 0 && !byCall && queue.isEmpty() && !writeTo(to, data)) {
      discard(data);
      waiter.ttyGone();
      return;
    }
    if (data.bytes.hasRemaining()) {
      queue.put(data);
      // Only a source that ignores isReady() can get here with bytes left over; they are lost, and
      // counted.
      discard(data);
      if (byCall && held == 0) {
        waiter.callToSend();
      }
    }
  }

  /** Stage 2. False when the tty turned out to be gone. */
  private boolean writeTo(Tty to, IoBuffer data) {
    int count = to.write(data);
    if (count > 0) {
      counters.toSerial += count;
      wire.sent(count);
    }
    return count >= 0;
  }

  private void discard(IoBuffer data) {
    counters.toSerialDiscarded += data.bytes.remaining();
    data.bytes.position(data.bytes.limit());
  }

  /** Stage 4. */
  void writable() {
    Tty to = tty;
    if (to == null || held != 0 || byCall) {
      return;
    }
    while (!queue.isEmpty()) {
      IoBuffer front = queue.front();
      int before = front.bytes.remaining();
      if (!writeTo(to, front)) {
        // What waits is counted when it is discarded, in ttyWent().
        waiter.ttyGone();
        return;
      }
      int left = front.bytes.remaining();
      queue.drop(before - left);
      if (left > 0) {
        waiter.bytesPassed();
        return;
      }
    }
    waiter.bytesPassed();
    waiter.serialBecameReady();
  }

  void hold(int reason) {
    held |= reason;
  }

  void release(int reason) {
    boolean was = (held & reason) != 0;
    held &= ~reason;
    if (was && held == 0 && !queue.isEmpty()) {
      if (byCall) {
        waiter.callToSend();
      } else {
        writable();
      }
    }
  }

  /**
   * Up to {@code maxBytes} of what waits, to be sent by a call; {@link #sentByCall} or {@link
   * #lostByCall} says how it went, and until then nothing more is sent.
   */
  byte[] takeForCall(int maxBytes) {
    IoBuffer front = queue.front();
    byte[] bytes = new byte[Math.min(front.bytes.remaining(), maxBytes)];
    front.bytes.get(bytes);
    queue.drop(bytes.length);
    underWay = bytes.length;
    hold(HELD_BY_SENDING);
    return bytes;
  }

  void sentByCall(int bytes) {
    counters.toSerial += bytes;
    sendingEnded();
  }

  void lostByCall(int bytes) {
    counters.toSerialDiscarded += bytes;
    sendingEnded();
  }

  private void sendingEnded() {
    underWay = 0;
    waiter.bytesPassed();
    release(HELD_BY_SENDING);
    if (queue.isEmpty()) {
      waiter.serialBecameReady();
    }
  }
}
