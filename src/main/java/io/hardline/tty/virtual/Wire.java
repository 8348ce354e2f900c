package io.hardline.tty.virtual;

import io.hardline.settings.LineSettings;
import io.hardline.settings.LineSettings.FlowControl;
import io.hardline.settings.LineSettings.LevelAtOpen;
import io.hardline.tty.LineErrors;
import io.hardline.tty.ModemLines;
import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * The line between a port and a simulated device, with the buffers at its ends. A byte takes this
 * way:
 *
 * <ol>
 *   <li>{@link #write} puts it in {@code unsent}, the driver's buffer; full means back-pressure.
 *   <li>{@link #carry} hands it to the device when the baud rate allows.
 *   <li>What the device sends goes to {@code talk}, the device's buffer.
 *   <li>{@link #carry} moves it to {@code received} when the baud rate allows; full means an
 *       overrun unless there is flow control.
 *   <li>{@link #read} takes it from there.
 * </ol>
 *
 * <p>With RTS/CTS or XON/XOFF each side makes the other wait when its buffer is full, and nothing
 * is lost. RTS does not move and no XOFF is sent for that; the line just stops.
 *
 * <p>One thread at a time: {@link VirtualTty} has the lock.
 */
final class Wire implements DeviceLine {
  static final int MIN_BAUD_RATE = 50;
  static final int MAX_BAUD_RATE = 4_000_000;

  private final SimulatedDevice device;
  private final ByteRing unsent = new ByteRing(VirtualTty.BUFFER_BYTES);
  private final ByteRing talk = new ByteRing(VirtualTty.BUFFER_BYTES);
  private final ByteRing received = new ByteRing(VirtualTty.BUFFER_BYTES);
  private final ByteBuffer delivery = ByteBuffer.allocate(VirtualTty.BUFFER_BYTES);
  private final Pace sending = new Pace();
  private final Pace receiving = new Pace();
  private long deviceDueNs = Pace.NEVER;

  private LineSettings line;
  private long characterNs;
  private boolean dtr;
  private boolean rts;
  private boolean cts;
  private boolean dsr;
  private boolean dcd;
  private boolean ri;
  private boolean breaking;
  private byte xon = 0x11;
  private byte xoff = 0x13;
  private boolean stoppedByXoff;
  private boolean suspended;
  private long modemChanges;
  private long breaks;
  private long overruns;

  /**
   * @param maker makes the device for its end of the line
   */
  Wire(Function<DeviceLine, SimulatedDevice> maker, LineSettings line) {
    this.line = withPossibleBaudRate(line);
    this.characterNs = Pace.characterNs(this.line);
    this.dtr = line.dtrAtOpen() != LevelAtOpen.OFF;
    this.rts = line.rtsAtOpen() != LevelAtOpen.OFF;
    this.device = maker.apply(this);
    device.outputsChanged(dtr, rts);
    // The lines that the device found up are no change that anybody could have seen.
    modemChanges = 0;
  }

  private static LineSettings withPossibleBaudRate(LineSettings line) {
    int baudRate = Math.clamp(line.baudRate(), MIN_BAUD_RATE, MAX_BAUD_RATE);
    return line.withFraming(baudRate, line.dataBits(), line.parity(), line.stopBits());
  }

  // Time.

  /** From now on time passes. */
  void powerUp(long nowNs) {
    device.powerUp(nowNs);
  }

  /**
   * Does what the time that has passed allows. From the device first: after a turn that came late,
   * what the device has sent makes room for what it sends in answer to all that is delivered now.
   */
  void carry(long nowNs) {
    int fromDevice = receiving.carry(nowNs, receivable(), characterNs);
    for (int i = 0; i < fromDevice; i++) {
      receive((byte) (talk.take() & characterMask()));
    }
    int toDevice = sending.carry(nowNs, sendable(), characterNs);
    if (toDevice > 0) {
      deliver(toDevice, nowNs);
    }
    if (deviceDueNs <= nowNs) {
      deviceDueNs = Pace.NEVER;
      device.due(nowNs);
    }
  }

  /** When there will be something to carry as things are now, or {@link Pace#NEVER}. */
  long nextNs(long nowNs) {
    sending.begin(nowNs, sendable());
    receiving.begin(nowNs, receivable());
    long carryNs = Math.min(sending.nextNs(characterNs), receiving.nextNs(characterNs));
    return Math.min(carryNs, deviceDueNs);
  }

  /** Bytes that may go to the device as the line is now, if there were time. */
  private int sendable() {
    boolean held =
        switch (line.flowControl()) {
          case RTS_CTS -> !cts;
          case XON_XOFF -> stoppedByXoff;
          // Hardline does DTR/DSR itself and stops writing.
          case NONE, DTR_DSR -> false;
        };
    if (held || breaking || suspended) {
      return 0;
    }
    return lossless() ? Math.min(unsent.size(), talk.room()) : unsent.size();
  }

  /** Bytes that may come from the device as the line is now, if there were time. */
  private int receivable() {
    return lossless() ? Math.min(talk.size(), received.room()) : talk.size();
  }

  private boolean lossless() {
    return line.flowControl() == FlowControl.RTS_CTS || line.flowControl() == FlowControl.XON_XOFF;
  }

  /** A line of seven data bits carries seven. */
  private int characterMask() {
    return (1 << line.dataBits()) - 1;
  }

  private void deliver(int count, long nowNs) {
    delivery.clear();
    unsent.take(delivery, count);
    delivery.flip();
    if (line.dataBits() < 8) {
      for (int i = 0; i < count; i++) {
        delivery.put(i, (byte) (delivery.get(i) & characterMask()));
      }
    }
    device.received(delivery, nowNs);
  }

  private void receive(byte value) {
    if (line.flowControl() == FlowControl.XON_XOFF && (value == xon || value == xoff)) {
      stoppedByXoff = value == xoff;
    } else if (!received.put(value)) {
      overruns++;
    }
  }

  // The port's end.

  /** Takes what fits, and advances it. */
  int write(ByteBuffer from) {
    return unsent.put(from);
  }

  /** Hands out what has come. */
  int read(ByteBuffer into) {
    return received.take(into, VirtualTty.BUFFER_BYTES);
  }

  /** Bytes written that are not carried yet. */
  int unsentBytes() {
    return unsent.size();
  }

  /** Whether there is something to read. */
  boolean isReadable() {
    return !received.isEmpty();
  }

  void discard(boolean discardReceived, boolean discardUnsent) {
    if (discardReceived) {
      received.clear();
    }
    if (discardUnsent) {
      unsent.clear();
    }
  }

  /** The line that it took. */
  LineSettings setLine(LineSettings wanted) {
    line = withPossibleBaudRate(wanted);
    characterNs = Pace.characterNs(line);
    stoppedByXoff &= line.flowControl() == FlowControl.XON_XOFF;
    return line;
  }

  void setFlowCharacters(int newXon, int newXoff) {
    xon = (byte) newXon;
    xoff = (byte) newXoff;
  }

  /** Nothing goes to the device, or again: as if it had sent XOFF or XON. */
  void setSuspended(boolean on) {
    suspended = on;
    stoppedByXoff &= on;
  }

  void setOutputs(boolean newDtr, boolean newRts) {
    if (dtr != newDtr || rts != newRts) {
      dtr = newDtr;
      rts = newRts;
      device.outputsChanged(dtr, rts);
    }
  }

  void setBreak(boolean on) {
    if (breaking != on) {
      breaking = on;
      device.breakChanged(on);
    }
  }

  ModemLines modemLines() {
    return new ModemLines(dtr, rts, cts, dsr, dcd, ri);
  }

  long modemChanges() {
    return modemChanges;
  }

  LineErrors errors() {
    return new LineErrors(0, 0, 0, breaks, overruns);
  }

  // The device's end.

  @Override
  public void send(ByteBuffer bytes) {
    talk.put(bytes);
  }

  @Override
  public int unsent() {
    return talk.size();
  }

  @Override
  public void setInputs(boolean newCts, boolean newDsr, boolean newDcd, boolean newRi) {
    modemChanges += (cts != newCts ? 1 : 0) + (dsr != newDsr ? 1 : 0);
    modemChanges += (dcd != newDcd ? 1 : 0) + (ri != newRi ? 1 : 0);
    cts = newCts;
    dsr = newDsr;
    dcd = newDcd;
    ri = newRi;
  }

  @Override
  public void sendBreak() {
    breaks++;
  }

  @Override
  public void wakeAtNs(long whenNs) {
    deviceDueNs = whenNs;
  }

  @Override
  public long characterNs() {
    return characterNs;
  }
}
