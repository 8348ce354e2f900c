package io.hardline.aspp;

import io.hardline.settings.LineSettings.Parity;
import io.hardline.settings.LineSettings.StopBits;
import org.jspecify.annotations.Nullable;

/**
 * The mode byte: data bits in bits 0 and 1 (0 is five), two stop bits in bit 2 (one and a half with
 * five data bits), parity in bits 3 to 5.
 *
 * @param dataBits 5 to 8
 */
public record Framing(int dataBits, Parity parity, StopBits stopBits) {
  private static final int FEWEST_DATA_BITS = 5;
  private static final int DATA_BITS = 0x03;
  private static final int LONG_STOP = 0x04;
  private static final int PARITY = 0x38;
  private static final int EVEN = 0x08;
  private static final int ODD = 0x10;
  private static final int MARK = 0x18;
  private static final int SPACE = 0x20;

  /** Null for a parity that is not of this table; the two uppermost bits mean nothing. */
  public static @Nullable Framing of(int mode) {
    Parity parity =
        switch (mode & PARITY) {
          case 0 -> Parity.NONE;
          case EVEN -> Parity.EVEN;
          case ODD -> Parity.ODD;
          case MARK -> Parity.MARK;
          case SPACE -> Parity.SPACE;
          default -> null;
        };
    if (parity == null) {
      return null;
    }
    int dataBits = FEWEST_DATA_BITS + (mode & DATA_BITS);
    StopBits longer = dataBits == FEWEST_DATA_BITS ? StopBits.ONE_AND_A_HALF : StopBits.TWO;
    return new Framing(dataBits, parity, (mode & LONG_STOP) != 0 ? longer : StopBits.ONE);
  }

  /** The byte that means this; any longer stop than one is the same to it. */
  public int mode() {
    int parityBits =
        switch (parity) {
          case NONE -> 0;
          case EVEN -> EVEN;
          case ODD -> ODD;
          case MARK -> MARK;
          case SPACE -> SPACE;
        };
    return dataBits - FEWEST_DATA_BITS | (stopBits == StopBits.ONE ? 0 : LONG_STOP) | parityBits;
  }
}
