package io.hardline.mode.client;

import io.hardline.loop.IoBuffer;
import io.hardline.net.Connection;
import io.hardline.port.ClientStatus;
import java.time.Instant;

/** One client of a port. Loop thread only. */
public final class Client implements Connection.Handler {
  /** Nothing is read from it: the tty takes no more. */
  static final int HELD_BY_TTY = 1;

  /** Nothing is read from it: what it asked for before is not done yet. */
  public static final int HELD_BY_ORDER = 2;

  /** Nothing is read from it: enough of its requests wait for their turn. */
  static final int HELD_BY_TURN = 4;

  private final Clients clients;
  final boolean observer;
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

  private int held;

  Client(Clients clients, Connection connection, boolean observer, long nowNs) {
    this.clients = clients;
    this.observer = observer;
    this.connection = connection;
    this.lastReceivedNs = nowNs;
  }

  /** Who it is, for people. */
  public String peer() {
    return connection.peer();
  }

  /** Whether it only listens: what it sends never reaches the device. */
  public boolean isObserver() {
    return observer;
  }

  /** False when it has gone: what is sent to it goes nowhere. */
  public boolean isOpen() {
    return connection.isOpen();
  }

  /** Nothing is read from it until that reason, and every other, is gone. */
  public void hold(int reason) {
    held |= reason;
    connection.pauseReading();
  }

  public void release(int reason) {
    held &= ~reason;
    if (held == 0) {
      connection.resumeReading();
    }
  }

  /**
   * Sends it something of its own, such as an answer. What does not fit is skipped and counted;
   * answers how much that was.
   */
  public int send(IoBuffer data) {
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
        connection.peer(), observer, since, received, sent, connection.backlogBytes(), skipped);
  }
}
