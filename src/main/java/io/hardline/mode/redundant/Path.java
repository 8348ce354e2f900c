package io.hardline.mode.redundant;

/**
 * A host's way to us by one network: a data and a command socket, which come and go together. Loop
 * thread only.
 */
final class Path {
  final Session session;
  final PathSocket data;
  final PathSocket command;

  Path(Session session, PathSocket data, PathSocket command) {
    this.session = session;
    this.data = data;
    this.command = command;
  }

  /** Who is at the other end, for people. */
  String peer() {
    return data.raw.peer();
  }

  /** By the data socket's addresses; the command socket has the same. */
  boolean hasEndsOf(PathSocket socket) {
    return data.hasEndsOf(socket);
  }

  /** One of the two has ended, and with it the path. */
  void lost(PathSocket which, String cause) {
    String what = which.kind == PathSocket.Kind.DATA ? "" : "command connection: ";
    session.lost(this, what + cause);
  }

  void close() {
    data.close();
    command.close();
  }
}
