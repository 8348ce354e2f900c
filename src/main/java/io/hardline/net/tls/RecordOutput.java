package io.hardline.net.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** Makes TLS records, and only such as have room where they go: half a record is of no use. */
final class RecordOutput {
  /** RFC 8446, 5.1: the most that one record carries. */
  static final int PLAIN_BYTES = 16_384;

  /** What encryption adds to a record, at most. The suites that we allow add less than 50. */
  private static final int OVERHEAD_BYTES = 256;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private RecordOutput() {}

  /**
   * How many bytes have room, encrypted, in {@code below} bytes: each record that is begun costs.
   */
  static int room(int below) {
    int record = PLAIN_BYTES + OVERHEAD_BYTES;
    return below / record * PLAIN_BYTES + Math.max(below % record - OVERHEAD_BYTES, 0);
  }

  /**
   * Encrypts {@code data} up to {@code limit}, as much as has room in {@code below} bytes and in
   * {@code cipher}. Moves the limit of {@code data}, too.
   */
  static void encrypt(SSLEngine engine, ByteBuffer data, int limit, int below, ByteBuffer cipher)
      throws SSLException {
    int most = engine.getSession().getPacketBufferSize();
    boolean progress = true;
    while (progress && data.position() < limit && cipher.remaining() >= most) {
      int count = Math.min(PLAIN_BYTES, below - cipher.position() - OVERHEAD_BYTES);
      count = Math.min(count, limit - data.position());
      if (count > 0) {
        data.limit(data.position() + count);
      }
      progress = count > 0 && engine.wrap(data, cipher).bytesProduced() > 0;
    }
  }

  /**
   * close_notify, or the alert of what went wrong; nothing when the engine cannot even say that.
   */
  static void sayGoodbye(SSLEngine engine, ByteBuffer cipher) {
    engine.closeOutbound();
    try {
      engine.wrap(NOTHING, cipher);
    } catch (SSLException failed) {
      cipher.clear();
    }
  }
}
