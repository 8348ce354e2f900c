package io.hardline.tty.virtual;

import java.nio.ByteBuffer;

/**
 * The line as a simulated device sees it. To be used only while one of the methods of its {@link
 * SimulatedDevice} runs (or its constructor): the tty holds its lock then.
 */
interface DeviceLine {
  /**
   * Sends bytes to the port at the speed of the line. What does not fit in the device's buffer of
   * {@link VirtualTty#BUFFER_BYTES} is lost, as it is in a device that talks faster than its line.
   */
  void send(ByteBuffer bytes);

  /** Bytes that the device has sent and the line has not carried yet. */
  int unsent();

  /** Drives the port's inputs. */
  void setInputs(boolean cts, boolean dsr, boolean dcd, boolean ri);

  /** Sends a break to the port. */
  void sendBreak();

  /** Asks for {@link SimulatedDevice#due} at a time, instead of any asked for before. */
  void wakeAtNs(long whenNs);

  /** How long a character takes on the line as it is set now. */
  long characterNs();
}
