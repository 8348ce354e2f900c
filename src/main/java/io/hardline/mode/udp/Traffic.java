package io.hardline.mode.udp;

import io.hardline.port.ClientStatus;
import io.hardline.port.ClientStatus.Role;
import java.time.Instant;

/** What passed between the port and a peer, in bytes. Loop thread only. */
final class Traffic {
  private final Instant since = Instant.now();
  private long received;
  private long sent;
  private long missed;

  void received(int bytes) {
    received += bytes;
  }

  void sent(int bytes) {
    sent += bytes;
  }

  /** A datagram could not be sent. */
  void missed(int bytes) {
    missed += bytes;
  }

  ClientStatus status(String peer) {
    return new ClientStatus(peer, "", Role.CLIENT, since, received, sent, 0, missed, 0);
  }
}
