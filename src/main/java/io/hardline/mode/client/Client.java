package io.hardline.mode.client;

import io.hardline.loop.ByteQueue;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.net.Connection;
import io.hardline.port.ClientStatus;
import io.hardline.port.ClientStatus.Role;
import io.hardline.port.TcpSocket;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One client of a port. Loop thread only. */
public final class Client implements Connection.Handler {
  /** Nothing is read from it: the tty takes no more. */
  static final int HELD_BY_TTY = 1;

  /** Nothing is read from it: what it asked for before is not done yet. */
  public static final int HELD_BY_ORDER = 2;

  /** Nothing is read from it: enough of its requests wait for their turn. */
  static final int HELD_BY_TURN = 4;

  private static final long NS_PER_MS = 1_000_000;

  private final Clients clients;
  private final Loop loop;
  final boolean observer;
  final Connection connection;
  private final Instant since = Instant.now();
  private long received;
  private long sent;
  private long skipped;
  private long discarded;
  private Role role;
  long lastReceivedNs;

  /** It will send nothing more; it may still read for {@link HalfClosed.HALF_CLOSED_MS}. */
  boolean halfClosed;

  /** When that was. */
  long halfClosedNs;

  /** It is gone, and its last bytes still wait for the tty. */
  private boolean lost;

  private int held;

  /** Nothing is said of it in the log. */
  boolean quiet;

  private boolean discarding;
  private String goneBecause = "";

  /** What waits because it has asked to be sent nothing for a while. */
  private final ByteQueue suspended = new ByteQueue(Connection.BACKLOG_LIMIT_BYTES);

  private boolean sendingSuspended;

  Client(Clients clients, Connection connection, boolean observer, Loop loop) {
    this.clients = clients;
    this.observer = observer;
    this.role = observer ? Role.OBSERVER : Role.CLIENT;
    this.connection = connection;
    this.loop = loop;
    this.lastReceivedNs = loop.nowNs();
  }

  /** Who it is, for people. */
  public String peer() {
    return connection.peer();
  }

  /** Its address; null when it has none. */
  public @Nullable InetSocketAddress peerAddress() {
    return connection.peerAddress();
  }

  /** The connection, as a peer may ask about it; empty once it is gone. */
  public Optional<TcpSocket> socket() {
    InetSocketAddress local = connection.localAddress();
    InetSocketAddress remote = connection.peerAddress();
    return local == null || remote == null
        ? Optional.empty()
        : Optional.of(new TcpSocket(local, remote));
  }

  /** How long ago it sent something, or came, in milliseconds rounded down. */
  public long quietMs() {
    return (loop.nowNs() - lastReceivedNs) / NS_PER_MS;
  }

  /** Bytes it has sent that were read and wait for their turn (command by command). */
  public int storedBytes() {
    return clients.turns.storedBytes(this);
  }

  /** Bytes it has sent that were not read yet. */
  public int unreadBytes() {
    return connection.unreadBytes();
  }

  /** Bytes kept for it because it does not read. */
  public int backlogBytes() {
    return connection.backlogBytes() + suspended.size();
  }

  /** Takes in what it has sent by now, also while it is held. See {@link Connection#readNow}. */
  public void readNow() {
    connection.readNow();
  }

  /** Before it is closed: {@link #readNow}, and what is more than that is lost and counted. */
  public void readLast() {
    readNow();
    clients.port.counters().discardedToSerial(connection.unreadBytes());
  }

  /**
   * Throws away what it has sent by now and was not read, and counts it. Who goes on sending is not
   * read for ever.
   */
  public void discardUnread() {
    long enough = received + connection.unreadBytes();
    long before = -1;
    discarding = true;
    while (received > before && received < enough) {
      before = received;
      connection.readNow();
    }
    discarding = false;
  }

  /** Throws away what waits for its turn (command by command), and counts it. */
  public void discardStored() {
    discarded += clients.turns.discard(this);
  }

  /** Whether what it sends reaches the device; else it is read and thrown away. */
  public boolean mayWrite() {
    return role.mayWrite();
  }

  /** Gives it another role. Who may not write is not held by the tty. */
  public void role(Role next) {
    role = next;
    if (isHeld()) {
      connection.pauseReading();
    } else {
      connection.resumeReading();
    }
  }

  /** Whether it only listens: what it sends never reaches the device. */
  public boolean isObserver() {
    return observer;
  }

  /** False when it has gone: what is sent to it goes nowhere. */
  public boolean isOpen() {
    return connection.isOpen();
  }

  /** Why it has gone, for people; empty while it is there. */
  public String goneBecause() {
    return goneBecause;
  }

  void goneBecause(String cause) {
    goneBecause = cause;
  }

  /** Nothing is read from it until that reason, and every other, is gone. */
  public void hold(int reason) {
    held |= reason;
    if (isHeld()) {
      connection.pauseReading();
    }
  }

  private boolean isHeld() {
    return (mayWrite() ? held : held & ~HELD_BY_TTY) != 0;
  }

  public void release(int reason) {
    held &= ~reason;
    if (!isHeld()) {
      connection.resumeReading();
    }
  }

  /**
   * Sends it something: its part of what the device sends, or an answer of its own. What does not
   * fit is skipped and counted; answers how much that was.
   */
  public int send(IoBuffer data) {
    int wanted = data.bytes.remaining();
    boolean waits = sendingSuspended || !suspended.isEmpty();
    int taken = waits ? suspended.put(data) : connection.write(data);
    sent += taken;
    skipped += wanted - taken;
    if (isJammed() && !observer) {
      clients.jammed();
    }
    return wanted - taken;
  }

  /** How many bytes can be sent to it, or kept for it, without skipping any. */
  public int room() {
    boolean waits = sendingSuspended || !suspended.isEmpty();
    return waits ? suspended.room() : connection.room();
  }

  /**
   * It asks to be sent nothing until {@link #resumeSending}. What comes meanwhile is kept as for
   * one that does not read: it is waited for, or skipped.
   */
  public void suspendSending() {
    sendingSuspended = true;
  }

  /** Sends what was kept, and whatever comes. */
  public void resumeSending() {
    if (sendingSuspended) {
      sendingSuspended = false;
      sendSuspended();
      if (!isJammed()) {
        clients.drained(this);
      }
    }
  }

  private void sendSuspended() {
    int taken = 1;
    while (taken > 0 && !suspended.isEmpty()) {
      taken = connection.write(suspended.front());
      suspended.drop(taken);
    }
  }

  /** It has gone; nothing is kept for it. */
  void forget() {
    suspended.free();
  }

  /** One that can send nothing more makes room for a newcomer. */
  boolean holdsPlace() {
    return !halfClosed && !lost;
  }

  boolean isJammed() {
    return connection.backlogBytes() > 0 || !suspended.isEmpty();
  }

  @Override
  public void received(IoBuffer data) {
    received += data.bytes.remaining();
    if (discarding) {
      discard(data);
    } else {
      clients.received(this, data);
    }
  }

  /** What it has sent is not for the device. */
  void discard(IoBuffer data) {
    discarded += data.bytes.remaining();
    clients.discard(data);
  }

  @Override
  public void ended() {
    clients.ended(this);
  }

  @Override
  public void lost() {
    lost = true;
    clients.lost(this);
  }

  @Override
  public void drained() {
    if (!sendingSuspended) {
      sendSuspended();
    }
    if (!isJammed()) {
      clients.drained(this);
    }
  }

  @Override
  public void closed(String cause) {
    clients.gone(this, cause);
  }

  ClientStatus status() {
    return new ClientStatus(
        connection.peer(),
        connection.security(),
        role,
        since,
        received,
        sent,
        connection.backlogBytes() + suspended.size(),
        skipped,
        discarded);
  }
}
