package io.hardline.telnet;

/** What NOTIFY-LINESTATE says and SET-LINESTATE-MASK wants (RFC 2217, section 3): a 16550's LSR. */
public final class LineStateBits {
  public static final int TIMEOUT = 128;
  public static final int SHIFT_REGISTER_EMPTY = 64;
  public static final int HOLDING_REGISTER_EMPTY = 32;
  public static final int BREAK = 16;
  public static final int FRAMING_ERROR = 8;
  public static final int PARITY_ERROR = 4;
  public static final int OVERRUN_ERROR = 2;
  public static final int DATA_READY = 1;

  private LineStateBits() {}
}
