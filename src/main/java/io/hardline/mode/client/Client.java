package io.hardline.mode.client;

import io.hardline.loop.IoBuffer;
import io.hardline.net.Connection;
import io.hardline.port.ClientStatus;
import java.time.Instant;

/** One client of a port. Loop thread only. */
final class Client implements Connection.Handler {
  private final Clients clients;
  final Connection connection;
  private final Instant since = Instant.now();
  private long received;
  private long sent;
  private long skipped;
  long lastReceivedNs;

  /** It will send nothing more; it may still read for {@link Clients#HALF_CLOSED_MS}. */
  boolean halfClosed;

  /** When that was. */
  long halfClosedNs;

  /** It is gone, and its last bytes still wait for the tty. */
  private boolean lost;

  Client(Clients clients, Connection connection, long nowNs) {
    this.clients = clients;
    this.connection = connection;
    this.lastReceivedNs = nowNs;
  }

  /** Sends what fits; the rest is skipped and counted. Answers how much that was. */
  int send(IoBuffer data) {
    int wanted = data.bytes.remaining();
    int taken = connection.write(data);
    sent += taken;
    skipped += wanted - taken;
    return wanted - taken;
  }

  /** One that can send nothing more makes room for a newcomer. */
  boolean holdsPlace() {
    return !halfClosed && !lost;
  }

  boolean isJammed() {
    return connection.backlogBytes() > 0;
  }

  @Override
  public void received(IoBuffer data) {
    received += data.bytes.remaining();
    clients.received(this, data);
  }

  @Override
  public void ended() {
    clients.ended(this);
  }

  @Override
  public void lost() {
    lost = true;
  }

  @Override
  public void drained() {
    clients.drained();
  }

  @Override
  public void closed(String cause) {
    clients.gone(this, cause);
  }

  ClientStatus status() {
    return new ClientStatus(
        connection.peer(), since, received, sent, connection.backlogBytes(), skipped);
  }
}
