package io.hardline.tty.virtual;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Frames for tests, written in hex without their checksum. */
final class ModbusFrames {
  /** The bytes with their checksum. */
  static byte[] frame(String hex) {
    byte[] body = HexFormat.of().parseHex(hex.replace(" ", ""));
    int crc = ModbusCrc.of(ByteBuffer.wrap(body), 0, body.length);
    return ByteBuffer.allocate(body.length + 2)
        .put(body)
        .put((byte) crc)
        .put((byte) (crc >>> 8))
        .array();
  }

  private ModbusFrames() {}
}
