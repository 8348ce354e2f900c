package io.hardline.net;

import io.hardline.linux.Errno;
import io.hardline.linux.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Socket options, listening and connecting, by the kernel's numbers (asm-generic/socket.h,
 * netinet/tcp.h). Any thread.
 */
final class Sockets {
  static final int NONBLOCK_CLOEXEC = 0x800 | 0x80000;
  private static final int SOCK_STREAM = 1;
  private static final long FIONREAD = 0x541B;
  private static final long SIOCOUTQ = 0x5411;
  private static final int SOL_SOCKET = 1;
  private static final int SO_REUSEADDR = 2;
  private static final int SO_ERROR = 4;
  private static final int SO_KEEPALIVE = 9;
  private static final int SO_PEERCRED = 17;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_NODELAY = 1;
  private static final int TCP_KEEPIDLE = 4;
  private static final int TCP_KEEPINTVL = 5;
  private static final int TCP_KEEPCNT = 6;
  private static final int TCP_USER_TIMEOUT = 18;
  private static final int TCP_INFO = 11;

  /** struct tcp_info (linux/tcp.h) as far as tcpi_unacked and some more. */
  private static final int TCP_INFO_BYTES = 104;

  private static final int TCPI_UNACKED_OFFSET = 24;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_V6ONLY = 26;

  /** Connections the kernel completes before we accept them. */
  private static final int ACCEPT_QUEUE = 512;

  private static final int SHUT_RD = 0;

  /** Probes without an answer after which the kernel gives a silent peer up. */
  private static final int KEEPALIVE_PROBES = 4;

  private Sockets() {}

  /** The address that stands for every IPv4 and IPv6 address of this machine. */
  static final String ANY = "*";

  /**
   * A TCP socket that listens.
   *
   * @param address an IPv4 or IPv6 address, or {@link #ANY}
   * @throws IOException with the kernel's reason
   */
  static int listenTcp(String address, int port) throws IOException {
    if (!address.equals(ANY)) {
      InetAddress literal = literal(address);
      return literal instanceof Inet6Address six
          ? listenInet6(six.getAddress(), six.getScopeId(), port, true)
          : listenInet((Inet4Address) literal, port);
    }
    try {
      return listenInet6(new byte[16], 0, port, false);
    } catch (NoIpv6 without) {
      return listenInet((Inet4Address) InetAddress.ofLiteral("0.0.0.0"), port);
    }
  }

  /** The JDK refuses the zone of an interface that is not there now. */
  static InetAddress literal(String address) throws IOException {
    try {
      return InetAddress.ofLiteral(address);
    } catch (IllegalArgumentException cannot) {
      throw new IOException(
          address.indexOf('%') < 0 ? "not an address" : "there is no such interface now", cannot);
    }
  }

  private static int listenInet(Inet4Address address, int port) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(SocketAddress.MAX_BYTES);
      int length = SocketAddress.putInet(name, address, port);
      int fd = checked(Libc.socket(SocketAddress.AF_INET, SOCK_STREAM | NONBLOCK_CLOEXEC, 0));
      return listen(fd, name, length);
    }
  }

  private static int listenInet6(byte[] address, int scope, int port, boolean onlyIpv6)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(SocketAddress.MAX_BYTES);
      int length = SocketAddress.putInet6(name, address, scope, port);
      int fd = Libc.socket(SocketAddress.AF_INET6, SOCK_STREAM | NONBLOCK_CLOEXEC, 0);
      if (fd == -Errno.EAFNOSUPPORT) {
        throw new NoIpv6();
      }
      set(checked(fd), IPPROTO_IPV6, IPV6_V6ONLY, onlyIpv6 ? 1 : 0);
      return listen(fd, name, length);
    }
  }

  private static int listen(int fd, MemorySegment name, int length) throws IOException {
    set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    int result = Libc.bind(fd, name.address(), length);
    if (result >= 0) {
      result = Libc.listen(fd, ACCEPT_QUEUE);
    }
    if (result < 0) {
      Libc.close(fd);
      throw new SocketException(result);
    }
    return fd;
  }

  /**
   * Ends listening without giving the TCP port away, not even to who asks for it with SO_REUSEADDR;
   * who waits to be accepted is reset. tcp(7) does not say so, but the kernel does so since Linux
   * 2.6, and load balancers live by it.
   */
  static void stopListening(int fd) {
    Libc.shutdown(fd, SHUT_RD);
    set(fd, SOL_SOCKET, SO_REUSEADDR, 0);
  }

  /**
   * Listens again.
   *
   * @throws IOException when the kernel does not let it
   */
  static void listenAgain(int fd) throws IOException {
    set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    checked(Libc.listen(fd, ACCEPT_QUEUE));
  }

  /**
   * Begins to connect; {@link #pendingError} says how it went when the socket is writable.
   *
   * @throws IOException when it has failed already, with the reason
   */
  static int connectTcp(InetAddress to, int port, int localPort) throws IOException {
    int family = to instanceof Inet6Address ? SocketAddress.AF_INET6 : SocketAddress.AF_INET;
    int fd = checked(Libc.socket(family, SOCK_STREAM | NONBLOCK_CLOEXEC, 0));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(SocketAddress.MAX_BYTES);
      if (localPort != 0) {
        set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
        InetAddress any = InetAddress.ofLiteral(to instanceof Inet6Address ? "::" : "0.0.0.0");
        int bound = Libc.bind(fd, name.address(), SocketAddress.put(name, any, localPort));
        if (bound < 0) {
          throw new IOException("local TCP port " + localPort + ": " + Errno.text(bound));
        }
      }
      int result = Libc.connect(fd, name.address(), SocketAddress.put(name, to, port));
      if (result < 0 && result != -Errno.EINPROGRESS && result != -Errno.EINTR) {
        throw new IOException(whyNot(result, localPort));
      }
      return fd;
    } catch (IOException failed) {
      Libc.close(fd);
      throw failed;
    }
  }

  /** Why a connection did not come about, in words. */
  static String whyNot(int errno, int localPort) {
    return switch (Math.abs(errno)) {
      case Errno.ETIMEDOUT -> "no answer (ETIMEDOUT)";
      case Errno.EADDRNOTAVAIL ->
          localPort == 0
              ? "no local TCP port is free (EADDRNOTAVAIL)"
              : "local TCP port %d: its last connection to that host is not forgotten yet"
                      .formatted(localPort)
                  + " (EADDRNOTAVAIL)";
      default -> Errno.text(errno);
    };
  }

  /** The address at the other end, as the kernel gives it. */
  static byte[] peerAddress(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(SocketAddress.MAX_BYTES);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, SocketAddress.MAX_BYTES);
      Libc.getpeername(fd, name.address(), length.address());
      return SocketAddress.bytes(name);
    }
  }

  /**
   * Whether a socket is connected to itself: who connects to a port of this machine on which nobody
   * listens, and is given that very port, opens from both sides at once (RFC 9293, 3.5).
   */
  static boolean isItsOwnPeer(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(SocketAddress.MAX_BYTES);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, SocketAddress.MAX_BYTES);
      Libc.getsockname(fd, name.address(), length.address());
      return Arrays.equals(SocketAddress.bytes(name), peerAddress(fd));
    }
  }

  /**
   * A Unix stream socket that listens on {@code path}.
   *
   * @throws IOException that names the path and the limit when it is too long
   */
  static int listenUnix(String path) throws IOException {
    checkUnixPath(path);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(SocketAddress.MAX_BYTES);
      int length = SocketAddress.putUnix(name, path);
      int fd = checked(Libc.socket(SocketAddress.AF_UNIX, SOCK_STREAM | NONBLOCK_CLOEXEC, 0));
      return listen(fd, name, length);
    }
  }

  /**
   * Says whether the kernel can take a path for a Unix socket.
   *
   * @throws IOException that names the path and the limit when it is too long
   */
  static void checkUnixPath(String path) throws IOException {
    int bytes = path.getBytes(StandardCharsets.UTF_8).length;
    if (bytes >= SocketAddress.UNIX_PATH_MAX_BYTES) {
      throw new IOException(
          "the path of the control socket is too long: %s has %d bytes, the kernel allows %d"
              .formatted(path, bytes, SocketAddress.UNIX_PATH_MAX_BYTES - 1));
    }
  }

  /** Sends small writes at once; inherited by accepted sockets. */
  static void noDelay(int fd) {
    set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  }

  /**
   * Gives a peer up that has not answered for {@code aliveCheckMs}: an idle one by keepalive
   * probes, a busy one by the limit on unacknowledged data. Inherited by accepted sockets.
   */
  static void aliveCheck(int fd, long aliveCheckMs) {
    set(fd, SOL_SOCKET, SO_KEEPALIVE, aliveCheckMs > 0 ? 1 : 0);
    userTimeout(fd, aliveCheckMs);
    if (aliveCheckMs > 0) {
      int seconds = (int) Math.max(aliveCheckMs / 1000, 1);
      set(fd, IPPROTO_TCP, TCP_KEEPIDLE, Math.max(seconds / 2, 1));
      set(fd, IPPROTO_TCP, TCP_KEEPINTVL, Math.max(seconds / 2 / KEEPALIVE_PROBES, 1));
      set(fd, IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_PROBES);
    }
  }

  /** The error the kernel noted for this socket, as a negative errno; 0 for none. */
  static int pendingError(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(8, 4);
      value.set(ValueLayout.JAVA_INT, 4, Integer.BYTES);
      Libc.getsockopt(fd, SOL_SOCKET, SO_ERROR, value.address(), value.address() + 4);
      return -value.get(ValueLayout.JAVA_INT, 0);
    }
  }

  /** The user id of the process at the other end of a Unix socket (unix(7), SO_PEERCRED). */
  static int peerUser(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(16, 4);
      value.set(ValueLayout.JAVA_INT, 12, 12);
      int result =
          Libc.getsockopt(fd, SOL_SOCKET, SO_PEERCRED, value.address(), value.address() + 12);
      return result < 0 ? -1 : value.get(ValueLayout.JAVA_INT, 4);
    }
  }

  /**
   * Whether the peer's machine answers and its program does not read: data is waiting to be sent
   * and none of what was sent is unanswered.
   */
  static boolean peerDoesNotRead(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(TCP_INFO_BYTES, 4);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, TCP_INFO_BYTES);
      int result = Libc.getsockopt(fd, IPPROTO_TCP, TCP_INFO, info.address(), length.address());
      return result >= 0 && info.get(ValueLayout.JAVA_INT, TCPI_UNACKED_OFFSET) == 0;
    }
  }

  /** How long sent data may stay unanswered; 0 is the kernel's own patience. */
  static void userTimeout(int fd, long timeoutMs) {
    set(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, (int) Math.min(timeoutMs, Integer.MAX_VALUE));
  }

  /** Bytes that wait to be read. */
  static int unreadBytes(int fd) {
    return count(fd, FIONREAD);
  }

  /** Bytes that were sent, or wait to be, and that the peer's machine has not acknowledged. */
  static int unacknowledgedBytes(int fd) {
    return count(fd, SIOCOUTQ);
  }

  private static int count(int fd, long request) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
      Libc.ioctl(fd, request, count.address());
      return count.get(ValueLayout.JAVA_INT, 0);
    }
  }

  /** The port a listening socket got when it asked for any. */
  static int localPort(int fd) {
    return SocketAddress.port(MemorySegment.ofArray(localAddress(fd)));
  }

  /** The address at our end, as the kernel gives it. */
  static byte[] localAddress(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(SocketAddress.MAX_BYTES);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, SocketAddress.MAX_BYTES);
      Libc.getsockname(fd, name.address(), length.address());
      return SocketAddress.bytes(name);
    }
  }

  static void set(int fd, int level, int option, int value) {
    try (Arena arena = Arena.ofConfined()) {
      Libc.setsockopt(
          fd,
          level,
          option,
          arena.allocateFrom(ValueLayout.JAVA_INT, value).address(),
          Integer.BYTES);
    }
  }

  static int checked(int result) throws IOException {
    if (result < 0) {
      throw new SocketException(result);
    }
    return result;
  }

  /** The kernel's reason in words. */
  static final class SocketException extends IOException {
    SocketException(int errno) {
      super(Errno.text(errno));
    }
  }

  /** The kernel was built or started without IPv6. */
  static final class NoIpv6 extends IOException {}
}
