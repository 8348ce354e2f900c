package io.hardline.tty.virtual;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.settings.LineSettings;
import io.hardline.settings.LineSettings.FlowControl;
import io.hardline.settings.LineSettings.LevelAtOpen;
import io.hardline.settings.PortSettings;
import io.hardline.tty.LineErrors;
import io.hardline.tty.ModemLines;
import io.hardline.tty.Tty;
import io.hardline.tty.TtyCapability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A tty in memory with a simulated device behind it. A byte takes this way:
 *
 * <ol>
 *   <li>{@link #write} puts it in {@code unsent}, the driver's buffer; full means back-pressure.
 *   <li>{@link #pump} hands it to the device when the baud rate allows.
 *   <li>What the device sends goes to {@code talk}, the device's buffer.
 *   <li>{@link #pump} moves it to {@code received} when the baud rate allows; full means an overrun
 *       unless there is flow control.
 *   <li>{@link #read} takes it from there.
 * </ol>
 *
 * <p>Only the loop's thread moves bytes, by one timer. The calls come from other threads; they
 * change state under the lock and post a {@link #pump} for what follows from it. The lock is never
 * held while the owner is told something. What happens on the line within a millisecond happens at
 * once, because that is how fine the loop's timers are.
 *
 * <p>With RTS/CTS or XON/XOFF each side makes the other wait when its buffer is full, and nothing
 * is lost. RTS does not move and no XOFF is sent for that; the line just stops.
 */
public final class VirtualTty implements Tty {
  /** Bytes held in each of the buffers, as in a Linux serial driver. */
  public static final int BUFFER_BYTES = 4096;

  /** The owner may write again when no more than this is unsent; less would be many small turns. */
  static final int WRITABLE_BYTES = BUFFER_BYTES / 2;

  static final int MIN_BAUD_RATE = 50;
  static final int MAX_BAUD_RATE = 4_000_000;

  private static final byte XON = 0x11;
  private static final byte XOFF = 0x13;
  private static final long NS_PER_MS = 1_000_000;
  private static final Set<TtyCapability> EVERYTHING =
      Set.copyOf(EnumSet.allOf(TtyCapability.class));

  /** Who is told of news, and on which loop; between attach and detach. */
  private record Attachment(Loop loop, Events events, Loop.Timer timer) {}

  private final String name;

  // Everything below is guarded by the lock.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition nothingUnsent = lock.newCondition();
  private @Nullable Attachment attachment;
  private @Nullable String gone;
  private boolean goneTold;

  private final SimulatedDevice device;
  private final ByteRing unsent = new ByteRing(BUFFER_BYTES);
  private final ByteRing talk = new ByteRing(BUFFER_BYTES);
  private final ByteRing received = new ByteRing(BUFFER_BYTES);
  private final ByteBuffer delivery = ByteBuffer.allocate(BUFFER_BYTES);
  private final Pace sending = new Pace();
  private final Pace receiving = new Pace();
  private long deviceDueNs = Pace.NEVER;
  private boolean wantsRoom;
  private boolean readableTold;

  private LineSettings line;
  private long characterNs;
  private boolean dtr;
  private boolean rts;
  private boolean cts;
  private boolean dsr;
  private boolean dcd;
  private boolean ri;
  private boolean breaking;
  private boolean stoppedByXoff;
  private long modemChanges;
  private long breaks;
  private long overruns;

  /**
   * An open tty; no time passes on it before it is attached.
   *
   * @param maker makes the device for its end of the line
   */
  VirtualTty(String name, Function<DeviceLine, SimulatedDevice> maker, LineSettings line) {
    this.name = name;
    this.line = withPossibleBaudRate(line);
    this.characterNs = Pace.characterNs(this.line);
    this.dtr = line.dtrAtOpen() != LevelAtOpen.OFF;
    this.rts = line.rtsAtOpen() != LevelAtOpen.OFF;
    this.device = maker.apply(new FarEnd());
    device.outputsChanged(dtr, rts);
    // The lines that the device found up are no change that anybody could have seen.
    modemChanges = 0;
  }

  private static LineSettings withPossibleBaudRate(LineSettings line) {
    int baudRate = Math.clamp(line.baudRate(), MIN_BAUD_RATE, MAX_BAUD_RATE);
    return line.withFraming(baudRate, line.dataBits(), line.parity(), line.stopBits());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<TtyCapability> capabilities() {
    return EVERYTHING;
  }

  // Data: on the loop's thread.

  @Override
  public void attach(Loop loop, Events events) {
    lock.lock();
    try {
      if (attachment != null) {
        throw new IllegalStateException(name + " is attached already");
      }
      attachment = new Attachment(loop, events, loop.timer(this::pump));
      device.powerUp(loop.nowNs());
      pumpSoon();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void detach() {
    lock.lock();
    try {
      if (attachment != null) {
        attachment.timer.clear();
        attachment = null;
      }
      nothingUnsent.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read(IoBuffer into) {
    lock.lock();
    try {
      if (gone != null) {
        return -1;
      }
      int count = received.take(into.bytes, BUFFER_BYTES);
      // A reader that got less than it asked for knows that there is no more, and waits.
      if (into.bytes.hasRemaining()) {
        readableTold = false;
      }
      schedule();
      return count;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int write(IoBuffer from) {
    lock.lock();
    try {
      if (gone != null) {
        return -1;
      }
      int count = unsent.put(from.bytes);
      wantsRoom = from.bytes.hasRemaining();
      schedule();
      return count;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Does what the time that has passed allows, tells the owner, and sets the timer for the rest.
   */
  private void pump() {
    Events events;
    boolean readable;
    boolean writable;
    String cause;
    lock.lock();
    try {
      if (attachment == null || goneTold) {
        return;
      }
      events = attachment.events;
      if (gone == null) {
        carry(attachment.loop.nowNs());
      }
      schedule();
      cause = gone;
      goneTold = gone != null;
      readable = !received.isEmpty() && !readableTold;
      readableTold |= readable;
      writable = wantsRoom && unsent.size() <= WRITABLE_BYTES;
      wantsRoom &= !writable;
    } finally {
      lock.unlock();
    }
    tell(events, readable, writable, cause);
  }

  /** Not under the lock; the owner may do anything in answer, even detach. */
  private void tell(Events events, boolean readable, boolean writable, @Nullable String cause) {
    if (cause != null) {
      events.gone(cause);
      return;
    }
    if (readable) {
      events.readable();
    }
    if (writable && isAttached()) {
      events.writable();
    }
  }

  private boolean isAttached() {
    lock.lock();
    try {
      return attachment != null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * From the device first: after a turn that came late, what the device has sent makes room for
   * what it sends in answer to all that is delivered now.
   */
  private void carry(long nowNs) {
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

  /** Bytes that may go to the device as the line is now, if there were time. */
  private int sendable() {
    boolean held =
        switch (line.flowControl()) {
          case RTS_CTS -> !cts;
          case XON_XOFF -> stoppedByXoff;
          // Hardline does DTR/DSR itself and stops writing.
          case NONE, DTR_DSR -> false;
        };
    if (held || breaking) {
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
    if (unsent.isEmpty()) {
      nothingUnsent.signalAll();
    }
  }

  private void receive(byte value) {
    if (line.flowControl() == FlowControl.XON_XOFF && (value == XON || value == XOFF)) {
      stoppedByXoff = value == XOFF;
    } else if (!received.put(value)) {
      overruns++;
    }
  }

  /** Sets the timer for what comes next. Loop thread, under the lock. */
  private void schedule() {
    if (attachment == null) {
      return;
    }
    long nowNs = attachment.loop.nowNs();
    sending.begin(nowNs, sendable());
    receiving.begin(nowNs, receivable());
    long nextNs =
        Math.min(deviceDueNs, Math.min(sending.nextNs(characterNs), receiving.nextNs(characterNs)));
    if (nextNs == Pace.NEVER || gone != null) {
      attachment.timer.clear();
    } else {
      // Never zero, for a timer that is due at once would run again in the same turn.
      attachment.timer.setMs(Math.max(1, Math.ceilDiv(nextNs - nowNs, NS_PER_MS)));
    }
  }

  // Calls: on any thread, one at a time.

  /** After a change on any thread: lets the loop do what follows. Under the lock. */
  private void pumpSoon() {
    if (attachment != null) {
      attachment.loop.post(this::pump);
    }
  }

  private void requirePresent() throws IOException {
    if (gone != null) {
      throw new IOException(name + ": " + gone);
    }
  }

  @Override
  public LineSettings setLine(LineSettings wanted, PortSettings.Rs485 rs485) throws IOException {
    lock.lock();
    try {
      requirePresent();
      line = withPossibleBaudRate(wanted);
      characterNs = Pace.characterNs(line);
      stoppedByXoff &= line.flowControl() == FlowControl.XON_XOFF;
      pumpSoon();
      return line;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void setOutputs(boolean newDtr, boolean newRts) throws IOException {
    lock.lock();
    try {
      requirePresent();
      if (dtr != newDtr || rts != newRts) {
        dtr = newDtr;
        rts = newRts;
        device.outputsChanged(dtr, rts);
        pumpSoon();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public ModemLines modemLines() throws IOException {
    lock.lock();
    try {
      requirePresent();
      return new ModemLines(dtr, rts, cts, dsr, dcd, ri);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long modemChanges() throws IOException {
    lock.lock();
    try {
      requirePresent();
      return modemChanges;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void startBreak() throws IOException {
    setBreak(true);
  }

  @Override
  public void stopBreak() throws IOException {
    setBreak(false);
  }

  private void setBreak(boolean on) throws IOException {
    lock.lock();
    try {
      requirePresent();
      if (breaking != on) {
        breaking = on;
        device.breakChanged(on);
        pumpSoon();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Also returns when the tty is detached, because nothing is sent any more. */
  @Override
  public void drain() throws IOException {
    lock.lock();
    try {
      while (!unsent.isEmpty() && attachment != null && gone == null) {
        nothingUnsent.awaitUninterruptibly();
      }
      requirePresent();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void discard(boolean discardReceived, boolean discardUnsent) throws IOException {
    lock.lock();
    try {
      requirePresent();
      if (discardReceived) {
        received.clear();
      }
      if (discardUnsent) {
        unsent.clear();
        nothingUnsent.signalAll();
      }
      pumpSoon();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public LineErrors lineErrors() throws IOException {
    lock.lock();
    try {
      requirePresent();
      return new LineErrors(0, 0, 0, breaks, overruns);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int unsentBytes() throws IOException {
    lock.lock();
    try {
      requirePresent();
      return unsent.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    vanish("closed");
  }

  /** Pulls the device out, as one pulls a USB adapter. Any thread. */
  public void unplug() {
    vanish("unplugged");
  }

  private void vanish(String cause) {
    lock.lock();
    try {
      if (gone == null) {
        gone = cause;
        unsent.clear();
        talk.clear();
        received.clear();
        nothingUnsent.signalAll();
        pumpSoon();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The device's end of the line; its methods run under the lock. */
  private final class FarEnd implements DeviceLine {
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
}
