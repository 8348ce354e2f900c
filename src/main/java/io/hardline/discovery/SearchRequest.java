package io.hardline.discovery;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A request of the search protocol, as it was decoded. A datagram is: what is asked, a status, its
 * length (16 bits, big-endian), an id that the reply repeats; then, but for the first search, who
 * is asked in 12 bytes, and what the request has more.
 *
 * @param operation the first byte, which the reply repeats with its highest bit set
 * @param id to be repeated as it is
 * @param maxRows the most rows that are wanted of a list of sockets; else 0
 * @param startRow the first of them; else 0
 */
record SearchRequest(Kind kind, int operation, int id, int maxRows, int startRow) {
  /** What is asked. */
  enum Kind {
    SEARCH,
    NAME,
    INFO,
    /** TCP sockets over IPv4, all at once. */
    SOCKETS,
    /** TCP sockets over IPv4, page by page. */
    SOCKET_PAGES,
    SEARCH_INET6,
    SOCKETS_INET6,
    /** Everything else, the reading and setting of passwords included. */
    UNSUPPORTED
  }

  /** What, status, length, id. */
  static final int HEADER_BYTES = 8;

  /** The header and who is asked. */
  static final int ADDRESSED_BYTES = 20;

  static final int SEARCH = 0x01;
  static final int NAME = 0x10;
  static final int SOCKETS = 0x14;
  static final int INFO = 0x16;
  static final int SOCKET_PAGES = 0x1d;
  static final int INET6 = 0x79;
  private static final int SOCKETS_BYTES = 22;
  private static final int SOCKET_PAGES_BYTES = 24;

  /** Of IPv6: after who is asked come a version, a catalogue and an entry of it. */
  static final int INET6_BYTES = 28;

  private static final int INET6_SOCKETS_BYTES = 32;
  private static final int SEARCH_ENTRY = 0x0001_0001;
  private static final int SOCKETS_ENTRY = 0x0002_0004;

  private SearchRequest(Kind kind, int operation, int id) {
    this(kind, operation, id, 0, 0);
  }

  /**
   * Reads a datagram from position to limit, which stay. Null for what must not be answered: one
   * that is cut, a reply, nonsense. What lies behind the length that it names is passed over: some
   * scanners send more.
   */
  static @Nullable SearchRequest decode(ByteBuffer datagram) {
    ByteBuffer bytes = datagram.slice();
    if (bytes.remaining() < HEADER_BYTES) {
      return null;
    }
    int operation = bytes.get(0) & 0xff;
    int length = bytes.getShort(2) & 0xffff;
    boolean request = operation < 0x80 && bytes.get(1) == 0;
    if (!request || length < HEADER_BYTES || length > bytes.remaining()) {
      return null;
    }
    bytes.limit(length);
    int id = bytes.getInt(4);
    if (operation == SEARCH) {
      return new SearchRequest(Kind.SEARCH, operation, id);
    }
    return length < ADDRESSED_BYTES ? null : addressed(bytes, operation, id);
  }

  private static @Nullable SearchRequest addressed(ByteBuffer bytes, int operation, int id) {
    return switch (operation) {
      case NAME -> new SearchRequest(Kind.NAME, operation, id);
      case INFO -> new SearchRequest(Kind.INFO, operation, id);
      case SOCKETS -> sockets(bytes, id);
      case SOCKET_PAGES -> socketPages(bytes, id);
      case INET6 -> inet6(bytes, id);
      default -> new SearchRequest(Kind.UNSUPPORTED, operation, id);
    };
  }

  private static @Nullable SearchRequest sockets(ByteBuffer bytes, int id) {
    return bytes.limit() < SOCKETS_BYTES
        ? null
        : new SearchRequest(Kind.SOCKETS, SOCKETS, id, littleEndian(bytes, 20), 0);
  }

  /** The driver has the one number big-endian and the other little-endian. */
  private static @Nullable SearchRequest socketPages(ByteBuffer bytes, int id) {
    return bytes.limit() < SOCKET_PAGES_BYTES
        ? null
        : new SearchRequest(
            Kind.SOCKET_PAGES, SOCKET_PAGES, id, bigEndian(bytes, 20), littleEndian(bytes, 22));
  }

  private static @Nullable SearchRequest inet6(ByteBuffer bytes, int id) {
    if (bytes.limit() < INET6_BYTES) {
      return null;
    }
    return switch (bytes.getInt(24)) {
      case SEARCH_ENTRY -> new SearchRequest(Kind.SEARCH_INET6, INET6, id);
      case SOCKETS_ENTRY ->
          bytes.limit() < INET6_SOCKETS_BYTES
              ? null
              : new SearchRequest(
                  Kind.SOCKETS_INET6, INET6, id, bigEndian(bytes, 28), bigEndian(bytes, 30));
      default -> new SearchRequest(Kind.UNSUPPORTED, INET6, id);
    };
  }

  boolean asksForSockets() {
    return switch (kind) {
      case SOCKETS, SOCKET_PAGES, SOCKETS_INET6 -> true;
      case SEARCH, NAME, INFO, SEARCH_INET6, UNSUPPORTED -> false;
    };
  }

  private static int bigEndian(ByteBuffer bytes, int at) {
    return bytes.order(ByteOrder.BIG_ENDIAN).getShort(at) & 0xffff;
  }

  private static int littleEndian(ByteBuffer bytes, int at) {
    return Short.reverseBytes((short) bigEndian(bytes, at)) & 0xffff;
  }
}
