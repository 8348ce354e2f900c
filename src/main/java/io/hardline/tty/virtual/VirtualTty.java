package io.hardline.tty.virtual;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.settings.LineSettings;
import io.hardline.settings.PortSettings;
import io.hardline.tty.LineErrors;
import io.hardline.tty.ModemLines;
import io.hardline.tty.Tty;
import io.hardline.tty.TtyCapability;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A tty in memory with a simulated device behind it, at the end of a {@link Wire}.
 *
 * <p>Only the loop's thread moves bytes, by one timer. The calls come from other threads; they
 * change state under the lock and post a {@link #pump} for what follows from it. The lock is never
 * held while the owner is told something. What happens on the line within a millisecond happens at
 * once, because that is how fine the loop's timers are.
 */
public final class VirtualTty implements Tty {
  /** Bytes held in each of the buffers, as in a Linux serial driver. */
  public static final int BUFFER_BYTES = 4096;

  /** The owner may write again when no more than this is unsent; less would be many small turns. */
  static final int WRITABLE_BYTES = BUFFER_BYTES / 2;

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
  private final Wire wire;
  private boolean wantsRoom;
  private boolean readableTold;

  /**
   * An open tty; no time passes on it before it is attached.
   *
   * @param maker makes the device for its end of the line
   */
  VirtualTty(String name, Function<DeviceLine, SimulatedDevice> maker, LineSettings line) {
    this.name = name;
    this.wire = new Wire(maker, line);
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
      wire.powerUp(loop.nowNs());
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
      int count = wire.read(into.bytes);
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
      int count = wire.write(from.bytes);
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
        wire.carry(attachment.loop.nowNs());
      }
      schedule();
      if (wire.unsentBytes() == 0) {
        nothingUnsent.signalAll();
      }
      cause = gone;
      goneTold = gone != null;
      readable = wire.isReadable() && !readableTold;
      readableTold |= readable;
      writable = wantsRoom && wire.unsentBytes() <= WRITABLE_BYTES;
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

  /** Sets the timer for what comes next. Loop thread, under the lock. */
  private void schedule() {
    if (attachment == null) {
      return;
    }
    long nowNs = attachment.loop.nowNs();
    long nextNs = wire.nextNs(nowNs);
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
      LineSettings taken = wire.setLine(wanted);
      pumpSoon();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void setFlowCharacters(int xon, int xoff) throws IOException {
    lock.lock();
    try {
      requirePresent();
      wire.setFlowCharacters(xon, xoff);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void setOutputs(boolean dtr, boolean rts) throws IOException {
    lock.lock();
    try {
      requirePresent();
      wire.setOutputs(dtr, rts);
      pumpSoon();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public ModemLines modemLines() throws IOException {
    lock.lock();
    try {
      requirePresent();
      return wire.modemLines();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long modemChanges() throws IOException {
    lock.lock();
    try {
      requirePresent();
      return wire.modemChanges();
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
      wire.setBreak(on);
      pumpSoon();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void suspendOutput() throws IOException {
    setSuspended(true);
  }

  @Override
  public void resumeOutput() throws IOException {
    setSuspended(false);
  }

  private void setSuspended(boolean on) throws IOException {
    lock.lock();
    try {
      requirePresent();
      wire.setSuspended(on);
      pumpSoon();
    } finally {
      lock.unlock();
    }
  }

  /** Also returns when the tty is detached, because nothing is sent any more. */
  @Override
  public void drain() throws IOException {
    lock.lock();
    try {
      while (wire.unsentBytes() > 0 && attachment != null && gone == null) {
        nothingUnsent.awaitUninterruptibly();
      }
      requirePresent();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void discard(boolean received, boolean unsent) throws IOException {
    lock.lock();
    try {
      requirePresent();
      wire.discard(received, unsent);
      if (unsent) {
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
      return wire.errors();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int unsentBytes() throws IOException {
    lock.lock();
    try {
      requirePresent();
      return wire.unsentBytes();
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
        wire.discard(true, true);
        nothingUnsent.signalAll();
        pumpSoon();
      }
    } finally {
      lock.unlock();
    }
  }
}
