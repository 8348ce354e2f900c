package io.hardline.telnet;

import io.hardline.linux.Libc;
import io.hardline.loop.IoBuffer;
import java.nio.ByteBuffer;

/**
 * Finds the next IAC. The C library looks at 32 bytes at once, but calling it costs as much as
 * looking at some bytes here; so the nearest are looked at here first.
 */
final class IacScan {
  private static final int NEAR_BYTES = 16;
  private static final byte IAC = (byte) Telnet.IAC;

  private IacScan() {}

  /** The index of the first IAC between {@code from} and {@code to}; {@code to} when none is. */
  static int find(IoBuffer buffer, int from, int to) {
    ByteBuffer bytes = buffer.bytes;
    int near = Math.min(to, from + NEAR_BYTES);
    for (int i = from; i < near; i++) {
      if (bytes.get(i) == IAC) {
        return i;
      }
    }
    if (near == to) {
      return to;
    }
    long address = buffer.position() - bytes.position() + near;
    int found = Libc.memchr(address, Telnet.IAC, to - near);
    return found < 0 ? to : near + found;
  }
}
