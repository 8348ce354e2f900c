package io.hardline.net;

import io.hardline.linux.Errno;
import io.hardline.linux.Libc;
import io.hardline.loop.Epoll;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads the datagrams of one socket and closes it. Loop thread only. */
final class DatagramReader implements Loop.Ready {
  /** Datagrams in one turn before the others have theirs. */
  static final int DATAGRAMS_PER_TURN = 32;

  private static final int LENGTH_OFFSET = SocketAddress.MAX_BYTES + 2;

  /** Takes each datagram. */
  interface Taker {
    void received(IoBuffer data, UdpAddress from);
  }

  private final Loop loop;
  private final int fd;
  private final Taker taker;
  private final Loop.Watch watch;
  private final MemorySegment name = Arena.ofAuto().allocate(LENGTH_OFFSET + Integer.BYTES, 4);
  private final UdpAddress from = new UdpAddress();
  private final Runnable continueReading = this::continueReading;
  private boolean open = true;
  private boolean continuing;

  /**
   * @param fd is closed with it, and when there cannot be one
   * @throws IOException when the machine has no room to watch it
   */
  DatagramReader(Loop loop, int fd, Taker taker) throws IOException {
    this.loop = loop;
    this.fd = fd;
    this.taker = taker;
    try {
      this.watch = loop.watch(fd, this);
    } catch (UncheckedIOException exhausted) {
      Libc.close(fd);
      throw exhausted.getCause();
    }
  }

  @Override
  public void ready(int events) {
    if (Epoll.readable(events)) {
      readSome();
    }
  }

  /** Until nothing waits, or the turn is over. */
  private void readSome() {
    boolean more = true;
    for (int i = 0; i < DATAGRAMS_PER_TURN && open && more; i++) {
      IoBuffer buffer = loop.scratch();
      buffer.bytes.clear();
      name.set(ValueLayout.JAVA_INT, LENGTH_OFFSET, SocketAddress.MAX_BYTES);
      int count =
          Libc.recvfrom(
              fd,
              buffer.position(),
              buffer.bytes.remaining(),
              name.address(),
              name.address() + LENGTH_OFFSET);
      if (count >= 0) {
        buffer.bytes.limit(count);
        from.readFrom(name);
        taker.received(buffer, from);
      } else {
        // Whatever else went wrong was with a datagram that is gone; the kernel told it once.
        more = count != -Errno.EAGAIN;
      }
    }
    if (open && more && !continuing) {
      continuing = true;
      loop.soon(continueReading);
    }
  }

  private void continueReading() {
    continuing = false;
    if (open) {
      readSome();
    }
  }

  void close() {
    if (open) {
      open = false;
      watch.cancelAndClose();
    }
  }
}
