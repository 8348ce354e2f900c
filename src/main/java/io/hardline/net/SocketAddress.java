package io.hardline.net;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * struct sockaddr of IPv4, IPv6 and Unix sockets, read and written. Layouts: ip(7), ipv6(7),
 * unix(7).
 */
final class SocketAddress {
  static final int AF_UNIX = 1;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;

  /** The largest that we exchange with the kernel: struct sockaddr_un. */
  static final int MAX_BYTES = 110;

  /** sun_path with its terminating zero. */
  static final int UNIX_PATH_MAX_BYTES = 108;

  /** Two groups of zeros or more. */
  private static final Pattern ZEROS = Pattern.compile("\\b0(:0\\b)+");

  static final int INET_BYTES = 16;
  static final int INET6_BYTES = 28;
  private static final ValueLayout.OfShort FAMILY = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfShort PORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private SocketAddress() {}

  /** Writes an address of either kind, with its zone; answers its length. */
  static int put(MemorySegment to, InetAddress address, int port) {
    return address instanceof Inet6Address six
        ? putInet6(to, six.getAddress(), six.getScopeId(), port)
        : putInet(to, (Inet4Address) address, port);
  }

  /** For people, as {@link #text(MemorySegment)}. */
  static String text(InetAddress address, int port) {
    MemorySegment name = MemorySegment.ofArray(new byte[MAX_BYTES]);
    put(name, address, port);
    return text(name);
  }

  /** Writes an IPv4 address; answers its length. */
  static int putInet(MemorySegment to, Inet4Address address, int port) {
    to.fill((byte) 0);
    to.set(FAMILY, 0, (short) AF_INET);
    to.set(PORT, 2, (short) port);
    MemorySegment.copy(address.getAddress(), 0, to, ValueLayout.JAVA_BYTE, 4, 4);
    return INET_BYTES;
  }

  /** Writes an IPv6 address; {@code scope} is the index of the interface, 0 for none. */
  static int putInet6(MemorySegment to, byte[] address, int scope, int port) {
    to.fill((byte) 0);
    to.set(FAMILY, 0, (short) AF_INET6);
    to.set(PORT, 2, (short) port);
    MemorySegment.copy(address, 0, to, ValueLayout.JAVA_BYTE, 8, 16);
    to.set(ValueLayout.JAVA_INT_UNALIGNED, 24, scope);
    return INET6_BYTES;
  }

  /** Writes a Unix path; the caller has checked its length against {@link #UNIX_PATH_MAX_BYTES}. */
  static int putUnix(MemorySegment to, String path) {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    to.fill((byte) 0);
    to.set(FAMILY, 0, (short) AF_UNIX);
    MemorySegment.copy(name, 0, to, ValueLayout.JAVA_BYTE, 2, name.length);
    return 2 + name.length + 1;
  }

  /** A copy that outlives the kernel's buffer. */
  static byte[] bytes(MemorySegment from) {
    return from.asSlice(0, INET6_BYTES).toArray(ValueLayout.JAVA_BYTE);
  }

  static int port(MemorySegment from) {
    return from.get(PORT, 2) & 0xffff;
  }

  /** An IPv4 address that came by IPv6 is IPv4; null for a Unix socket. */
  static @Nullable InetSocketAddress inet(MemorySegment from) {
    int family = from.get(FAMILY, 0);
    if (family == AF_UNIX) {
      return null;
    }
    byte[] address = new byte[family == AF_INET ? 4 : 16];
    MemorySegment.copy(
        from, ValueLayout.JAVA_BYTE, family == AF_INET ? 4 : 8, address, 0, address.length);
    try {
      InetAddress inet = InetAddress.getByAddress(address);
      int scope = inet instanceof Inet6Address ? from.get(ValueLayout.JAVA_INT_UNALIGNED, 24) : 0;
      return new InetSocketAddress(
          scope == 0 ? inet : Inet6Address.getByAddress(null, address, scope), port(from));
    } catch (UnknownHostException impossible) {
      throw new AssertionError("4 and 16 are lengths of addresses", impossible);
    }
  }

  /**
   * For people: {@code 192.0.2.7:51034}, {@code [2001:db8::7]:51034}; an IPv4 address that came by
   * IPv6 is shown as IPv4.
   */
  static String text(MemorySegment from) {
    int family = from.get(FAMILY, 0);
    if (family == AF_UNIX) {
      return "local";
    }
    byte[] address = new byte[family == AF_INET ? 4 : 16];
    MemorySegment.copy(
        from, ValueLayout.JAVA_BYTE, family == AF_INET ? 4 : 8, address, 0, address.length);
    int port = port(from);
    try {
      InetAddress inet = InetAddress.getByAddress(address); // turns ::ffff:a.b.c.d into a.b.c.d
      if (inet instanceof Inet4Address) {
        return inet.getHostAddress() + ":" + port;
      }
      int scope = from.get(ValueLayout.JAVA_INT_UNALIGNED, 24);
      return "[" + shortest(inet.getHostAddress()) + zone(scope) + "]:" + port;
    } catch (UnknownHostException impossible) {
      throw new AssertionError("4 and 16 are lengths of addresses", impossible);
    }
  }

  /**
   * RFC 5952, 4.2: the first of the longest runs of zeros, if longer than one, becomes {@code ::}.
   */
  private static String shortest(String address) {
    String longest = "";
    Matcher runs = ZEROS.matcher(address);
    while (runs.find()) {
      longest = runs.group().length() > longest.length() ? runs.group() : longest;
    }
    return longest.isEmpty()
        ? address
        : Pattern.compile("(^|:)" + longest + "(:|$)").matcher(address).replaceFirst("::");
  }

  private static String zone(int scope) {
    if (scope == 0) {
      return "";
    }
    try {
      NetworkInterface found = NetworkInterface.getByIndex(scope);
      return "%" + (found == null ? scope : found.getName());
    } catch (SocketException unknown) {
      return "%" + scope;
    }
  }
}
