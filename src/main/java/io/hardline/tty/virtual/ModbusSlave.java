package io.hardline.tty.virtual;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * The slave of a climate chamber by "MODBUS Application Protocol" 1.1b3: one request frame in, one
 * answer frame out. It answers unit 1, obeys writes to unit 0 (broadcast) without an answer, and is
 * silent on everything else and on a wrong checksum.
 *
 * <table>
 * <caption>What is where</caption>
 * <tr><td>coil 0</td><td>heater on</td></tr>
 * <tr><td>coils 1 to 2047</td><td>memory, off at first</td></tr>
 * <tr><td>discrete input 0</td><td>the temperature is at the set point</td></tr>
 * <tr><td>discrete inputs 1 to 2047</td><td>off</td></tr>
 * <tr><td>input register 0</td><td>temperature in tenths of a degree Celsius</td></tr>
 * <tr><td>input registers 1 to 255</td><td>0</td></tr>
 * <tr><td>holding register 0</td><td>set point in tenths of a degree, 200 to 2500</td></tr>
 * <tr><td>holding registers 1 to 255</td><td>memory, 0 at first</td></tr>
 * </table>
 */
final class ModbusSlave {
  static final int UNIT = 1;
  static final int BROADCAST = 0;

  /** Longest frame on a serial line, unit and checksum included. */
  static final int MAX_FRAME = 256;

  static final int REGISTERS = 256;
  static final int BITS = 2048;
  static final int MAX_READ_BITS = 2000;
  static final int MAX_READ_REGISTERS = 125;
  static final int MAX_WRITE_BITS = 1968;
  static final int MAX_WRITE_REGISTERS = 123;

  private static final int MIN_FRAME = 4;
  private static final int CRC_BYTES = 2;
  private static final int COIL_ON = 0xFF00;

  private static final int OK = 0;
  private static final int ILLEGAL_FUNCTION = 1;
  private static final int ILLEGAL_ADDRESS = 2;
  private static final int ILLEGAL_VALUE = 3;

  private final Chamber chamber;
  private final BitSet coils = new BitSet(BITS);
  private final int[] holding = new int[REGISTERS];

  ModbusSlave(Chamber chamber) {
    this.chamber = chamber;
  }

  /**
   * Obeys one frame.
   *
   * @param frame from 0 to its limit
   * @param answer at least {@link #MAX_FRAME} long; the answer from 0 to its limit
   * @return whether there is an answer
   */
  boolean answer(ByteBuffer frame, ByteBuffer answer) {
    int end = frame.limit() - CRC_BYTES;
    if (frame.limit() < MIN_FRAME || frame.limit() > MAX_FRAME) {
      return false;
    }
    int crc = (frame.get(end) & 0xFF) | ((frame.get(end + 1) & 0xFF) << 8);
    int unit = frame.get(0) & 0xFF;
    boolean forUs = unit == UNIT || unit == BROADCAST;
    if (!forUs || crc != ModbusCrc.of(frame, 0, end)) {
      return false;
    }
    frame.limit(end).position(1);
    answer.clear().put((byte) unit);
    obey(frame, answer);
    if (unit == BROADCAST) {
      return false;
    }
    int answerCrc = ModbusCrc.of(answer, 0, answer.position());
    answer.put((byte) answerCrc).put((byte) (answerCrc >>> 8)).flip();
    return true;
  }

  private void obey(ByteBuffer request, ByteBuffer answer) {
    int function = request.get() & 0xFF;
    answer.put((byte) function);
    int exception =
        switch (function) {
          case 0x01 -> readBits(request, answer, this::coil);
          case 0x02 -> readBits(request, answer, address -> address == 0 && chamber.atSetPoint());
          case 0x03 -> readRegisters(request, answer, this::holdingRegister);
          case 0x04 -> readRegisters(request, answer, this::inputRegister);
          case 0x05 -> writeCoil(request, answer);
          case 0x06 -> writeRegister(request, answer);
          case 0x0F -> writeCoils(request, answer);
          case 0x10 -> writeRegisters(request, answer);
          default -> ILLEGAL_FUNCTION;
        };
    if (exception != OK) {
      answer.position(1);
      answer.put((byte) (function | 0x80)).put((byte) exception);
    }
  }

  private static int unsigned(ByteBuffer bytes) {
    return bytes.getShort() & 0xFFFF;
  }

  /** The order of the checks is that of the state diagrams in chapter 6 of the specification. */
  private static int check(int start, int quantity, int maxQuantity, int addresses) {
    if (quantity < 1 || quantity > maxQuantity) {
      return ILLEGAL_VALUE;
    }
    return start + quantity > addresses ? ILLEGAL_ADDRESS : OK;
  }

  private int readBits(ByteBuffer request, ByteBuffer answer, IntPredicate bits) {
    if (request.remaining() != 4) {
      return ILLEGAL_VALUE;
    }
    int start = unsigned(request);
    int quantity = unsigned(request);
    int exception = check(start, quantity, MAX_READ_BITS, BITS);
    if (exception != OK) {
      return exception;
    }
    answer.put((byte) Math.ceilDiv(quantity, 8));
    for (int first = 0; first < quantity; first += 8) {
      int octet = 0;
      for (int i = first; i < Math.min(first + 8, quantity); i++) {
        octet |= bits.test(start + i) ? 1 << (i - first) : 0;
      }
      answer.put((byte) octet);
    }
    return OK;
  }

  private int readRegisters(ByteBuffer request, ByteBuffer answer, IntUnaryOperator registers) {
    if (request.remaining() != 4) {
      return ILLEGAL_VALUE;
    }
    int start = unsigned(request);
    int quantity = unsigned(request);
    int exception = check(start, quantity, MAX_READ_REGISTERS, REGISTERS);
    if (exception != OK) {
      return exception;
    }
    answer.put((byte) (2 * quantity));
    for (int i = 0; i < quantity; i++) {
      answer.putShort((short) registers.applyAsInt(start + i));
    }
    return OK;
  }

  private int writeCoil(ByteBuffer request, ByteBuffer answer) {
    if (request.remaining() != 4) {
      return ILLEGAL_VALUE;
    }
    int address = unsigned(request);
    int value = unsigned(request);
    if (value != 0 && value != COIL_ON) {
      return ILLEGAL_VALUE;
    }
    if (address >= BITS) {
      return ILLEGAL_ADDRESS;
    }
    setCoil(address, value == COIL_ON);
    answer.putShort((short) address).putShort((short) value);
    return OK;
  }

  private int writeRegister(ByteBuffer request, ByteBuffer answer) {
    if (request.remaining() != 4) {
      return ILLEGAL_VALUE;
    }
    int address = unsigned(request);
    int value = unsigned(request);
    if (address >= REGISTERS) {
      return ILLEGAL_ADDRESS;
    }
    if (!takesRegister(address, value)) {
      return ILLEGAL_VALUE;
    }
    setHoldingRegister(address, value);
    answer.putShort((short) address).putShort((short) value);
    return OK;
  }

  private int writeCoils(ByteBuffer request, ByteBuffer answer) {
    if (request.remaining() < 5) {
      return ILLEGAL_VALUE;
    }
    int start = unsigned(request);
    int quantity = unsigned(request);
    int octets = request.get() & 0xFF;
    if (octets != Math.ceilDiv(quantity, 8) || octets != request.remaining()) {
      return ILLEGAL_VALUE;
    }
    int exception = check(start, quantity, MAX_WRITE_BITS, BITS);
    if (exception != OK) {
      return exception;
    }
    int first = request.position();
    for (int i = 0; i < quantity; i++) {
      setCoil(start + i, (request.get(first + i / 8) >>> (i % 8) & 1) != 0);
    }
    answer.putShort((short) start).putShort((short) quantity);
    return OK;
  }

  /** Writes all of them or, when one value is refused, none. */
  private int writeRegisters(ByteBuffer request, ByteBuffer answer) {
    if (request.remaining() < 5) {
      return ILLEGAL_VALUE;
    }
    int start = unsigned(request);
    int quantity = unsigned(request);
    int octets = request.get() & 0xFF;
    if (octets != 2 * quantity || octets != request.remaining()) {
      return ILLEGAL_VALUE;
    }
    int exception = check(start, quantity, MAX_WRITE_REGISTERS, REGISTERS);
    if (exception != OK) {
      return exception;
    }
    int first = request.position();
    for (int i = 0; i < quantity; i++) {
      if (!takesRegister(start + i, request.getShort(first + 2 * i) & 0xFFFF)) {
        return ILLEGAL_VALUE;
      }
    }
    for (int i = 0; i < quantity; i++) {
      setHoldingRegister(start + i, request.getShort(first + 2 * i) & 0xFFFF);
    }
    answer.putShort((short) start).putShort((short) quantity);
    return OK;
  }

  private boolean coil(int address) {
    return address == 0 ? chamber.heaterOn() : coils.get(address);
  }

  private void setCoil(int address, boolean on) {
    if (address == 0) {
      chamber.setHeaterOn(on);
    } else {
      coils.set(address, on);
    }
  }

  private int inputRegister(int address) {
    return address == 0 ? chamber.temperatureTenths() : 0;
  }

  private int holdingRegister(int address) {
    return address == 0 ? chamber.setPointTenths() : holding[address];
  }

  private static boolean takesRegister(int address, int value) {
    return address != 0 || Chamber.isSetPoint(value);
  }

  private void setHoldingRegister(int address, int value) {
    if (address == 0) {
      chamber.setSetPointTenths(value);
    } else {
      holding[address] = value;
    }
  }
}
