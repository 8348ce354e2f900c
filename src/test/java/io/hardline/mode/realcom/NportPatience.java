package io.hardline.mode.realcom;

/**
 * How long the driver waits for what, in milliseconds. The kernel of its host ticks every {@link
 * #MS_PER_TICK}.
 *
 * @param commandMs for the answer to a command
 * @param openMs for both connections, while the tty is being opened
 * @param retryMs until it calls again when nobody listened
 * @param closeMs for the last bytes when the tty is closed
 */
public record NportPatience(int commandMs, int openMs, int retryMs, int closeMs) {
  static final int MS_PER_TICK = 4;

  /** For the answer to the one question of tcdrain(3). */
  static final int DRAIN_TICKS = 25;

  static final int DRAIN_MS = 110;

  /** Between two questions whether all is sent, when the tty is closed. */
  static final int ZEROS_APART_MS = 10;

  /** So many times in a row there has to be nothing left. */
  static final int ZEROS = 3;

  /** Until it calls again after a connection was lost. */
  static final int RECONNECT_MS = 3;

  /** How often it tries to get through to the port when the tty is opened. */
  static final int TRIES_AT_OPEN = 3;

  /** As the driver has it. */
  public static final NportPatience STANDARD = new NportPatience(10_000, 10_000, 1000, 30_000);

  /** For tests in which something does not come. */
  public static final NportPatience SHORT = new NportPatience(500, 1500, 100, 600);
}
