package io.hardline.tty.virtual;

import java.nio.ByteBuffer;

/**
 * What is at the other end of a virtual tty's line. Made with its {@link DeviceLine}; called by one
 * thread at a time, which is not always the same one. Nothing here may block or throw, whatever the
 * bytes are.
 */
interface SimulatedDevice {
  /** The port has opened the line; time passes from now on. Once. */
  default void powerUp(long nowNs) {}

  /** Bytes have arrived. They are the device's until it returns. */
  void received(ByteBuffer bytes, long nowNs);

  /** The time asked for by {@link DeviceLine#wakeAtNs} has come. */
  default void due(long nowNs) {}

  /**
   * The port drives DTR and RTS so: once after the device was made, then at each change. The tty
   * cannot say when, for this may be on any thread and the clock is the loop's.
   */
  default void outputsChanged(boolean dtr, boolean rts) {}

  /** The port has started or ended a break. */
  default void breakChanged(boolean on) {}
}
