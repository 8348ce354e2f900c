package io.hardline.net.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** Makes TLS records, and only such as have room where they go: half a record is of no use. */
final class RecordOutput {
  /** What encryption adds to a record, at most. The suites that we allow add less than 50. */
  private static final int OVERHEAD_BYTES = 256;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final RecordStyle style;

  RecordOutput(RecordStyle style) {
    this.style = style;
  }

  /** Whether what TLS has to say itself waits for data. */
  boolean waitsForData() {
    return style.saysNothingAlone();
  }

  /**
   * How many bytes have room, encrypted, in {@code below} bytes: each record that is begun costs.
   */
  int room(int below) {
    int record = style.plainBytes() + OVERHEAD_BYTES;
    return below / record * style.plainBytes() + Math.max(below % record - OVERHEAD_BYTES, 0);
  }

  /**
   * Encrypts {@code data} up to {@code limit}, as much as has room in {@code below} bytes and in
   * {@code cipher}. Moves the limit of {@code data}, too.
   */
  void encrypt(SSLEngine engine, ByteBuffer data, int limit, int below, ByteBuffer cipher)
      throws SSLException {
    int most = engine.getSession().getPacketBufferSize();
    boolean progress = true;
    while (progress && data.position() < limit && cipher.remaining() >= most) {
      int count = Math.min(style.plainBytes(), below - cipher.position() - OVERHEAD_BYTES);
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
