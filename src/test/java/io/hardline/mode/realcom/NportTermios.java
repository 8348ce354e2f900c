package io.hardline.mode.realcom;

import io.hardline.settings.LineSettings.Parity;

/**
 * What an application has set of its tty, as far as the driver looks at it.
 *
 * @param baudRate 0 is B0
 * @param twoStopBits with 5 data bits, one and a half
 * @param crtscts flow control by RTS and CTS
 * @param ixon the device may stop us
 * @param ixoff we may stop the device
 * @param xon VSTART
 * @param xoff VSTOP
 */
public record NportTermios(
    int baudRate,
    int dataBits,
    Parity parity,
    boolean twoStopBits,
    boolean crtscts,
    boolean ixon,
    boolean ixoff,
    int xon,
    int xoff) {
  /** A tty that nobody has configured yet: XON/XOFF counts on Linux. */
  public static final NportTermios UNTOUCHED =
      new NportTermios(9600, 8, Parity.NONE, false, false, true, false, 0x11, 0x13);

  public static final NportTermios RAW = UNTOUCHED.flow(false, false, false);

  /** Bit rates in the order of their index on the wire (section 2.2 of the protocol). */
  static final int[] INDEXED_RATES = {
    300, 600, 1200, 2400, 4800, 7200, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600,
    150, 134, 110, 75, 50
  };

  private static final int NOT_INDEXED = 0xff;

  /** Linux has no B7200: the driver sends it as a number. */
  private static final int UNKNOWN_TO_LINUX = 7200;

  public NportTermios baudRate(int rate) {
    return new NportTermios(rate, dataBits, parity, twoStopBits, crtscts, ixon, ixoff, xon, xoff);
  }

  public NportTermios framing(int newDataBits, Parity newParity, boolean newTwoStopBits) {
    return new NportTermios(
        baudRate, newDataBits, newParity, newTwoStopBits, crtscts, ixon, ixoff, xon, xoff);
  }

  public NportTermios flow(boolean newCrtscts, boolean newIxon, boolean newIxoff) {
    return new NportTermios(
        baudRate, dataBits, parity, twoStopBits, newCrtscts, newIxon, newIxoff, xon, xoff);
  }

  int speedIndex() {
    for (int i = 0; i < INDEXED_RATES.length; i++) {
      if (INDEXED_RATES[i] == baudRate && baudRate != UNKNOWN_TO_LINUX) {
        return i;
      }
    }
    return NOT_INDEXED;
  }

  /** Whether the rate has to be sent as a number of its own. */
  boolean anySpeed() {
    return speedIndex() == NOT_INDEXED && baudRate != 0;
  }

  boolean softwareFlow() {
    return ixon || ixoff;
  }

  int mode() {
    int parityBits =
        switch (parity) {
          case NONE -> 0;
          case EVEN -> 0x08;
          case ODD -> 0x10;
          case MARK -> 0x18;
          case SPACE -> 0x20;
        };
    return dataBits - 5 | (twoStopBits ? 0x04 : 0) | parityBits;
  }

  /** What the driver makes of it when it sets a port up again: it forgets that a bit may stick. */
  NportTermios recovered() {
    return switch (parity) {
      case MARK -> framing(dataBits, Parity.ODD, twoStopBits);
      case SPACE -> framing(dataBits, Parity.EVEN, twoStopBits);
      case NONE, EVEN, ODD -> this;
    };
  }
}
