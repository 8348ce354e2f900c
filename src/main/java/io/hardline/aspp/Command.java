package io.hardline.aspp;

import org.jspecify.annotations.Nullable;

/** The operations of the protocol that are known, those that the device sends included. */
public enum Command {
  IOCTL(0x10),
  FLOWCTRL(0x11),
  LINECTRL(0x12),
  LSTATUS(0x13),
  FLUSH(0x14),
  IQUEUE(0x15),
  OQUEUE(0x16),
  SETBAUD(0x17),
  XONXOFF(0x18),
  START_BREAK(0x21),
  STOP_BREAK(0x22),
  START_NOTIFY(0x24),
  STOP_NOTIFY(0x25),

  /** From the device: errors and control lines. */
  NOTIFY(0x26),

  /** From the device: whether the host is alive. */
  POLLING(0x27),
  ALIVE(0x28),
  HOST(0x2b),
  PORT_INIT(0x2c),
  WAIT_OQUEUE(0x2f),
  TX_FIFO(0x30),
  SETXON(0x33),
  SETXOFF(0x34);

  private static final Command[] ALL = values();

  private final int op;

  Command(int op) {
    this.op = op;
  }

  /** The first byte of the request and of its answer. */
  public int op() {
    return op;
  }

  static @Nullable Command of(int op) {
    for (Command command : ALL) {
      if (command.op == op) {
        return command;
      }
    }
    return null;
  }
}
