package io.hardline.tty;

/**
 * What a serial device may turn out not to have. Found out once, when it is opened; never fatal.
 */
public enum TtyCapability {
  /** DTR and RTS can be set, CTS, DSR, DCD and RI can be read. */
  MODEM_LINES("control lines"),
  /** A break can be sent. */
  BREAK("break"),
  /** The driver counts errors and changes of the control lines. */
  COUNTERS("error counters"),
  /** The driver switches the RS-485 transmitter. */
  RS_485("RS-485 direction control"),
  /** The driver can be asked not to gather bytes. */
  LOW_LATENCY("low latency"),
  /** Data bits, parity and stop bits are what they were set to; a pty makes 8N1 of everything. */
  FRAMING("framing"),
  /** Data is paced by the baud rate. */
  BAUD_RATE("baud rate");

  private final String text;

  TtyCapability(String text) {
    this.text = text;
  }

  /** For people. */
  public String text() {
    return text;
  }
}
