package io.hardline.mode.client;

import io.hardline.loop.Loop;

/** Clients that have sent their last byte and may still read for a moment. Loop thread only. */
final class HalfClosed {
  /**
   * How long a client that has sent its last byte may still receive, counted anew with every byte
   * for it: {@code printf ... | nc} wants the whole answer, also from a slow device. It holds no
   * place meanwhile; a new client takes it.
   */
  static final long HALF_CLOSED_MS = 1_000;

  private static final long NS_PER_MS = 1_000_000;

  private final Loop loop;
  private final Clients clients;
  private final Turns turns;
  private final Loop.Timer timer;

  HalfClosed(Loop loop, Clients clients, Turns turns) {
    this.loop = loop;
    this.clients = clients;
    this.turns = turns;
    this.timer = loop.timer(this::dropOverdue);
  }

  /** From now on its time runs. */
  void begin(Client client) {
    client.halfClosed = true;
    client.halfClosedNs = loop.nowNs();
    if (!timer.isSet()) {
      timer.setMs(HALF_CLOSED_MS);
    }
  }

  /** Drops those whose time is over, and sees to the others later. */
  private void dropOverdue() {
    long nextMs = Long.MAX_VALUE;
    for (Client client : clients.all()) {
      if (turns.isWaiting(client)) {
        client.halfClosedNs = loop.nowNs();
      }
      long leftMs = HALF_CLOSED_MS - (loop.nowNs() - client.halfClosedNs) / NS_PER_MS;
      if (client.halfClosed && leftMs <= 0) {
        clients.closeHalfClosed(client);
      } else if (client.halfClosed) {
        nextMs = Math.min(nextMs, leftMs);
      }
    }
    if (nextMs < Long.MAX_VALUE) {
      timer.setMs(nextMs);
    }
  }

  void close() {
    timer.clear();
  }
}
