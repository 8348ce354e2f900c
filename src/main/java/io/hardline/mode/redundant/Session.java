package io.hardline.mode.redundant;

import io.hardline.loop.Loop;
import io.hardline.mode.client.Client;
import io.hardline.port.TcpSocket;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A host, by one network or two. It lives as long as one of its paths; what it counts begins anew
 * with the next one. Loop thread only.
 *
 * <pre>
 *                  join                  join
 *  (no session) --------> ONE PATH ---------------> TWO PATHS
 *       ^                 |      ^                    |
 *       +--- lost, end ---+      +------ lost --------+
 * </pre>
 */
final class Session {
  /** Two networks. */
  static final int MAX_PATHS = 2;

  /** Who is told. */
  interface Owner {
    /** Another path, or one that had been lost, is up beside the first. */
    void pathJoined(Session session, Path path, Instant aloneSince);

    /** A path is lost, and the other goes on. */
    void pathLost(Session session, Path path, String cause);

    /** There is no path any more. */
    void ended(Session session);
  }

  /** 1 to 255; no secret. */
  final int id;

  final RedundantData data;
  final RedundantCommands command;

  /** Once it has a place. */
  @Nullable Client client;

  private final Owner owner;
  private final Loop loop;
  private final List<Path> paths = new ArrayList<>();
  private String peer = "";
  private Instant aloneSince = Instant.now();
  private boolean over;

  Session(int id, Loop loop, Owner owner) {
    this.id = id;
    this.loop = loop;
    this.owner = owner;
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

  /** Whether a path between these ends may join: it is a further one, or that of before. */
  boolean mayJoin(PathSocket data) {
    return !hasBothPaths() || paths.stream().anyMatch(path -> path.hasEndsOf(data));
  }

  /** A path is complete. */
  void join(PathSocket dataSocket, PathSocket commandSocket) {
    if (hasBothPaths()) {
      replaced(dataSocket);
    }
    Path path = new Path(this, dataSocket, commandSocket);
    boolean further = !paths.isEmpty();
    paths.add(path);
    peer = path.peer();
    dataSocket.up(path, data);
    commandSocket.up(path, command);
    data.joined(dataSocket);
    command.joined(commandSocket);
    if (further) {
      owner.pathJoined(this, path, aloneSince);
    }
  }

  /** The host knew before we did that its old path was dead. */
  private void replaced(PathSocket by) {
    for (Path path : List.copyOf(paths)) {
      if (hasBothPaths() && path.hasEndsOf(by)) {
        lost(path, "the host has come by it anew");
      }
    }
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
    owner.pathLost(this, path, cause);
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
