package io.hardline.mode.redundant;

import io.hardline.loop.Loop;
import io.hardline.mode.redundant.PathSocket.Kind;
import io.hardline.net.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntPredicate;

/**
 * Sockets that belong to no path yet: they are asked which session they belong to, and wait for the
 * other one of their path. Loop thread only.
 *
 * <p>The number of a session is one byte and no secret. So a command socket is nobody's unless its
 * data socket came from the same machine by the same network (ADV-001).
 */
final class Newcomers implements PathSocket.Owner {
  /** Sockets at a time; the one that came first makes room. */
  static final int MAX_NEWCOMERS = 16;

  /** From accepting a socket until its path is up. */
  static final int SYNC_DEADLINE_MS = 5_000;

  /** Numbers of sessions: one byte, and 0 is none. */
  private static final int LAST_ID = 255;

  /** What decides about them. */
  interface Gate {
    /** Why a data socket may not belong to that session; empty when it may. */
    String objection(PathSocket data, int session, boolean isNew);

    /** A path is complete. */
    void complete(PathSocket data, PathSocket command, int session);
  }

  private final Loop loop;
  private final Gate gate;
  private final IntPredicate isInUse;
  private final BiConsumer<Connection, String> refuse;
  private final List<PathSocket> waiting = new ArrayList<>();
  private int lastId;

  /**
   * @param isInUse whether a session of that number lives
   * @param refuse closes a connection and says why
   */
  Newcomers(Loop loop, Gate gate, IntPredicate isInUse, BiConsumer<Connection, String> refuse) {
    this.loop = loop;
    this.gate = gate;
    this.isInUse = isInUse;
    this.refuse = refuse;
  }

  /** A connection has come. */
  void accept(Connection raw, Kind kind) {
    if (waiting.size() >= MAX_NEWCOMERS) {
      unfit(waiting.getFirst(), "more came than there is room for before it was connected");
    }
    PathSocket socket = new PathSocket(raw, kind, freeId(), loop, this);
    waiting.add(socket);
    try {
      socket.offer(SYNC_DEADLINE_MS);
    } catch (java.io.UncheckedIOException exhausted) {
      unfit(socket, String.valueOf(exhausted.getMessage()));
    }
  }

  /** There are more numbers than sessions and newcomers. */
  private int freeId() {
    do {
      lastId = lastId % LAST_ID + 1;
    } while (isInUse.test(lastId) || waiting.stream().anyMatch(it -> it.offered == lastId));
    return lastId;
  }

  @Override
  public void said(PathSocket socket, int session) {
    if (socket.kind == Kind.COMMAND) {
      saidCommand(socket, session);
      return;
    }
    String objection = gate.objection(socket, session, session == socket.offered);
    if (objection.isEmpty()) {
      socket.synced();
    } else {
      unfit(socket, objection);
    }
  }

  private void saidCommand(PathSocket command, int session) {
    for (PathSocket data : waiting) {
      if (data.kind == Kind.DATA
          && data.isSynced()
          && data.session == session
          && data.hasEndsOf(command)) {
        waiting.remove(data);
        waiting.remove(command);
        command.synced();
        gate.complete(data, command, session);
        return;
      }
    }
    unfit(command, "there is no data connection of its own for commands to belong to");
  }

  @Override
  public void unfit(PathSocket socket, String why) {
    waiting.remove(socket);
    socket.close();
    refuse.accept(socket.raw, why);
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
