package io.hardline.net.tls;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a peer sends into TLS records. A record that has come whole is left where it is; one
 * that is cut is kept until the rest has come. One thread at a time.
 *
 * <p>Layout of a record: RFC 8446, 5.1: type, version, length, content.
 */
final class RecordInput {
  private static final int HEADER_BYTES = 5;

  /** RFC 5246, 6.2.3: 2^14 bytes, and 2048 for what encryption adds. */
  static final int MAX_CONTENT_BYTES = 18_432;

  private static final int FIRST_BYTES = 1024;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int APPLICATION_DATA = 23;

  /** All versions that ever were have this first byte; what follows is not looked at. */
  private static final int VERSION_MAJOR = 3;

  /** From position to limit; there is nothing else in it. */
  private ByteBuffer kept = ByteBuffer.allocate(0);

  /** Bytes that are kept. */
  int size() {
    return kept.remaining();
  }

  /**
   * A buffer that begins with a whole record: what was kept, or {@code fresh}. Null when none has
   * come whole; then all of {@code fresh} is kept. The caller moves the position over the record.
   *
   * @throws NotTls when this is no record
   */
  @Nullable ByteBuffer next(ByteBuffer fresh) throws NotTls {
    if (!kept.hasRemaining()) {
      if (holdsRecord(fresh)) {
        return fresh;
      }
      keep(fresh);
      return null;
    }
    fill(HEADER_BYTES, fresh);
    if (!holdsRecord(kept) && kept.remaining() >= HEADER_BYTES) {
      fill(recordBytes(kept), fresh);
    }
    return holdsRecord(kept) ? kept : null;
  }

  /** Keeps all of it for later. */
  void keep(ByteBuffer fresh) {
    fill(kept.remaining() + fresh.remaining(), fresh);
  }

  /** Keeps so much of {@code fresh} that {@code total} bytes are kept, if there is that much. */
  private void fill(int total, ByteBuffer fresh) {
    int count = Math.min(total - kept.remaining(), fresh.remaining());
    if (count <= 0) {
      return;
    }
    makeRoom(count);
    int end = kept.limit();
    kept.limit(end + count);
    kept.put(end, fresh, fresh.position(), count);
    fresh.position(fresh.position() + count);
  }

  private void makeRoom(int count) {
    int size = kept.remaining();
    if (kept.capacity() < size + count) {
      int capacity = Math.max(FIRST_BYTES, Integer.highestOneBit(size + count - 1) << 1);
      kept = ByteBuffer.allocateDirect(capacity).put(kept).flip();
    } else if (kept.limit() + count > kept.capacity()) {
      kept.compact().flip();
    }
  }

  private static boolean holdsRecord(ByteBuffer bytes) throws NotTls {
    int start = bytes.position();
    int size = bytes.remaining();
    if ((size > 0 && !isType(bytes.get(start)))
        || (size > 1 && bytes.get(start + 1) != VERSION_MAJOR)) {
      throw new NotTls("bytes that are not TLS");
    }
    return size >= HEADER_BYTES && size >= recordBytes(bytes);
  }

  private static boolean isType(byte type) {
    return type >= CHANGE_CIPHER_SPEC && type <= APPLICATION_DATA;
  }

  private static int recordBytes(ByteBuffer bytes) throws NotTls {
    int content = bytes.getShort(bytes.position() + 3) & 0xffff;
    if (content > MAX_CONTENT_BYTES) {
      throw new NotTls("a TLS record that is longer than they may be");
    }
    return HEADER_BYTES + content;
  }

  /** The peer sent something else than records of TLS; the message says what. */
  static final class NotTls extends Exception {
    NotTls(String what) {
      super(what);
    }
  }
}
