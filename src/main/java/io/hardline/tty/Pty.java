package io.hardline.tty;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.hardline.linux.Errno;
import io.hardline.linux.Libc;
import io.hardline.loop.IoBuffer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * A pair of pseudo-terminals made here (pty(7)): we hold the master, another program opens the
 * slave by its name. One thread at a time.
 */
public final class Pty implements AutoCloseable {
  private static final int O_RDWR = 2;
  private static final int O_NOCTTY = 0x100;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;

  private final int fd;
  private final Path slave;
  private boolean closed;

  private Pty(int fd, Path slave) {
    this.fd = fd;
    this.slave = slave;
  }

  public static Pty open() throws IOException {
    int fd = Libc.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
      throw new IOException("open /dev/ptmx: " + Errno.text(fd));
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment number = arena.allocate(JAVA_INT);
      int unlocked = Libc.ioctl(fd, TtyRequest.TIOCSPTLCK, number.address());
      int numbered = Libc.ioctl(fd, TtyRequest.TIOCGPTN, number.address());
      if (unlocked < 0 || numbered < 0) {
        Libc.close(fd);
        throw new IOException("make a pty: " + Errno.text(Math.min(unlocked, numbered)));
      }
      return new Pty(fd, Path.of("/dev/pts", Integer.toString(number.get(JAVA_INT, 0))));
    }
  }

  /** The name of the other end. */
  public Path slave() {
    return slave;
  }

  /** The descriptor, to be watched; it stays ours. */
  public int fd() {
    return fd;
  }

  /** As {@link Tty#read}; -1 while nobody has the other end open, having opened it before. */
  public int read(IoBuffer into) {
    int count = Libc.read(fd, into.position(), into.bytes.remaining());
    if (count > 0) {
      into.advance(count);
      return count;
    }
    return count == -Errno.EAGAIN || count == -Errno.EINTR ? 0 : -1;
  }

  /** As {@link Tty#write}. */
  public int write(IoBuffer from) {
    int count = Libc.write(fd, from.position(), from.bytes.remaining());
    if (count >= 0) {
      from.advance(count);
      return count;
    }
    return count == -Errno.EAGAIN || count == -Errno.EINTR ? 0 : -1;
  }

  /** Hangs up; the other end's reads then end. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Libc.close(fd);
    }
  }
}
