package io.hardline.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.IoBuffer;
import io.hardline.settings.LineSettings;
import io.hardline.settings.LineSettings.Parity;
import io.hardline.settings.LineSettings.StopBits;
import io.hardline.settings.ModeSettings.Level;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.tty.FaultyTty;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What hosts may ask of bytes on their way out: to wait, and to be counted. */
@Timeout(60)
class RemoteOutputTest {
  private static final LineSettings SLOW =
      LineSettings.STANDARD.withFraming(1200, 7, Parity.EVEN, StopBits.ONE);

  private final PortRig rig = new PortRig(new PortSettingsBuilder().build());
  private final FaultyTty tty = rig.startOpen((settings, port) -> new QuietMode());
  private final List<String> answers = new ArrayList<>();

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

  private void suspend() {
    remote().suspendOutput(() -> answers.add("suspended"));
    rig.loop.runUntil(() -> answers.remove("suspended"));
  }

  private void resume() {
    remote().resumeOutput(() -> answers.add("resumed"));
    rig.loop.runUntil(() -> answers.remove("resumed"));
  }

  private int unsent() {
    List<Integer> told = new ArrayList<>();
    remote().readUnsent(told::add);
    rig.loop.runUntil(() -> told.size() == 1);
    return told.getFirst();
  }

  private FaultyTty replug(FaultyTty old) {
    rig.unplug(old);
    FaultyTty back = rig.plug();
    rig.loop.advanceMs(TtyKeeper.RETRY_MS);
    rig.loop.runUntil(back::isAttached);
    rig.settle();
    return back;
  }

  @Test
  void suspendedOutputWaitsInTheQueueAndInTheDriverUntilItIsResumed() {
    suspend();
    send("held");
    rig.loop.runAll();
    assertThat(tty.taken()).isEmpty();
    assertThat(unsent()).isEqualTo(4);

    resume();
    assertThat(tty.takenText()).isEqualTo("held");
    assertThat(tty.calls()).containsSubsequence("suspendOutput", "resumeOutput");
  }

  @Test
  void nothingIsSentBeforeTheDriverGoesOn() {
    suspend();
    send("held");
    tty.blockCalls();
    remote().resumeOutput(() -> answers.add("resumed"));
    rig.loop.runAll();
    assertThat(tty.taken()).isEmpty();

    tty.releaseCalls();
    rig.loop.runUntil(() -> answers.contains("resumed"));
    rig.loop.runUntil(rig.port::serialReady);
    assertThat(tty.takenText()).isEqualTo("held");
  }

  @Test
  void whoSuspendsAgainBeforeTheDriverHasGoneOnIsSuspended() {
    suspend();
    send("held");
    tty.blockCalls();
    remote().resumeOutput(() -> answers.add("resumed"));
    remote().suspendOutput(() -> answers.add("again"));
    tty.releaseCalls();
    rig.loop.runUntil(() -> answers.contains("again"));
    rig.settle();

    assertThat(tty.taken()).isEmpty();
    assertThat(rig.port.serialReady()).isFalse();
  }

  @Test
  void resumingWhatNobodySuspendedReachesTheDriverBecauseTheDeviceMayHave() {
    resume();

    assertThat(tty.calls()).contains("resumeOutput");
  }

  @Test
  void aDeviceThatComesBackIsNotSuspended() {
    suspend();
    FaultyTty back = replug(tty);
    send("on");

    rig.loop.runUntil(rig.port::serialReady);
    assertThat(back.takenText()).isEqualTo("on");
    assertThat(back.calls()).doesNotContain("suspendOutput");
  }

  @Test
  void withoutADeviceSuspendingHoldsNothing() {
    rig.unplug(tty);
    suspend();
    FaultyTty back = rig.plug();
    rig.loop.advanceMs(TtyKeeper.RETRY_MS);
    rig.loop.runUntil(back::isAttached);
    send("not held");

    rig.loop.runUntil(rig.port::serialReady);
    assertThat(back.takenText()).isEqualTo("not held");
  }

  @Test
  void withoutADeviceNothingIsUnsent() {
    rig.unplug(tty);
    send("discarded");

    assertThat(unsent()).isZero();
  }

  @Test
  void aDeviceThatGoesWhileItIsSuspendedIsAnsweredAndForgotten() {
    tty.blockCalls();
    remote().suspendOutput(() -> answers.add("suspended"));
    tty.vanish("unplugged");
    rig.source.unplug();
    tty.releaseCalls();
    rig.loop.runUntil(() -> answers.contains("suspended"));
    rig.loop.runUntil(tty::isClosed);
    FaultyTty back = rig.plug();
    rig.loop.advanceMs(TtyKeeper.RETRY_MS);
    rig.loop.runUntil(back::isAttached);
    send("on");

    rig.loop.runUntil(rig.port::serialReady);
    assertThat(back.takenText()).isEqualTo("on");
  }

  @Test
  void aLineThatIsConfiguredAnewIsNotSuspended() {
    suspend();
    send("held");
    PortSettings next = new PortSettingsBuilder().baud(9600).build();
    rig.reconfigure(next);
    rig.loop.runUntil(rig.port::serialReady);
    assertThat(tty.takenText()).isEqualTo("held");
    assertThat(tty.calls()).contains("resumeOutput");
  }

  @Test
  void settingsThatLeaveTheLineAloneLeaveItSuspended() {
    suspend();
    send("held");
    rig.reconfigure(new PortSettingsBuilder().alias("other").build());
    rig.settle();

    assertThat(tty.calls()).doesNotContain("resumeOutput");
    assertThat(tty.taken()).isEmpty();
  }

  @Test
  void anOrderBehindSuspendedBytesLosesItsPatience() {
    suspend();
    send("held");
    remote().setOutputs(Level.OFF, Level.OFF, () -> answers.add("moved"));
    rig.loop.advanceMs(LineOrders.PATIENCE_MS - 1);
    rig.settle();
    assertThat(answers).isEmpty();

    rig.loop.advanceMs(2);
    rig.loop.runUntil(() -> answers.contains("moved"));
    assertThat(tty.taken()).as("they are held all the same").isEmpty();
  }

  /** RS-485 where the driver cannot switch the transmitter. */
  @Test
  void bytesThatCallsSendAreHeldAndCountedWithoutAskingTheDriver() {
    tty.setNeedsRtsToggle(true);
    remote().setLine(line -> SLOW, "192.0.2.7:4000", took -> answers.add("set"));
    rig.loop.runUntil(() -> answers.contains("set"));
    tty.blockCalls();
    send("on its way");
    rig.loop.runUntil(() -> tty.calls().contains("sendWithRts 10"));
    List<Integer> told = new ArrayList<>();
    remote().readUnsent(told::add);
    assertThat(told).as("at once").containsExactly(10);

    remote().suspendOutput(() -> answers.add("suspended"));
    send("held");
    tty.releaseCalls();
    rig.loop.runUntil(() -> answers.contains("suspended"));
    rig.settle();
    assertThat(tty.takenText()).isEqualTo("on its way");
    assertThat(unsent()).isEqualTo(4);
    resume();
    rig.loop.runUntil(rig.port::serialReady);
    rig.settle();
    assertThat(tty.calls()).containsSubsequence("suspendOutput", "resumeOutput", "sendWithRts 4");
  }

  @Test
  void unsentIsWhatTheQueueTheDriverAndTheUartHave() {
    tty.setRoom(3);
    tty.setUnsent(3);
    send("abcdefgh");
    assertThat(unsent()).isEqualTo(8);

    tty.setRoom(Integer.MAX_VALUE);
    tty.setUnsent(0);
    rig.loop.runUntil(rig.port::serialReady);
    assertThat(unsent()).as("8 characters of 87 us each, and nobody counts a UART's").isOne();
    rig.loop.advanceMs(1);
    assertThat(unsent()).isZero();
  }

  @Test
  void bytesThatGoToTheDriverWhileItIsAskedAreNotForgotten() {
    rig.loop.advanceMs(10);
    tty.setRoom(0);
    send("abc");
    tty.blockCalls();
    List<Integer> told = new ArrayList<>();
    remote().readUnsent(told::add);
    rig.loop.runUntil(() -> tty.calls().contains("unsentBytes"));
    tty.setRoom(Integer.MAX_VALUE);
    rig.loop.runUntil(rig.port::serialReady);
    rig.loop.advanceMs(10);
    tty.releaseCalls();
    rig.loop.runUntil(() -> told.size() == 1);

    assertThat(told.getFirst()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void afterAPauseTheUartIsReckonedWithAnew() {
    send("x".repeat(100));
    suspend();
    tty.setUnsent(100);
    rig.loop.advanceMs(1_000);
    resume();
    tty.setUnsent(0);

    assertThat(unsent()).isOne();
    rig.loop.advanceMs(9);
    assertThat(unsent()).isZero();
  }

  private void setFlowCharacters(int xon, int xoff) {
    remote().setFlowCharacters(xon, xoff, () -> answers.add("flow"));
    rig.loop.runUntil(() -> answers.remove("flow"));
  }

  @Test
  void theUsualFlowCharactersAreNoReasonToWait() {
    tty.setRoom(0);
    send("held");
    remote().setFlowCharacters(0x11, 0x13, () -> answers.add("at once"));

    assertThat(answers).containsExactly("at once");
    assertThat(tty.calls()).noneMatch(call -> call.startsWith("setFlowCharacters"));
  }

  @Test
  void flowCharactersAreKeptByAnotherLineAndByADeviceThatComesBack() {
    setFlowCharacters(0x14, 0x15);
    remote().setLine(line -> SLOW, "192.0.2.7:4000", took -> answers.add(took.text()));
    rig.loop.runUntil(() -> answers.contains("1200 7E1"));
    assertThat(tty.calls()).containsSubsequence("setFlowCharacters 14 15", "setLine 1200 7E1");
    assertThat(tty.calls()).doesNotContain("setFlowCharacters 11 13");

    FaultyTty back = replug(tty);
    assertThat(back.calls()).containsSubsequence("setFlowCharacters 14 15", "setLine 1200 7E1");
  }

  @Test
  void flowCharactersEndWithTheLineThatIsConfiguredAnew() {
    setFlowCharacters(0x14, 0x15);
    rig.reconfigure(new PortSettingsBuilder().baud(9600).build());
    rig.loop.runUntil(() -> tty.calls().contains("setFlowCharacters 11 13"));
    rig.settle();

    assertThat(rig.status().effectiveLine()).isEqualTo("9600 8N1");
  }

  @Test
  void flowCharactersEndWithTheHostsLine() {
    setFlowCharacters(0x14, 0x15);
    remote().restoreLine();
    rig.settle();

    assertThat(tty.calls()).contains("setFlowCharacters 11 13");
  }

  @Test
  void flowCharactersThatTheDeviceRefusesAreGivenUp() {
    tty.failNextCall("not with me");
    setFlowCharacters(0x14, 0x15);
    rig.settle();

    assertThat(tty.calls())
        .containsSubsequence("setFlowCharacters 14 15", "setFlowCharacters 11 13");
    assertThat(rig.status().state()).isEqualTo(PortState.OPEN);
  }
}
