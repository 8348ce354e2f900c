package io.hardline.tty.virtual;

import java.nio.ByteBuffer;

/**
 * Puts a {@link ModbusSlave} on the line: a frame is what arrives between two silences ("MODBUS
 * over serial line" 1.02, 2.5.1.1). One that is too long is ignored to its end.
 */
final class ModbusDevice implements SimulatedDevice {
  /**
   * The standard asks for 1.75 ms at high speed. That is below what a loop with timers of a
   * millisecond, and a master behind a network, can keep to.
   */
  static final long MIN_SILENCE_NS = 5_000_000;

  private final DeviceLine line;
  private final Chamber chamber = new Chamber();
  private final ModbusSlave slave = new ModbusSlave(chamber);
  private final ByteBuffer frame = ByteBuffer.allocate(ModbusSlave.MAX_FRAME);
  private final ByteBuffer answer = ByteBuffer.allocate(ModbusSlave.MAX_FRAME);
  private boolean tooLong;

  ModbusDevice(DeviceLine line) {
    this.line = line;
    line.setInputs(true, true, true, false);
  }

  @Override
  public void powerUp(long nowNs) {
    chamber.advance(nowNs);
  }

  @Override
  public void received(ByteBuffer bytes, long nowNs) {
    if (bytes.remaining() > frame.remaining()) {
      tooLong = true;
    } else {
      frame.put(bytes);
    }
    line.wakeAtNs(nowNs + Math.max(MIN_SILENCE_NS, line.characterNs() * 7 / 2));
  }

  @Override
  public void due(long nowNs) {
    chamber.advance(nowNs);
    frame.flip();
    if (!tooLong && slave.answer(frame, answer)) {
      line.send(answer);
    }
    frame.clear();
    tooLong = false;
  }
}
