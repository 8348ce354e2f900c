package io.hardline.tty;

import io.hardline.linux.Errno;
import io.hardline.linux.Libc;
import java.io.IOException;

/**
 * The descriptor of an open tty. A call may be stuck in the driver when the tty is closed; then its
 * number must not go to another file while the call may still use it, so the last call to return
 * closes it.
 *
 * <p>Any thread.
 */
final class TtyFile {
  private static final int O_RDWR = 2;
  private static final int O_NOCTTY = 0x100;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;

  private final int fd;
  private final String name;
  private final Object lock = new Object();
  private int callsUnderWay;
  private boolean closing;

  private TtyFile(int fd, String name) {
    this.fd = fd;
    this.name = name;
  }

  /** Opens; without O_NONBLOCK open(2) would wait for DCD, without O_NOCTTY ^C would reach us. */
  static TtyFile open(String name) throws IOException {
    int fd = Libc.open(name, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
      throw unavailable(name, fd);
    }
    return new TtyFile(fd, name);
  }

  private static IOException unavailable(String name, int error) {
    return switch (-error) {
      case Errno.ENOENT, Errno.ENXIO, Errno.ENODEV, Errno.EIO ->
          new TtyUnavailable(
              TtyUnavailable.Reason.ABSENT,
              name + " does not answer: " + Errno.text(error) + "; the port waits for it");
      case Errno.EBUSY ->
          new TtyUnavailable(
              TtyUnavailable.Reason.IN_USE,
              name + " is in use by another process, which opened it exclusively; stop that one");
      case Errno.EACCES, Errno.EPERM ->
          new TtyUnavailable(
              TtyUnavailable.Reason.NO_PERMISSION,
              name
                  + " may not be opened by this user: "
                  + Errno.text(error)
                  + "; make the user a member of the group that owns it (dialout on Debian)");
      default -> new IOException("open " + name + ": " + Errno.text(error));
    };
  }

  int fd() {
    return fd;
  }

  String name() {
    return name;
  }

  /** Announces a call; every call that began is {@linkplain #end ended}. */
  void begin(String what) throws IOException {
    synchronized (lock) {
      if (closing) {
        throw new IOException(what + " of " + name + ": it is closed");
      }
      callsUnderWay++;
    }
  }

  void end() {
    boolean last;
    synchronized (lock) {
      callsUnderWay--;
      last = closing && callsUnderWay == 0;
    }
    if (last) {
      Libc.close(fd);
    }
  }

  /** True until {@link #close}; a call that waits looks at it. */
  boolean isOpen() {
    synchronized (lock) {
      return !closing;
    }
  }

  /** Closes now, or when the call under way returns. */
  void close() {
    boolean now;
    synchronized (lock) {
      now = !closing && callsUnderWay == 0;
      closing = true;
    }
    if (now) {
      Libc.close(fd);
    }
  }

  /** ioctl(2), again when a signal interrupted it; what the kernel answered. */
  int control(long request, long argument) {
    int result = Libc.ioctl(fd, request, argument);
    while (result == -Errno.EINTR) {
      result = Libc.ioctl(fd, request, argument);
    }
    return result;
  }

  /**
   * ioctl(2) where a driver without the function is no error.
   *
   * @return whether the driver did it
   */
  boolean did(String what, long request, long argument) throws IOException {
    int result = control(request, argument);
    if (result >= 0) {
      return true;
    }
    if (isMissing(result)) {
      return false;
    }
    throw failure(what, result);
  }

  /** ioctl(2) that every tty has. */
  void require(String what, long request, long argument) throws IOException {
    int result = control(request, argument);
    if (result < 0) {
      throw failure(what, result);
    }
  }

  /** The ways in which drivers of different kinds and years say that they do not have this. */
  static boolean isMissing(int result) {
    return switch (-result) {
      case Errno.ENOTTY, Errno.EINVAL, Errno.EOPNOTSUPP, Errno.ENOSYS -> true;
      default -> false;
    };
  }

  IOException failure(String what, int error) {
    return new IOException(what + " of " + name + ": " + Errno.text(error));
  }
}
