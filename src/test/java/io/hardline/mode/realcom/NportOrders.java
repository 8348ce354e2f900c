package io.hardline.mode.realcom;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What the driver says on the command connection, as bytes, and what it expects back. */
final class NportOrders {
  static final int LINECTRL = 0x12;
  static final int FLUSH = 0x14;
  static final int SETBAUD = 0x17;
  static final int XONXOFF = 0x18;
  static final int START_BREAK = 0x21;
  static final int STOP_BREAK = 0x22;
  static final int NOTIFY = 0x26;
  static final int POLLING = 0x27;
  static final int ALIVE = 0x28;
  static final int PORT_INIT = 0x2c;
  static final int WAIT_OQUEUE = 0x2f;
  static final int TX_FIFO = 0x30;
  static final int SETXON = 0x33;
  static final int SETXOFF = 0x34;

  private static final int FLUSH_BOTH = 2;
  private static final int FIFO_ON = 16;
  private static final int FIFO_OFF = 1;

  private NportOrders() {}

  private static byte[] order(int op, int... payload) {
    byte[] bytes = new byte[2 + payload.length];
    bytes[0] = (byte) op;
    bytes[1] = (byte) payload.length;
    for (int i = 0; i < payload.length; i++) {
      bytes[2 + i] = (byte) payload[i];
    }
    return bytes;
  }

  private static byte[] number(int op, int value) {
    return ByteBuffer.allocate(6)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) op)
        .put((byte) 4)
        .putInt(value)
        .array();
  }

  private static int bit(boolean on) {
    return on ? 1 : 0;
  }

  static byte[] portInit(NportTermios line, boolean dtr, boolean rts) {
    return order(
        PORT_INIT,
        line.speedIndex(),
        line.mode(),
        bit(dtr),
        bit(rts),
        bit(line.crtscts()),
        bit(line.crtscts()),
        bit(line.ixon()),
        bit(line.ixoff()));
  }

  static byte[] setBaud(int baudRate) {
    return number(SETBAUD, baudRate);
  }

  static byte[] xonXoff(NportTermios line) {
    return order(XONXOFF, line.xon(), line.xoff());
  }

  static byte[] txFifo(boolean fifo) {
    return order(TX_FIFO, fifo ? FIFO_ON : FIFO_OFF);
  }

  static byte[] lineControl(boolean dtr, boolean rts) {
    return order(LINECTRL, bit(dtr), bit(rts));
  }

  static byte[] flush() {
    return order(FLUSH, FLUSH_BOTH);
  }

  static byte[] waitOutputQueue(int ticks) {
    return number(WAIT_OQUEUE, ticks);
  }

  static byte[] alive(int token) {
    return order(ALIVE, token);
  }

  /** One of those that say nothing more. */
  static byte[] plain(int op) {
    return order(op);
  }

  static byte[] together(byte[]... orders) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] order : orders) {
      all.writeBytes(order);
    }
    return all.toByteArray();
  }

  /** How long what begins with that byte is, when a server says it; 0 is not known. */
  static int replyBytes(int op) {
    return switch (op) {
      case 0x10,
          0x11,
          0x12,
          0x14,
          0x17,
          0x18,
          0x21,
          0x22,
          0x24,
          0x25,
          0x2b,
          0x30,
          0x33,
          0x34,
          POLLING ->
          3;
      case 0x15, 0x16, WAIT_OQUEUE, NOTIFY -> 4;
      case 0x13, PORT_INIT -> 5;
      default -> 0;
    };
  }
}
