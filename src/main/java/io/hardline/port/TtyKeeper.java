package io.hardline.port;

import io.hardline.event.EventKind;
import io.hardline.event.EventLog;
import io.hardline.event.Reason;
import io.hardline.loop.Loop;
import io.hardline.port.TtyCallQueue.Effect;
import io.hardline.settings.LineSettings;
import io.hardline.settings.PortSettings;
import io.hardline.tty.Tty;
import io.hardline.tty.TtyCalls;
import io.hardline.tty.TtyCapability;
import io.hardline.tty.TtyUnavailable;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a port's tty: opens it, looks for it while it is absent, notices when it goes, puts the
 * line in force. Nobody restarts anything by hand. Loop thread only; every call that may block goes
 * through {@link TtyCallQueue}.
 *
 * <pre>
 *            +--------------- retry ----------------+
 *            v                                      |
 *  IDLE --> OPENING --failed--> ABSENT or REFUSED --+
 *            |                      ^
 *            +--opened--> OPEN -----+ gone
 *
 *  STUCK is shown instead of any of these while a call has not returned by its deadline.
 * </pre>
 */
final class TtyKeeper implements Tty.Events, TtyCallQueue.Observer {
  /** How often an absent device is looked for. Looking is a few calls of stat(2). */
  static final long RETRY_MS = 1_000;

  /** Told what the tty does. */
  interface Owner {
    void ttyOpened(Tty tty);

    /** Another line is in force on the open tty. */
    void ttyLineSet(Tty tty);

    /** There is no tty now, or none yet. */
    void ttyWent();

    void ttyReadable();

    void ttyWritable();

    void callBegins(Effect effect);

    void callsIdle();
  }

  /** The characters of flow control xon-xoff. */
  record FlowCharacters(int xon, int xoff) {
    static final FlowCharacters STANDARD = new FlowCharacters(0x11, 0x13);
  }

  /** A line, and the settings it belongs to. */
  private record Wanted(PortSettings settings, LineSettings line, FlowCharacters flow) {
    boolean sameLine(Wanted other) {
      return line.equals(other.line)
          && settings.rs485().equals(other.settings.rs485())
          && flow.equals(other.flow);
    }

    /** Off the loop; answers the line that the tty took. */
    LineSettings putInForce(Tty on) throws IOException {
      on.setFlowCharacters(flow.xon, flow.xoff);
      return on.setLine(line, settings.rs485());
    }
  }

  private record Opened(Tty tty, Wanted wanted, LineSettings effective) {}

  private final int port;
  private final Loop loop;
  private final EventLog log;
  private final TtySource source;
  private final Owner owner;
  private final TtyCallQueue calls;
  private final Loop.Timer retry;

  private PortSettings settings;
  private PortState state = PortState.IDLE;
  private Instant since = Instant.now();
  private String cause = "";
  private Instant stuckSince = Instant.EPOCH;
  private String stuckCause = "";
  private String lastLacks = "";
  private @Nullable Tty tty;
  private @Nullable LineSettings effectiveLine;
  private @Nullable RemoteLine remoteLine;
  private FlowCharacters flowCharacters = FlowCharacters.STANDARD;
  private boolean stopping;
  private int closing;

  TtyKeeper(
      int port,
      Loop loop,
      EventLog log,
      TtySource source,
      TtyCalls threads,
      PortSettings settings,
      Owner owner) {
    this.port = port;
    this.loop = loop;
    this.log = log;
    this.source = source;
    this.settings = settings;
    this.owner = owner;
    this.calls = new TtyCallQueue(loop, threads, this);
    this.retry = loop.timer(this::open);
  }

  void start() {
    if (settings.tty() == null) {
      owner.ttyWent();
    } else {
      enter(PortState.OPENING, "");
      open();
    }
  }

  private void open() {
    Wanted wanted = wanted();
    calls.callInAnyCase(
        "open", Effect.ALONE, 0, () -> openWithLine(wanted), this::opened, this::openFailed);
  }

  /** Runs off the loop. */
  private Opened openWithLine(Wanted wanted) throws IOException {
    Tty fresh = source.open(wanted.settings);
    try {
      return new Opened(fresh, wanted, wanted.putInForce(fresh));
    } catch (IOException | RuntimeException failed) {
      fresh.close();
      throw failed;
    }
  }

  private void opened(Opened result) {
    if (stopping) {
      closeTty(result.tty);
      return;
    }
    tty = result.tty;
    effectiveLine = result.effective;
    enter(PortState.OPEN, "");
    log.recordPort(EventKind.TTY_OPENED, port, result.tty.name(), result.effective.text());
    reportLacks(result.tty);
    result.tty.attach(loop, this);
    owner.ttyOpened(result.tty);
    if (!result.wanted.sameLine(wanted())) {
      setLine(result.tty);
    }
  }

  /** What should be in force: the line of a remote host, or else the configured one. */
  private Wanted wanted() {
    RemoteLine remote = remoteLine;
    LineSettings line = remote != null ? remote.line() : settings.line();
    return new Wanted(settings, line, flowCharacters);
  }

  /** Once for each device: a re-plugged adapter has not lost more than it had. */
  private void reportLacks(Tty opened) {
    String lacks = String.join(", ", lacks());
    if (!lacks.isEmpty() && !lacks.equals(lastLacks)) {
      log.recordPort(EventKind.TTY_LACKS, port, opened.name(), lacks);
    }
    lastLacks = lacks;
  }

  private void openFailed(Exception failed) {
    if (stopping) {
      return;
    }
    boolean refused = failed instanceof TtyUnavailable unavailable && !unavailable.absent();
    PortState next = refused ? PortState.REFUSED : PortState.ABSENT;
    String why = Reason.of(failed);
    if (next != state || !why.equals(cause)) {
      enter(next, why);
      owner.ttyWent();
      log.recordPort(refused ? EventKind.TTY_REFUSED : EventKind.TTY_ABSENT, port, why);
    }
    retry.setMs(RETRY_MS);
  }

  private void enter(PortState next, String why) {
    if (next != state) {
      since = Instant.now();
    }
    state = next;
    cause = why;
  }

  @Override
  public void readable() {
    owner.ttyReadable();
  }

  @Override
  public void writable() {
    owner.ttyWritable();
  }

  /** The device is gone: from the kernel's event, a read, a write or a call. */
  @Override
  public void gone(String why) {
    Tty lost = tty;
    if (lost == null) {
      return;
    }
    tty = null;
    effectiveLine = null;
    lost.detach();
    enter(PortState.ABSENT, lost.name() + ": " + why);
    log.recordPort(EventKind.TTY_ABSENT, port, cause);
    owner.ttyWent();
    closeTty(lost);
    retry.setMs(RETRY_MS);
  }

  private void closeTty(Tty old) {
    closing++;
    calls.callInAnyCase(
        "close", Effect.ALONE, 0, () -> closed(old), done -> closing--, failed -> closing--);
  }

  private static boolean closed(Tty old) {
    old.close();
    return true;
  }

  /**
   * Puts a line in force on the open tty; where there is none, it is set when it is opened. A line
   * that is configured anew ends what a remote host had set.
   */
  void reconfigure(PortSettings next) {
    Wanted before = wanted();
    if (!next.line().equals(settings.line())) {
      forgetRemoteLine();
    }
    settings = next;
    Tty to = tty;
    if (!before.sameLine(wanted()) && to != null) {
      setLine(to);
    }
  }

  /**
   * Puts a remote host's line in force, also on a tty that comes later, until the line is
   * configured anew or {@code remote} is null.
   *
   * @param done runs in any case, at once when there is no tty
   */
  void remoteLine(@Nullable RemoteLine remote, Runnable done) {
    Wanted before = wanted();
    if (remote == null) {
      forgetRemoteLine();
    }
    remoteLine = remote;
    change(before, done);
  }

  /** The same for the characters of XON/XOFF. */
  void flowCharacters(FlowCharacters remote, Runnable done) {
    Wanted before = wanted();
    flowCharacters = remote;
    change(before, done);
  }

  FlowCharacters flowCharacters() {
    return flowCharacters;
  }

  private void forgetRemoteLine() {
    remoteLine = null;
    flowCharacters = FlowCharacters.STANDARD;
  }

  private void change(Wanted before, Runnable done) {
    Wanted wanted = wanted();
    Tty to = tty;
    if (to == null || before.sameLine(wanted)) {
      done.run();
      return;
    }
    calls.callInAnyCase(
        "set line",
        Effect.ALONE,
        0,
        () -> wanted.putInForce(to),
        effective -> {
          lineSet(to, effective);
          done.run();
        },
        failed -> {
          remoteLineFailed(to, failed);
          done.run();
        });
  }

  /** What a host asked for is no reason to lose the device: the configured line is tried. */
  private void remoteLineFailed(Tty on, Exception failed) {
    boolean configured = remoteLine == null && flowCharacters.equals(FlowCharacters.STANDARD);
    forgetRemoteLine();
    if (configured) {
      lineNotSet(on, failed);
    } else if (on == tty) {
      setLine(on);
    }
  }

  @Nullable RemoteLine remoteLine() {
    return remoteLine;
  }

  /** The line in force; without a tty the one that will be. */
  LineSettings line() {
    LineSettings effective = effectiveLine;
    return effective != null ? effective : wanted().line;
  }

  /** Refused among too many calls, the tty is opened anew: its line must not stay the old one. */
  private void setLine(Tty to) {
    Wanted wanted = wanted();
    calls.call(
        "set line",
        Effect.ALONE,
        0,
        () -> wanted.putInForce(to),
        effective -> lineSet(to, effective),
        failed -> lineNotSet(to, failed));
  }

  private void lineSet(Tty on, LineSettings effective) {
    if (on == tty) {
      effectiveLine = effective;
      owner.ttyLineSet(on);
    }
  }

  private void lineNotSet(Tty on, Exception failed) {
    if (on == tty) {
      gone(Reason.of(failed));
    }
  }

  /**
   * A call on the open tty; not made without one, nor when too many calls wait. Parameters as in
   * {@link TtyCallQueue#call}.
   */
  <T> void call(String what, Effect effect, long expectedMs, TtyCall<T> body, Consumer<T> done) {
    Tty on = tty;
    if (on != null) {
      calls.call(
          what, effect, expectedMs, () -> body.on(on), done, failed -> callFailed(on, failed));
    }
  }

  /**
   * As {@link #call}, for a call of which there is only one at a time.
   *
   * @param not runs when it failed, or there is no tty
   */
  <T> void callInAnyCase(
      String what,
      Effect effect,
      long expectedMs,
      TtyCall<T> body,
      Consumer<T> done,
      Runnable not) {
    Tty on = tty;
    if (on == null) {
      not.run();
      return;
    }
    calls.callInAnyCase(
        what,
        effect,
        expectedMs,
        () -> body.on(on),
        done,
        failed -> {
          callFailed(on, failed);
          not.run();
        });
  }

  /** A call into a driver, off the loop. */
  interface TtyCall<T> {
    T on(Tty tty) throws IOException;
  }

  /** A call that was not made says nothing about the device. */
  private void callFailed(Tty on, Exception failed) {
    if (on == tty && !(failed instanceof TtyCallQueue.TooManyCalls)) {
      gone(Reason.of(failed));
    }
  }

  @Override
  public void callBegins(Effect effect) {
    owner.callBegins(effect);
  }

  @Override
  public void callsIdle() {
    owner.callsIdle();
  }

  @Override
  public void callLate(String what) {
    stuckSince = Instant.now();
    stuckCause = "the driver has not returned from: " + what;
    log.recordPort(EventKind.TTY_STUCK, port, what);
  }

  @Override
  public void callReturned(String what) {
    log.recordPort(EventKind.TTY_UNSTUCK, port, what);
  }

  /**
   * Lets the tty go for good; {@code done} runs when it is closed. A stuck driver closes it when it
   * returns.
   */
  void stop(Runnable done) {
    stopping = true;
    retry.clear();
    Tty old = tty;
    tty = null;
    enter(PortState.IDLE, "");
    if (old != null) {
      old.detach();
      owner.ttyWent();
      closeTty(old);
    }
    endWhenClosed(done);
  }

  /** A tty that was being opened is closed behind the first of these. */
  private void endWhenClosed(Runnable done) {
    Runnable end =
        () -> {
          if (closing > 0) {
            endWhenClosed(done);
          } else {
            done.run();
          }
        };
    calls.callInAnyCase(
        "stop", Effect.LOOKS, 0, () -> true, ignored -> end.run(), failed -> end.run());
  }

  boolean callsAreIdle() {
    return calls.isIdle();
  }

  @Nullable Tty tty() {
    return tty;
  }

  PortState state() {
    return calls.isLate() ? PortState.STUCK : state;
  }

  Instant since() {
    return calls.isLate() ? stuckSince : since;
  }

  String cause() {
    return calls.isLate() ? stuckCause : cause;
  }

  String effectiveLine() {
    return effectiveLine == null ? "" : effectiveLine.text();
  }

  /** What the open device has not, for people. */
  List<String> lacks() {
    Tty on = tty;
    if (on == null) {
      return List.of();
    }
    return java.util.Arrays.stream(TtyCapability.values())
        .filter(capability -> !on.capabilities().contains(capability))
        .map(TtyCapability::text)
        .toList();
  }
}
