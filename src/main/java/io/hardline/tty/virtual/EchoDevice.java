package io.hardline.tty.virtual;

import java.nio.ByteBuffer;

/** Sends back what it is sent. */
final class EchoDevice implements SimulatedDevice {
  private final DeviceLine line;

  EchoDevice(DeviceLine line) {
    this.line = line;
    line.setInputs(true, true, true, false);
  }

  @Override
  public void received(ByteBuffer bytes, long nowNs) {
    line.send(bytes);
  }
}
