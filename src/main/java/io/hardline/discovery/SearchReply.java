package io.hardline.discovery;

import io.hardline.discovery.SearchRequest.Kind;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes replies of the search protocol into a buffer, from its position on, and leaves it ready to
 * be sent. Each begins like its request, with the highest bit of the first byte set, and says who
 * answers.
 */
final class SearchReply {
  /**
   * The longest reply: it passes every IPv6 network in one piece (RFC 8200, 5), and is not worth
   * much to who has it sent to somebody else.
   */
  static final int MAX_REPLY_BYTES = 1232;

  /** Bytes of a name, a terminating zero not counted. */
  static final int MAX_NAME_BYTES = 39;

  private static final int UNSUPPORTED_STATUS = 4;
  private static final int SEARCH_BYTES = 24;
  private static final int NAME_BYTES = 60;
  private static final int INFO_BYTES = 36;
  private static final int SEARCH_INET6_BYTES = 44;
  private static final int INET4_ROWS_OFFSET = 24;
  private static final int INET4_ROW_BYTES = 16;
  private static final int INET6_ROWS_OFFSET = 32;
  private static final int INET6_ROW_BYTES = 40;

  private static final byte TCP = 1;
  private static final byte LISTEN = 1;
  private static final byte ESTABLISHED = 4;

  private final ByteBuffer to;
  private final DeviceId device;

  /**
   * @param to with room for {@link #MAX_REPLY_BYTES}
   * @param device who answers
   */
  SearchReply(ByteBuffer to, DeviceId device) {
    this.to = to;
    this.device = device;
  }

  private void begin(SearchRequest request, int status, int length) {
    to.order(ByteOrder.BIG_ENDIAN);
    int begin = to.position();
    for (int at = 0; at < length; at++) {
      to.put(begin + at, (byte) 0);
    }
    to.put((byte) (request.operation() | 0x80)).put((byte) status).putShort((short) length);
    to.putInt(request.id());
    device.put(to);
    to.position(begin).limit(begin + length);
  }

  /** There is no such operation, or it is none of the asker's business. */
  void unsupported(SearchRequest request) {
    begin(request, UNSUPPORTED_STATUS, SearchRequest.ADDRESSED_BYTES);
  }

  /**
   * Here is a unit.
   *
   * @param here the address that was asked; zeros stand for one that is of IPv6
   */
  void search(SearchRequest request, InetAddress here) {
    begin(request, 0, SEARCH_BYTES);
    if (here instanceof Inet4Address) {
      to.put(to.position() + SearchRequest.ADDRESSED_BYTES, here.getAddress());
    }
  }

  /** The same in the IPv6 form: version, catalogue and entry as in the request, the address. */
  void searchInet6(SearchRequest request, InetAddress here) {
    begin(request, 0, SEARCH_INET6_BYTES);
    int begin = to.position();
    to.putInt(begin + 20, 0x0100_0000).putInt(begin + 24, 0x0001_0001);
    if (here instanceof Inet6Address) {
      to.put(begin + SearchRequest.INET6_BYTES, here.getAddress());
    }
  }

  /** What the unit is called; cut to {@link #MAX_NAME_BYTES}. */
  void name(SearchRequest request, String name) {
    begin(request, 0, NAME_BYTES);
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    int count = Math.min(bytes.length, MAX_NAME_BYTES);
    to.put(to.position() + SearchRequest.ADDRESSED_BYTES, bytes, 0, count);
  }

  /**
   * Version and number of ports. No serial number: nobody needs it to connect.
   *
   * @param version {@code 1.2.3}; bytes 20 to 23 have it with the major number last
   * @param ports bytes 34 and 35: the driver reads them as the version of the protocol, and asks
   *     for sockets page by page when they are not zero; others read the number of ports in the
   *     last
   */
  void info(SearchRequest request, String version, int ports) {
    begin(request, 0, INFO_BYTES);
    int begin = to.position();
    String[] numbers = version.split("\\D+", -1);
    for (int i = 0; i < 3 && i < numbers.length; i++) {
      to.put(begin + 23 - i, number(numbers[i]));
    }
    to.put(begin + 35, (byte) Math.min(ports, 255));
  }

  private static byte number(String digits) {
    boolean fits = !digits.isEmpty() && digits.length() <= 2;
    return fits ? Byte.parseByte(digits) : 0;
  }

  /**
   * A list of sockets, or the part of it that was asked for and has room.
   *
   * @param rows all of them, of the family that was asked for
   */
  void sockets(SearchRequest request, List<SocketRow> rows) {
    boolean inet6 = request.kind() == Kind.SOCKETS_INET6;
    int offset = inet6 ? INET6_ROWS_OFFSET : INET4_ROWS_OFFSET;
    int rowBytes = inet6 ? INET6_ROW_BYTES : INET4_ROW_BYTES;
    int most = Math.min(request.maxRows(), (MAX_REPLY_BYTES - offset) / rowBytes);
    int start = Math.min(request.startRow(), rows.size());
    int end = Math.min(start + most, rows.size());
    begin(request, 0, offset + (end - start) * rowBytes);
    int begin = to.position();
    // Zero is the end; so is a page without rows, or it would be asked for again and again.
    boolean pages = request.kind() != Kind.SOCKETS;
    short next = (short) (pages && end > start && end < rows.size() ? end : 0);
    if (inet6) {
      to.putInt(begin + 20, 0x0100_0000).putInt(begin + 24, 0x0002_0004);
      to.putShort(begin + 28, (short) (end - start)).putShort(begin + 30, next);
    } else {
      to.order(ByteOrder.LITTLE_ENDIAN);
      to.putShort(begin + 20, (short) (end - start)).putShort(begin + 22, next);
    }
    to.position(begin + offset);
    rows.subList(start, end).forEach(row -> put(row, inet6));
    to.order(ByteOrder.BIG_ENDIAN).position(begin);
  }

  /** Ports are little-endian with IPv4 and big-endian with IPv6; the buffer is in that order. */
  private void put(SocketRow row, boolean inet6) {
    putAddress(row.remote(), inet6);
    putAddress(row.local(), inet6);
    to.putShort((short) row.remotePort()).putShort((short) row.localPort());
    to.put(TCP).put(row.isListening() ? LISTEN : ESTABLISHED);
    to.put((byte) (row.serialPort() > 255 ? 0 : row.serialPort())).put((byte) 0);
  }

  /** Zeros for no address and for that of the other family, which is every address. */
  private void putAddress(@Nullable InetAddress address, boolean inet6) {
    byte[] bytes = new byte[inet6 ? 16 : 4];
    if (address != null && address instanceof Inet6Address == inet6) {
      bytes = address.getAddress();
    }
    to.put(bytes);
  }
}
