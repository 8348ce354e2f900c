package io.hardline.tty;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.hardline.linux.Errno;
import io.hardline.settings.LineSettings;
import io.hardline.settings.LineSettings.LevelAtOpen;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The control lines of a UART or adapter, as the kernel lets us move and see them. */
final class ControlLines {
  private ControlLines() {}

  /**
   * The kernel itself raises both lines when it opens a tty (tty_port_raise_dtr_rts); what comes
   * after that is ours.
   *
   * @return whether the device has control lines
   */
  static boolean setAtOpen(TtyFile file, LineSettings line, Arena arena) throws IOException {
    int on = 0;
    int off = 0;
    on |= line.dtrAtOpen() == LevelAtOpen.ON ? TtyRequest.TIOCM_DTR : 0;
    on |= line.rtsAtOpen() == LevelAtOpen.ON ? TtyRequest.TIOCM_RTS : 0;
    off |= line.dtrAtOpen() == LevelAtOpen.OFF ? TtyRequest.TIOCM_DTR : 0;
    off |= line.rtsAtOpen() == LevelAtOpen.OFF ? TtyRequest.TIOCM_RTS : 0;
    MemorySegment bits = arena.allocate(JAVA_INT);
    int answer = file.control(TtyRequest.TIOCMGET, bits.address());
    if (TtyFile.isMissing(answer)) {
      return false;
    }
    if (answer == -Errno.EIO) {
      // A ttyS without a UART opens, and answers this to everything.
      throw new TtyUnavailable(
          TtyUnavailable.Reason.ABSENT,
          file.name() + " has no hardware behind it, or was unplugged; the port waits for it");
    }
    if (answer < 0) {
      throw file.failure("read control lines", answer);
    }
    return move(file, on, off, bits);
  }

  /**
   * Moves DTR and RTS in one request, so that no state between is seen. TIOCMSET is used when one
   * goes up and the other down; it sets all bits, so the others (OUT2 gates the interrupts of a
   * PC's UART) are read first and kept.
   */
  static boolean move(TtyFile file, int on, int off, MemorySegment bits) throws IOException {
    String what = "set control lines";
    if (on == 0 && off == 0) {
      return true;
    }
    if (off == 0) {
      bits.set(JAVA_INT, 0, on);
      return file.did(what, TtyRequest.TIOCMBIS, bits.address());
    }
    if (on == 0) {
      bits.set(JAVA_INT, 0, off);
      return file.did(what, TtyRequest.TIOCMBIC, bits.address());
    }
    if (!file.did(what, TtyRequest.TIOCMGET, bits.address())) {
      return false;
    }
    bits.set(JAVA_INT, 0, (bits.get(JAVA_INT, 0) & ~off) | on);
    return file.did(what, TtyRequest.TIOCMSET, bits.address());
  }

  /** The inputs alone, packed into four bits. */
  static int inputs(int bits) {
    return ((bits & TtyRequest.TIOCM_CTS) != 0 ? 1 : 0)
        | ((bits & TtyRequest.TIOCM_DSR) != 0 ? 2 : 0)
        | ((bits & TtyRequest.TIOCM_CD) != 0 ? 4 : 0)
        | ((bits & TtyRequest.TIOCM_RNG) != 0 ? 8 : 0);
  }
}
