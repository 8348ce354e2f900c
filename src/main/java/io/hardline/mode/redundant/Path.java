package io.hardline.mode.redundant;

import io.hardline.aspp.PacketReader;
import org.jspecify.annotations.Nullable;

/**
 * A host's way to us by one network: a data and a command socket, which come and go together. Loop
 * thread only.
 */
final class Path {
  /** Who knows what to do with one that belongs to no session. */
  interface Owner {
    /** Its first packet, before any other: by it a host may be known. */
    void firstPacket(Path path, PathSocket from, PacketReader packet);

    /** It is lost without having belonged to one. */
    void lost(Path path, String cause);
  }

  final PathSocket data;
  final PathSocket command;
  final Ends ends;

  /** The session had come by this network before, and not only by it now. */
  boolean known;

  /** A packet with a payload has come by it. */
  boolean carried;

  private final Owner owner;
  private @Nullable Session session;

  Path(PathSocket data, PathSocket command, Owner owner) {
    this.data = data;
    this.command = command;
    this.owner = owner;
    this.ends = data.ends;
  }

  /** Who is at the other end, for people. */
  String peer() {
    return data.raw.peer();
  }

  void belongsTo(Session newSession) {
    session = newSession;
  }

  /** Something with a payload has come for the first time by one of its sockets. */
  void carries(PathSocket from, RedundantConnection channel, PacketReader packet) {
    if (session != null && channel.provesNewBeginning(from, packet)) {
      session.beganAnew(this);
    }
    proven();
  }

  private void proven() {
    carried = true;
    if (session != null) {
      session.proven(this);
    }
  }

  /** It waits for a session. */
  void firstPacket(PathSocket from, PacketReader packet) {
    owner.firstPacket(this, from, packet);
    proven();
  }

  /** One of the two has ended, and with it the path. */
  void lost(PathSocket which, String cause) {
    String what = which.kind == PathSocket.Kind.DATA ? "" : "command connection: ";
    if (session != null) {
      session.lost(this, what + cause);
    } else {
      owner.lost(this, what + cause);
    }
  }

  /**
   * Commands first: a driver that finds both its networks lost begins to count from zero, and only
   * if it found it on its command sockets.
   */
  void close() {
    command.close();
    data.close();
  }
}
