package io.hardline.cli;

import io.hardline.linux.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The terminal of this process, switched so that every key goes through as it is (termios(3),
 * cfmakeraw), and back on close. Where standard input is no terminal it does nothing.
 */
final class RawTerminal implements AutoCloseable {
  private static final long TCGETS = 0x5401;
  private static final long TCSETSW = 0x5403;
  private static final int STDIN = 0;

  /**
   * struct termios of the kernel (asm-generic/termbits.h): four flags, c_line, 19 control
   * characters.
   */
  private static final int TERMIOS_BYTES = 36;

  private static final int INPUT_FLAGS = 0x1 | 0x2 | 0x8 | 0x20 | 0x40 | 0x80 | 0x100 | 0x400;
  private static final int OPOST = 0x1;
  private static final int LOCAL_FLAGS = 0x8 | 0x40 | 0x2 | 0x1 | 0x8000;

  private final MemorySegment before = Arena.ofAuto().allocate(TERMIOS_BYTES, 4);
  private final boolean switched;

  RawTerminal() {
    boolean isTerminal = Libc.ioctl(STDIN, TCGETS, before.address()) >= 0;
    this.switched = isTerminal;
    if (isTerminal) {
      MemorySegment raw = Arena.ofAuto().allocate(TERMIOS_BYTES, 4);
      raw.copyFrom(before);
      clear(raw, 0, INPUT_FLAGS);
      clear(raw, 4, OPOST);
      clear(raw, 12, LOCAL_FLAGS);
      Libc.ioctl(STDIN, TCSETSW, raw.address());
    }
  }

  /** Whether standard input is a terminal. */
  static boolean isAtInput() {
    try (Arena arena = Arena.ofConfined()) {
      return Libc.ioctl(STDIN, TCGETS, arena.allocate(TERMIOS_BYTES, 4).address()) >= 0;
    }
  }

  private static void clear(MemorySegment termios, long offset, int flags) {
    termios.set(ValueLayout.JAVA_INT, offset, termios.get(ValueLayout.JAVA_INT, offset) & ~flags);
  }

  /** Whether there is a terminal, and a person at it. */
  boolean isTerminal() {
    return switched;
  }

  @Override
  public void close() {
    if (switched) {
      Libc.ioctl(STDIN, TCSETSW, before.address());
    }
  }
}
