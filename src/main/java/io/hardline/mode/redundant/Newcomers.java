package io.hardline.mode.redundant;

import io.hardline.loop.Loop;
import io.hardline.mode.redundant.PathSocket.Kind;
import io.hardline.net.Connection;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Sockets that belong to no path yet: they are synced, and wait for the other one of their path. A
 * command socket is nobody's unless a data socket came from the same machine by the same network
 * (ADV-001): there is no other secret between a host and us. Loop thread only.
 */
final class Newcomers implements PathSocket.Owner {
  /** Sockets at a time; the one that came first makes room. */
  static final int MAX_NEWCOMERS = 16;

  /** From accepting a socket until its path is complete. */
  static final int SYNC_DEADLINE_MS = 5_000;

  /** What decides about them. */
  interface Gate {
    /** Why a data socket is not wanted; empty when it is. */
    String objection(PathSocket data);

    /** A path has both its sockets. */
    void complete(PathSocket data, PathSocket command);

    /** Closes a connection, and says why. */
    void refuse(PathSocket socket, String why);
  }

  private final Loop loop;
  private final Gate gate;
  private final List<PathSocket> waiting = new ArrayList<>();

  Newcomers(Loop loop, Gate gate) {
    this.loop = loop;
    this.gate = gate;
  }

  /** A connection has come. */
  void accept(Connection raw, Kind kind) {
    if (waiting.size() >= MAX_NEWCOMERS) {
      unfit(waiting.getFirst(), "more came than there is room for before its path was complete");
    }
    PathSocket socket = new PathSocket(raw, kind, loop, this);
    waiting.add(socket);
    try {
      socket.begin(SYNC_DEADLINE_MS);
    } catch (UncheckedIOException exhausted) {
      unfit(socket, String.valueOf(exhausted.getMessage()));
    }
  }

  /** The driver syncs data first, and then commands. */
  @Override
  public void answered(PathSocket socket) {
    if (socket.kind == Kind.COMMAND) {
      answeredForCommands(socket);
      return;
    }
    String objection = gate.objection(socket);
    if (objection.isEmpty()) {
      socket.synced();
    } else {
      unfit(socket, objection);
    }
  }

  private void answeredForCommands(PathSocket command) {
    for (PathSocket data : waiting) {
      if (data.kind == Kind.DATA && data.isSynced() && data.ends.equals(command.ends)) {
        waiting.remove(data);
        waiting.remove(command);
        command.synced();
        gate.complete(data, command);
        return;
      }
    }
    unfit(command, "there is no data connection from that address");
  }

  @Override
  public void unfit(PathSocket socket, String why) {
    waiting.remove(socket);
    gate.refuse(socket, why);
  }

  /** Nobody is wanted any more. */
  void dropAll(String why) {
    List.copyOf(waiting).forEach(socket -> unfit(socket, why));
  }

  /** Without a word. */
  void close() {
    waiting.forEach(PathSocket::close);
    waiting.clear();
  }
}
