package io.hardline.port;

import io.hardline.event.EventLog;
import io.hardline.loop.EpollLoop;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.port.TtyCallQueue.Effect;
import io.hardline.settings.LineSettings.FlowControl;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.PortSettings;
import io.hardline.tty.LineErrors;
import io.hardline.tty.ModemLines;
import io.hardline.tty.Tty;
import io.hardline.tty.TtyCalls;
import io.hardline.tty.TtyCapability;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A port: joins its tty, its mode and its attached terminals. It belongs to one loop for life;
 * every method is called on that loop's thread only.
 */
public final class Port implements TtyKeeper.Owner, SerialToNetwork.Sink, NetworkToSerial.Waiter {
  /** Bytes that one call sends where the driver cannot switch an RS-485 transmitter itself. */
  private static final int RTS_TOGGLE_BYTES = 1024;

  /** How long a device may take to say how its lines are before the status is given without. */
  private static final long LINES_DEADLINE_MS = 500;

  private static final long NS_PER_MS = 1_000_000;

  /**
   * Terminals on one port. Each may bring one full read after the tty has stopped taking bytes, as
   * may the mode's clients together: that is what the queue to the tty has room for.
   */
  static final int MAX_ATTACHMENTS =
      (NetworkToSerial.QUEUE_LIMIT_BYTES - NetworkToSerial.READ_AHEAD_BYTES)
              / EpollLoop.SCRATCH_BYTES
          - 1;

  private final int number;
  private final Loop loop;
  private final EventLog log;
  private final Counters counters = new Counters();
  private final TtyKeeper keeper;
  private final SerialToNetwork fromSerial;
  private final NetworkToSerial toSerial;
  private final WireClock wire;
  private final LineOrders orders;
  private final PackingStage packing;
  private final KeptBytes kept = new KeptBytes(counters);
  private final Replay replay;
  private int keptForNextBytes;
  private final TtyWatch<TtyWatch.Modem> modemWatch;
  private final TtyWatch<LineErrors> errorWatch;
  private final DtrDsrFlow dtrDsrFlow;
  private final RemoteControl remote;
  private final List<Attachment> attachments = new ArrayList<>();

  private PortSettings settings;
  private @Nullable Mode mode;
  private boolean stopped;
  private long readSinceNs;

  Port(
      int number,
      Loop loop,
      EventLog log,
      TtySource source,
      TtyCalls threads,
      PortSettings settings) {
    this.number = number;
    this.loop = loop;
    this.log = log;
    this.settings = settings;
    this.keeper = new TtyKeeper(number, loop, log, source, threads, settings, this);
    this.fromSerial = new SerialToNetwork(loop, counters, this);
    this.packing = new PackingStage(loop, fromSerial::isStopped, this::packet);
    this.replay = new Replay(loop, kept, fromSerial, packing, this::somebodyIsThere);
    this.wire = new WireClock(loop);
    this.toSerial = new NetworkToSerial(counters, wire, this);
    this.orders = new LineOrders(loop, keeper, toSerial, wire);
    this.modemWatch = TtyWatch.modemLines(loop, keeper);
    this.errorWatch = TtyWatch.lineErrors(loop, keeper);
    this.dtrDsrFlow = new DtrDsrFlow(keeper, toSerial, modemWatch);
    this.remote = new RemoteControl(loop, keeper, toSerial, orders, wire, modemWatch, errorWatch);
  }

  void start(ModeStarter starter) {
    packing.reconfigure(settings.packing());
    resizeKept();
    mode = starter.start(settings, this);
    mode.ttyPresent(false);
    keeper.start();
    switchDtrDsrFlow();
  }

  /** Everything closes; {@code done} runs when the tty is closed too. */
  void stop(Runnable done) {
    stopped = true;
    orders.stop();
    modemWatch.stop();
    errorWatch.stop();
    packing.flush();
    if (mode != null) {
      mode.close();
    }
    for (Attachment attachment : List.copyOf(attachments)) {
      attachment.close();
    }
    keeper.stop(done);
  }

  void reconfigure(PortSettings next) {
    boolean newLine = !next.line().equals(settings.line());
    settings = next;
    packing.reconfigure(next.packing());
    resizeKept();
    keeper.reconfigure(next);
    if (newLine) {
      remote.lineConfigured();
    }
    switchDtrDsrFlow();
    if (mode != null) {
      mode.reconfigure(next);
    }
  }

  // --- what a mode and an attachment may ask ---

  public int number() {
    return number;
  }

  public PortSettings settings() {
    return settings;
  }

  public Loop loop() {
    return loop;
  }

  public EventLog log() {
    return log;
  }

  public Counters counters() {
    return counters;
  }

  /**
   * Takes all of {@code data} on its way to the tty; look at {@link #serialReady} before the next.
   */
  public void toSerial(IoBuffer data) {
    toSerial.send(data);
  }

  /** Whether clients may be read: nothing waits for the tty. */
  public boolean serialReady() {
    return toSerial.isReady();
  }

  /**
   * Whether a mode whose clients send more than data may read on although bytes wait. At the latest
   * when it is false, clients must not be read.
   */
  public boolean serialHasRoom() {
    return toSerial.hasRoom();
  }

  /** Whether there is a tty now; without, what is sent to it is discarded. */
  public boolean hasTty() {
    return keeper.tty() != null;
  }

  /**
   * For how long the tty has been read without a stop, in milliseconds; 0 while nothing is read.
   * What did not come before that may lie in the kernel.
   */
  public long serialReadForMs() {
    return fromSerial.isStopped() ? 0 : (loop.nowNs() - readSinceNs) / NS_PER_MS;
  }

  /** Until everything that was given to the port is on the wire, if nothing holds it. */
  public long wireBusyMs() {
    return wire.busyMs() + wire.timeMs(toSerial.queuedBytes());
  }

  /**
   * Serial bytes for which there is no client: they are kept as far as the settings say, else
   * discarded and counted.
   */
  public void nobodyTakes(IoBuffer data) {
    if (replay.isDelivering()) {
      discard(data);
    } else {
      kept.keep(data);
      data.bytes.position(data.bytes.limit());
    }
  }

  private void discard(IoBuffer data) {
    counters.discardedFromSerial(data.bytes.remaining());
    data.bytes.position(data.bytes.limit());
  }

  /**
   * For a mode in which serial bytes make a client come: at least so many are kept until it is
   * there, and it gets them, whatever the settings say; 0 ends that.
   */
  public void keepForNext(int bytes) {
    keptForNextBytes = bytes;
    resizeKept();
  }

  private void resizeKept() {
    kept.resize(Math.max(settings.buffer().size(), keptForNextBytes));
  }

  /** A client has come, and before nobody was there: it gets what was kept, if the settings say. */
  public void somebodyCame() {
    somebodyCame(() -> {});
  }

  /**
   * The same; {@code replayed} runs when that is over, for who waits for a client longer while it
   * gets what was kept.
   */
  public void somebodyCame(Runnable replayed) {
    // What a replay has packed and nobody got is older than what is still kept.
    packing.flushTo(replay.isUnderWay() ? this::discard : this::nobodyTakes);
    if (settings.buffer().replay() || keptForNextBytes > 0) {
      replay.begin(replayed);
    }
  }

  KeptBytes kept() {
    return kept;
  }

  /**
   * Whether serial bytes are now older ones, for the client that has been there longest; the tty is
   * not read meanwhile.
   */
  public boolean isReplaying() {
    return replay.isUnderWay();
  }

  /** What clients may ask of the line, in order with their bytes. */
  public RemoteControl remote() {
    return remote;
  }

  /** A client has to be waited for: nothing is read from the tty until {@link #resumeSerial}. */
  public void pauseSerial() {
    fromSerial.stop(SerialToNetwork.PAUSED_BY_CLIENT);
    dtrDsrFlow.serialPaused(true);
  }

  public void resumeSerial() {
    if (fromSerial.go(SerialToNetwork.PAUSED_BY_CLIENT)) {
      dtrDsrFlow.serialPaused(false);
      replay.goOnSoon();
    }
  }

  // --- the tty's news ---

  @Override
  public void ttyOpened(Tty tty) {
    readSinceNs = loop.nowNs();
    lineIs(tty);
    toSerial.ttyCame(tty, tty.needsRtsToggle());
    dtrDsrFlow.ttyCame(fromSerial.isStoppedBy(SerialToNetwork.PAUSED_BY_CLIENT));
    modemWatch.ttyCame();
    errorWatch.ttyCame();
    if (mode != null) {
      mode.ttyPresent(true);
    }
    fromSerial.ttyCame(tty);
  }

  @Override
  public void ttyLineSet(Tty tty) {
    lineIs(tty);
    toSerial.sendsByCall(tty.needsRtsToggle());
  }

  private void lineIs(Tty tty) {
    wire.lineIs(keeper.line(), tty.capabilities().contains(TtyCapability.BAUD_RATE));
    switchDtrDsrFlow();
  }

  /** By the line in force, which may be a remote host's. */
  private void switchDtrDsrFlow() {
    dtrDsrFlow.switchTo(keeper.line().flowControl() == FlowControl.DTR_DSR);
  }

  @Override
  public void ttyWent() {
    fromSerial.ttyWent();
    packing.flush();
    toSerial.release(NetworkToSerial.HELD_BY_DSR | NetworkToSerial.HELD_BY_BREAK);
    remote.ttyWent();
    wire.cleared();
    toSerial.ttyWent();
    if (mode != null && !stopped) {
      mode.ttyPresent(false);
    }
  }

  @Override
  public void ttyReadable() {
    fromSerial.readable();
  }

  @Override
  public void ttyWritable() {
    toSerial.writable();
  }

  @Override
  public void ttyGone() {
    // Not at once: who writes is walking its clients, or their queues.
    loop.soon(() -> keeper.gone("the device is gone"));
  }

  @Override
  public void callBegins(Effect effect) {
    if (effect != Effect.LOOKS) {
      toSerial.hold(NetworkToSerial.HELD_BY_CALL);
    }
    if (effect == Effect.ALONE) {
      fromSerial.stop(SerialToNetwork.SUSPENDED_BY_CALL);
    }
  }

  @Override
  public void callsIdle() {
    fromSerial.go(SerialToNetwork.SUSPENDED_BY_CALL);
    toSerial.release(NetworkToSerial.HELD_BY_CALL);
  }

  // --- the two directions ---

  @Override
  public void deliver(IoBuffer data) {
    int start = data.bytes.position();
    for (int i = 0; i < attachments.size(); i++) {
      attachments.get(i).fromSerial(data);
      data.bytes.position(start);
    }
    if (somebodyIsThere()) {
      packing.put(data);
    } else {
      packing.flush();
      packet(data);
    }
  }

  private boolean somebodyIsThere() {
    return mode != null && mode.takesSerial();
  }

  /** What goes to the mode at once. */
  private void packet(IoBuffer data) {
    if (mode != null) {
      mode.fromSerial(data);
    }
  }

  @Override
  public void readingGoesOn() {
    readSinceNs = loop.nowNs();
    packing.readingGoesOn();
  }

  @Override
  public void serialBecameReady() {
    for (int i = 0; i < attachments.size(); i++) {
      attachments.get(i).serialReady();
    }
    if (mode != null) {
      mode.serialReady();
    }
  }

  @Override
  public void bytesPassed() {
    orders.bytesPassed();
  }

  @Override
  public void callToSend() {
    byte[] bytes = toSerial.takeForCall(RTS_TOGGLE_BYTES);
    PortSettings.Rs485 timing = settings.rs485();
    long lineMs = bytes.length * keeper.line().characterUs() / 1_000;
    keeper.callInAnyCase(
        "send with RTS",
        Effect.ORDERED,
        lineMs + timing.delayBeforeSend().toMillis() + timing.delayAfterSend().toMillis(),
        tty -> {
          tty.sendWithRts(bytes, timing);
          return true;
        },
        done -> toSerial.sentByCall(bytes.length),
        () -> toSerial.lostByCall(bytes.length));
  }

  // --- attached terminals ---

  /** False when there are {@link #MAX_ATTACHMENTS} already. */
  boolean attach(Attachment attachment) {
    return attachments.size() < MAX_ATTACHMENTS && attachments.add(attachment);
  }

  void detach(Attachment attachment) {
    attachments.remove(attachment);
  }

  // --- what front ends see ---

  /** Null until the port is started. */
  @Nullable Mode mode() {
    return mode;
  }

  /**
   * How the port is now; {@code told} runs on the loop, at once or when the device has answered
   * about its lines.
   */
  void status(Consumer<PortStatus> told) {
    if (keeper.tty() == null || !keeper.callsAreIdle()) {
      told.accept(snapshot(null));
      return;
    }
    StatusAnswer answer = new StatusAnswer(told);
    keeper.callInAnyCase(
        "read control lines", Effect.LOOKS, 0, Port::lines, answer::give, () -> answer.give(null));
  }

  private record Lines(@Nullable ModemLines modem, LineErrors errors) {}

  /** Off the loop. What a device does not have is not made up. */
  private static Lines lines(Tty tty) throws IOException {
    boolean hasLines = tty.capabilities().contains(TtyCapability.MODEM_LINES);
    return new Lines(hasLines ? tty.modemLines() : null, tty.lineErrors());
  }

  /** Given once: with the lines, or without them when the device does not answer. */
  private final class StatusAnswer {
    private final Consumer<PortStatus> told;
    private final Loop.Timer deadline = loop.timer(() -> give(null));
    private boolean given;

    StatusAnswer(Consumer<PortStatus> told) {
      this.told = told;
      deadline.setMs(LINES_DEADLINE_MS);
    }

    void give(@Nullable Lines lines) {
      if (!given) {
        given = true;
        deadline.clear();
        told.accept(snapshot(lines));
      }
    }
  }

  private PortStatus snapshot(@Nullable Lines lines) {
    Mode now = mode;
    Tty tty = keeper.tty();
    return new PortStatus(
        number,
        settings.alias(),
        tty != null ? tty.name() : settings.tty() == null ? "none" : settings.tty().text(),
        keeper.state(),
        keeper.since(),
        keeper.cause(),
        ModeSettings.name(settings.mode()),
        now == null ? List.of() : now.listening(),
        now == null ? "" : now.trouble(),
        settings.line().text(),
        keeper.effectiveLine(),
        keeper.remoteLine(),
        keeper.lacks(),
        counters.snapshot(),
        toSerial.queuedBytes(),
        kept.bytes(),
        now == null ? List.of() : now.clients(),
        lines == null ? null : lines.modem,
        lines == null ? null : lines.errors);
  }
}
