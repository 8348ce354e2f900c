package io.hardline.port;

import io.hardline.loop.Loop;
import io.hardline.settings.LineSettings;

/**
 * Reckons when the last byte given to the driver will be on the wire. Drivers count what they have
 * not sent, but not what lies in the UART; and asking them to wait for it may never end on a line
 * that flow control holds. Loop thread only.
 */
final class WireClock {
  private final Loop loop;
  private long characterNs;
  private long freeAtNs;
  private boolean used;

  WireClock(Loop loop) {
    this.loop = loop;
  }

  /**
   * Another line is in force.
   *
   * @param paced false for a tty that passes bytes on as fast as it can
   */
  void lineIs(LineSettings line, boolean paced) {
    characterNs = paced ? line.characterUs() * 1_000 : 0;
  }

  void sent(int bytes) {
    used |= bytes > 0;
    if (characterNs > 0) {
      freeAtNs = Math.max(freeAtNs, loop.nowNs()) + bytes * characterNs;
    }
  }

  /** The driver still has so many bytes to send, and begins now at the earliest. */
  void stillHas(int bytes) {
    freeAtNs = Math.max(freeAtNs, loop.nowNs() + bytes * characterNs);
  }

  /** Whether the driver may still have bytes to send. */
  boolean isUsed() {
    return used;
  }

  /** The driver has nothing more to send: it said so, or was told to throw it away. */
  void cleared() {
    used = false;
    freeAtNs = loop.nowNs();
  }

  /** Until everything sent is on the wire, if nothing holds it; rounded up. */
  long busyMs() {
    long leftNs = freeAtNs - loop.nowNs();
    return leftNs <= 0 || characterNs == 0 ? 0 : Math.ceilDiv(leftNs, 1_000_000L);
  }

  /** How long so many bytes take; rounded up. */
  long timeMs(long bytes) {
    return Math.ceilDiv(bytes * characterNs, 1_000_000L);
  }
}
