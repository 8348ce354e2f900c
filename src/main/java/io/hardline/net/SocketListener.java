package io.hardline.net;

import io.hardline.linux.Errno;
import io.hardline.linux.Libc;
import io.hardline.loop.Loop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A socket that listens. Loop thread only.
 *
 * <p>Options are set on the listening socket, from which Linux lets accepted ones inherit them: a
 * connection costs no further system call.
 */
final class SocketListener implements Listener {
  /**
   * How long nothing is accepted when the process or the machine is out of descriptors or memory.
   */
  static final long EXHAUSTED_PAUSE_MS = 100;

  private final Loop loop;
  private final int fd;
  private final Consumer<Connection> onConnection;
  private long aliveCheckMs;
  private Loop.Watch watch;
  private final Loop.Timer again;
  private final MemorySegment name = Arena.ofAuto().allocate(SocketAddress.MAX_BYTES + 2 + 4, 4);
  private boolean open = true;
  private boolean paused;

  /**
   * @param fd is closed with it, and when there cannot be one
   * @throws IOException when the machine has no room to watch it
   */
  SocketListener(Loop loop, int fd, long aliveCheckMs, Consumer<Connection> onConnection)
      throws IOException {
    this.loop = loop;
    this.fd = fd;
    this.onConnection = onConnection;
    this.aliveCheckMs = aliveCheckMs;
    this.again = loop.timer(this::listen);
    try {
      this.watch = loop.watchListening(fd, events -> accept());
    } catch (UncheckedIOException exhausted) {
      Libc.close(fd);
      throw exhausted.getCause();
    }
  }

  @Override
  public int port() {
    return Sockets.localPort(fd);
  }

  @Override
  public InetSocketAddress localAddress() {
    MemorySegment local = MemorySegment.ofArray(Sockets.localAddress(fd));
    return Objects.requireNonNull(SocketAddress.inet(local), "a Unix socket has no address");
  }

  @Override
  public void aliveCheckMs(long newAliveCheckMs) {
    aliveCheckMs = newAliveCheckMs;
    Sockets.aliveCheck(fd, newAliveCheckMs);
  }

  private void listen() {
    watch = loop.watchListening(fd, events -> accept());
  }

  /** Takes one; the data of others has its turn before the next is taken. */
  private void accept() {
    int lengthOffset = SocketAddress.MAX_BYTES + 2;
    name.set(ValueLayout.JAVA_INT, lengthOffset, SocketAddress.MAX_BYTES);
    int accepted =
        Libc.accept(fd, name.address(), name.address() + lengthOffset, Sockets.NONBLOCK_CLOEXEC);
    if (accepted >= 0) {
      onConnection.accept(
          new SocketConnection(loop, accepted, SocketAddress.bytes(name), aliveCheckMs));
    } else if (outOfResources(accepted)) {
      watch.cancel();
      again.setMs(EXHAUSTED_PAUSE_MS);
    }
    // Anything else concerns the one connection that is already gone again (accept(2), "Error
    // handling").
  }

  private static boolean outOfResources(int result) {
    return result == -Errno.EMFILE
        || result == -Errno.ENFILE
        || result == -Errno.ENOBUFS
        || result == -Errno.ENOMEM;
  }

  @Override
  public void pause() {
    if (open && !paused) {
      paused = true;
      again.clear();
      watch.cancel();
      Sockets.stopListening(fd);
    }
  }

  @Override
  public void resume() throws IOException {
    if (open && paused) {
      Sockets.listenAgain(fd);
      paused = false;
      listen();
    }
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      again.clear();
      watch.cancel();
      Libc.close(fd);
    }
  }
}
