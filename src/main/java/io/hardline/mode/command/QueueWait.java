package io.hardline.mode.command;

import io.hardline.loop.Loop;
import io.hardline.mode.client.Client;
import io.hardline.port.Port;
import java.util.function.IntConsumer;

/**
 * A host that waits until all it has sent is on the wire, or its time is out. Loop thread only.
 *
 * <pre>
 *           ask                   quiet, all sent
 *  idle ---------> waiting --------------------------> idle, answer 0
 *                   |   |        time is out
 *                   |   +----------------------------> idle, answer how many are not
 *                   |   ask
 *                   +--------------------------------> waiting, the first is never answered
 * </pre>
 *
 * <p>The question travels on another connection than the bytes that it is about, and may overtake
 * them: an answer of 0 waits until the host has been quiet for a moment, for on it a driver throws
 * away what it still has. An answer after the host's time is taken for that to its next question:
 * there is none.
 */
final class QueueWait {
  /** Nothing has come from the host for that long: what it had sent before it asked has come. */
  static final long QUIET_MS = 5;

  /** No driver waits a shorter time than that and a little more. */
  static final long SHORTEST_WAIT_MS = 90;

  /** How often a driver that has bytes which are not sent is looked at. */
  private static final long LOOK_MS = 5;

  /** However long the bytes take: they may be thrown away meanwhile. */
  private static final long LONGEST_LOOK_MS = 50;

  private static final long NS_PER_MS = 1_000_000;

  private final Loop loop;
  private final Port port;
  private final Client client;
  private final Runnable takeIn;
  private final IntConsumer answer;
  private final Loop.Timer timer;
  private boolean waits;
  private boolean asking;
  private int question;
  private int unsent;
  private long askedNs;
  private long deadlineNs;

  /**
   * @param takeIn reads what the host has sent, as far as it may
   * @param answer gets the number of bytes that are not sent
   */
  QueueWait(Port port, Client client, Runnable takeIn, IntConsumer answer) {
    this.loop = port.loop();
    this.port = port;
    this.client = client;
    this.takeIn = takeIn;
    this.answer = answer;
    this.timer = loop.timer(this::look);
  }

  boolean waits() {
    return waits;
  }

  /**
   * The host asks; what it had asked before is not answered any more.
   *
   * @param timeoutMs how long it waits
   */
  void ask(long timeoutMs) {
    waits = true;
    question++;
    unsent = 1;
    askedNs = loop.nowNs();
    deadlineNs = askedNs + Math.max(timeoutMs, SHORTEST_WAIT_MS) * NS_PER_MS;
    look();
  }

  private void look() {
    if (!waits) {
      return;
    }
    if (msUntil(deadlineNs) <= 0) {
      answer(unsent);
      return;
    }
    takeIn.run();
    int unread = unread(client);
    long noisyMs = QUIET_MS - Math.min(client.quietMs(), msSince(askedNs));
    if (unread > 0) {
      unsent = unread;
      lookIn(LOOK_MS);
    } else if (noisyMs > 0) {
      lookIn(noisyMs);
    } else {
      // If the driver does not say, time runs out.
      lookIn(Long.MAX_VALUE);
      askDriver();
    }
  }

  /** What has come and was not given to the port. */
  static int unread(Client client) {
    return client.unreadBytes() + client.storedBytes();
  }

  /** One question at a time, whatever the host asks: a driver that is stuck answers none. */
  private void askDriver() {
    if (asking || !waits) {
      return;
    }
    int asked = question;
    asking = true;
    port.remote()
        .readUnsent(left -> {
          asking = false;
          if (waits && question == asked) {
            driverSays(left);
          } else {
            look();
          }
        });
  }

  private void driverSays(int left) {
    unsent = Math.max(left, 1);
    boolean quiet = client.quietMs() >= QUIET_MS && unread(client) == 0;
    if (left == 0 && quiet) {
      answer(0);
    } else {
      lookIn(Math.clamp(port.wireBusyMs(), LOOK_MS, LONGEST_LOOK_MS));
    }
  }

  private void lookIn(long delayMs) {
    timer.setMs(Math.clamp(msUntil(deadlineNs), 0, Math.max(delayMs, 1)));
  }

  private void answer(int count) {
    if (waits) {
      cancel();
      answer.accept(count);
    }
  }

  /** Nobody waits any more. */
  void cancel() {
    waits = false;
    timer.clear();
  }

  private long msSince(long ns) {
    return (loop.nowNs() - ns) / NS_PER_MS;
  }

  private long msUntil(long ns) {
    return Math.ceilDiv(ns - loop.nowNs(), NS_PER_MS);
  }
}
