package io.hardline.mode.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.net.FakeConnection;
import io.hardline.settings.ModeSettings.Unrequested;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettings.DelimiterProcess;
import io.hardline.settings.PortSettings.Packing;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.TcpServerBuilder;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Taking turns with packing, at its limits, and when the settings change. */
@Timeout(60)
class TurnsSettingsTest {
  private static final int DATA = 4001;
  private static final int OBSERVE = 4101;
  private static final int LIMIT_MS = 400;

  /** At 115200 baud four characters take less than a millisecond. */
  private static final int SILENCE_MS = Turns.RESPONSE_SILENCE_MS + 1;

  private static final int PAUSE_MS = Turns.REQUEST_PAUSE_MS;

  @SuppressWarnings("NullAway.Init") // by open()
  private ServingRig rig;

  private static TcpServerBuilder turns(Unrequested unrequested) {
    return places().inTurn(Duration.ofMillis(LIMIT_MS), unrequested);
  }

  private static TcpServerBuilder places() {
    return new TcpServerBuilder().port(DATA).observerPort(OBSERVE).max(4);
  }

  private static Packing lines() {
    return new Packing(0, "0a", DelimiterProcess.NONE, Duration.ZERO);
  }

  private void open(TcpServerBuilder server) {
    open(new PortSettingsBuilder().mode(server.build()).build());
  }

  private void open(PortSettings settings) {
    rig = new ServingRig(settings);
  }

  private FakeConnection connect() {
    return rig.connect(DATA);
  }

  /** A whole request: the client pauses after it. */
  private void request(FakeConnection from, String text) {
    rig.send(from, text);
    rig.port.loop.advanceMs(PAUSE_MS);
  }

  private void silence() {
    rig.port.loop.advanceMs(SILENCE_MS);
  }

  private String atDevice() {
    return rig.tty.takenText();
  }

  @AfterEach
  void close() {
    rig.stop();
  }

  @Test
  void aPacketIsAResponse() {
    open(
        new PortSettingsBuilder()
            .packing(lines())
            .mode(turns(Unrequested.DISCARD).build())
            .build());
    FakeConnection first = connect();
    FakeConnection second = connect();
    rig.send(first, "q1\nq3\n");
    rig.send(second, "q");
    rig.send(second, "2\n");
    assertThat(atDevice()).isEqualTo("q1\n");
    rig.device("a1");
    assertThat(first.sentText()).isEmpty();
    rig.device("\n");
    assertThat(atDevice()).as("at once").isEqualTo("q2\n");
    rig.device("a2\n");
    assertThat(atDevice()).isEqualTo("q3\n");
    rig.device("a3\nmore\n");

    assertThat(first.sentText()).isEqualTo("a1\na3\n");
    assertThat(second.sentText()).isEqualTo("a2\n");
    assertThat(rig.port.counters().fromSerialDiscardedBytes()).isEqualTo(5);
  }

  @Test
  void withADelimiterAPauseEndsNoRequest() {
    open(
        new PortSettingsBuilder()
            .packing(lines())
            .mode(turns(Unrequested.DISCARD).build())
            .build());
    FakeConnection client = connect();
    request(client, "typed ");
    rig.port.loop.advanceMs(60_000);
    request(client, "slowly\n");

    assertThat(atDevice()).isEqualTo("typed slowly\n");
  }

  @Test
  void forceTransmitIsThePauseBothWays() {
    open(
        new PortSettingsBuilder()
            .packing(new Packing(0, "", DelimiterProcess.NONE, Duration.ofMillis(100)))
            .mode(turns(Unrequested.DISCARD).build())
            .build());
    FakeConnection client = connect();
    rig.send(client, "q");
    rig.port.loop.advanceMs(99);
    rig.send(client, "1");
    rig.port.loop.advanceMs(99);
    assertThat(atDevice()).isEmpty();
    rig.port.loop.advanceMs(1);
    assertThat(atDevice()).isEqualTo("q1");
    rig.device("a1");
    request(client, "q2");
    rig.port.loop.advanceMs(94);
    assertThat(client.sentText()).isEmpty();
    rig.port.loop.advanceMs(1);

    assertThat(client.sentText()).isEqualTo("a1");
  }

  // --- limits, and changes in place ---

  @Test
  void aClientWithEnoughStoredIsNotReadUntilSomeOfItIsSent() {
    open(turns(Unrequested.DISCARD));
    FakeConnection first = connect();
    FakeConnection many = connect();
    request(first, "q1");
    many.feed(new byte[Requests.LIMIT_BYTES + 1]);
    rig.port.loop.runAll();
    assertThat(many.isPaused()).isTrue();
    assertThat(many.unreadBytes()).isPositive();
    assertThat(first.isPaused()).as("the others are read").isFalse();
    rig.port.loop.advanceMs(60_000);

    assertThat(atDevice()).hasSize(2 + Requests.LIMIT_BYTES + 1);
    assertThat(many.isPaused()).isFalse();
    assertThat(rig.port.counters().toSerialDiscardedBytes()).isZero();
  }

  @Test
  void aClientWithEnoughRequestsIsNotReadEither() {
    open(places().inTurn(Duration.ZERO, Unrequested.DISCARD));
    FakeConnection client = connect();
    request(client, "first");
    for (int i = 0; i < Requests.MAX_PAUSES; i++) {
      assertThat(client.isPaused()).isFalse();
      request(client, "q");
    }
    assertThat(client.isPaused()).isTrue();
    rig.device("a");
    silence();

    assertThat(client.isPaused()).isFalse();
  }

  @Test
  void turnsBeginInPlace() {
    open(places());
    FakeConnection first = connect();
    FakeConnection second = connect();
    rig.send(first, "at once");
    assertThat(atDevice()).isEqualTo("at once");
    rig.port.reconfigure(
        new PortSettingsBuilder().mode(turns(Unrequested.DISCARD).build()).build());
    request(first, "q1");
    request(second, "q2");

    assertThat(atDevice()).isEqualTo("q1");
    assertThat(first.isOpen()).isTrue();
  }

  @Test
  void turnsEndInPlaceAndWhatIsStoredIsSent() {
    open(turns(Unrequested.DISCARD));
    FakeConnection first = connect();
    FakeConnection second = connect();
    request(first, "q1");
    request(second, "q2");
    rig.send(first, "q3");
    rig.tty.setRoom(4);
    rig.port.reconfigure(new PortSettingsBuilder().mode(places().build()).build());
    rig.port.loop.runAll();
    rig.send(second, "q4");
    rig.tty.setRoom(100);
    rig.port.loop.runAll();
    assertThat(atDevice()).isEqualTo("q1q2q3q4");
    rig.device("all");

    assertThat(first.sentText() + second.sentText()).isEqualTo("allall");
    assertThat(first.isPaused() || second.isPaused()).isFalse();
  }

  @Test
  void anotherDelimiterCountsFromNowOn() {
    open(
        new PortSettingsBuilder()
            .packing(lines())
            .mode(turns(Unrequested.DISCARD).build())
            .build());
    FakeConnection client = connect();
    rig.send(client, "a;b\n");
    assertThat(atDevice()).isEqualTo("a;b\n");
    rig.device("\n");
    rig.send(client, "c;d");
    Packing semicolons = new Packing(0, "3b", DelimiterProcess.NONE, Duration.ZERO);
    rig.port.reconfigure(
        new PortSettingsBuilder()
            .packing(semicolons)
            .mode(turns(Unrequested.DISCARD).build())
            .build());
    rig.port.loop.runAll();

    assertThat(atDevice()).isEqualTo("c;");
  }

  @Test
  void turnsThatBeginAgainWhileTheTtyTakesNothingHoldNobody() {
    open(turns(Unrequested.DISCARD));
    FakeConnection client = connect();
    rig.tty.setRoom(0);
    request(client, "q1");
    rig.send(client, "q2");
    rig.port.reconfigure(new PortSettingsBuilder().mode(places().build()).build());
    rig.port.reconfigure(
        new PortSettingsBuilder().mode(turns(Unrequested.DISCARD).build()).build());
    rig.port.loop.runAll();
    assertThat(client.isPaused()).isFalse();
  }
}
