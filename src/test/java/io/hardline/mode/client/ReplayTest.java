package io.hardline.mode.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.net.Connection;
import io.hardline.net.FakeConnection;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.ModeSettings.Unrequested;
import io.hardline.settings.PortSettings.DelimiterProcess;
import io.hardline.settings.PortSettings.Packing;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.TcpServerBuilder;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was kept, on its way to clients that read, do not read, come and go. */
@Timeout(60)
class ReplayTest {
  private static final int DATA = 4001;
  private static final int KEPT = 1 << 20;

  private final byte[] kept = new byte[KEPT];

  @SuppressWarnings("NullAway.Init") // by open()
  private ServingRig rig;

  private void open(boolean ignoreJammed) {
    open(
        new TcpServerBuilder().port(DATA).max(4).ignoreJammed(ignoreJammed).build(),
        Packing.STANDARD);
  }

  private void open(ModeSettings mode, Packing packing) {
    rig =
        new ServingRig(
            new PortSettingsBuilder().buffer(KEPT, true).packing(packing).mode(mode).build());
    new Random(1).nextBytes(kept);
    rig.tty.feed(kept);
    rig.port.loop.runAll();
    assertThat(rig.port.status().keptBytes()).isEqualTo(KEPT);
  }

  @AfterEach
  void close() {
    rig.stop();
  }

  /** One that takes only so much, from its first byte on. */
  private FakeConnection connect(int room) {
    FakeConnection client = rig.listeners.connect(DATA);
    client.setRoom(room);
    rig.port.loop.runAll();
    return client;
  }

  private String andThen(String text) {
    return new String(kept, ISO_8859_1) + text;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClientThatReadsSlowlyGetsAllOfItAndThenWhatIsNew(boolean ignoreJammed) {
    open(ignoreJammed);
    FakeConnection client = connect(0);
    rig.device("new");
    assertThat(client.backlogBytes()).isBetween(1, Connection.BACKLOG_LIMIT_BYTES);
    client.setRoom(Integer.MAX_VALUE);
    rig.port.loop.runAll();

    assertThat(client.sentText()).isEqualTo(andThen("new"));
    assertThat(rig.port.counters().skippedBytes()).isZero();
    assertThat(rig.port.status().keptBytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoComesInTheMiddleGetsOnlyWhatIsNew(boolean ignoreJammed) {
    open(ignoreJammed);
    FakeConnection first = connect(0);
    FakeConnection second = connect(Integer.MAX_VALUE);
    first.setRoom(Integer.MAX_VALUE);
    rig.device("new");

    assertThat(second.sentText()).isEqualTo("new");
    assertThat(first.sentText()).endsWith("new");
  }

  @Test
  void whereJammedClientsAreSkippedNobodyElseWaitsForAReplay() {
    open(true);
    FakeConnection jammed = connect(0);
    FakeConnection other = connect(Integer.MAX_VALUE);
    rig.device("new");

    assertThat(other.sentText()).isEqualTo("new");
    assertThat(jammed.backlogBytes()).isEqualTo(Connection.BACKLOG_LIMIT_BYTES);
    assertThat(rig.port.counters().skippedBytes())
        .isEqualTo(KEPT + 3 - Connection.BACKLOG_LIMIT_BYTES);
  }

  @Test
  void whenTheFirstGoesTheRestIsForWhoIsThere() {
    open(false);
    FakeConnection first = connect(0);
    FakeConnection second = connect(Integer.MAX_VALUE);
    int taken = first.backlogBytes();
    first.vanishes("gone");
    rig.port.loop.runAll();

    assertThat(second.sentText()).isEqualTo(andThen("").substring(taken));
  }

  @Test
  void whenAllGoTheRestIsForTheNext() {
    open(false);
    FakeConnection first = connect(0);
    int taken = first.backlogBytes();
    first.vanishes("gone");
    rig.port.loop.runAll();
    assertThat(rig.port.status().keptBytes()).isEqualTo(KEPT - taken);
    rig.device("new");

    assertThat(connect(Integer.MAX_VALUE).sentText()).isEqualTo(andThen("new").substring(taken));
  }

  @Test
  void whereJammedClientsAreSkippedNobodyWaitsForTheEndOfAReplay() {
    open(true);
    FakeConnection jammed = connect(KEPT - 1);
    assertThat(jammed.backlogBytes()).isEqualTo(1);
    assertThat(rig.port.status().keptBytes()).isZero();
    rig.device("new");

    assertThat(jammed.backlogBytes()).as("the tty is read").isEqualTo(4);
  }

  @Test
  void whatWasKeptStaysWhenItsClientGoesThatAwaitsAResponse() {
    open(
        new TcpServerBuilder()
            .port(DATA)
            .inTurn(Duration.ofMillis(400), Unrequested.DISCARD)
            .build(),
        Packing.STANDARD);
    FakeConnection first = connect(0);
    int taken = first.backlogBytes();
    rig.send(first, "q");
    rig.port.loop.advanceMs(Turns.REQUEST_PAUSE_MS);
    assertThat(rig.tty.takenText()).isEqualTo("q");
    first.vanishes("gone");
    rig.port.loop.runAll();

    assertThat(rig.port.status().keptBytes()).isEqualTo(KEPT - taken);
    assertThat(rig.port.counters().fromSerialDiscardedBytes()).isZero();
  }

  @Test
  void ofPacketsFewWaitForAClientThatDoesNotRead() {
    Packing tens = new Packing(10, "", DelimiterProcess.NONE, Duration.ZERO);
    open(new TcpServerBuilder().port(DATA).build(), tens);

    assertThat(connect(0).backlogBytes()).isBetween(1, 4 * 1024);
  }
}
