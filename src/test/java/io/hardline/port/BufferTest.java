package io.hardline.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.EpollLoop;
import io.hardline.net.Connection;
import io.hardline.net.FakeConnection;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettings.DelimiterProcess;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.tty.FaultyTty;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a port keeps while nobody is connected, and who gets it. */
@Timeout(60)
class BufferTest {
  private final QuietMode mode = new QuietMode();

  @SuppressWarnings("NullAway.Init") // by open()
  private PortRig rig;

  @SuppressWarnings("NullAway.Init") // by open()
  private FaultyTty tty;

  private static PortSettings port(int size, boolean replay) {
    return new PortSettingsBuilder().buffer(size, replay).build();
  }

  private void open(PortSettings settings) {
    rig = new PortRig(settings);
    tty = rig.startOpen((s, port) -> mode);
    rig.loop.runAll();
    everybodyGoes();
  }

  private void everybodyGoes() {
    mode.somebodyIsThere = false;
    mode.onPacket = rig.port::nobodyTakes;
  }

  private void somebodyComes() {
    mode.somebodyIsThere = true;
    mode.onPacket = data -> {};
    mode.packets.clear();
    mode.text.setLength(0);
    rig.port.somebodyCame();
  }

  private void feed(String text) {
    tty.feed(text);
    rig.loop.runAll();
  }

  private static String random(int count) {
    StringBuilder text = new StringBuilder();
    new Random(count).ints(count, 'a', 'z').forEach(c -> text.append((char) c));
    return text.toString();
  }

  @AfterEach
  void close() {
    rig.stop();
    rig.close();
  }

  @Test
  void withoutABufferNothingIsKept() {
    open(port(0, false));
    feed("lost");
    somebodyComes();
    feed("live");

    assertThat(mode.text).hasToString("live");
    assertThat(rig.counters().fromSerialDiscardedBytes()).isEqualTo(4);
  }

  @Test
  void theNextClientGetsWhatWasKeptBeforeWhatIsNew() {
    open(port(1_000, true));
    feed("kept");
    assertThat(rig.status().keptBytes()).isEqualTo(4);
    somebodyComes();
    assertThat(mode.text).as("not before it was greeted").isEmpty();
    feed("live");

    assertThat(mode.text).hasToString("keptlive");
    assertThat(rig.status().keptBytes()).isZero();
    assertThat(rig.counters().fromSerialDiscardedBytes()).isZero();
  }

  @Test
  void itIsGivenOnce() {
    open(port(1_000, true));
    feed("kept");
    somebodyComes();
    rig.loop.runAll();
    everybodyGoes();
    somebodyComes();
    rig.loop.runAll();

    assertThat(mode.text).isEmpty();
  }

  @Test
  void withoutReplayItStaysAndNobodyGetsIt() {
    open(port(1_000, false));
    feed("kept");
    somebodyComes();
    feed("live");
    everybodyGoes();
    feed("more");

    assertThat(mode.text).hasToString("live");
    assertThat(rig.status().keptBytes()).isEqualTo(8);
  }

  @Test
  void itSurvivesTheTty() {
    open(port(1_000, true));
    feed("kept");
    rig.unplug(tty);
    FaultyTty back = rig.plug();
    rig.loop.advanceMs(TtyKeeper.RETRY_MS);
    rig.loop.runUntil(back::isAttached);
    back.feed("again");
    rig.loop.runAll();
    somebodyComes();
    rig.loop.runAll();

    assertThat(mode.text).hasToString("keptagain");
  }

  @Test
  void itsSizeChangesInPlace() {
    open(port(1_000, true));
    assertThat(Ports.changesInPlace(port(1_000, true), port(3, true))).isTrue();
    feed("abcdef");
    rig.reconfigure(port(3, true));
    somebodyComes();
    rig.loop.runAll();

    assertThat(mode.text).hasToString("def");
    assertThat(rig.counters().fromSerialDiscardedBytes()).isEqualTo(3);
  }

  @Test
  void itGoesNoFasterThanTheClientReadsAndNothingOvertakesIt() {
    int count = 20 * EpollLoop.SCRATCH_BYTES;
    open(port(2 * count, true));
    String old = random(count);
    feed(old);
    somebodyComes();
    mode.onPacket = data -> rig.port.pauseSerial();
    rig.loop.runAll();
    assertThat(mode.text.length()).as("one piece").isEqualTo(EpollLoop.SCRATCH_BYTES);
    feed("new");
    rig.loop.advanceMs(1_000);
    assertThat(mode.packets).hasSize(1);

    mode.onPacket = data -> {};
    rig.port.resumeSerial();
    rig.loop.runAll();
    assertThat(mode.text).hasToString(old + "new");
  }

  @Test
  void itLeavesOtherPortsTheirTurn() {
    int turn = SerialToNetwork.READS_PER_TURN * EpollLoop.SCRATCH_BYTES;
    open(port(3 * turn, true));
    feed(random(2 * turn));
    somebodyComes();
    rig.loop.soon(() -> assertThat(mode.text).hasSize(turn));
    rig.loop.runAll();

    assertThat(mode.text).hasSize(2 * turn);
  }

  @Test
  void theRestStaysWhenTheClientGoesInBetween() {
    int piece = EpollLoop.SCRATCH_BYTES;
    open(port(10 * piece, true));
    feed(random(2 * piece));
    somebodyComes();
    mode.onPacket = data -> rig.port.pauseSerial();
    rig.loop.runAll();
    everybodyGoes();
    rig.port.resumeSerial();
    rig.loop.runAll();
    assertThat(rig.status().keptBytes()).isEqualTo(piece);
    feed("new");
    somebodyComes();
    rig.loop.runAll();

    assertThat(mode.text).hasToString(random(2 * piece).substring(piece) + "new");
  }

  @Test
  void whoComesAndGoesAtOnceTakesNothingAway() {
    open(port(1_000, true));
    feed("kept");
    somebodyComes();
    everybodyGoes();
    feed("more");
    somebodyComes();
    rig.loop.runAll();

    assertThat(mode.text).hasToString("keptmore");
  }

  // --- with packing ---

  @Test
  void whatIsKeptIsNotPackedAndWhatIsSentIs() {
    PortSettings lines =
        new PortSettingsBuilder()
            .buffer(1_000, true)
            .packing(PackerTest.delimiter("0a", DelimiterProcess.STRIP))
            .build();
    open(lines);
    feed("a\nb\nhal");
    assertThat(rig.status().keptBytes()).isEqualTo(7);
    somebodyComes();
    feed("f\nc");

    assertThat(mode.packets).containsExactly("a", "b", "half");
  }

  @Test
  void aPacketThatWasNotWholeIsNotForWhoComesLater() {
    open(
        new PortSettingsBuilder()
            .packing(PackerTest.delimiter("0a", DelimiterProcess.NONE))
            .build());
    somebodyComes();
    feed("ha");
    everybodyGoes();
    somebodyComes();
    feed("lf\n");

    assertThat(mode.packets).containsExactly("lf\n");
    assertThat(rig.counters().fromSerialDiscardedBytes()).isEqualTo(2);
  }

  @Test
  void halfAPacketOfAReplayThatWasBrokenOffIsInTheWrongPlaceNowhere() {
    int piece = Replay.PACKED_PIECE_BYTES;
    open(
        new PortSettingsBuilder()
            .buffer(10 * piece, true)
            .packing(PackerTest.length(1_000))
            .build());
    String old = random(2 * piece);
    feed(old);
    somebodyComes();
    mode.onPacket = data -> rig.port.pauseSerial();
    rig.loop.runAll();
    everybodyGoes();
    rig.port.resumeSerial();
    rig.loop.runAll();
    somebodyComes();
    rig.loop.runAll();

    assertThat(mode.text).hasToString(old.substring(piece, piece + piece / 1_000 * 1_000));
  }

  // --- attached terminals ---

  private FakeConnection attach(int room) {
    FakeConnection terminal = new FakeConnection(rig.loop, "local");
    terminal.setRoom(room);
    rig.loop.runAll();
    new Attachment(rig.port, terminal).begin(true);
    return terminal;
  }

  @Test
  void aTerminalMaySeeFirstWhatWasKeptAndTakesNothingAway() {
    open(port(1_000, false));
    feed("kept ");
    FakeConnection terminal = attach(Integer.MAX_VALUE);
    feed("live");

    assertThat(terminal.sentText()).isEqualTo("kept live");
    assertThat(rig.status().keptBytes()).isEqualTo(9);
  }

  @Test
  void whatComesWhileOlderBytesAreShownComesAfterThem() {
    open(port(1_000_000, false));
    String old = random(500_000);
    feed(old);
    FakeConnection terminal = attach(0);
    feed("live");
    assertThat(terminal.backlogBytes()).isBetween(1, Connection.BACKLOG_LIMIT_BYTES);
    terminal.setRoom(Integer.MAX_VALUE);
    rig.loop.runAll();

    assertThat(terminal.sentText()).isEqualTo(old + "live");
    assertThat(rig.counters().skippedBytes()).isZero();
    feed("later");
    assertThat(terminal.sentText()).isEqualTo("later");
  }

  @Test
  void aTerminalThatDoesNotReadMissesAndHoldsNobodyUp() {
    open(port(100_000, false));
    feed(random(100_000));
    FakeConnection terminal = attach(0);
    feed(random(Attachment.NEWER_LIMIT_BYTES));
    feed(random(40_000));
    assertThat(rig.counters().skippedBytes()).as("newer").isEqualTo(40_000);
    assertThat(rig.status().keptBytes()).isEqualTo(100_000);
    terminal.setRoom(Integer.MAX_VALUE);
    rig.loop.runAll();

    int piece = EpollLoop.SCRATCH_BYTES;
    assertThat(terminal.sent()).hasSize(piece + Attachment.NEWER_LIMIT_BYTES);
    assertThat(rig.counters().skippedBytes())
        .as("older ones made room")
        .isEqualTo(40_000 + 100_000 - piece);
  }

  @Test
  void aTerminalThatGoesInBetweenLeavesNothing() {
    open(port(1_000_000, false));
    feed(random(500_000));
    FakeConnection terminal = attach(0);
    feed("live");
    terminal.vanishes("gone");
    rig.loop.runAll();
    feed("more");

    assertThat(terminal.isOpen()).isFalse();
    assertThat(rig.status().keptBytes()).isEqualTo(500_008);
  }
}
