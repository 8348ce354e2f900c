package io.hardline.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.net.FakeConnection;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettings.DelimiterProcess;
import io.hardline.settings.PortSettings.Packing;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.tty.FaultyTty;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Packing on the way from a tty to a mode, with a clock that the test moves. */
@Timeout(60)
class PackingTest {
  private static final Packing LINES = PackerTest.delimiter("0a", DelimiterProcess.NONE);
  private static final Packing GAP = gap("", 50);

  private final QuietMode mode = new QuietMode();

  @SuppressWarnings("NullAway.Init") // by open()
  private PortRig rig;

  @SuppressWarnings("NullAway.Init") // by open()
  private FaultyTty tty;

  private static Packing gap(String delimiter, int ms) {
    return new Packing(0, delimiter, DelimiterProcess.NONE, Duration.ofMillis(ms));
  }

  private static PortSettings port(Packing packing) {
    return new PortSettingsBuilder().packing(packing).build();
  }

  private void open(Packing packing) {
    rig = new PortRig(port(packing));
    tty = rig.startOpen((s, port) -> mode);
    rig.loop.runAll();
  }

  private void feed(String text) {
    tty.feed(text);
    rig.loop.runAll();
  }

  @AfterEach
  void close() {
    tty.releaseCalls();
    rig.stop();
    rig.close();
  }

  @Test
  void withoutPackingAReadIsPassedOnAsItIs() {
    open(Packing.STANDARD);
    feed("ab");
    feed("c");

    assertThat(mode.packets).containsExactly("ab", "c");
  }

  @Test
  void aPacketIsOneCallOfTheMode() {
    open(LINES);
    feed("ab");
    feed("c\nd\ne");
    rig.loop.advanceMs(60_000);

    assertThat(mode.packets).as("without a gap in the settings").containsExactly("abc\n", "d\n");
  }

  @Test
  void aGapSendsWhatHasGatheredAndEveryByteBeginsItAnew() {
    open(GAP);
    feed("a");
    rig.loop.advanceMs(49);
    feed("b");
    rig.loop.advanceMs(49);
    assertThat(mode.packets).isEmpty();
    rig.loop.advanceMs(1);
    assertThat(mode.packets).containsExactly("ab");

    feed("c");
    rig.loop.advanceMs(50);
    assertThat(mode.packets).containsExactly("ab", "c");
  }

  @Test
  void afterAPacketThatIsWholeNoGapIsMeasured() {
    open(gap("0a", 50));
    feed("a\n");
    rig.loop.advanceMs(30);
    feed("b");
    rig.loop.advanceMs(49);
    assertThat(mode.packets).containsExactly("a\n");
    rig.loop.advanceMs(1);

    assertThat(mode.packets).containsExactly("a\n", "b");
  }

  @Test
  void thereIsNoGapWhileNothingIsRead() {
    open(GAP);
    feed("a");
    rig.port.pauseSerial();
    feed("b");
    rig.loop.advanceMs(1_000);
    assertThat(mode.packets).as("what follows lies in the kernel").isEmpty();
    rig.port.resumeSerial();
    rig.loop.runAll();
    rig.loop.advanceMs(50);

    assertThat(mode.packets).containsExactly("ab");
  }

  @Test
  void aGapThatWasInterruptedByAPauseIsMeasuredAnew() {
    open(GAP);
    feed("a");
    rig.port.pauseSerial();
    rig.loop.advanceMs(1_000);
    rig.port.resumeSerial();
    rig.loop.advanceMs(49);
    assertThat(mode.packets).isEmpty();
    rig.loop.advanceMs(1);

    assertThat(mode.packets).containsExactly("a");
  }

  @Test
  void aPauseInTheMiddleOfAReadStillDeliversThatRead() {
    open(LINES);
    mode.onPacket = data -> rig.port.pauseSerial();
    feed("a\nb\nc");
    feed("d\n");
    assertThat(mode.packets).as("bounded by one read").containsExactly("a\n", "b\n");
    mode.onPacket = data -> {};
    rig.port.resumeSerial();
    rig.loop.runAll();

    assertThat(mode.packets).containsExactly("a\n", "b\n", "cd\n");
  }

  @Test
  void aTtyThatGoesLeavesNothingBehind() {
    open(LINES);
    feed("half");
    rig.unplug(tty);

    assertThat(mode.packets).containsExactly("half");
  }

  @Test
  void aPortThatStopsSendsWhatHasGathered() {
    open(LINES);
    feed("half");
    rig.stop();

    assertThat(mode.packets).containsExactly("half");
  }

  @Test
  void packingChangesInPlaceAndWhatHadGatheredIsSent() {
    assertThat(Ports.changesInPlace(port(LINES), port(GAP))).isTrue();
    open(LINES);
    feed("half");
    rig.reconfigure(port(PackerTest.length(2)));
    feed("abc");
    rig.reconfigure(port(Packing.STANDARD));
    feed("d");

    assertThat(mode.packets).containsExactly("half", "ab", "c", "d");
  }

  @Test
  void otherSettingsLeaveWhatHasGathered() {
    open(LINES);
    feed("ha");
    rig.reconfigure(new PortSettingsBuilder().packing(LINES).alias("other").build());
    feed("lf\n");

    assertThat(mode.packets).containsExactly("half\n");
  }

  @Test
  void aCallThatHoldsTheReadingMakesNoGap() {
    open(GAP);
    feed("a");
    tty.blockCalls();
    rig.reconfigure(new PortSettingsBuilder().packing(GAP).baud(9600).build());
    rig.loop.runUntil(() -> tty.calls().contains("setLine 9600 8N1"));
    feed("b");
    rig.loop.advanceMs(100);
    assertThat(mode.packets).isEmpty();
    tty.releaseCalls();
    rig.loop.runUntil(() -> rig.status().effectiveLine().equals("9600 8N1"));
    rig.loop.advanceMs(50);

    assertThat(mode.packets).containsExactly("ab");
  }

  @Test
  void attachedTerminalsSeeBytesAtOnce() {
    open(LINES);
    FakeConnection terminal = new FakeConnection(rig.loop, "local");
    new Attachment(rig.port, terminal).begin(false);
    feed("half");

    assertThat(terminal.sentText()).isEqualTo("half");
    assertThat(mode.packets).isEmpty();
  }

  @Test
  void whenNobodyIsThereBytesAreNotPacked() {
    open(PackerTest.delimiter("0a", DelimiterProcess.STRIP));
    feed("a\nha");
    mode.somebodyIsThere = false;
    feed("lf\nb");

    assertThat(mode.packets).containsExactly("a", "ha", "lf\nb");
  }
}
