package io.hardline.tty;

/** Errors on the line since the device was opened, as the driver counts them. */
public record LineErrors(long frame, long parity, long overrun, long breaks, long bufferOverrun) {
  public static final LineErrors NONE = new LineErrors(0, 0, 0, 0, 0);
}
