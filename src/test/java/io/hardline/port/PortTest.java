package io.hardline.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.IoBuffer;
import io.hardline.net.FakeConnection;
import io.hardline.settings.LineSettings;
import io.hardline.settings.LineSettings.FlowControl;
import io.hardline.settings.ModeSettings.Level;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettings.Rs485;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.tty.FaultyTty;
import io.hardline.tty.ModemLines;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A port with a mode that only listens. */
@Timeout(60)
class PortTest {
  private static final ModemLines DSR_OFF = new ModemLines(true, true, true, false, true, false);

  private final QuietMode mode = new QuietMode();

  @SuppressWarnings("NullAway.Init") // by open()
  private PortRig rig;

  @SuppressWarnings("NullAway.Init") // by open()
  private FaultyTty tty;

  private void open(PortSettings settings) {
    rig = new PortRig(settings);
    tty = rig.startOpen((s, port) -> mode);
    rig.loop.runAll();
  }

  @AfterEach
  void close() {
    tty.releaseCalls();
    rig.stop();
    rig.close();
  }

  private void send(String text) {
    IoBuffer buffer = new IoBuffer(text.length());
    buffer.bytes.put(text.getBytes(StandardCharsets.ISO_8859_1)).flip();
    rig.port.toSerial(buffer);
  }

  private static PortSettings flow(FlowControl flow) {
    return new PortSettingsBuilder().line(LineSettings.STANDARD.withFlowControl(flow)).build();
  }

  @Test
  void theModeIsToldWhetherThereIsATty() {
    open(new PortSettingsBuilder().build());
    rig.unplug(tty);
    FaultyTty back = rig.plug();
    rig.loop.advanceMs(TtyKeeper.RETRY_MS);
    rig.loop.runUntil(back::isAttached);

    assertThat(mode.told)
        .containsExactly("tty false", "ready", "tty true", "ready", "tty false", "tty true");
  }

  @Test
  void dataWaitsWhileACallIsOrderedAndComesAfterIt() {
    open(new PortSettingsBuilder().build());
    tty.blockCalls();
    rig.port.remote().setOutputs(Level.OFF, Level.KEEP, () -> {});
    rig.loop.runUntil(() -> tty.calls().contains("modemLines"));
    send("after");
    tty.feed("before");
    rig.loop.runAll();
    assertThat(tty.takenText()).isEmpty();
    assertThat(mode.text).as("reading goes on").hasToString("before");

    tty.releaseCalls();
    rig.loop.runUntil(() -> tty.calls().contains("setOutputs dtr=false rts=true"));
    rig.loop.runUntil(rig.port::serialReady);
    assertThat(tty.takenText()).isEqualTo("after");
  }

  // --- RS-485 where the driver cannot switch ---

  @Test
  void bytesGoOutByCallsWhereTheDriverCannotSwitchTheTransmitter() {
    rig = new PortRig(new PortSettingsBuilder().build());
    tty = rig.plug();
    tty.setNeedsRtsToggle(true);
    rig.start((s, port) -> mode);
    rig.loop.runUntil(tty::isAttached);
    send("x".repeat(2500));
    rig.loop.runUntil(() -> rig.counters().toSerialBytes() == 2500);

    assertThat(tty.takenText()).hasSize(2500);
    assertThat(tty.calls())
        .containsExactly(
            "setLine 115200 8N1", "sendWithRts 1024", "sendWithRts 1024", "sendWithRts 452");
    assertThat(rig.port.serialReady()).isTrue();
  }

  @Test
  void theDeadlineOfASendingCallKnowsHowSlowTheLineIs() {
    rig =
        new PortRig(
            new PortSettingsBuilder()
                .baud(50)
                .rs485(new Rs485(Duration.ofMillis(500), Duration.ofMillis(500)))
                .build());
    tty = rig.plug();
    tty.setNeedsRtsToggle(true);
    rig.start((s, port) -> mode);
    rig.loop.runUntil(tty::isAttached);
    tty.blockCalls();
    send("x".repeat(100));
    rig.loop.runUntil(() -> tty.calls().contains("sendWithRts 100"));
    long lineMs = 100 * 10_000 / 50;
    rig.loop.advanceMs(lineMs + 1_000 + TtyCallQueue.DEADLINE_MS - 1);
    assertThat(rig.status().state()).isEqualTo(PortState.OPEN);
    rig.loop.advanceMs(1);
    assertThat(rig.status().state()).isEqualTo(PortState.STUCK);
  }

  @Test
  void aLineThatNeedsTheToggleHoldsFromTheMomentItIsSet() {
    open(new PortSettingsBuilder().build());
    send("plain");
    tty.setNeedsRtsToggle(true);
    rig.reconfigure(new PortSettingsBuilder().baud(9600).build());
    rig.loop.runUntil(() -> rig.status().effectiveLine().equals("9600 8N1"));
    send("toggled");
    rig.loop.runUntil(() -> tty.calls().contains("sendWithRts 7"));

    rig.loop.runUntil(() -> rig.counters().toSerialBytes() == 12);
    assertThat(tty.takenText()).isEqualTo("plaintoggled");
  }

  @Test
  void whatASlowLookHoldsUpIsSentByOneCallAfterIt() {
    rig = new PortRig(new PortSettingsBuilder().build());
    tty = rig.plug();
    tty.setNeedsRtsToggle(true);
    rig.start((s, port) -> mode);
    rig.loop.runUntil(tty::isAttached);
    tty.blockCalls();
    List<PortStatus> statuses = new ArrayList<>();
    rig.port.status(statuses::add);
    rig.loop.runUntil(() -> tty.calls().contains("modemLines"));
    for (int i = 0; i < 2 * TtyCallQueue.MAX_WAITING; i++) {
      send("0123456789");
    }
    rig.loop.runAll();
    tty.releaseCalls();
    rig.loop.runUntil(() -> rig.counters().toSerialBytes() == 1280);

    assertThat(rig.status().state()).isEqualTo(PortState.OPEN);
    assertThat(tty.takenText()).isEqualTo("0123456789".repeat(128));
    assertThat(tty.calls().stream().filter(call -> call.startsWith("sendWithRts")))
        .containsExactly("sendWithRts 10", "sendWithRts 1024", "sendWithRts 246");
    assertThat(rig.counters().toSerialDiscardedBytes()).isZero();
  }

  @Test
  void whatIsBeingSentWhenTheTtyGoesIsCounted() {
    rig = new PortRig(new PortSettingsBuilder().build());
    tty = rig.plug();
    tty.setNeedsRtsToggle(true);
    rig.start((s, port) -> mode);
    rig.loop.runUntil(tty::isAttached);
    tty.failCalls("input/output error (EIO)");
    send("x".repeat(1500));
    rig.loop.runUntil(tty::isClosed);

    assertThat(rig.counters().toSerialDiscardedBytes()).isEqualTo(1500);
    assertThat(rig.counters().toSerialBytes()).isZero();
    rig.loop.runUntil(() -> rig.status().state() == PortState.ABSENT);
  }

  // --- DTR and DSR ---

  @Test
  void dsrHoldsWhatGoesToTheDevice() {
    open(flow(FlowControl.DTR_DSR));
    tty.setModemLines(DSR_OFF);
    untilLinesAreSeen();
    send("held");
    assertThat(tty.takenText()).isEmpty();
    tty.setModemLines(ModemLines.ABSENT);
    untilLinesAreSeen();

    assertThat(tty.takenText()).isEqualTo("held");
  }

  @Test
  void dsrHoldsNothingAnyMoreWhenTheSettingsSaySo() {
    open(flow(FlowControl.DTR_DSR));
    tty.setModemLines(DSR_OFF);
    untilLinesAreSeen();
    send("held");
    rig.reconfigure(flow(FlowControl.NONE));
    rig.loop.runUntil(rig.port::serialReady);

    assertThat(tty.takenText()).isEqualTo("held");
  }

  @Test
  void dtrGoesOffWhileAClientIsWaitedForAndOnAgain() {
    open(flow(FlowControl.DTR_DSR));
    rig.port.pauseSerial();
    rig.loop.runUntil(() -> tty.calls().contains("setOutputs dtr=false rts=true"));
    rig.port.resumeSerial();
    rig.loop.runUntil(() -> tty.calls().contains("setOutputs dtr=true rts=true"));

    assertThat(tty.isAttached()).isTrue();
  }

  @Test
  void nobodyAsksForLinesThatNobodyWantsToKnow() {
    open(flow(FlowControl.NONE));
    rig.loop.advanceMs(60_000);

    assertThat(tty.calls()).containsExactly("setLine 115200 8N1");
  }

  /** Two looks: the one under way may have begun before the lines moved. */
  private void untilLinesAreSeen() {
    long before = looks();
    rig.loop.runUntil(() -> {
      if (rig.isSettled()) {
        rig.loop.advanceMs(TtyWatch.MODEM_INTERVAL_MS);
      }
      return looks() >= before + 3;
    });
  }

  private long looks() {
    return tty.calls().stream().filter("modemChanges"::equals).count();
  }

  // --- status ---

  @Test
  void theStatusComesWithoutLinesWhenTheDeviceDoesNotAnswer() {
    open(new PortSettingsBuilder().build());
    assertThat(rig.status().modemLines()).isEqualTo(ModemLines.ABSENT);
    tty.blockCalls();
    List<PortStatus> statuses = new ArrayList<>();
    rig.port.status(statuses::add);
    rig.loop.runUntil(() -> tty.calls().stream().filter("modemLines"::equals).count() == 2);
    assertThat(statuses).isEmpty();
    rig.loop.advanceMs(Ports.STATUS_DEADLINE_MS / 2);
    assertThat(statuses).singleElement().matches(s -> s.modemLines() == null);

    tty.releaseCalls();
    rig.loop.runUntil(() -> rig.status().modemLines() != null);
    assertThat(statuses).as("told once").hasSize(1);
  }

  @Test
  void theStatusComesWhenTheDeviceGoesWhileItIsAsked() {
    open(new PortSettingsBuilder().build());
    tty.failCalls("input/output error (EIO)");

    assertThat(rig.status().state()).isEqualTo(PortState.ABSENT);
  }

  // --- attached terminals ---

  @Test
  void anAttachedTerminalSeesAndSendsBesideTheMode() {
    open(new PortSettingsBuilder().build());
    FakeConnection terminal = new FakeConnection(rig.loop, "local");
    new Attachment(rig.port, terminal).begin(false);
    tty.feed("device");
    terminal.feed("operator");
    rig.loop.runAll();

    assertThat(terminal.sentText()).isEqualTo("device");
    assertThat(mode.text).hasToString("device");
    assertThat(tty.takenText()).isEqualTo("operator");
    terminal.ends();
    rig.loop.runAll();
    assertThat(terminal.isOpen()).isFalse();
  }

  @Test
  void anAttachedTerminalThatDoesNotReadHoldsNobodyUpAndItsLossIsCounted() {
    open(new PortSettingsBuilder().build());
    FakeConnection terminal = new FakeConnection(rig.loop, "local");
    new Attachment(rig.port, terminal).begin(false);
    terminal.setRoom(0);
    tty.feed(new byte[1 << 20]);
    rig.loop.runAll();

    assertThat(mode.text).hasSize(1 << 20);
    assertThat(rig.counters().skippedBytes())
        .isEqualTo((1 << 20) - io.hardline.net.Connection.BACKLOG_LIMIT_BYTES);
  }

  @Test
  void anAttachedTerminalIsNotReadWhileTheTtyIsFull() {
    open(new PortSettingsBuilder().build());
    FakeConnection terminal = new FakeConnection(rig.loop, "local");
    new Attachment(rig.port, terminal).begin(false);
    tty.setRoom(1);
    terminal.feed("abc");
    rig.loop.runAll();
    terminal.feed("def");
    rig.loop.runAll();
    assertThat(terminal.unreadBytes()).isEqualTo(3);
    tty.setRoom(100);
    rig.loop.runAll();

    assertThat(tty.takenText()).isEqualTo("abcdef");
  }
}
