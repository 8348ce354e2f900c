package io.hardline.net;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Where a datagram comes from or goes to: an address, its zone and a UDP port. An IPv4 address is
 * held in its IPv6 form (RFC 4291, 2.5.5.2), so that it is the same whatever socket it came by.
 *
 * <p>One thread at a time. What a socket hands out changes with the next datagram: keep a {@link
 * #copy}.
 */
public final class UdpAddress {
  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt HALF_WORD =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfShort PORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfShort FAMILY = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt SCOPE = ValueLayout.JAVA_INT_UNALIGNED;
  private static final int INET4_BYTES = 4;

  /** The upper half of the lower word of an IPv4 address. */
  private static final long INET4_MARK = 0xffff;

  private long high;
  private long low;
  private int scope;
  private int port;

  /** To be read into. */
  UdpAddress() {}

  private UdpAddress(UdpAddress other, int further) {
    low = other.low + further;
    high = Long.compareUnsigned(low, other.low) < 0 ? other.high + 1 : other.high;
    scope = other.scope;
    port = other.port;
  }

  /**
   * An address of the settings.
   *
   * @param literal IPv4 or IPv6, with the zone of a link-local address
   * @param port 1 to 65535
   * @throws IOException when the zone is an interface that is not there now
   */
  public static UdpAddress of(String literal, int port) throws IOException {
    // The JDK takes a zone only if the interface has an address of that kind of its own.
    int percent = literal.indexOf('%');
    byte[] bytes =
        Sockets.literal(percent < 0 ? literal : literal.substring(0, percent)).getAddress();
    UdpAddress address = new UdpAddress();
    if (bytes.length == INET4_BYTES) {
      address.setInet4(ByteBuffer.wrap(bytes).getInt());
    } else {
      address.high = ByteBuffer.wrap(bytes).getLong();
      address.low = ByteBuffer.wrap(bytes).getLong(Long.BYTES);
    }
    address.scope = percent < 0 ? 0 : interfaceNamed(literal.substring(percent + 1));
    address.port = port;
    return address;
  }

  /** Whether an address of the settings is a multicast group, be its zone there or not. */
  public static boolean isGroup(String literal) {
    try {
      return of(literal.replaceFirst("%.*", ""), 0).isMulticast();
    } catch (IOException noAddress) {
      return false;
    }
  }

  private static int interfaceNamed(String zone) throws IOException {
    NetworkInterface found = NetworkInterface.getByName(zone);
    if (found == null) {
      throw new IOException("there is no such interface now");
    }
    return found.getIndex();
  }

  private void setInet4(int address) {
    high = 0;
    low = INET4_MARK << 32 | Integer.toUnsignedLong(address);
  }

  /** One that does not change. */
  public UdpAddress copy() {
    return new UdpAddress(this, 0);
  }

  /** The address after this one, with the same port and zone. */
  public UdpAddress next() {
    return new UdpAddress(this, 1);
  }

  /** The same address with another port. */
  UdpAddress withPort(int newPort) {
    UdpAddress other = copy();
    other.port = newPort;
    return other;
  }

  public int port() {
    return port;
  }

  /** The index of the interface of a link-local address; else 0. */
  int scope() {
    return scope;
  }

  public boolean isInet4() {
    return high == 0 && low >>> 32 == INET4_MARK;
  }

  /** RFC 1112, 4 and RFC 4291, 2.7. */
  private boolean isMulticast() {
    return isInet4() ? (low >>> 28 & 0xf) == 0xe : high >>> 56 == 0xff;
  }

  /** Every address of this machine, of IPv4 or IPv6. */
  boolean isAny() {
    return high == 0 && (low == 0 || low == INET4_MARK << 32);
  }

  /** The same address, port and zone. */
  public boolean sameAs(UdpAddress other) {
    return sameHost(other) && port == other.port && scope == other.scope;
  }

  /** The same address, whatever the port. */
  public boolean sameHost(UdpAddress other) {
    return low == other.low && high == other.high;
  }

  /** Whether it is one of a range of addresses with one port and zone. */
  public boolean isBetween(UdpAddress first, UdpAddress last) {
    return port == first.port && scope == first.scope && isAtLeast(first) && last.isAtLeast(this);
  }

  private boolean isAtLeast(UdpAddress other) {
    int upper = Long.compareUnsigned(high, other.high);
    return upper > 0 || (upper == 0 && Long.compareUnsigned(low, other.low) >= 0);
  }

  /** Makes it no address at all. */
  void clear() {
    high = 0;
    low = 0;
    scope = 0;
    port = 0;
  }

  /** Takes the four bytes of an IPv4 address. */
  void readInet4(MemorySegment from, long offset) {
    setInet4(from.get(HALF_WORD, offset));
  }

  /** Takes the sixteen bytes of an address. */
  void readInet6(MemorySegment from, long offset) {
    high = from.get(WORD, offset);
    low = from.get(WORD, offset + Long.BYTES);
  }

  /** Takes what the kernel wrote. */
  void readFrom(MemorySegment name) {
    port = name.get(PORT, 2) & 0xffff;
    if (name.get(FAMILY, 0) == SocketAddress.AF_INET) {
      setInet4(name.get(HALF_WORD, 4));
      scope = 0;
    } else {
      high = name.get(WORD, 8);
      low = name.get(WORD, 16);
      scope = name.get(SCOPE, 24);
    }
  }

  /**
   * Writes it for a socket of one family; answers its length. What lies behind stays as it is.
   *
   * @param name of at least {@link SocketAddress#MAX_BYTES}, zero at first
   */
  int writeTo(MemorySegment name, int family) {
    name.set(FAMILY, 0, (short) family);
    name.set(PORT, 2, (short) port);
    if (family == SocketAddress.AF_INET) {
      name.set(HALF_WORD, 4, (int) low);
      return SocketAddress.INET_BYTES;
    }
    name.set(WORD, 8, high);
    name.set(WORD, 16, low);
    name.set(SCOPE, 24, scope);
    return SocketAddress.INET6_BYTES;
  }

  /** Writes the four bytes of an IPv4 address; zeros when it is none or every address. */
  void putInet4(MemorySegment to, long offset) {
    to.set(HALF_WORD, offset, isInet4() ? (int) low : 0);
  }

  /** Writes the sixteen bytes of the address. */
  void putInet6(MemorySegment to, long offset) {
    to.set(WORD, offset, high);
    to.set(WORD, offset + Long.BYTES, low);
  }

  /** For the JDK; an IPv4 address is one there, too, and the zone is left out. */
  public InetAddress inet() {
    byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException impossible) {
      throw new AssertionError("16 is the length of an address", impossible);
    }
  }

  /** For people: {@code 192.0.2.7:51034}, {@code [2001:db8::7]:51034}. */
  public String text() {
    MemorySegment name = MemorySegment.ofArray(new byte[SocketAddress.INET6_BYTES]);
    writeTo(name, SocketAddress.AF_INET6);
    return SocketAddress.text(name);
  }
}
