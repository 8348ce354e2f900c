package io.hardline.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.IoBuffer;
import io.hardline.settings.LineSettings;
import io.hardline.settings.LineSettings.Parity;
import io.hardline.settings.LineSettings.StopBits;
import io.hardline.settings.ModeSettings.Level;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.tty.FaultyTty;
import io.hardline.tty.LineErrors;
import io.hardline.tty.ModemLines;
import io.hardline.tty.TtyCapability;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients may ask of a line: in order with their bytes, and answered in any case. */
@Timeout(60)
class RemoteControlTest {
  private static final LineSettings SLOW =
      LineSettings.STANDARD.withFraming(1200, 7, Parity.EVEN, StopBits.ONE);

  private final PortRig rig = new PortRig(new PortSettingsBuilder().build());

  private final List<String> answers = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // by open()
  private FaultyTty tty;

  private void open() {
    open(EnumSet.allOf(TtyCapability.class));
  }

  private void open(Set<TtyCapability> capabilities) {
    tty = rig.plug(capabilities);
    rig.start((settings, port) -> new QuietMode());
    rig.loop.runUntil(tty::isAttached);
    rig.loop.runAll();
  }

  @AfterEach
  void close() {
    rig.stop();
    rig.close();
  }

  private void send(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    IoBuffer buffer = new IoBuffer(bytes.length);
    buffer.bytes.put(bytes).flip();
    rig.port.toSerial(buffer);
  }

  private RemoteControl remote() {
    return rig.port.remote();
  }

  private void setLine(LineSettings line) {
    remote().setLine(before -> line, "192.0.2.7:4000", took -> answers.add(took.text()));
  }

  private void awaitAnswers(int count) {
    rig.loop.runUntil(() -> answers.size() == count);
  }

  @Test
  void aLineIsSetShownAndRestored() {
    open();
    setLine(SLOW);
    awaitAnswers(1);
    assertThat(answers).containsExactly("1200 7E1");
    PortStatus status = rig.status();
    assertThat(status.effectiveLine()).isEqualTo("1200 7E1");
    assertThat(status.configuredLine()).isEqualTo("115200 8N1");
    assertThat(Objects.requireNonNull(status.remoteLine()).by()).isEqualTo("192.0.2.7:4000");

    remote().restoreLine();
    rig.loop.runUntil(() -> rig.status().effectiveLine().equals("115200 8N1"));
    assertThat(rig.status().remoteLine()).isNull();
  }

  @Test
  void aUartAnswersWithWhatItTookAndAPtyWithWhatItWasAsked() {
    open();
    tty.setEffectiveLine(SLOW);
    setLine(SLOW.withFraming(1234, 7, Parity.EVEN, StopBits.ONE));
    awaitAnswers(1);
    assertThat(answers).containsExactly("1200 7E1");
  }

  @Test
  void aPtyAnswersWithWhatItWasAsked() {
    open(EnumSet.noneOf(TtyCapability.class));
    tty.setEffectiveLine(LineSettings.STANDARD);
    setLine(SLOW);
    awaitAnswers(1);

    assertThat(answers).containsExactly("1200 7E1");
  }

  @Test
  void aLineThatIsConfiguredAnewEndsWhatAHostHadSet() {
    open();
    setLine(SLOW);
    awaitAnswers(1);
    rig.reconfigure(new PortSettingsBuilder().baud(9600).build());
    rig.loop.runUntil(() -> rig.status().effectiveLine().equals("9600 8N1"));

    assertThat(rig.status().remoteLine()).isNull();
  }

  @Test
  void aHostsLineIsSetOnADeviceThatComesBack() {
    open();
    setLine(SLOW);
    awaitAnswers(1);
    rig.unplug(tty);
    setLine(SLOW.withFraming(300, 8, Parity.NONE, StopBits.ONE));
    assertThat(answers).as("without a device, at once").contains("300 8N1");

    FaultyTty back = rig.plug();
    rig.loop.advanceMs(TtyKeeper.RETRY_MS);
    rig.loop.runUntil(back::isAttached);
    assertThat(back.calls()).contains("setLine 300 8N1");
  }

  @Test
  void aLineThatTheDeviceRefusesIsGivenUpForTheConfiguredOne() {
    open();
    tty.failNextCall("not with me");
    setLine(SLOW);
    awaitAnswers(1);
    rig.loop.runAll();

    assertThat(rig.status().remoteLine()).isNull();
    assertThat(answers).containsExactly("115200 8N1");
  }

  @Test
  void anOrderWaitsForTheBytesBeforeItAndThoseBehindWaitForIt() {
    open();
    tty.setRoom(3);
    send("before");
    remote().setOutputs(Level.OFF, Level.KEEP, () -> answers.add("moved"));
    rig.loop.runAll();
    assertThat(tty.calls()).noneMatch(call -> call.startsWith("setOutputs"));

    tty.setRoom(Integer.MAX_VALUE);
    rig.loop.runUntil(() -> rig.counters().toSerialBytes() == 6);
    tty.blockCalls();
    rig.loop.advanceMs(10);
    send("after");
    rig.loop.runAll();
    assertThat(tty.takenText()).isEqualTo("before");
    tty.releaseCalls();
    awaitAnswers(1);
    rig.loop.runUntil(rig.port::serialReady);
    assertThat(tty.takenText()).isEqualTo("after");
  }

  @Test
  void anOrderWaitsUntilTheBytesAreOnTheWire() {
    open();
    setLine(SLOW);
    awaitAnswers(1);
    send("x".repeat(120));
    remote().startBreak(() -> answers.add("break"));
    rig.loop.advanceMs(900);
    assertThat(tty.calls()).doesNotContain("startBreak");

    rig.loop.advanceMs(200);
    awaitAnswers(2);
    assertThat(tty.calls()).containsSubsequence("unsentBytes", "startBreak");
  }

  @Test
  void bytesThatTheDriverHasNotSentAreAskedForAgain() {
    open();
    tty.setUnsent(7);
    send("x");
    remote().setOutputs(Level.ON, Level.ON, () -> answers.add("moved"));
    for (int i = 0; i < 3; i++) {
      rig.loop.advanceMs(5);
      rig.settle();
    }
    assertThat(answers).isEmpty();

    tty.setUnsent(0);
    rig.loop.advanceMs(5);
    awaitAnswers(1);
  }

  @Test
  void bytesThatFlowControlHoldsAreNotWaitedForWithoutEnd() {
    open();
    tty.setRoom(0);
    send("held");
    remote().setOutputs(Level.OFF, Level.OFF, () -> answers.add("moved"));
    rig.loop.advanceMs(LineOrders.PATIENCE_MS - 1);
    rig.loop.runAll();
    assertThat(answers).isEmpty();

    rig.loop.advanceMs(2);
    awaitAnswers(1);
    assertThat(rig.status().queuedToSerialBytes()).as("what is held is not lost").isEqualTo(4);
  }

  /** A client opens a port with four orders, and waits three seconds for all of them. */
  @Test
  void theOrdersBehindDoNotWaitForTheSameBytesAgain() {
    open();
    tty.setRoom(0);
    send("held");
    setLine(SLOW);
    remote().setOutputs(Level.OFF, Level.OFF, () -> answers.add("moved"));
    rig.loop.advanceMs(LineOrders.PATIENCE_MS);
    awaitAnswers(2);

    assertThat(answers).containsExactly("1200 7E1", "moved");
  }

  @Test
  void theLineThatIsInForceIsAnsweredAtOnce() {
    open();
    tty.setRoom(0);
    send("held");
    setLine(LineSettings.STANDARD);

    assertThat(answers).containsExactly("115200 8N1");
  }

  @Test
  void everyOrderIsAnsweredWhenTheDeviceGoes() {
    open();
    tty.setRoom(0);
    send("held");
    remote().setOutputs(Level.OFF, Level.OFF, () -> answers.add("outputs"));
    remote().startBreak(() -> answers.add("break"));
    setLine(SLOW);
    remote().discard(true, true, () -> answers.add("discarded"));
    rig.unplug(tty);
    awaitAnswers(4);

    assertThat(answers).containsExactlyInAnyOrder("outputs", "break", "1200 7E1", "discarded");
  }

  @Test
  void ordersBeyondTheLimitAreAnsweredAndNotCarriedOut() {
    open();
    tty.setRoom(0);
    send("held");
    for (int i = 0; i < 1 + LineOrders.MAX_WAITING; i++) {
      remote().setOutputs(Level.OFF, Level.OFF, () -> answers.add("later"));
    }
    assertThat(answers).isEmpty();
    remote().setOutputs(Level.ON, Level.ON, () -> answers.add("too many"));

    assertThat(answers).containsExactly("too many");
  }

  @Test
  void throwingAwayIsDoneAtOnce() {
    open();
    tty.setRoom(2);
    send("held");
    remote().discard(false, true, () -> answers.add("discarded"));
    awaitAnswers(1);

    assertThat(rig.status().queuedToSerialBytes()).isZero();
    assertThat(rig.counters().toSerialDiscardedBytes()).isEqualTo(2);
    assertThat(tty.calls()).contains("discard received=false unsent=true");
    assertThat(rig.port.serialReady()).isTrue();
  }

  @Test
  void aBreakHoldsWhatIsSentUntilItEnds() {
    open();
    remote().startBreak(() -> answers.add("started"));
    awaitAnswers(1);
    send("during");
    rig.loop.runAll();
    assertThat(tty.taken()).isEmpty();

    remote().stopBreak(() -> answers.add("stopped"));
    awaitAnswers(2);
    rig.loop.runUntil(rig.port::serialReady);
    assertThat(tty.takenText()).isEqualTo("during");
  }

  /** RS-485 where the driver cannot switch the transmitter. */
  @Test
  void anOrderWaitsForBytesThatACallSends() {
    tty = rig.plug();
    tty.setNeedsRtsToggle(true);
    rig.start((settings, port) -> new QuietMode());
    rig.loop.runUntil(tty::isAttached);
    tty.blockCalls();
    send("AAA");
    rig.loop.runUntil(() -> tty.calls().contains("sendWithRts 3"));
    send("BBBBB");
    setLine(SLOW);
    tty.releaseCalls();
    rig.settle();
    for (int i = 0; answers.isEmpty() && i < 100; i++) {
      rig.loop.advanceMs(10);
      rig.settle();
    }

    assertThat(tty.calls())
        .containsSubsequence("sendWithRts 3", "sendWithRts 5", "setLine 1200 7E1");
  }

  @Test
  void howTheLinesAreLeftIsSaidBeforeTheDeviceIsClosed() {
    QuietMode mode = new QuietMode();
    tty = rig.plug();
    rig.start((settings, port) -> mode);
    rig.loop.runUntil(tty::isAttached);
    send("sent");
    mode.onClose = () -> remote().setOutputs(Level.OFF, Level.OFF, () -> {});
    rig.stop();

    assertThat(tty.calls()).containsSubsequence("setOutputs dtr=false rts=false", "close");
  }

  @Test
  void aBreakWithoutADeviceHoldsNothing() {
    open();
    rig.unplug(tty);
    remote().startBreak(() -> answers.add("started"));
    awaitAnswers(1);
    FaultyTty back = rig.plug();
    rig.loop.advanceMs(TtyKeeper.RETRY_MS);
    rig.loop.runUntil(back::isAttached);
    send("not held");

    rig.loop.runUntil(() -> rig.counters().toSerialBytes() == "not held".length());
    assertThat(back.takenText()).isEqualTo("not held");
  }

  @Test
  void anAnswerIsAboutItsOrderAndNotTheNext() {
    open();
    tty.setRoom(0);
    send("held");
    setLine(SLOW);
    setLine(SLOW.withFraming(300, 8, Parity.NONE, StopBits.ONE));
    rig.unplug(tty);
    awaitAnswers(2);

    assertThat(answers).containsExactly("1200 7E1", "300 8N1");
  }

  @Test
  void aWatcherIsToldHowTheLinesAreAndWhenTheyMove() {
    open();
    tty.setModemLines(new ModemLines(true, true, false, true, false, false));
    List<ModemLines> told = new ArrayList<>();
    Consumer<ModemLines> watcher = told::add;
    remote().watchLines(watcher);
    rig.loop.advanceMs(1);
    rig.loop.runUntil(() -> told.size() == 1);
    tty.setModemLines(new ModemLines(true, true, true, true, false, false));
    rig.loop.advanceMs(TtyWatch.MODEM_INTERVAL_MS);
    rig.loop.runUntil(() -> told.size() == 2);
    assertThat(told.get(1).cts()).isTrue();

    remote().unwatchLines(watcher);
    rig.loop.advanceMs(TtyWatch.MODEM_INTERVAL_MS);
    rig.settle();
    int calls = tty.calls().size();
    rig.loop.advanceMs(1_000);
    assertThat(tty.calls()).as("nobody is asked while nobody watches").hasSize(calls);
  }

  @Test
  void aWatcherIsToldOfErrors() {
    open();
    List<LineErrors> told = new ArrayList<>();
    remote().watchErrors(told::add);
    rig.loop.advanceMs(1);
    rig.loop.runUntil(() -> told.size() == 1);
    tty.setLineErrors(new LineErrors(1, 0, 0, 2, 0));
    rig.loop.advanceMs(TtyWatch.ERROR_INTERVAL_MS);
    rig.loop.runUntil(() -> told.size() == 2);

    assertThat(told).containsExactly(LineErrors.NONE, new LineErrors(1, 0, 0, 2, 0));
  }
}
