package io.hardline.tty;

import io.hardline.linux.Errno;
import io.hardline.linux.Libc;
import io.hardline.loop.IoBuffer;
import io.hardline.settings.LineSettings;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/**
 * A pty that other programs use as if it were a serial device, and that tells us what they do with
 * it: packet mode (ioctl_tty(2), TIOCPKT), in which each read begins with a byte that says whether
 * data follow or something has happened. With EXTPROC set the kernel also says that the line was
 * changed.
 *
 * <p>What a pty cannot tell: a break, DTR and RTS (it has none), and data bits and parity, of which
 * Linux makes 8 and none whatever a program asks for (drivers/tty/pty.c, pty_set_termios). Rate,
 * stop bits and flow control it keeps.
 *
 * <p>One thread at a time.
 */
public final class PacketPty implements AutoCloseable {
  private static final int O_RDWR = 2;
  private static final int O_NOCTTY = 0x100;
  private static final int O_CLOEXEC = 0x80000;

  // The first byte of a read.
  private static final int FLUSH_READ = 1;
  private static final int FLUSH_WRITE = 2;
  private static final int IOCTL = 64;

  /** Told what was read. */
  public interface Events {
    /** Bytes that a program has written, from position to limit. */
    void data(IoBuffer run);

    /** The line may be another; see {@link #line}. */
    void lineChanged();

    /** A program has thrown away what it has not read yet, what was not sent yet, or both. */
    void flushed(boolean received, boolean unsent);
  }

  private final Pty pty;

  private PacketPty(Pty pty) {
    this.pty = pty;
  }

  /** Makes one whose line is {@code first}, without echo or anything else that people need. */
  public static PacketPty open(LineSettings first) throws IOException {
    PacketPty made = new PacketPty(Pty.open());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment on = arena.allocateFrom(ValueLayout.JAVA_INT, 1);
      require("packet mode", Libc.ioctl(made.fd(), TtyRequest.TIOCPKT, on.address()));
      made.setLine(first);
      // Until it has been opened once, nobody could tell that nobody has it open.
      int slave = Libc.open(made.slave().toString(), O_RDWR | O_NOCTTY | O_CLOEXEC);
      require("open " + made.slave(), slave);
      Libc.close(slave);
      return made;
    } catch (IOException | RuntimeException cannot) {
      made.close();
      throw cannot;
    }
  }

  private static void require(String what, int result) throws IOException {
    if (result < 0) {
      throw new IOException(what + ": " + Errno.text(result));
    }
  }

  /** The name of the device that others open. */
  public Path slave() {
    return pty.slave();
  }

  /** The descriptor, to be watched; it stays ours. */
  public int fd() {
    return pty.fd();
  }

  /** Sets the line, and everything else as a serial device for machines has it. */
  public void setLine(LineSettings line) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Termios termios = new Termios(arena);
      // The master's requests are about the slave (tty_ioctl.c, tty_mode_ioctl).
      require("read the line of a pty", ioctl(TtyRequest.TCGETS2, termios));
      termios.put(line);
      termios.makeExternal();
      require("set the line of a pty", ioctl(TtyRequest.TCSETS2, termios));
    }
  }

  private int ioctl(long request, Termios termios) {
    return Libc.ioctl(fd(), request, termios.address());
  }

  /**
   * The line that a program has set, as far as a pty keeps it. From a program that has cleared all
   * flags, EXTPROC with them, changes would not be told any more; so it is set again.
   */
  public LineSettings line() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Termios termios = new Termios(arena);
      require("read the line of a pty", ioctl(TtyRequest.TCGETS2, termios));
      if (termios.makeExternal()) {
        require("set the line of a pty", ioctl(TtyRequest.TCSETS2, termios));
      }
      return termios.line(LineSettings.STANDARD);
    }
  }

  /**
   * Reads once, into {@code scratch}, which is cleared.
   *
   * @return 1 when something was read and there may be more, 0 when there is nothing now, -1 while
   *     no program has the other end open
   */
  public int read(IoBuffer scratch, Events events) {
    scratch.bytes.clear();
    int count = pty.read(scratch);
    if (count <= 0) {
      return count;
    }
    scratch.bytes.flip();
    int what = scratch.bytes.get() & 0xff;
    if (what == 0) {
      events.data(scratch);
      return 1;
    }
    if ((what & (FLUSH_READ | FLUSH_WRITE)) != 0) {
      events.flushed((what & FLUSH_READ) != 0, (what & FLUSH_WRITE) != 0);
    }
    if ((what & IOCTL) != 0) {
      events.lineChanged();
    }
    return 1;
  }

  /** Writes what the pty has room for and advances; answers how many bytes, or -1. */
  public int write(IoBuffer from) {
    return pty.write(from);
  }

  /** Programs that have it open are hung up. */
  @Override
  public void close() {
    pty.close();
  }
}
