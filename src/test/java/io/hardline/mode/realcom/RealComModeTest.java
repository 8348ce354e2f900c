package io.hardline.mode.realcom;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.mode.ServingModeContract;
import io.hardline.mode.command.CommandPort;
import io.hardline.net.FakeConnection;
import io.hardline.net.Listener;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.ModeSettings.Level;
import io.hardline.settings.ModeSettings.Unrequested;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.RealComBuilder;
import io.hardline.tty.FaultyTty;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Data, places and listeners; commands have tests of their own. */
public class RealComModeTest extends ServingModeContract {
  private static final int DATA = 950;
  private static final int COMMAND = 966;

  @SuppressWarnings("NullAway.Init") // by start()
  private Mode mode;

  @Override
  protected ModeSettings settings(boolean ignoreJammedClient) {
    return new RealComBuilder().max(2).ignoreJammed(ignoreJammedClient).build();
  }

  @Override
  protected Mode start(PortSettings settings, Port port, Listener.Opener opener) {
    mode = new RealComMode(settings, port, opener);
    return mode;
  }

  private static PortSettings with(RealComBuilder realCom) {
    return new PortSettingsBuilder().mode(realCom.build()).build();
  }

  @Override
  protected FakeConnection connect() {
    return listeners.connect(DATA);
  }

  /** A host that gives no commands. */
  private FakeConnection data(String peer) {
    FakeConnection connection = listeners.connect(DATA, peer);
    rig.loop.runAll();
    return connection;
  }

  private FakeConnection command(String peer) {
    FakeConnection connection = listeners.connect(COMMAND, peer);
    rig.loop.runAll();
    return connection;
  }

  /** A driver, with commands first; answers its data connection. */
  private FakeConnection host(String address) {
    command(address + ":51033");
    return data(address + ":51034");
  }

  private void assertListens() {
    assertThat(listening()).containsExactlyInAnyOrder("* 950", "* 966");
  }

  private void send(FakeConnection host, String text) {
    host.feed(text);
    rig.loop.runAll();
  }

  @Test
  void itListensForDataAndForCommandsWhereTheDriverExpectsIt() {
    open(with(new RealComBuilder()));

    assertListens();
    assertThat(rig.status().listening()).containsExactly(DATA, COMMAND);
    assertThat(rig.status().mode()).isEqualTo("real-com");
    assertThat(rig.status().trouble()).isEmpty();
    assertThat(rig.events.taken())
        .contains(
            "info port 1: listening on TCP 950 of *", "info port 1: listening on TCP 966 of *");
  }

  @Test
  void itListensOnTheNumbersOfTheSettings() {
    open(with(new RealComBuilder().ports(9950, 9966)));

    assertThat(listening()).containsExactly("* 9950", "* 9966");
  }

  @Test
  void rule09WhoComesToAPortThatIsTakenFindsNobodyThereUntilItIsFree() {
    open(with(new RealComBuilder()));
    rig.events.taken();
    FakeConnection host = host("192.0.2.7");
    assertThat(listening()).isEmpty();
    assertThat(rig.status().listening()).isEmpty();
    assertThat(rig.status().clients()).hasSize(1);
    assertThat(rig.status().trouble())
        .isEqualTo("in use: nothing listens on TCP 950 and TCP 966 until a client goes");

    host.ends();
    rig.loop.runAll();
    assertListens();
    assertThat(rig.status().trouble()).isEmpty();
    assertThat(rig.events.taken())
        .as("nothing is said of listening")
        .containsExactly(
            "info port 1: client 192.0.2.7:51034 connected",
            "info port 1: client 192.0.2.7:51034 gone: closed by the client");
  }

  @Test
  void rule09ThePlaceOfWhoeverHasEndedIsFreeAtOnceForADriverThatOpensAgain() {
    open(with(new RealComBuilder()));
    for (int i = 0; i < 5; i++) {
      FakeConnection host = data("192.0.2.7:" + (51_000 + i));
      send(host, "opened " + i);
      host.ends();
      rig.loop.runAll();

      assertThat(host.isOpen()).isFalse();
      assertThat(tty.takenText()).isEqualTo("opened " + i);
    }
    assertThat(rig.status().clients()).isEmpty();
  }

  @Test
  void rule09AllPlacesOfSeveralHosts() {
    open(with(new RealComBuilder().max(3)));
    host("192.0.2.7");
    FakeConnection second = host("192.0.2.8");
    assertListens();
    host("192.0.2.9");
    assertThat(listening()).isEmpty();

    second.vanishes("the peer no longer answers (ETIMEDOUT)");
    rig.loop.runAll();
    assertListens();
  }

  /** Nothing is known of drivers that are not Linux's. */
  @Test
  void whoOpensItsDataConnectionFirstGetsItsCommandsIn() {
    open(with(new RealComBuilder()));
    data("192.0.2.7:1");
    assertThat(listening()).containsExactly("* 966");
    FakeConnection commands = command("192.0.2.7:2");

    assertThat(commands.isOpen()).isTrue();
    assertThat(listening()).isEmpty();
    rig.loop.advanceMs(CommandPort.COMMANDS_MAY_FOLLOW_MS);
    assertThat(commands.isOpen()).isTrue();
  }

  @Test
  void whoGivesNoCommandsIsWaitedForOnlySoLong() {
    open(with(new RealComBuilder()));
    data("192.0.2.7:1");
    rig.loop.advanceMs(CommandPort.COMMANDS_MAY_FOLLOW_MS - 1);
    assertThat(listening()).containsExactly("* 966");
    rig.loop.advanceMs(1);
    assertThat(listening()).isEmpty();
  }

  @Test
  void aStrangersCommandsAreSaidAlsoWhileThoseOfTheOwnerAreAwaited() {
    open(with(new RealComBuilder()));
    FakeConnection early = command("192.0.2.8:1");
    data("192.0.2.7:1");
    FakeConnection late = command("192.0.2.9:1");
    early.feed((byte) 0x21, (byte) 0);
    late.feed((byte) 0x21, (byte) 0);
    rig.loop.advanceMs(1_000);
    rig.settle();

    assertThat(early.isOpen()).isFalse();
    assertThat(late.isOpen()).isFalse();
    assertThat(tty.calls()).doesNotContain("startBreak");
    assertThat(rig.counters().commandsRefused()).isEqualTo(2);
    assertThat(rig.events.taken())
        .anyMatch(event -> event.contains("commands from 192.0.2.8:1 refused"))
        .anyMatch(event -> event.contains("commands from 192.0.2.9:1 refused"));
  }

  @Test
  void twoConnectionsOfAHostCloseTogether() {
    open(with(new RealComBuilder()));
    FakeConnection commands = command("192.0.2.7:1");
    FakeConnection bytes = data("192.0.2.7:2");
    bytes.feed("last");
    commands.ends();
    rig.loop.runAll();
    assertThat(bytes.isOpen()).isFalse();
    assertThat(tty.takenText()).isEqualTo("last");

    commands = command("192.0.2.7:3");
    bytes = data("192.0.2.7:4");
    bytes.ends();
    rig.loop.runAll();
    assertThat(commands.isOpen()).isFalse();
    assertListens();
  }

  @Test
  void aHostWhoseCommandsEndWhileTheDeviceIsBusyHasSentAllItSent() {
    open(with(new RealComBuilder()));
    FakeConnection commands = command("192.0.2.7:1");
    FakeConnection bytes = data("192.0.2.7:2");
    tty.setRoom(0);
    send(bytes, "first ");
    bytes.feed("last");
    commands.ends();
    rig.loop.runAll();
    assertListens();

    tty.setRoom(100);
    rig.loop.runAll();
    assertThat(tty.takenText()).isEqualTo("first last");
  }

  @Test
  void rule09MorePlacesOrFewerCountAtOnce() {
    open(with(new RealComBuilder()));
    FakeConnection first = host("192.0.2.7");
    rig.reconfigure(with(new RealComBuilder().max(2)));
    rig.loop.runAll();
    assertListens();
    FakeConnection second = host("192.0.2.8");
    assertThat(listening()).isEmpty();

    rig.reconfigure(with(new RealComBuilder()));
    rig.loop.runAll();
    assertThat(first.isOpen()).isTrue();
    assertThat(second.isOpen()).as("nobody is disconnected").isTrue();
    first.ends();
    rig.loop.runAll();
    assertThat(listening()).as("the one place is still taken").isEmpty();
    second.ends();
    rig.loop.runAll();
    assertListens();
  }

  @Test
  void rule08APortIsListedAsListeningOnlyWhileNoHostIsThere() {
    open(with(new RealComBuilder().max(2)));
    assertThat(mode.sockets())
        .hasSize(2)
        .allMatch(socket -> socket.isListening())
        .extracting(socket -> socket.local().getPort())
        .containsExactly(DATA, COMMAND);

    FakeConnection host = host("192.0.2.7");
    assertThat(listening()).as("there is a place left").hasSize(2);
    assertThat(mode.sockets()).noneMatch(socket -> socket.isListening());
    assertThat(mode.sockets())
        .extracting(socket -> String.valueOf(socket.remote()))
        .containsExactly("/192.0.2.7:51034", "/192.0.2.7:51033");

    host.ends();
    rig.loop.runAll();
    assertThat(mode.sockets()).hasSize(2).allMatch(socket -> socket.isListening());
  }

  @Test
  void whatAHostSentBeforeItWentReachesTheDeviceAlthoughItsPlaceIsFreeAtOnce() {
    open(with(new RealComBuilder()));
    FakeConnection host = data("192.0.2.7:1");
    tty.setRoom(0);
    send(host, "first ");
    assertThat(host.isPaused()).isTrue();
    host.feed("last");
    host.hangsUp();
    rig.loop.runAll();
    assertThat(host.isOpen()).isFalse();
    assertListens();

    FakeConnection next = data("192.0.2.7:2");
    next.feed(" next");
    tty.setRoom(100);
    rig.loop.runAll();
    assertThat(tty.takenText()).isEqualTo("first last next");
    assertThat(rig.counters().toSerialDiscardedBytes()).isZero();
  }

  @Test
  void theLineStaysAsAHostHasSetItAndGoesWithNewSettings() {
    open(with(new RealComBuilder()));
    FakeConnection host = data("192.0.2.7:1");
    rig.port
        .remote()
        .setLine(
            line -> line.withFraming(9600, line.dataBits(), line.parity(), line.stopBits()),
            host.peer(),
            line -> {});
    rig.loop.runUntil(() -> tty.calls().contains("setLine 9600 8N1"));
    host.ends();
    rig.loop.runAll();
    assertThat(rig.status().effectiveLine()).isEqualTo("9600 8N1");

    rig.reconfigure(new PortSettingsBuilder().baud(4800).mode(settings(false)).build());
    rig.loop.runUntil(() -> rig.status().effectiveLine().equals("4800 8N1"));
  }

  @Test
  void controlLinesAfterTheLastHostHasGone() {
    open(with(new RealComBuilder().max(2).onLastClientGone(Level.OFF, Level.KEEP)));
    FakeConnection first = data("192.0.2.7:1");
    FakeConnection second = data("192.0.2.8:1");
    first.ends();
    rig.loop.runAll();
    rig.settle();
    assertThat(tty.calls()).noneMatch(call -> call.startsWith("setOutputs"));

    second.ends();
    rig.loop.runUntil(() -> tty.calls().stream().anyMatch(c -> c.startsWith("setOutputs")));
  }

  @Test
  void hostsTakeTurnsWhenTheSettingsSaySo() {
    open(
        new PortSettingsBuilder()
            .packing(
                new PortSettings.Packing(
                    0, "0d", PortSettings.DelimiterProcess.NONE, Duration.ZERO))
            .mode(
                new RealComBuilder()
                    .max(2)
                    .inTurn(Duration.ofSeconds(1), Unrequested.DISCARD)
                    .build())
            .build());
    FakeConnection first = data("192.0.2.7:1");
    FakeConnection second = data("192.0.2.8:1");
    first.feed("one?\r");
    second.feed("two?\r");
    rig.loop.runAll();
    assertThat(tty.takenText()).isEqualTo("one?\r");
    tty.feed("one!\r");
    rig.loop.runAll();

    assertThat(tty.takenText()).isEqualTo("two?\r");
    assertThat(first.sentText()).isEqualTo("one!\r");
    assertThat(second.sentText()).isEmpty();
  }

  @Test
  void aNewAliveCheckHoldsForHostsThatAreThereAndForThoseToCome() {
    open(with(new RealComBuilder().max(2)));
    FakeConnection host = data("192.0.2.7:1");
    rig.reconfigure(with(new RealComBuilder().max(2).aliveCheck(Duration.ofSeconds(7))));

    assertThat(host.aliveCheck()).isEqualTo(7_000);
    assertThat(listeners.aliveCheckMs()).isEqualTo(7_000);
  }

  @Test
  void aPortInUseThatLosesItsTtyListensAgainOnlyWithIt() {
    open(
        new PortSettingsBuilder()
            .whenAbsent(PortSettings.WhenAbsent.REFUSE_CLIENTS)
            .mode(new RealComBuilder().build())
            .build());
    FakeConnection host = data("192.0.2.7:1");
    rig.unplug(tty);
    assertThat(host.isOpen()).isFalse();
    assertThat(listening()).isEmpty();
    assertThat(rig.status().trouble()).isEmpty();

    FaultyTty back = rig.plug();
    rig.loop.advanceMs(1_000);
    rig.loop.runUntil(back::isAttached);
    rig.loop.runAll();
    assertListens();
    assertThat(data("192.0.2.7:2").isOpen()).isTrue();
  }
}
