package io.hardline.tty;

/**
 * Numbers of ioctl(2) requests for ttys (ioctl_tty(2)); asm-generic, so the same on x86_64 and
 * aarch64.
 */
final class TtyRequest {
  static final long TCSBRK = 0x5409;
  static final long TCXONC = 0x540A;
  static final long TCFLSH = 0x540B;
  static final long TIOCEXCL = 0x540C;
  static final long TIOCNXCL = 0x540D;
  static final long TIOCOUTQ = 0x5411;
  static final long TIOCMGET = 0x5415;
  static final long TIOCMBIS = 0x5416;
  static final long TIOCMBIC = 0x5417;
  static final long TIOCMSET = 0x5418;
  static final long TIOCGSERIAL = 0x541E;
  static final long TIOCSSERIAL = 0x541F;
  static final long TIOCPKT = 0x5420;
  static final long TIOCSBRK = 0x5427;
  static final long TIOCCBRK = 0x5428;
  static final long TCGETS2 = 0x802C542AL;
  static final long TCSETS2 = 0x402C542BL;
  static final long TIOCGRS485 = 0x542E;
  static final long TIOCSRS485 = 0x542F;
  static final long TIOCGPTN = 0x80045430L;
  static final long TIOCSPTLCK = 0x40045431L;
  static final long TIOCGDEV = 0x80045432L;
  static final long TIOCGEXCL = 0x80045440L;
  static final long TIOCSERGETLSR = 0x5459;
  static final long TIOCGICOUNT = 0x545D;

  // Bits of TIOCMGET and its kin.
  static final int TIOCM_DTR = 0x002;
  static final int TIOCM_RTS = 0x004;
  static final int TIOCM_CTS = 0x020;
  static final int TIOCM_CD = 0x040;
  static final int TIOCM_RNG = 0x080;
  static final int TIOCM_DSR = 0x100;

  // Arguments of TCFLSH.
  static final int TCIFLUSH = 0;
  static final int TCOFLUSH = 1;
  static final int TCIOFLUSH = 2;

  // Arguments of TCXONC.
  static final int TCOOFF = 0;
  static final int TCOON = 1;

  /** Bit of TIOCSERGETLSR: the transmitter is empty. */
  static final int TIOCSER_TEMT = 1;

  private TtyRequest() {}
}
