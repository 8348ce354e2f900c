package io.hardline.mode.client;

import java.util.random.RandomGenerator;

/**
 * How long to wait before a host is tried again: twice as long each time, up to a limit, and never
 * exactly so long, so that a hundred ports whose host comes back do not all come at once.
 */
public final class BackOff {
  static final long FIRST_RETRY_MS = 500;
  static final long MAX_RETRY_MS = 30_000;

  /** How much longer or shorter, of a hundred. */
  static final int JITTER_PERCENT = 25;

  private final RandomGenerator random;
  private long nextMs = FIRST_RETRY_MS;

  public BackOff(RandomGenerator random) {
    this.random = random;
  }

  /** After a failure; the next is longer. */
  long nextMs() {
    long now = nextMs;
    nextMs = Math.min(nextMs * 2, MAX_RETRY_MS);
    return jittered(now);
  }

  /** The least there is between two tries, however good the reason for another is. */
  long pauseMs() {
    return jittered(FIRST_RETRY_MS);
  }

  private long jittered(long ms) {
    int percent = 100 - JITTER_PERCENT + random.nextInt(2 * JITTER_PERCENT + 1);
    return ms * percent / 100;
  }

  /** All is well; the next wait is the first again. */
  void reset() {
    nextMs = FIRST_RETRY_MS;
  }
}
