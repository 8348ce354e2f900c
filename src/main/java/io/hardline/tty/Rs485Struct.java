package io.hardline.tty;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.hardline.settings.PortSettings;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** struct serial_rs485 (linux/serial.h): how a driver switches an RS-485 transmitter. */
final class Rs485Struct {
  private static final int BYTES = 32;
  private static final int FLAGS = 0;
  private static final int DELAY_BEFORE = 4;
  private static final int DELAY_AFTER = 8;

  private static final int ENABLED = 1;
  private static final int RTS_ON_SEND = 1 << 1;
  private static final int RTS_AFTER_SEND = 1 << 2;
  private static final int RX_DURING_TX = 1 << 4;

  private final MemorySegment memory;

  Rs485Struct(Arena arena) {
    this.memory = arena.allocate(BYTES, 4);
  }

  long address() {
    return memory.address();
  }

  /**
   * Puts in what is wanted; termination and addressing stay as they are. On two wires a sender does
   * not listen to itself; on four it may.
   *
   * @return whether anything changed
   */
  boolean put(boolean switched, boolean fourWires, PortSettings.Rs485 delays) {
    int flags = memory.get(JAVA_INT, FLAGS);
    if (!switched) {
      memory.set(JAVA_INT, FLAGS, flags & ~ENABLED);
      return (flags & ENABLED) != 0;
    }
    int before = memory.get(JAVA_INT, DELAY_BEFORE);
    int after = memory.get(JAVA_INT, DELAY_AFTER);
    int wanted = (flags & ~(RTS_AFTER_SEND | RX_DURING_TX)) | ENABLED | RTS_ON_SEND;
    wanted |= fourWires ? RX_DURING_TX : 0;
    int wantedBefore = (int) delays.delayBeforeSend().toMillis();
    int wantedAfter = (int) delays.delayAfterSend().toMillis();
    memory.set(JAVA_INT, FLAGS, wanted);
    memory.set(JAVA_INT, DELAY_BEFORE, wantedBefore);
    memory.set(JAVA_INT, DELAY_AFTER, wantedAfter);
    return wanted != flags || before != wantedBefore || after != wantedAfter;
  }
}
