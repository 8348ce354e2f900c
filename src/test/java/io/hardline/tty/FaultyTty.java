package io.hardline.tty;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.settings.LineSettings;
import io.hardline.settings.PortSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A tty in memory whose faults a test writes. The test feeds it what the device sends, takes what
 * the device was sent, and makes it full, stuck, broken or gone. Its events arrive by {@link
 * Loop#post}. Any thread may drive it.
 */
public final class FaultyTty implements Tty {
  private final String name;
  private final Set<TtyCapability> capabilities;
  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
  private final List<String> calls = new ArrayList<>();
  private byte[] waiting = {};
  private int room = Integer.MAX_VALUE;
  private boolean writerWaits;
  private @Nullable Loop loop;
  private @Nullable Events events;
  private @Nullable String goneBecause;
  private boolean writesFail;
  private @Nullable String callsFailWith;
  private @Nullable String nextCallFailsWith;
  private CountDownLatch gate = new CountDownLatch(0);
  private ModemLines lines = ModemLines.ABSENT;
  private long modemChanges;
  private LineErrors errors = LineErrors.NONE;
  private @Nullable LineSettings effective;
  private boolean needsRtsToggle;
  private int unsent;
  private int xon = Termios.XON;
  private int xoff = Termios.XOFF;
  private int callsDone;
  private boolean closed;

  /** With every capability. */
  public FaultyTty(String name) {
    this(name, EnumSet.allOf(TtyCapability.class));
  }

  public FaultyTty(String name, Set<TtyCapability> capabilities) {
    this.name = name;
    this.capabilities = Set.copyOf(capabilities);
  }

  // What the test does.

  /** The device sends these bytes. */
  public synchronized void feed(byte... bytes) {
    byte[] longer = Arrays.copyOf(waiting, waiting.length + bytes.length);
    System.arraycopy(bytes, 0, longer, waiting.length, bytes.length);
    waiting = longer;
    tell(Events::readable);
  }

  public void feed(String latin1) {
    feed(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** What the device was sent since this was last asked. */
  public synchronized byte[] taken() {
    byte[] result = taken.toByteArray();
    taken.reset();
    return result;
  }

  public String takenText() {
    return new String(taken(), StandardCharsets.ISO_8859_1);
  }

  /** How many more bytes a write takes; 0 is a device that holds the line. */
  public synchronized void setRoom(int bytes) {
    room = bytes;
    if (room > 0 && writerWaits) {
      writerWaits = false;
      tell(Events::writable);
    }
  }

  /** Unplugged: reads and writes answer -1, calls fail, the owner is told. */
  public synchronized void vanish(String cause) {
    goneBecause = cause;
    tell(e -> e.gone(cause));
  }

  /** Unplugged, and the next write finds it out: before the owner is told. */
  public synchronized void failWrites() {
    writesFail = true;
  }

  /** From now on every call blocks until {@link #releaseCalls}, {@link #close} included. */
  public synchronized void blockCalls() {
    gate = new CountDownLatch(1);
  }

  public synchronized void releaseCalls() {
    gate.countDown();
  }

  /** From now on every call throws an IOException with this text; null ends that. */
  public synchronized void failCalls(@Nullable String text) {
    callsFailWith = text;
  }

  /** The next call throws an IOException with this text. */
  public synchronized void failNextCall(String text) {
    nextCallFailsWith = text;
  }

  /** The device moves its control lines, or the test pretends ours were moved. */
  public synchronized void setModemLines(ModemLines now) {
    lines = now;
    modemChanges++;
  }

  public synchronized void setLineErrors(LineErrors now) {
    errors = now;
  }

  /** What {@link #setLine} answers whatever it is asked; null: what it was asked. */
  public synchronized void setEffectiveLine(@Nullable LineSettings line) {
    effective = line;
  }

  /** What {@link #unsentBytes} answers. */
  public synchronized void setUnsent(int bytes) {
    unsent = bytes;
  }

  public synchronized void setNeedsRtsToggle(boolean needed) {
    needsRtsToggle = needed;
  }

  /** The calls begun so far, in order, such as {@code "setLine 9600 7E1"}. */
  public synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  /** Whether every call that was begun has returned or thrown. */
  public synchronized boolean callsAreDone() {
    return callsDone == calls.size();
  }

  public synchronized boolean isAttached() {
    return events != null;
  }

  public synchronized boolean isClosed() {
    return closed;
  }

  private void tell(Consumer<Events> news) {
    Loop where = loop;
    if (where != null) {
      where.post(() -> tellNow(news));
    }
  }

  private void tellNow(Consumer<Events> news) {
    Events to;
    synchronized (this) {
      to = events;
    }
    if (to != null) {
      news.accept(to);
    }
  }

  // What the port does.

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<TtyCapability> capabilities() {
    return capabilities;
  }

  @Override
  public synchronized void attach(Loop toLoop, Events toEvents) {
    loop = toLoop;
    events = toEvents;
    if (waiting.length > 0) {
      tell(Events::readable);
    }
    String cause = goneBecause;
    if (cause != null) {
      tell(e -> e.gone(cause));
    }
  }

  @Override
  public synchronized void detach() {
    events = null;
  }

  @Override
  public synchronized int read(IoBuffer into) {
    int count = Math.min(waiting.length, into.bytes.remaining());
    if (count == 0) {
      return goneBecause == null ? 0 : -1;
    }
    into.bytes.put(waiting, 0, count);
    waiting = Arrays.copyOfRange(waiting, count, waiting.length);
    return count;
  }

  @Override
  public synchronized int write(IoBuffer from) {
    if (goneBecause != null || writesFail) {
      return -1;
    }
    int count = Math.min(room, from.bytes.remaining());
    for (int i = 0; i < count; i++) {
      taken.write(from.bytes.get());
    }
    if (room != Integer.MAX_VALUE) {
      room -= count;
    }
    writerWaits = from.bytes.hasRemaining();
    return count;
  }

  private void call(String text) throws IOException {
    CountDownLatch here;
    synchronized (this) {
      calls.add(text);
      here = gate;
    }
    try {
      here.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(name + ": interrupted", interrupted);
    }
    synchronized (this) {
      callsDone++;
      String cause = goneBecause != null ? goneBecause : callsFailWith;
      cause = cause != null ? cause : nextCallFailsWith;
      nextCallFailsWith = null;
      if (cause != null) {
        throw new IOException(text + " of " + name + ": " + cause);
      }
    }
  }

  @Override
  public LineSettings setLine(LineSettings line, PortSettings.Rs485 rs485) throws IOException {
    call("setLine " + line.text());
    synchronized (this) {
      return effective != null ? effective : line;
    }
  }

  /** Not a call of its own unless it changes something. */
  @Override
  public void setFlowCharacters(int newXon, int newXoff) throws IOException {
    synchronized (this) {
      if (newXon == xon && newXoff == xoff) {
        return;
      }
      xon = newXon;
      xoff = newXoff;
    }
    call("setFlowCharacters %02x %02x".formatted(newXon, newXoff));
  }

  @Override
  public void setOutputs(boolean dtr, boolean rts) throws IOException {
    call("setOutputs dtr=" + dtr + " rts=" + rts);
    synchronized (this) {
      lines = new ModemLines(dtr, rts, lines.cts(), lines.dsr(), lines.dcd(), lines.ri());
    }
  }

  @Override
  public ModemLines modemLines() throws IOException {
    call("modemLines");
    synchronized (this) {
      return lines;
    }
  }

  @Override
  public long modemChanges() throws IOException {
    call("modemChanges");
    synchronized (this) {
      return modemChanges;
    }
  }

  @Override
  public void startBreak() throws IOException {
    call("startBreak");
  }

  @Override
  public void stopBreak() throws IOException {
    call("stopBreak");
  }

  @Override
  public void suspendOutput() throws IOException {
    call("suspendOutput");
  }

  @Override
  public void resumeOutput() throws IOException {
    call("resumeOutput");
  }

  @Override
  public void drain() throws IOException {
    call("drain");
  }

  @Override
  public void discard(boolean received, boolean unsent) throws IOException {
    call("discard received=" + received + " unsent=" + unsent);
    synchronized (this) {
      waiting = received ? new byte[0] : waiting;
    }
  }

  @Override
  public LineErrors lineErrors() throws IOException {
    call("lineErrors");
    synchronized (this) {
      return errors;
    }
  }

  @Override
  public int unsentBytes() throws IOException {
    call("unsentBytes");
    synchronized (this) {
      return unsent;
    }
  }

  @Override
  public synchronized boolean needsRtsToggle() {
    return needsRtsToggle;
  }

  @Override
  public void sendWithRts(byte[] bytes, PortSettings.Rs485 delays) throws IOException {
    call("sendWithRts " + bytes.length);
    synchronized (this) {
      taken.writeBytes(bytes);
    }
  }

  @Override
  public void close() {
    try {
      call("close");
    } catch (IOException goneAnyway) {
      // Closing what is gone is what closing is for.
    }
    synchronized (this) {
      closed = true;
    }
  }
}
