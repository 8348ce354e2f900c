package io.hardline.mode.realcom;

/** What the driver knows of the control lines and of errors on the line. Any thread. */
public final class NportModem {
  private static final int PARITY = 0x01;
  private static final int FRAMING = 0x02;
  private static final int HARDWARE_OVERRUN = 0x04;
  private static final int SOFTWARE_OVERRUN = 0x08;
  private static final int BREAK = 0x10;
  private static final int LINES = 0x20;

  // As a 16550 has them in its modem status register.
  private static final int CTS = 0x10;
  private static final int DSR = 0x20;
  private static final int DCD = 0x80;

  private boolean cts;
  private boolean dsr;
  private boolean dcd;
  private int parityErrors;
  private int framingErrors;
  private int overruns;
  private int breaks;
  private int notices;

  /** From the reply to the setting of a port: DSR, CTS, DCD. */
  synchronized void initialized(byte[] reply) {
    dsr = reply[2] != 0;
    cts = reply[3] != 0;
    dcd = reply[4] != 0;
  }

  /** Whether it was a break, which the application reads as a NUL. */
  synchronized boolean notified(byte[] notice) {
    int flags = notice[1];
    notices++;
    parityErrors += bit(flags, PARITY);
    framingErrors += bit(flags, FRAMING);
    overruns += bit(flags, HARDWARE_OVERRUN) + bit(flags, SOFTWARE_OVERRUN);
    breaks += bit(flags, BREAK);
    if ((flags & LINES) != 0) {
      cts = (notice[2] & CTS) != 0;
      dsr = (notice[2] & DSR) != 0;
      dcd = (notice[2] & DCD) != 0;
    }
    return (flags & BREAK) != 0;
  }

  private static int bit(int flags, int flag) {
    return (flags & flag) != 0 ? 1 : 0;
  }

  public synchronized boolean cts() {
    return cts;
  }

  public synchronized boolean dsr() {
    return dsr;
  }

  public synchronized boolean dcd() {
    return dcd;
  }

  public synchronized int parityErrors() {
    return parityErrors;
  }

  public synchronized int framingErrors() {
    return framingErrors;
  }

  public synchronized int overruns() {
    return overruns;
  }

  public synchronized int breaks() {
    return breaks;
  }

  /** How often the server has told of anything. */
  public synchronized int notices() {
    return notices;
  }
}
