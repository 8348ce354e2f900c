package io.hardline.mode.redundant;

import io.hardline.aspp.PacketReader;
import io.hardline.loop.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whose a path is. The protocol does not say, so it is told by where the path comes from, and where
 * that leaves a doubt, by its first packet: it carries a number, and a host that begins counts from
 * zero. Loop thread only.
 */
final class Sessions implements Path.Owner {
  /** For the first packet of a path that may be several hosts'. */
  static final int UNDECIDED_DEADLINE_MS = 60_000;

  /** What the mode does. */
  interface Home extends Session.Owner {
    /** Whether all places are taken. */
    boolean isFull();

    /** Gives a session a place. */
    void begun(Session session);

    /** Closes a socket, and says why. */
    void refuse(PathSocket socket, String why);
  }

  private final Loop loop;
  private final Home home;

  /** In the order in which they began. */
  private final List<Session> sessions = new ArrayList<>();

  private final List<Path> undecided = new ArrayList<>();

  Sessions(Loop loop, Home home) {
    this.loop = loop;
    this.home = home;
  }

  /** Then we listen, although all places may be taken. */
  boolean lackAPath() {
    return sessions.stream().anyMatch(session -> !session.hasBothPaths());
  }

  Stream<Session> stream() {
    return sessions.stream();
  }

  /** Why nobody there may come; empty when somebody may. */
  String objection(Ends ends) {
    boolean wanted =
        !home.isFull() || sessions.stream().anyMatch(it -> it.knows(ends) || it.lacksAPath());
    return wanted ? "" : "all places are taken";
  }

  /** A path has both its sockets. */
  void complete(PathSocket data, PathSocket command) {
    Path path = new Path(data, command, this);
    for (Session session : sessions) {
      if (session.knows(path.ends)) {
        session.join(path);
        return;
      }
    }
    List<Session> lacking = sessions.stream().filter(Session::lacksAPath).toList();
    if (lacking.isEmpty()) {
      beginOrRefuse(path);
    } else if (home.isFull() && lacking.size() == 1) {
      lacking.getFirst().join(path);
    } else {
      undecided.add(path);
      path.data.waits(path, UNDECIDED_DEADLINE_MS);
      path.command.waits(path, UNDECIDED_DEADLINE_MS);
    }
  }

  @Override
  public void firstPacket(Path path, PathSocket from, PacketReader packet) {
    undecided.remove(path);
    // The last that began: two that fit have sent next to nothing yet.
    Session fitting =
        sessions.stream()
            .filter(session -> session.lacksAPath() && session.expects(from, packet))
            .reduce((earlier, later) -> later)
            .orElse(null);
    if (fitting != null) {
      fitting.join(path);
    } else if (packet.number() == 0 && packet.expected() == 0) {
      beginOrRefuse(path);
    } else {
      lost(path, "it does not count as any session does");
    }
  }

  private void beginOrRefuse(Path path) {
    if (home.isFull()) {
      lost(path, "all places are taken");
    } else {
      begin(List.of(path), Set.of());
    }
  }

  /**
   * A host begins, perhaps by several paths that it has opened before it said anything.
   *
   * @param known networks of the same host
   */
  void begin(List<Path> paths, Set<Ends> known) {
    Session session = new Session(loop, home, known);
    sessions.add(session);
    paths.forEach(session::join);
    home.begun(session);
  }

  void ended(Session session) {
    sessions.remove(session);
  }

  @Override
  public void lost(Path path, String cause) {
    undecided.remove(path);
    path.command.close();
    home.refuse(path.data, cause);
  }

  /** Without a word; sessions end with their clients. */
  void close() {
    undecided.forEach(Path::close);
    undecided.clear();
  }
}
