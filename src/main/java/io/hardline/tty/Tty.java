package io.hardline.tty;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.settings.LineSettings;
import io.hardline.settings.PortSettings;
import java.io.IOException;
import java.util.Set;

/**
 * An open serial device. There are two kinds of method, and they never mix:
 *
 * <ul>
 *   <li><b>Data</b> ({@link #attach}, {@link #read}, {@link #write}, {@link #detach}): on the
 *       loop's thread; never blocks.
 *   <li><b>Calls</b> (all others that throw): may block for as long as a driver likes. Off the
 *       loop, one at a time for each tty, through {@link TtyCalls}. While {@link #setLine} runs,
 *       the data methods are not called: the kernel holds the lock that they would wait for.
 * </ul>
 *
 * <p>A call that the device cannot do is not an error: it does nothing, and {@link #capabilities}
 * says so. An IOException means that the device is gone or broken; the owner closes it and looks
 * for it again.
 */
public interface Tty {

  /** What people call it: {@code /dev/ttyUSB0}, {@code virtual echo}. */
  String name();

  /** What the device has. Complete when the tty is opened and the same ever after. */
  Set<TtyCapability> capabilities();

  /** Told of news of the device, on the loop's thread. */
  interface Events {
    /**
     * There may be bytes to read. Edge-triggered: not said again before a read found nothing more.
     */
    void readable();

    /** There may be room to write, after a write that did not take everything. */
    void writable();

    /** The device is gone; nothing follows. */
    void gone(String cause);
  }

  /** Starts giving events. Once. */
  void attach(Loop loop, Events events);

  /** Stops giving events; before {@link #close}. */
  void detach();

  /**
   * Reads what is there into {@code into}, from its position to its limit, and advances it.
   *
   * @return bytes read; 0 when there is nothing now; -1 when the device is gone
   */
  int read(IoBuffer into);

  /**
   * Writes what the device takes at once of {@code from}, and advances it.
   *
   * @return bytes taken, perhaps 0 (then {@link Events#writable} follows); -1 when the device is
   *     gone
   */
  int write(IoBuffer from);

  /**
   * Puts a line in force, at once, without waiting for what is still to be sent.
   *
   * @return the line the device took: where it silently cannot, what it is set to now
   */
  LineSettings setLine(LineSettings line, PortSettings.Rs485 rs485) throws IOException;

  /**
   * The characters of flow control xon-xoff, 0 to 255 each; 0 is none. 0x11 and 0x13 when the
   * device is opened, and kept by {@link #setLine}.
   */
  void setFlowCharacters(int xon, int xoff) throws IOException;

  /** Sets DTR and RTS, both in one call so that no state between is seen. */
  void setOutputs(boolean dtr, boolean rts) throws IOException;

  /** The control lines now. */
  ModemLines modemLines() throws IOException;

  /**
   * A number that changes whenever CTS, DSR, DCD or RI has moved, even if it moved back. Cheap: the
   * driver counts without asking the device.
   */
  long modemChanges() throws IOException;

  /** Starts a break, which lasts until {@link #stopBreak}. */
  void startBreak() throws IOException;

  /** Ends a break. */
  void stopBreak() throws IOException;

  /**
   * Stops sending, as XOFF from the device would, also what was written already, until {@link
   * #resumeOutput} or {@link #close}. What has reached the device's own buffer is sent all the
   * same: a UART's few bytes, or what a USB adapter has taken.
   */
  void suspendOutput() throws IOException;

  /** Goes on sending, as XON from the device would make it: also what XOFF from it has stopped. */
  void resumeOutput() throws IOException;

  /**
   * Waits until everything written is on the wire. May take as long as the line does, or for ever
   * on a held line.
   */
  void drain() throws IOException;

  /** Throws away what was received and not read, what was written and not sent, or both. */
  void discard(boolean received, boolean unsent) throws IOException;

  /** Errors on the line since the device was opened. */
  LineErrors lineErrors() throws IOException;

  /**
   * Bytes written that the driver has not sent yet. While only its transmitter has some and nobody
   * counts them, it is 1, if the driver can tell.
   */
  int unsentBytes() throws IOException;

  /**
   * Whether data must go out by {@link #sendWithRts}, because the line in force is RS-485 and the
   * driver cannot switch the transmitter. Changes with {@link #setLine} only; any thread.
   */
  default boolean needsRtsToggle() {
    return false;
  }

  /**
   * Sends with RTS as the switch of an RS-485 transmitter: RTS on, the delay before, the bytes,
   * wait until they are on the wire, the delay after, RTS off. A call: takes as long as the line
   * does. Meanwhile nothing else writes. RTS is off when this returns, also when it throws.
   */
  default void sendWithRts(byte[] bytes, PortSettings.Rs485 delays) throws IOException {
    throw new UnsupportedOperationException(name() + " needs no RTS toggle");
  }

  /**
   * Closes the device without waiting for unsent bytes and without moving a control line. After
   * {@link #detach}; harmless when it is closed already.
   */
  void close();
}
