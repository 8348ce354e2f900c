package io.hardline.net;

import io.hardline.linux.Errno;
import io.hardline.linux.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/**
 * UDP sockets and their options, by the kernel's numbers (asm-generic/socket.h, linux/in.h,
 * linux/in6.h). Any thread.
 *
 * <p>What is left as Linux has it: datagrams to a group go one hop and no further, and are heard on
 * this machine, too (IP_MULTICAST_TTL, IP_MULTICAST_LOOP and those of IPv6).
 */
final class UdpOptions {
  /**
   * Asked of the kernel for what waits to be sent and to be read; it gives what net.core.wmem_max
   * and rmem_max allow. A packet of 1 KiB for 256 destinations needs half of it.
   */
  static final int BUFFER_BYTES = 1024 * 1024;

  private static final int SOCK_DGRAM = 2;
  private static final int SOL_SOCKET = 1;
  private static final int SO_REUSEADDR = 2;
  private static final int SO_BROADCAST = 6;
  private static final int SO_SNDBUF = 7;
  private static final int SO_RCVBUF = 8;
  static final int IPPROTO_IP = 0;
  static final int IP_PKTINFO = 8;
  private static final int IP_ADD_MEMBERSHIP = 35;
  private static final int IP_DROP_MEMBERSHIP = 36;
  private static final int IP_MULTICAST_ALL = 49;
  static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_RECVPKTINFO = 49;
  static final int IPV6_PKTINFO = 50;
  private static final int IPV6_MULTICAST_IF = 17;
  private static final int IPV6_ADD_MEMBERSHIP = 20;
  private static final int IPV6_DROP_MEMBERSHIP = 21;
  private static final int IPV6_V6ONLY = 26;
  private static final int IPV6_MULTICAST_ALL = 29;

  /** struct ip_mreqn and struct ipv6_mreq. */
  private static final int IP_MREQN_BYTES = 12;

  private static final int IPV6_MREQ_BYTES = 20;

  private UdpOptions() {}

  static int family(UdpAddress address) {
    return address.isInet4() ? SocketAddress.AF_INET : SocketAddress.AF_INET6;
  }

  /**
   * A UDP socket, bound. No other program can share the port: SO_REUSEADDR is not set.
   *
   * @param both for IPv4, too
   * @throws IOException with the kernel's reason
   */
  static int bind(UdpAddress at, boolean both) throws IOException {
    // Before there is a socket that would be left behind when the address is not there.
    boolean ofOneInterface = !at.isInet4() && !at.isAny();
    int multicastInterface = ofOneInterface ? interfaceOf(at) : 0;
    int fd = socket(at, both);
    Sockets.set(fd, SOL_SOCKET, SO_BROADCAST, 1);
    Sockets.set(fd, SOL_SOCKET, SO_SNDBUF, BUFFER_BYTES);
    if (ofOneInterface) {
      Sockets.set(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, multicastInterface);
    }
    return bound(fd, at);
  }

  /**
   * A UDP socket that hears a group on the interface of one address. Units on one machine share a
   * group, so this one has SO_REUSEADDR: each gets all that is sent to it.
   */
  static int bindGroup(UdpAddress group, UdpAddress at) throws IOException {
    UdpAddress here = group.withPort(at.port());
    int fd = socket(here, false);
    Sockets.set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    bound(fd, here);
    try {
      join(fd, group, at);
    } catch (IOException cannot) {
      Libc.close(fd);
      throw cannot;
    }
    return fd;
  }

  /**
   * Has the kernel say of each datagram to which address of ours it came.
   *
   * @param both whether the socket is one for IPv4 and IPv6
   */
  static void tellAddresses(int fd, UdpAddress at, boolean both) {
    if (at.isInet4() || both) {
      Sockets.set(fd, IPPROTO_IP, IP_PKTINFO, 1);
    }
    if (!at.isInet4()) {
      Sockets.set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
    }
  }

  /** Where broadcasts are sent that are meant for an IPv4 address, too; none on loopback. */
  static List<UdpAddress> broadcastsOf(UdpAddress address) throws IOException {
    List<UdpAddress> broadcasts = new ArrayList<>();
    NetworkInterface owner = NetworkInterface.getByInetAddress(address.inet());
    if (owner != null) {
      for (InterfaceAddress each : owner.getInterfaceAddresses()) {
        InetAddress broadcast = each.getBroadcast();
        if (broadcast != null && each.getAddress().equals(address.inet())) {
          broadcasts.add(UdpAddress.of(broadcast.getHostAddress(), address.port()));
          broadcasts.add(UdpAddress.of("255.255.255.255", address.port()));
        }
      }
    }
    return broadcasts;
  }

  /** A UDP socket for broadcasts: each unit on a machine hears them, so it has SO_REUSEADDR. */
  static int bindBroadcast(UdpAddress broadcast) throws IOException {
    int fd = socket(broadcast, false);
    Sockets.set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    return bound(fd, broadcast);
  }

  private static int socket(UdpAddress at, boolean both) throws IOException {
    int fd = Libc.socket(family(at), SOCK_DGRAM | Sockets.NONBLOCK_CLOEXEC, 0);
    if (fd == -Errno.EAFNOSUPPORT && both) {
      throw new Sockets.NoIpv6();
    }
    Sockets.checked(fd);
    Sockets.set(fd, SOL_SOCKET, SO_RCVBUF, BUFFER_BYTES);
    // Without this, Linux would also hand over what other programs have joined.
    if (at.isInet4() || both) {
      Sockets.set(fd, IPPROTO_IP, IP_MULTICAST_ALL, 0);
    }
    if (!at.isInet4()) {
      Sockets.set(fd, IPPROTO_IPV6, IPV6_V6ONLY, both ? 0 : 1);
      Sockets.set(fd, IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0);
    }
    return fd;
  }

  private static int bound(int fd, UdpAddress at) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(SocketAddress.MAX_BYTES);
      int result = Libc.bind(fd, name.address(), at.writeTo(name, family(at)));
      if (result < 0) {
        Libc.close(fd);
        throw new Sockets.SocketException(result);
      }
      return fd;
    }
  }

  /** Address and port that a socket has got. */
  static UdpAddress boundTo(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(SocketAddress.MAX_BYTES);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, SocketAddress.MAX_BYTES);
      Libc.getsockname(fd, name.address(), length.address());
      UdpAddress bound = new UdpAddress();
      bound.readFrom(name);
      return bound;
    }
  }

  /**
   * Hears a group.
   *
   * @param at names the interface; every address leaves it to the kernel's routes
   * @throws IOException with the kernel's reason
   */
  static void join(int fd, UdpAddress group, UdpAddress at) throws IOException {
    Sockets.checked(membership(fd, group, at, true));
  }

  /** Hears it no longer. */
  static void leave(int fd, UdpAddress group, UdpAddress at) {
    try {
      membership(fd, group, at, false);
    } catch (IOException interfaceIsGone) {
      // And with it what was heard there.
    }
  }

  private static int membership(int fd, UdpAddress group, UdpAddress at, boolean wanted)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      if (group.isInet4()) {
        MemorySegment request = arena.allocate(IP_MREQN_BYTES, 4);
        group.putInet4(request, 0);
        at.putInet4(request, 4);
        int option = wanted ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP;
        return Libc.setsockopt(fd, IPPROTO_IP, option, request.address(), IP_MREQN_BYTES);
      }
      MemorySegment request = arena.allocate(IPV6_MREQ_BYTES, 4);
      group.putInet6(request, 0);
      request.set(
          ValueLayout.JAVA_INT,
          16,
          group.scope() != 0 || at.isAny() ? group.scope() : interfaceOf(at));
      int option = wanted ? IPV6_ADD_MEMBERSHIP : IPV6_DROP_MEMBERSHIP;
      return Libc.setsockopt(fd, IPPROTO_IPV6, option, request.address(), IPV6_MREQ_BYTES);
    }
  }

  /** The index of the interface that has an address. */
  private static int interfaceOf(UdpAddress address) throws IOException {
    if (address.scope() != 0) {
      return address.scope();
    }
    try {
      NetworkInterface found = NetworkInterface.getByInetAddress(address.inet());
      if (found == null) {
        throw new Sockets.SocketException(Errno.EADDRNOTAVAIL);
      }
      return found.getIndex();
    } catch (SocketException cannot) {
      throw new IOException("the interfaces cannot be listed: " + cannot.getMessage(), cannot);
    }
  }

  /**
   * Whether an address is one of this machine's: the way there then begins at that very address.
   * Nothing is sent.
   */
  static boolean isOfThisMachine(UdpAddress address) {
    int fd = Libc.socket(family(address), SOCK_DGRAM | Sockets.NONBLOCK_CLOEXEC, 0);
    if (fd < 0) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(SocketAddress.MAX_BYTES);
      int result = Libc.connect(fd, name.address(), address.writeTo(name, family(address)));
      return result >= 0 && boundTo(fd).sameHost(address);
    } finally {
      Libc.close(fd);
    }
  }
}
