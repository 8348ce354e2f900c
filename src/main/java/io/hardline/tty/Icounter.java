package io.hardline.tty;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * struct serial_icounter_struct (linux/serial.h): what a driver has counted since it was loaded.
 */
final class Icounter {
  private static final int BYTES = 80;
  private static final int CTS = 0;
  private static final int DSR = 4;
  private static final int RNG = 8;
  private static final int DCD = 12;
  private static final int FRAME = 24;
  private static final int OVERRUN = 28;
  private static final int PARITY = 32;
  private static final int BREAK = 36;
  private static final int BUFFER_OVERRUN = 40;

  private final MemorySegment memory;

  Icounter(Arena arena) {
    this.memory = arena.allocate(BYTES, 4);
  }

  long address() {
    return memory.address();
  }

  /** False, and all counters 0, when the driver does not count. */
  boolean read(TtyFile file) throws IOException {
    return file.did("read counters", TtyRequest.TIOCGICOUNT, memory.address());
  }

  /** A copy that outlives the arena. */
  Icounter kept() {
    Icounter copy = new Icounter(Arena.ofAuto());
    copy.memory.copyFrom(memory);
    return copy;
  }

  /** How often an input line has moved; wraps with the driver's own counters. */
  long modemChanges() {
    return (long) at(CTS) + at(DSR) + at(RNG) + at(DCD);
  }

  LineErrors errorsSince(Icounter start) {
    return new LineErrors(
        since(start, FRAME),
        since(start, PARITY),
        since(start, OVERRUN),
        since(start, BREAK),
        since(start, BUFFER_OVERRUN));
  }

  private int at(int offset) {
    return memory.get(JAVA_INT, offset);
  }

  /** Right across one wrap of the kernel's 32 bits. */
  private long since(Icounter start, int offset) {
    return Integer.toUnsignedLong(at(offset) - start.at(offset));
  }
}
