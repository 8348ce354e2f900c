package io.hardline.tty.virtual;

import java.nio.ByteBuffer;

/**
 * A loopback plug, as technicians carry one: sent data to received data, RTS to CTS, DTR to DSR and
 * DCD. RI is not wired. A break goes round as well.
 */
final class LoopbackDevice implements SimulatedDevice {
  private final DeviceLine line;

  LoopbackDevice(DeviceLine line) {
    this.line = line;
  }

  @Override
  public void received(ByteBuffer bytes, long nowNs) {
    line.send(bytes);
  }

  @Override
  public void outputsChanged(boolean dtr, boolean rts) {
    line.setInputs(rts, dtr, dtr, false);
  }

  @Override
  public void breakChanged(boolean on) {
    if (on) {
      line.sendBreak();
    }
  }
}
