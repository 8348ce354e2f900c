package io.hardline.mode.udp;

import io.hardline.event.EventKind;
import io.hardline.loop.Loop;
import io.hardline.port.Port;

/**
 * Says that datagrams are lost when it begins, and that they pass again when it has been over for a
 * while; between the two, an event for each would fill the log. Loop thread only.
 */
final class Losses {
  /** No datagram lost for that long, and it is over. */
  static final long OVER_AFTER_MS = 10_000;

  private static final int NONE = Integer.MIN_VALUE;
  private static final long NS_PER_MS = 1_000_000;

  private final Port port;
  private final Runnable onLook;
  private final Loop.Timer look;
  private int reason = NONE;
  private String cause = "";
  private long lost;
  private long lastNs;

  /**
   * @param onLook runs every {@link #OVER_AFTER_MS} while datagrams are lost
   */
  Losses(Port port, Runnable onLook) {
    this.port = port;
    this.onLook = onLook;
    this.look = port.loop().timer(this::look);
  }

  /**
   * Counts a datagram. True when the reason is a new one, so that {@link #because} is to follow.
   */
  boolean add(int newReason) {
    lost++;
    lastNs = port.loop().nowNs();
    boolean isNew = newReason != reason;
    reason = newReason;
    return isNew;
  }

  /** Says why. */
  void because(String newCause) {
    boolean begins = cause.isEmpty();
    cause = newCause;
    if (begins) {
      port.log().recordPort(EventKind.DATAGRAMS_LOST, port.number(), cause);
      look.setMs(OVER_AFTER_MS);
    }
  }

  private void look() {
    long quietMs = (port.loop().nowNs() - lastNs) / NS_PER_MS;
    if (quietMs < OVER_AFTER_MS) {
      onLook.run();
      look.setMs(OVER_AFTER_MS - quietMs);
    } else {
      port.log().recordPort(EventKind.DATAGRAMS_PASS, port.number(), lost, cause);
      close();
    }
  }

  /** Why datagrams are lost now, for people; empty when none are. */
  String cause() {
    return cause;
  }

  /** Forgets it all. */
  void close() {
    look.clear();
    reason = NONE;
    cause = "";
    lost = 0;
  }
}
