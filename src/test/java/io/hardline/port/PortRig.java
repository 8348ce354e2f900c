package io.hardline.port;

import io.hardline.event.RecordedEvents;
import io.hardline.loop.ManualLoop;
import io.hardline.settings.PortSettings;
import io.hardline.tty.FaultyTty;
import io.hardline.tty.TtyCalls;
import io.hardline.tty.TtyCapability;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** A port with a tty that can fail, on a loop that the test turns. */
public final class PortRig implements AutoCloseable {
  public final ManualLoop loop = new ManualLoop();
  public final RecordedEvents events = new RecordedEvents();
  public final FakeTtySource source = new FakeTtySource();
  private final TtyCalls threads = new TtyCalls();
  public final Port port;
  private int plugged;

  /** Not started yet. */
  public PortRig(PortSettings settings) {
    port = new Port(1, loop, events.log(), source, threads, settings);
  }

  /** Starts the port with a tty plugged in, and waits until it is open. */
  public FaultyTty startOpen(ModeStarter starter) {
    FaultyTty tty = plug();
    start(starter);
    loop.runUntil(tty::isAttached);
    return tty;
  }

  public void start(ModeStarter starter) {
    port.start(starter);
  }

  /** Plugs a new tty in; the port finds it when it looks next. */
  public FaultyTty plug() {
    return plug(EnumSet.allOf(TtyCapability.class));
  }

  /** The same with a tty that has only these. */
  public FaultyTty plug(Set<TtyCapability> capabilities) {
    FaultyTty tty = new FaultyTty("fake" + ++plugged, capabilities);
    source.plug(tty);
    return tty;
  }

  /** Pulls a tty out, and waits until the port has closed it. */
  public void unplug(FaultyTty tty) {
    source.unplug();
    tty.vanish("unplugged");
    loop.runUntil(tty::isClosed);
    loop.runUntil(() -> status().state() == PortState.ABSENT);
  }

  public void reconfigure(PortSettings next) {
    port.reconfigure(next);
  }

  public PortStatus status() {
    AtomicReference<PortStatus> status = new AtomicReference<>();
    port.status(status::set);
    loop.runUntil(() -> status.get() != null);
    return status.get();
  }

  /** What has been carried so far. */
  public Counters.Snapshot counters() {
    return port.counters().snapshot();
  }

  /**
   * Waits until no call of a tty is under way; the loop's clock stands meanwhile. Calls come from
   * other threads: a test that moves the clock on and does not wait for them races with them.
   */
  public void settle() {
    loop.runUntil(this::isSettled);
  }

  /** Whether no call of a tty is under way. */
  public boolean isSettled() {
    return threads.underWay() == 0;
  }

  /** Stops the port, and waits until it says that it has. */
  public void stop() {
    AtomicBoolean stopped = new AtomicBoolean();
    port.stop(() -> stopped.set(true));
    loop.runUntil(stopped::get);
  }

  @Override
  public void close() {
    source.releaseOpens();
    threads.close();
    events.close();
  }
}
