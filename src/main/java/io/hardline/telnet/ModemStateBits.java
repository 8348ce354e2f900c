package io.hardline.telnet;

/**
 * What NOTIFY-MODEMSTATE says and SET-MODEMSTATE-MASK wants (RFC 2217, section 3): a 16550's MSR,
 * how the control lines are in the upper half and what has changed in the lower.
 */
public final class ModemStateBits {
  public static final int DCD = 128;
  public static final int RI = 64;
  public static final int DSR = 32;
  public static final int CTS = 16;
  public static final int DCD_CHANGED = 8;

  /** RI was on and is off: the trailing edge. */
  public static final int RI_ENDED = 4;

  public static final int DSR_CHANGED = 2;
  public static final int CTS_CHANGED = 1;

  /** The lower half. */
  public static final int CHANGES = 15;

  private ModemStateBits() {}

  /**
   * The changes from one state to the next.
   *
   * @param before the upper half counts
   * @param now as well
   */
  public static int changes(int before, int now) {
    int moved = before ^ now;
    int ended = before & ~now;
    return ((moved & DCD) != 0 ? DCD_CHANGED : 0)
        | ((ended & RI) != 0 ? RI_ENDED : 0)
        | ((moved & DSR) != 0 ? DSR_CHANGED : 0)
        | ((moved & CTS) != 0 ? CTS_CHANGED : 0);
  }
}
