package io.hardline.aspp;

import java.nio.ByteBuffer;

/**
 * Writes what a host is sent. None has a length that all share: a host knows how long the answer to
 * each of its requests is.
 */
public final class Answers {
  /** The longest. */
  public static final int ANSWER_BYTES = 5;

  /** The most that a count can say. */
  public static final int MOST_COUNTED = 0xffff;

  // What has happened on the line.
  public static final int PARITY_ERROR = 0x01;
  public static final int FRAMING_ERROR = 0x02;
  public static final int OVERRUN_OF_UART = 0x04;
  public static final int OVERRUN_OF_BUFFER = 0x08;
  public static final int BREAK = 0x10;
  public static final int LINES_CHANGED = 0x20;

  // The control lines, as a 16550 has them.
  public static final int CTS = 0x10;
  public static final int DSR = 0x20;
  public static final int RI = 0x40;
  public static final int DCD = 0x80;

  private Answers() {}

  /** It is done. */
  public static void done(Command command, ByteBuffer to) {
    to.put((byte) command.op()).put((byte) 'O').put((byte) 'K');
  }

  /**
   * Bytes that wait.
   *
   * @param count more than {@link #MOST_COUNTED} is told as that
   */
  public static void count(Command command, int count, ByteBuffer to) {
    int told = Math.clamp(count, 0, MOST_COUNTED);
    to.put((byte) command.op()).put((byte) 2).put((byte) told).put((byte) (told >> 8));
  }

  /**
   * The control lines.
   *
   * @param lines {@link #CTS}, {@link #DSR}, {@link #DCD}
   */
  public static void lines(Command command, int lines, ByteBuffer to) {
    to.put((byte) command.op()).put((byte) 3);
    to.put(flag(lines & DSR)).put(flag(lines & CTS)).put(flag(lines & DCD));
  }

  private static byte flag(int bit) {
    return (byte) (bit == 0 ? 0 : 1);
  }

  /**
   * What has happened, unasked.
   *
   * @param events {@link #PARITY_ERROR} to {@link #LINES_CHANGED}
   * @param lines how the control lines are, all of them
   */
  public static void news(int events, int lines, ByteBuffer to) {
    // The last byte says why the transmitter is held; no driver looks at it.
    to.put((byte) Command.NOTIFY.op()).put((byte) events).put((byte) lines).put((byte) 0);
  }

  /** Asks whether the host is alive; it answers with the same token. */
  public static void poll(int token, ByteBuffer to) {
    to.put((byte) Command.POLLING.op()).put((byte) 1).put((byte) token);
  }
}
