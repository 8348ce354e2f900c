package io.hardline.net;

import io.hardline.loop.Loop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** What listens, and hands each new connection to its owner. Loop thread only. */
public interface Listener {

  /** How a mode comes to its listeners: {@link Listener#tcp}, or what a test puts in its place. */
  @FunctionalInterface
  interface Opener {
    Listener open(
        Loop loop, String address, int port, long aliveCheckMs, Consumer<Connection> onConnection)
        throws IOException;
  }

  /**
   * Listens for TCP.
   *
   * @param address an IPv4 or IPv6 address, or {@code *} for every address of both kinds
   * @param port 1 to 65535; 0 takes a free one, see {@link #port}
   * @param aliveCheckMs see {@link Connection#aliveCheckMs}
   * @throws IOException with the kernel's reason
   */
  static Listener tcp(
      Loop loop, String address, int port, long aliveCheckMs, Consumer<Connection> onConnection)
      throws IOException {
    int fd = Sockets.listenTcp(address, port);
    Sockets.noDelay(fd);
    Sockets.aliveCheck(fd, aliveCheckMs);
    return new SocketListener(loop, fd, aliveCheckMs, onConnection);
  }

  /**
   * Listens on a Unix socket.
   *
   * @throws IOException with the reason, also when the path is too long for the kernel
   */
  static Listener unix(Loop loop, String path, Consumer<Connection> onConnection)
      throws IOException {
    return new SocketListener(loop, Sockets.listenUnix(path), 0, onConnection);
  }

  /**
   * Says beforehand whether {@link #unix} can take a path.
   *
   * @throws IOException with path and limit when it is too long for the kernel
   */
  static void checkUnixPath(String path) throws IOException {
    Sockets.checkUnixPath(path);
  }

  /** The user id at the other end of a connection that came by {@link #unix}; -1 when unknown. */
  static int peerUser(Connection connection) {
    return connection instanceof SocketConnection socket ? socket.peerUser() : -1;
  }

  /** The TCP port. */
  int port();

  /** Where it listens; of a Unix socket there is none. */
  InetSocketAddress localAddress();

  /** For connections that come from now on. */
  void aliveCheckMs(long aliveCheckMs);

  /**
   * Listens no more until {@link #resume}, and keeps the TCP port: who comes meanwhile is refused,
   * and nobody else gets the port. Harmless when it pauses already.
   */
  void pause();

  /**
   * Listens again; harmless when it does not pause.
   *
   * @throws IOException when it cannot; it then pauses on
   */
  void resume() throws IOException;

  /** Stops listening at once. Connections that were accepted live on. */
  void close();
}
