package io.hardline.tty.virtual;

import java.nio.ByteBuffer;

/**
 * The checksum of Modbus RTU ("MODBUS over serial line" 1.02, 6.2.2), low byte first on the line.
 */
final class ModbusCrc {
  private static final int START = 0xFFFF;
  private static final int POLYNOMIAL = 0xA001;

  /** The checksum of the bytes from {@code start} to before {@code end}. */
  static int of(ByteBuffer bytes, int start, int end) {
    int crc = START;
    for (int i = start; i < end; i++) {
      crc ^= bytes.get(i) & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
      }
    }
    return crc;
  }

  private ModbusCrc() {}
}
