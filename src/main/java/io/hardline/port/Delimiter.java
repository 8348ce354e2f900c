package io.hardline.port;

import io.hardline.settings.PortSettings.Packing;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Finds where messages end: behind one or two bytes, or one or two bytes later. It remembers what
 * it has seen, so that a message may come in any number of pieces. It knows no clock.
 */
public final class Delimiter {
  /** A byte in each of the eight places of a long. */
  private static final long EACH = 0x0101010101010101L;

  private static final long HIGH_BITS = 0x8080808080808080L;

  private final int length;
  private final byte first;
  private final byte second;
  private final int bytesAfter;

  /** The first of two has been seen last. */
  private boolean half;

  /** How many bytes still belong to the message whose delimiter has been seen. */
  private int stillToCome;

  /** What the settings say; with {@code strip} it is found, too, and left to the caller. */
  public Delimiter(Packing packing) {
    byte[] bytes = HexFormat.of().parseHex(packing.delimiter());
    length = bytes.length;
    first = length > 0 ? bytes[0] : 0;
    second = length > 1 ? bytes[1] : 0;
    bytesAfter =
        switch (packing.delimiterProcess()) {
          case NONE, STRIP -> 0;
          case DELIMITER_PLUS_1 -> 1;
          case DELIMITER_PLUS_2 -> 2;
        };
  }

  /** Whether there is one at all; without, nothing is ever found. */
  public boolean isOn() {
    return length > 0;
  }

  /** In bytes: 0, 1 or 2. */
  int length() {
    return length;
  }

  /** Whether the byte looked at last is the first of two. */
  boolean isHalfSeen() {
    return half;
  }

  /** The next byte begins a message. */
  public void reset() {
    half = false;
    stillToCome = 0;
  }

  /**
   * Looks at the bytes from index {@code from} to before {@code to}, up to the end of the message
   * that they belong to.
   *
   * @return the index behind the message; -1 when it does not end here
   */
  public int end(ByteBuffer bytes, int from, int to) {
    int at = from;
    if (stillToCome == 0) {
      at = length == 0 ? -1 : behindDelimiter(bytes, from, to);
      if (at < 0) {
        return -1;
      }
      stillToCome = bytesAfter;
    }
    int coming = Math.min(stillToCome, to - at);
    stillToCome -= coming;
    return stillToCome == 0 ? at + coming : -1;
  }

  private int behindDelimiter(ByteBuffer bytes, int from, int to) {
    int at = from;
    if (half && at < to) {
      half = false;
      if (bytes.get(at) == second) {
        return at + 1;
      }
    }
    while (at < to) {
      int found = indexOfFirst(bytes, at, to);
      if (found < 0) {
        return -1;
      }
      at = found + 1;
      if (length == 1) {
        return at;
      }
      if (at == to) {
        half = true;
      } else if (bytes.get(at) == second) {
        return at + 1;
      }
    }
    return -1;
  }

  /** Eight bytes at a time: most of what passes is no delimiter. */
  private int indexOfFirst(ByteBuffer bytes, int from, int to) {
    long wanted = EACH * (first & 0xff);
    int at = from;
    while (at + Long.BYTES <= to) {
      long differing = bytes.getLong(at) ^ wanted;
      if (((differing - EACH) & ~differing & HIGH_BITS) != 0) {
        break;
      }
      at += Long.BYTES;
    }
    while (at < to && bytes.get(at) != first) {
      at++;
    }
    return at < to ? at : -1;
  }
}
