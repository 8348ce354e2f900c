package io.hardline.telnet;

import io.hardline.loop.IoBuffer;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Bytes for tests, written as people write them: {@code FF FB 2C}. */
final class Octets {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();

  private Octets() {}

  static byte[] of(String hex) {
    return HEX.parseHex(hex);
  }

  static String hex(byte[] octets) {
    return HEX.formatHex(octets);
  }

  /** What was written to {@code buffer} so far. */
  static byte[] written(ByteBuffer buffer) {
    byte[] octets = new byte[buffer.position()];
    buffer.get(0, octets);
    return octets;
  }

  static byte[] remaining(ByteBuffer buffer) {
    byte[] octets = new byte[buffer.remaining()];
    buffer.get(buffer.position(), octets);
    return octets;
  }

  static IoBuffer buffer(byte[] octets) {
    IoBuffer buffer = new IoBuffer(octets.length);
    buffer.bytes.put(octets).flip();
    return buffer;
  }
}
