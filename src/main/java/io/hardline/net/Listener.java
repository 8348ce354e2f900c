package io.hardline.net;

import io.hardline.linux.Errno;
import io.hardline.linux.Libc;
import io.hardline.loop.Loop;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;

/**
 * A socket that listens, and hands each new connection to its owner. Loop thread only.
 *
 * <p>Options are set on the listening socket, from which Linux lets accepted ones inherit them: a
 * connection costs no further system call.
 */
public final class Listener {
  /** Connections accepted in one turn before the data of others has its turn. */
  static final int ACCEPTS_PER_TURN = 64;

  /**
   * How long nothing is accepted when the process or the machine is out of descriptors or memory.
   */
  static final long EXHAUSTED_PAUSE_MS = 100;

  private final Loop loop;
  private final int fd;
  private final Consumer<Connection> onConnection;
  private final Loop.Watch watch;
  private final Loop.Timer again;
  private final MemorySegment name = Arena.ofAuto().allocate(SocketAddress.MAX_BYTES + 2 + 4, 4);
  private boolean open = true;

  private Listener(Loop loop, int fd, Consumer<Connection> onConnection) {
    this.loop = loop;
    this.fd = fd;
    this.onConnection = onConnection;
    this.again = loop.timer(this::acceptSome);
    this.watch = loop.watch(fd, events -> acceptSome());
  }

  /**
   * Listens for TCP.
   *
   * @param address an IPv4 or IPv6 address, or {@code *} for every address of both kinds
   * @param port 1 to 65535; 0 takes a free one, see {@link #port}
   * @param aliveCheckMs see {@link Connection#aliveCheckMs}
   * @throws IOException with the kernel's reason
   */
  public static Listener tcp(
      Loop loop, String address, int port, long aliveCheckMs, Consumer<Connection> onConnection)
      throws IOException {
    int fd = Sockets.listenTcp(address, port);
    Sockets.noDelay(fd);
    Sockets.aliveCheck(fd, aliveCheckMs);
    return new Listener(loop, fd, onConnection);
  }

  /**
   * Listens on a Unix socket.
   *
   * @throws IOException with the reason, also when the path is too long for the kernel
   */
  public static Listener unix(Loop loop, String path, Consumer<Connection> onConnection)
      throws IOException {
    return new Listener(loop, Sockets.listenUnix(path), onConnection);
  }

  /**
   * Says beforehand whether {@link #unix} can take a path.
   *
   * @throws IOException with path and limit when it is too long for the kernel
   */
  public static void checkUnixPath(String path) throws IOException {
    Sockets.checkUnixPath(path);
  }

  /** The TCP port. */
  public int port() {
    return Sockets.localPort(fd);
  }

  /** For connections that come from now on. */
  public void aliveCheckMs(long aliveCheckMs) {
    Sockets.aliveCheck(fd, aliveCheckMs);
  }

  private void acceptSome() {
    int lengthOffset = SocketAddress.MAX_BYTES + 2;
    for (int i = 0; i < ACCEPTS_PER_TURN && open; i++) {
      name.set(ValueLayout.JAVA_INT, lengthOffset, SocketAddress.MAX_BYTES);
      int accepted =
          Libc.accept(fd, name.address(), name.address() + lengthOffset, Sockets.NONBLOCK_CLOEXEC);
      if (accepted >= 0) {
        onConnection.accept(new SocketConnection(loop, accepted, SocketAddress.text(name)));
      } else if (accepted == -Errno.EAGAIN) {
        return;
      } else if (outOfResources(accepted)) {
        again.setMs(EXHAUSTED_PAUSE_MS);
        return;
      }
      // Anything else concerns the one connection that is already gone again (accept(2), "Error
      // handling").
    }
    if (open) {
      loop.soon(this::acceptSome);
    }
  }

  private static boolean outOfResources(int result) {
    return result == -Errno.EMFILE
        || result == -Errno.ENFILE
        || result == -Errno.ENOBUFS
        || result == -Errno.ENOMEM;
  }

  /** The user id at the other end of a connection that came by {@link #unix}; -1 when unknown. */
  public static int peerUser(Connection connection) {
    return connection instanceof SocketConnection socket ? socket.peerUser() : -1;
  }

  /** Stops listening at once. Connections that were accepted live on. */
  public void close() {
    if (open) {
      open = false;
      again.clear();
      watch.cancel();
      Libc.close(fd);
    }
  }
}
