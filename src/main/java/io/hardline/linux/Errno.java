package io.hardline.linux;

/**
 * Numbers of errors, as {@link Libc} returns them negated; the same on x86_64 and aarch64
 * (asm-generic/errno.h).
 */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int ENXIO = 6;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EBUSY = 16;
  public static final int ENODEV = 19;
  public static final int EINVAL = 22;
  public static final int ENFILE = 23;
  public static final int EMFILE = 24;
  public static final int ENOTTY = 25;
  public static final int ENOSPC = 28;
  public static final int EROFS = 30;
  public static final int EPIPE = 32;
  public static final int ENOSYS = 38;
  public static final int EPROTO = 71;
  public static final int EMSGSIZE = 90;
  public static final int EADDRINUSE = 98;
  public static final int EADDRNOTAVAIL = 99;
  public static final int ECONNABORTED = 103;
  public static final int ECONNRESET = 104;
  public static final int ENOBUFS = 105;
  public static final int ETIMEDOUT = 110;
  public static final int ECONNREFUSED = 111;
  public static final int EHOSTUNREACH = 113;
  public static final int EINPROGRESS = 115;
  public static final int EAFNOSUPPORT = 97;
  public static final int EOPNOTSUPP = 95;
  public static final int EHOSTDOWN = 112;
  public static final int ENETUNREACH = 101;

  private Errno() {}

  /**
   * What an operator reads: plain words and the kernel's name. Takes the number with either sign.
   */
  public static String text(int errno) {
    return switch (Math.abs(errno)) {
      case EPERM -> "operation not permitted (EPERM)";
      case ENOENT -> "no such file or directory (ENOENT)";
      case EINTR -> "interrupted (EINTR)";
      case EIO -> "input/output error (EIO)";
      case ENXIO -> "no such device or address (ENXIO)";
      case EAGAIN -> "resource temporarily unavailable (EAGAIN)";
      case ENOMEM -> "out of memory (ENOMEM)";
      case EACCES -> "permission denied (EACCES)";
      case EBUSY -> "device or resource busy (EBUSY)";
      case ENODEV -> "no such device (ENODEV)";
      case EINVAL -> "invalid argument (EINVAL)";
      case ENFILE -> "too many open files in the system (ENFILE)";
      case EMFILE -> "too many open files (EMFILE)";
      case ENOTTY -> "the device does not have this function (ENOTTY)";
      case ENOSPC -> "no space left on the device (ENOSPC)";
      case EROFS -> "read-only file system (EROFS)";
      case ENOSYS -> "the kernel does not have this function (ENOSYS)";
      case EPIPE -> "the peer closed the connection (EPIPE)";
      case EPROTO -> "protocol error (EPROTO)";
      case EMSGSIZE -> "too large for one datagram (EMSGSIZE)";
      case EOPNOTSUPP -> "operation not supported (EOPNOTSUPP)";
      case EAFNOSUPPORT -> "address family not supported (EAFNOSUPPORT)";
      case EADDRINUSE -> "address already in use (EADDRINUSE)";
      case EADDRNOTAVAIL -> "this machine does not have that address (EADDRNOTAVAIL)";
      case ENETUNREACH -> "network unreachable (ENETUNREACH)";
      case ECONNABORTED -> "connection aborted (ECONNABORTED)";
      case ECONNRESET -> "connection reset by the peer (ECONNRESET)";
      case ENOBUFS -> "no buffer space (ENOBUFS)";
      case ETIMEDOUT -> "the peer no longer answers (ETIMEDOUT)";
      case ECONNREFUSED -> "connection refused (ECONNREFUSED)";
      case EHOSTDOWN -> "host is down (EHOSTDOWN)";
      case EHOSTUNREACH -> "no route to the host (EHOSTUNREACH)";
      case EINPROGRESS -> "in progress (EINPROGRESS)";
      default -> "error " + Math.abs(errno);
    };
  }
}
