package io.hardline.mode.redundant;

import io.hardline.aspp.PacketReader;
import io.hardline.loop.Loop;
import io.hardline.mode.client.Client;
import io.hardline.mode.redundant.PathSocket.Kind;
import io.hardline.port.TcpSocket;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A host, by one network or two. It lives as long as one of its paths; what it counts begins anew
 * with the next one. Loop thread only.
 *
 * <pre>
 *                  join                join, lost + join
 *  (no session) --------> ONE PATH -----------------------> TWO PATHS
 *       ^                 |      ^                            |
 *       +-- lost, end, ---+      +---------- lost ------------+
 *           beganAnew, close
 * </pre>
 */
final class Session {
  /** Two networks. */
  static final int MAX_PATHS = 2;

  /** Before the loss of a path is told: of a host that closes the port both end. */
  static final int LOSS_TOLD_MS = 1_000;

  /** Who is told. */
  interface Owner {
    /** It has two paths now. */
    void pathJoined(Session session, Path path, Instant aloneSince);

    /** Another path may come. */
    void lacksPath();

    /** A path is lost, and the other has gone on for {@link Session#LOSS_TOLD_MS}. */
    void pathLost(Session session, Path path, String cause);

    /** The host has begun anew by these paths, which were taken from the session. */
    void begunAnew(Session session, List<Path> by);

    /** There is no path any more. */
    void ended(Session session);
  }

  final RedundantData data;
  final RedundantCommands command;

  /** Once it has a place. */
  @Nullable Client client;

  private final Owner owner;
  private final Loop loop;
  private final List<Path> paths = new ArrayList<>();

  /** The networks by which it has come; one that is lost gives way to another. */
  private final Set<Ends> known;

  private String peer = "";
  private Instant aloneSince = Instant.now();

  /** A loss that has not been told. */
  private @Nullable Path lostPath;

  private String lostCause = "";
  private final Loop.Timer lossTold;
  private boolean over;

  /**
   * @param known networks of the same host
   */
  Session(Loop loop, Owner owner, Set<Ends> known) {
    this.known = new LinkedHashSet<>(known);
    this.loop = loop;
    this.owner = owner;
    this.lossTold = loop.timer(this::tellLoss);
    this.data = new RedundantData(this, loop);
    this.command = new RedundantCommands(this, loop);
  }

  /** For people: its address, or its addresses. */
  String peer() {
    return paths.isEmpty() ? peer : paths.stream().map(Path::peer).collect(Collectors.joining("+"));
  }

  boolean hasBothPaths() {
    return paths.size() == MAX_PATHS;
  }

  /** Since when it has but one path. */
  Instant aloneSince() {
    return aloneSince;
  }

  /** Whether it has come by that network before. */
  boolean knows(Ends ends) {
    return known.contains(ends);
  }

  /** The networks by which it has come. */
  Set<Ends> known() {
    return known;
  }

  /** Whether a path by a network that it has not come by may be its second. */
  boolean lacksAPath() {
    return !hasBothPaths();
  }

  /** Whether a packet may be its host's, by the number. */
  boolean expects(PathSocket from, PacketReader packet) {
    return (from.kind == Kind.DATA ? data : command).expects(packet);
  }

  /** A path is complete, or was another session's. */
  void join(Path path) {
    Path old = paths.stream().filter(it -> it.ends.equals(path.ends)).findFirst().orElse(null);
    if (!known.contains(path.ends) && known.size() == MAX_PATHS) {
      known.removeIf(ends -> paths.stream().noneMatch(it -> it.ends.equals(ends)));
    }
    tellLoss();
    path.known = !known.add(path.ends);
    path.belongsTo(this);
    paths.add(path);
    peer = path.peer();
    path.data.up(path, data);
    path.command.up(path, command);
    data.joined(path.data);
    command.joined(path.command);
    if (old != null) {
      // The host knew before we did that it was dead.
      lost(old, "the host has come by it anew");
    }
    if (hasBothPaths()) {
      owner.pathJoined(this, path, aloneSince);
    }
  }

  /** The host has said something by it: it is this life of the host, and no other. */
  void proven(Path path) {
    data.proven(path.data);
  }

  void lost(Path path, String cause) {
    if (over || !paths.contains(path)) {
      return;
    }
    if (paths.size() == 1) {
      peer = path.peer();
      end(cause);
      return;
    }
    paths.remove(path);
    drop(path);
    aloneSince = Instant.now();
    tellLoss();
    lostPath = path;
    lostCause = cause;
    lossTold.setMs(LOSS_TOLD_MS);
    owner.lacksPath();
  }

  /** Not when the other one ends as well: then it is an end as any. */
  private void tellLoss() {
    Path path = lostPath;
    lostPath = null;
    lossTold.clear();
    if (path != null && !over) {
      owner.pathLost(this, path, lostCause);
    }
  }

  /**
   * What came by that path is older than when it joined. A host never sends again: it has closed
   * the port and opened it, and what told of the end is lost with the other path. Of a network that
   * it has not come by before nobody knows that it is the same host.
   */
  void beganAnew(Path path) {
    if (over) {
      return;
    }
    if (!path.known) {
      known.remove(path.ends);
      lost(path, "it does not count as its session does");
      return;
    }
    List<Path> fresh = paths.stream().filter(it -> it == path || !it.carried).toList();
    for (Path each : fresh) {
      paths.remove(each);
      data.left(each.data);
      command.left(each.command);
    }
    peer = path.peer();
    owner.begunAnew(this, fresh);
  }

  private void drop(Path path) {
    path.close();
    data.left(path.data);
    command.left(path.command);
  }

  /** From outside: the host is gone. */
  void end(String cause) {
    if (!over) {
      dropAll();
      data.fail(cause);
      command.fail(cause);
      owner.ended(this);
    }
  }

  private void dropAll() {
    over = true;
    lossTold.clear();
    for (Path path : List.copyOf(paths)) {
      drop(path);
    }
    paths.clear();
  }

  /** From inside: the client is made to go. */
  void close() {
    if (!over) {
      dropAll();
      command.fail("its data connection was closed");
      owner.ended(this);
    }
  }

  /** The two go together. */
  void commandsClosed() {
    if (!over) {
      loop.soon(() -> end("its command connection was closed"));
    }
  }

  void aliveCheckMs(long aliveCheckMs) {
    for (Path path : paths) {
      path.data.raw.aliveCheckMs(aliveCheckMs);
      path.command.raw.aliveCheckMs(aliveCheckMs);
    }
  }

  /** What is connected, as a peer may ask about it. */
  Stream<TcpSocket> tcpSockets() {
    return paths.stream()
        .flatMap(path -> Stream.of(path.data, path.command))
        .flatMap(socket -> row(socket.raw.localAddress(), socket.raw.peerAddress()));
  }

  private static Stream<TcpSocket> row(
      @Nullable InetSocketAddress local, @Nullable InetSocketAddress remote) {
    return local == null || remote == null
        ? Stream.empty()
        : Stream.of(new TcpSocket(local, remote));
  }
}
