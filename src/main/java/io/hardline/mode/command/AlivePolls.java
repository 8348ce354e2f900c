package io.hardline.mode.command;

import io.hardline.loop.Loop;
import java.time.Duration;

/**
 * Asks a silent host whether it is alive. One that has answered before and says nothing for the
 * whole of the alive check is dead: its machine may still keep the connection up while the driver
 * hangs. One that has never answered does not know the question; TCP looks after it.
 *
 * <p>Loop thread only.
 */
final class AlivePolls {
  /** It is asked after this part of the alive check, and then as often again. */
  private static final int POLLS_PER_ALIVE_CHECK = 4;

  /** It is never asked more often than that. */
  static final long POLL_INTERVAL_MS = 250;

  private static final long NS_PER_MS = 1_000_000;

  /** What it asks and says. */
  interface Host {
    void poll();

    /** It has been silent for too long. */
    void isDead(long silentMs);
  }

  private final Loop loop;
  private final Host host;
  private final Loop.Timer timer;
  private long aliveCheckMs;
  private long heardNs;
  private boolean answers;

  AlivePolls(Loop loop, Host host) {
    this.loop = loop;
    this.host = host;
    this.timer = loop.timer(this::silent);
  }

  /** From now on; zero asks nobody. */
  void begin(Duration aliveCheck) {
    aliveCheckMs = aliveCheck.toMillis();
    heard();
  }

  /** The host has sent something. */
  void heard() {
    heardNs = loop.nowNs();
    if (aliveCheckMs == 0) {
      timer.clear();
    } else {
      timer.setMs(intervalMs());
    }
  }

  /** The host has answered a poll: it knows them. */
  void answered() {
    answers = true;
  }

  private long intervalMs() {
    return Math.max(aliveCheckMs / POLLS_PER_ALIVE_CHECK, POLL_INTERVAL_MS);
  }

  private void silent() {
    long silentMs = (loop.nowNs() - heardNs) / NS_PER_MS;
    if (answers && silentMs >= Math.max(aliveCheckMs, 2 * POLL_INTERVAL_MS)) {
      host.isDead(silentMs);
    } else {
      timer.setMs(intervalMs());
      host.poll();
    }
  }

  void close() {
    timer.clear();
  }
}
