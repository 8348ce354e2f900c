package io.hardline.aspp;

import java.nio.ByteBuffer;

/**
 * The twelve bytes before every packet of the redundant form, on both channels and both ways: mark,
 * version, length of the header, flags, session, number of this packet, number of the next one that
 * its sender expects, and the length of the whole. Numbers of two bytes are little-endian.
 */
public final class PacketHeader {
  /** Its length, which is also that of a packet without payload. */
  public static final int BYTES = 12;

  /** The packet has a payload and a number of its own. */
  public static final int PUSH = 0x02;

  /** It says which number its sender expects next. */
  public static final int ACK = 0x04;

  /** What it begins with. */
  static final int MARK = 0xbeef;

  static final int VERSION = 1;

  /** Numbers of packets, and lengths, are of two bytes. */
  private static final int NUMBER = 0xffff;

  private PacketHeader() {}

  /** The number after this one. */
  public static int next(int number) {
    return (number + 1) & NUMBER;
  }

  /** How far {@code later} is behind {@code earlier}: negative when it is before it. */
  public static int distance(int earlier, int later) {
    return (short) (later - earlier);
  }

  /**
   * Writes one.
   *
   * @param flags of {@link #PUSH} and {@link #ACK}
   * @param payloadBytes that follow
   */
  public static void put(
      ByteBuffer to, int flags, int session, int number, int expected, int payloadBytes) {
    putNumber(to, MARK);
    to.put((byte) VERSION).put((byte) BYTES);
    to.put((byte) flags).put((byte) session);
    putNumber(to, number);
    putNumber(to, expected);
    putNumber(to, BYTES + payloadBytes);
  }

  private static void putNumber(ByteBuffer to, int number) {
    to.put((byte) number).put((byte) (number >> 8));
  }
}
