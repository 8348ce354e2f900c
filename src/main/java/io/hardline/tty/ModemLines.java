package io.hardline.tty;

/**
 * The control lines of a tty at one moment: what we drive (DTR, RTS) and what the device drives.
 */
public record ModemLines(
    boolean dtr, boolean rts, boolean cts, boolean dsr, boolean dcd, boolean ri) {
  /**
   * A device without control lines answers this: everything on, so that nothing waits for a line
   * that cannot come.
   */
  public static final ModemLines ABSENT = new ModemLines(true, true, true, true, true, false);
}
