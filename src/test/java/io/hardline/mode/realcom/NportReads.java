package io.hardline.mode.realcom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What the daemon finds in one read from the command connection. It keeps nothing for the next one:
 * what is cut is lost, and so is what comes to lie at the end of its buffer.
 *
 * @param frames those it understood
 * @param loss what it lost, in words; empty when nothing
 */
record NportReads(List<byte[]> frames, String loss) {
  /** The daemon's buffer. */
  static final int READ_BYTES = 84;

  static NportReads of(byte[] read) {
    List<byte[]> frames = new ArrayList<>();
    int at = 0;
    while (at < read.length) {
      int length = NportOrders.replyBytes(Byte.toUnsignedInt(read[at]));
      if (length == 0) {
        return lost(frames, "no reply begins like this", read, at);
      }
      if (at + length > read.length) {
        return lost(frames, "a reply in two pieces", read, at);
      }
      if (at + length >= READ_BYTES) {
        return lost(frames, "a reply at the end of the buffer", read, at);
      }
      frames.add(Arrays.copyOfRange(read, at, at + length));
      at += length;
    }
    return new NportReads(frames, "");
  }

  private static NportReads lost(List<byte[]> frames, String why, byte[] read, int at) {
    String rest = HexFormat.ofDelimiter(" ").formatHex(read, at, read.length);
    return new NportReads(frames, why + ": " + rest);
  }
}
