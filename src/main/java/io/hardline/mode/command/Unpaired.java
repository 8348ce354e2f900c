package io.hardline.mode.command;

import io.hardline.loop.Loop;
import io.hardline.net.Connection;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A command connection to which no data connection belongs yet: what it sends is kept, and nothing
 * of it is looked at. A driver opens this one first and the other a moment later; who does not is
 * refused (ADV-001). Loop thread only.
 */
final class Unpaired implements CommandStream.Owner {
  /** What a driver sends at once after a reconnect is a tenth of that. */
  static final int UNPAIRED_LIMIT_BYTES = 512;

  /** For the data connection, when commands have come already. */
  static final long COMMANDED_DEADLINE_MS = 1_000;

  /** For the data connection, while it has said nothing. */
  static final long SILENT_DEADLINE_MS = 5_000;

  /** How often it is looked whether a handshake of that address is over. */
  private static final long LOOK_MS = 500;

  /** Why it is refused. */
  static final String NO_DATA = "there is no data connection from that address";

  /** What becomes of it. */
  interface Home {
    /** Whether a data connection from there is on its way. */
    boolean isComing(InetAddress from);

    /** It is closed, having asked for something without being anybody's. */
    void refused(Unpaired refused, String why);

    /** It is closed, and nothing was lost by that. */
    void gone(Unpaired gone);
  }

  final CommandStream stream;
  private final Home home;
  private final Loop.Timer deadline;
  private boolean hasCommanded;

  Unpaired(Connection connection, Loop loop, Home home) {
    this.stream = new CommandStream(connection);
    this.home = home;
    this.deadline = loop.timer(this::late);
  }

  /** False when it cannot be watched, and is closed. */
  boolean start() {
    deadline.setMs(SILENT_DEADLINE_MS);
    boolean started = stream.start(this);
    if (!started) {
      deadline.clear();
    }
    return started;
  }

  boolean isFrom(InetSocketAddress address) {
    InetSocketAddress own = stream.connection.peerAddress();
    return own != null && own.getAddress().equals(address.getAddress());
  }

  /** Where it comes from; without an address all are from one place. */
  InetAddress address() {
    InetSocketAddress own = stream.connection.peerAddress();
    return own == null ? InetAddress.getLoopbackAddress() : own.getAddress();
  }

  @Override
  public void received() {
    if (stream.received.size() > UNPAIRED_LIMIT_BYTES) {
      refuse(NO_DATA);
    } else if (!hasCommanded) {
      hasCommanded = true;
      deadline.setMs(COMMANDED_DEADLINE_MS);
    }
  }

  private void late() {
    InetSocketAddress own = stream.connection.peerAddress();
    if (own != null && home.isComing(own.getAddress())) {
      deadline.setMs(LOOK_MS);
    } else {
      drop();
    }
  }

  void refuse(String why) {
    close();
    home.refused(this, why);
  }

  @Override
  public void drained() {}

  @Override
  public void left(String cause) {
    drop();
  }

  /** Said only of who has asked for something: a driver that finds a port taken has not. */
  private void drop() {
    close();
    if (hasCommanded) {
      home.refused(this, NO_DATA);
    } else {
      home.gone(this);
    }
  }

  /** It belongs to a client from now on. */
  void paired() {
    deadline.clear();
  }

  void close() {
    deadline.clear();
    stream.close();
  }
}
