package io.hardline.port;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.tty.Tty;
import org.jspecify.annotations.Nullable;

/**
 * From the tty to the mode. A byte passes these stages, all in one call on the loop's thread:
 *
 * <ol>
 *   <li>the kernel says that there is something: {@link #readable}
 *   <li>read what is there into the loop's buffer, and count it: {@link #readSome}
 *   <li>hand it to who listens: {@link Sink}, that is the port's attached terminals and, packed if
 *       the settings want that, its mode
 * </ol>
 *
 * <p>While it is paused (a client has to be waited for) or suspended (the line is being changed,
 * older bytes are sent first) nothing is read; the kernel keeps the bytes, and flow control holds
 * the device when its buffer is full.
 */
final class SerialToNetwork {
  /** Reads in one turn before other ports have theirs. */
  static final int READS_PER_TURN = 4;

  /** A client must be waited for. */
  static final int PAUSED_BY_CLIENT = 1;

  /** A call is under way that holds the kernel's lock for the tty. */
  static final int SUSPENDED_BY_CALL = 2;

  /** Older bytes are under way to a client. */
  static final int SUSPENDED_BY_REPLAY = 4;

  /** Takes the bytes. */
  interface Sink {
    void deliver(IoBuffer data);

    /** Nothing stops the reading any more. */
    void readingGoesOn();

    /** A read found that the tty is gone. */
    void ttyGone();
  }

  private final Loop loop;
  private final Counters counters;
  private final Sink sink;
  private final Runnable continueReading = this::continueReading;

  private @Nullable Tty tty;
  private int stopped;
  private boolean ready;
  private boolean continuing;

  SerialToNetwork(Loop loop, Counters counters, Sink sink) {
    this.loop = loop;
    this.counters = counters;
    this.sink = sink;
  }

  void ttyCame(Tty newTty) {
    tty = newTty;
    ready = true;
    go();
  }

  void ttyWent() {
    tty = null;
    ready = false;
  }

  /** Stage 1. */
  void readable() {
    ready = true;
    if (stopped == 0) {
      readSome();
    }
  }

  void stop(int reason) {
    stopped |= reason;
  }

  /** True when {@code reason} had stopped it. */
  boolean go(int reason) {
    boolean was = (stopped & reason) != 0;
    stopped &= ~reason;
    if (was && stopped == 0) {
      sink.readingGoesOn();
      go();
    }
    return was;
  }

  boolean isStopped() {
    return stopped != 0;
  }

  boolean isStoppedBy(int reason) {
    return (stopped & reason) != 0;
  }

  private void go() {
    if (ready && stopped == 0 && !continuing) {
      continuing = true;
      loop.soon(continueReading);
    }
  }

  private void continueReading() {
    continuing = false;
    if (ready && stopped == 0) {
      readSome();
    }
  }

  /** Stages 2 and 3, until the tty is empty, someone has to be waited for, or the turn is over. */
  private void readSome() {
    for (int i = 0; i < READS_PER_TURN && stopped == 0; i++) {
      Tty from = tty;
      if (from == null) {
        return;
      }
      IoBuffer buffer = loop.scratch();
      buffer.bytes.clear();
      int count = from.read(buffer);
      if (count <= 0) {
        ready = false;
        if (count < 0) {
          sink.ttyGone();
        }
        return;
      }
      counters.fromSerial += count;
      buffer.bytes.flip();
      sink.deliver(buffer);
    }
    go();
  }
}
