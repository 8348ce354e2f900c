package io.hardline.mode.client;

import io.hardline.event.EventKind;
import io.hardline.port.Port;

/**
 * Keeps a port's clients from filling the log: a few events at once, then a few a second. What was
 * left out is counted and said with the next event that is recorded. Loop thread only.
 */
public final class EventBudget {
  /** Events that may come at once: all clients of a port that come and go together. */
  static final int BURST = 200;

  /** Events for each second after that. */
  static final int PER_SECOND = 10;

  private static final long NS_PER_EVENT = 1_000_000_000L / PER_SECOND;

  private final Port port;
  private int left = BURST;
  private long refilledNs;
  private long leftOut;

  public EventBudget(Port port) {
    this.port = port;
    this.refilledNs = port.loop().nowNs();
  }

  /** Whether there is room for an event; asked before its details are put together. */
  public boolean allows() {
    long now = port.loop().nowNs();
    long refill = (now - refilledNs) / NS_PER_EVENT;
    if (refill > 0) {
      left = (int) Math.min(BURST, left + refill);
      refilledNs = left == BURST ? now : refilledNs + refill * NS_PER_EVENT;
    }
    if (left == 0) {
      leftOut++;
      return false;
    }
    left--;
    if (leftOut > 0) {
      port.log().recordPort(EventKind.CLIENT_EVENTS_LEFT_OUT, port.number(), leftOut);
      leftOut = 0;
    }
    return true;
  }
}
