package io.hardline.tty;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.hardline.settings.LineSettings;
import io.hardline.settings.LineSettings.FlowControl;
import io.hardline.settings.LineSettings.Parity;
import io.hardline.settings.LineSettings.StopBits;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * struct termios2 (asm-generic/termbits.h, the same on x86_64 and aarch64): a line as the kernel
 * has it. Unlike termios it holds any baud rate.
 *
 * <p>One thread at a time.
 */
final class Termios {
  static final int BYTES = 44;

  private static final int IFLAG = 0;
  private static final int OFLAG = 4;
  private static final int CFLAG = 8;
  private static final int LFLAG = 12;
  private static final int CC = 17;
  private static final int ISPEED = 36;
  private static final int OSPEED = 40;

  private static final int IGNBRK = 0x0001;
  private static final int IXON = 0x0400;
  private static final int IXOFF = 0x1000;

  private static final int CSIZE = 0x0030;
  private static final int CS5 = 0x0000;
  private static final int CS_STEP = 0x0010;
  private static final int CSTOPB = 0x0040;
  private static final int CREAD = 0x0080;
  private static final int PARENB = 0x0100;
  private static final int PARODD = 0x0200;
  private static final int HUPCL = 0x0400;
  private static final int CLOCAL = 0x0800;
  private static final int CBAUD = 0x100F;
  private static final int BOTHER = 0x1000;
  private static final int CIBAUD = 0x100F0000;
  private static final int CMSPAR = 0x40000000;
  private static final int CRTSCTS = 0x80000000;

  /** Has no name in POSIX; termbits.h. */
  private static final int EXTPROC = 0x10000;

  private static final int VTIME = 5;
  private static final int VMIN = 6;
  private static final int VSTART = 8;
  private static final int VSTOP = 9;

  /** DC1 and DC3, what everybody means by XON and XOFF. */
  static final int XON = 0x11;

  static final int XOFF = 0x13;

  private final MemorySegment memory;

  Termios(Arena arena) {
    this.memory = arena.allocate(BYTES, 4);
  }

  long address() {
    return memory.address();
  }

  /** Another with the same contents. */
  Termios copy(Arena arena) {
    Termios copy = new Termios(arena);
    copy.memory.copyFrom(memory);
    return copy;
  }

  boolean sameAs(Termios other) {
    return memory.mismatch(other.memory) < 0;
  }

  private int flags(int offset) {
    return memory.get(JAVA_INT, offset);
  }

  private void setFlags(int offset, int flags) {
    memory.set(JAVA_INT, offset, flags);
  }

  /**
   * No echo, no signals, no translation, no flow control by characters (the kernel's default has
   * it): bytes pass as they are. The framing stays.
   *
   * <p>VMIN is 1, so that a read that finds nothing is EAGAIN and 0 is a hang-up and nothing else.
   * A break is not put into the data (the driver counts it, and RFC 2217 reports it); a byte with a
   * wrong parity is passed on as it came and counted.
   */
  void makeRaw() {
    passBytesAsTheyAre();
    putFlowCharacters(XON, XOFF);
  }

  private void passBytesAsTheyAre() {
    setFlags(IFLAG, IGNBRK);
    setFlags(OFLAG, 0);
    setFlags(LFLAG, 0);
    memory.set(JAVA_BYTE, CC + VMIN, (byte) 1);
    memory.set(JAVA_BYTE, CC + VTIME, (byte) 0);
  }

  /** What {@link #put} does not touch: the characters of XON/XOFF. */
  void putFlowCharacters(int xon, int xoff) {
    memory.set(JAVA_BYTE, CC + VSTART, (byte) xon);
    memory.set(JAVA_BYTE, CC + VSTOP, (byte) xoff);
  }

  /** Lets the master of a pty know of changes; answers whether it did not before. */
  boolean makeExternal() {
    int flags = flags(LFLAG);
    setFlags(LFLAG, flags | EXTPROC);
    return (flags & EXTPROC) == 0;
  }

  /**
   * Puts {@code line} in. CLOCAL, because DCD must not hang the device up; no HUPCL, because the
   * last close must not drop DTR and RTS.
   */
  void put(LineSettings line) {
    passBytesAsTheyAre();
    boolean byCharacters = line.flowControl() == FlowControl.XON_XOFF;
    setFlags(IFLAG, byCharacters ? IGNBRK | IXON | IXOFF : IGNBRK);
    int kept = flags(CFLAG) & ~(CSIZE | CSTOPB | PARENB | PARODD | CMSPAR | CRTSCTS | HUPCL);
    kept &= ~(CBAUD | CIBAUD);
    int framing = CS5 + (line.dataBits() - 5) * CS_STEP;
    // 1.5 stop bits are what CSTOPB means with 5 data bits (a 16550 knows no other way).
    framing |= line.stopBits() == StopBits.ONE ? 0 : CSTOPB;
    framing |=
        switch (line.parity()) {
          case NONE -> 0;
          case EVEN -> PARENB;
          case ODD -> PARENB | PARODD;
          case MARK -> PARENB | PARODD | CMSPAR;
          case SPACE -> PARENB | CMSPAR;
        };
    framing |= line.flowControl() == FlowControl.RTS_CTS ? CRTSCTS : 0;
    setFlags(CFLAG, kept | framing | CREAD | CLOCAL | BOTHER);
    setFlags(ISPEED, line.baudRate());
    setFlags(OSPEED, line.baudRate());
  }

  /** The line that is in force; what a termios does not hold is as in {@code asked}. */
  LineSettings line(LineSettings asked) {
    int cflag = flags(CFLAG);
    int dataBits = 5 + (cflag & CSIZE) / CS_STEP;
    StopBits stopBits = StopBits.ONE;
    if ((cflag & CSTOPB) != 0) {
      stopBits = dataBits == 5 ? StopBits.ONE_AND_A_HALF : StopBits.TWO;
    }
    LineSettings framed = asked.withFraming(flags(OSPEED), dataBits, parity(cflag), stopBits);
    return framed.withFlowControl(flowControl(cflag, asked.flowControl()));
  }

  private static Parity parity(int cflag) {
    if ((cflag & PARENB) == 0) {
      return Parity.NONE;
    }
    boolean odd = (cflag & PARODD) != 0;
    if ((cflag & CMSPAR) != 0) {
      return odd ? Parity.MARK : Parity.SPACE;
    }
    return odd ? Parity.ODD : Parity.EVEN;
  }

  private FlowControl flowControl(int cflag, FlowControl asked) {
    if ((cflag & CRTSCTS) != 0) {
      return FlowControl.RTS_CTS;
    }
    if ((flags(IFLAG) & (IXON | IXOFF)) != 0) {
      return FlowControl.XON_XOFF;
    }
    // DTR/DSR is done above the driver, which knows nothing of it.
    return asked == FlowControl.DTR_DSR ? FlowControl.DTR_DSR : FlowControl.NONE;
  }
}
