package io.hardline.tty.virtual;

import io.hardline.settings.LineSettings;

/**
 * How many characters one direction of a line carries: one for each character time that has passed
 * while some were waiting. Time that passed on an idle line carries nothing later.
 */
final class Pace {
  /** Nothing is under way. */
  static final long NEVER = Long.MAX_VALUE;

  private static final long HALF_SECOND_NS = 500_000_000;

  private boolean idle = true;
  private long sinceNs;

  /** How long a character takes on this line: start bit, data, parity and stop bits. */
  static long characterNs(LineSettings line) {
    int stopHalfBits =
        switch (line.stopBits()) {
          case ONE -> 2;
          case ONE_AND_A_HALF -> 3;
          case TWO -> 4;
        };
    int parityBits = line.parity() == LineSettings.Parity.NONE ? 0 : 1;
    int halfBits = 2 * (1 + line.dataBits() + parityBits) + stopHalfBits;
    return Math.ceilDiv(halfBits * HALF_SECOND_NS, line.baudRate());
  }

  /** Notes whether characters are waiting; the first one is under way from now on. */
  void begin(long nowNs, int waiting) {
    if (waiting == 0) {
      idle = true;
    } else if (idle) {
      idle = false;
      sinceNs = nowNs;
    }
  }

  /** How many of those waiting have been carried since the last time. */
  int carry(long nowNs, int waiting, long characterNs) {
    begin(nowNs, waiting);
    if (idle) {
      return 0;
    }
    int count = (int) Math.min(waiting, (nowNs - sinceNs) / characterNs);
    sinceNs += count * characterNs;
    idle = count == waiting;
    return count;
  }

  /** When the next character will have been carried, or {@link #NEVER}. */
  long nextNs(long characterNs) {
    return idle ? NEVER : sinceNs + characterNs;
  }
}
