package io.hardline.mode.redundant;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.net.FakeConnection;
import io.hardline.net.FakeListeners;
import io.hardline.port.PortRig;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.RealComModes.RedundantCom;
import io.hardline.settings.RedundantComBuilder;
import io.hardline.tty.FaultyTty;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who does not belong to a session is told nothing and gets nowhere (ADV-001). */
class StrangersTest {
  private final FakeListeners listeners = new FakeListeners();
  private final PortRig rig =
      new PortRig(new PortSettingsBuilder().mode(new RedundantComBuilder().max(2).build()).build());
  private final FaultyTty tty =
      rig.startOpen((settings, port) ->
          new RedundantComMode(settings, (RedundantCom) settings.mode(), port, listeners));
  private int ports = 1;

  @AfterEach
  void close() {
    rig.stop();
    rig.close();
  }

  private FakeHost host(String... addresses) {
    rig.loop.runAll();
    return new FakeHost(rig.loop, listeners::connect, addresses).opens();
  }

  private FakeConnection stranger(int port, String address) {
    rig.loop.runAll();
    FakeConnection stranger = listeners.connect(port, address + ":" + ports++);
    rig.loop.runAll();
    return stranger;
  }

  private void answers(FakeConnection stranger) {
    stranger.feed(stranger.sent());
    rig.loop.runAll();
  }

  /** Both sockets of a path, synced. */
  private FakeConnection path(String address) {
    FakeConnection command = stranger(966, address);
    FakeConnection data = stranger(950, address);
    answers(data);
    answers(command);
    data.sent();
    return data;
  }

  private void assertRefused(FakeConnection stranger, String why) {
    assertThat(stranger.isOpen()).isFalse();
    assertThat(rig.events.taken()).anyMatch(e -> e.endsWith(" " + why) && e.contains("refused"));
    assertThat(rig.counters().clientsRefused()).isPositive();
  }

  @Test
  void theSyncIsAsThePagesSay() {
    FakeConnection first = stranger(950, "192.0.2.7");
    assertThat(HexFormat.of().formatHex(first.sent())).isEqualTo("efbe010c0001000000000c00");
    FakeConnection second = stranger(966, "192.0.2.7");
    assertThat(HexFormat.of().formatHex(second.sent())).isEqualTo("efbe010c0001000000000c00");
  }

  private void assertCommandsRefused(FakeConnection stranger) {
    assertThat(stranger.isOpen()).isFalse();
    assertThat(rig.events.taken())
        .contains(
            "warning port 1: commands from "
                + stranger.peer()
                + " refused: there is no data connection from that address");
    assertThat(rig.counters().commandsRefused()).isEqualTo(1);
  }

  @Test
  void commandsAloneAreNobodys() {
    FakeConnection stranger = stranger(966, "203.0.113.5");
    answers(stranger);

    assertCommandsRefused(stranger);
  }

  @Test
  void commandsOfAnotherMachineJoinNoSession() {
    FakeHost host = host("192.0.2.7", "198.51.100.7");
    FakeConnection second = stranger(966, "203.0.113.5");
    answers(second);
    assertCommandsRefused(second);

    host.feed("still here");
    rig.loop.runAll();
    assertThat(tty.takenText()).isEqualTo("still here");
  }

  @Test
  void commandsOfAnotherMachineDoNotBelongToADataConnectionThatWaits() {
    FakeConnection data = stranger(950, "192.0.2.7");
    answers(data);
    FakeConnection command = stranger(966, "203.0.113.5");
    answers(command);

    assertCommandsRefused(command);
    assertThat(data.isOpen()).isTrue();
    assertThat(rig.status().clients()).isEmpty();
  }

  @Test
  void commandsOfTheHostsOwnMachineNeedADataConnectionOfTheirOwn() {
    host("192.0.2.7", "198.51.100.7");
    FakeConnection second = stranger(966, "192.0.2.7");
    answers(second);

    assertCommandsRefused(second);
  }

  @Test
  void aSessionHasTwoNetworksAndNoThird() {
    FakeHost host = host("192.0.2.7", "198.51.100.7");
    host.lans[1].lose("gone");
    FakeConnection stranger = path("203.0.113.5");
    stranger.feed(HexFormat.of().parseHex("efbe010c0201050001000d0078"));
    rig.loop.runAll();

    assertThat(host.isOpen()).isTrue();
    assertThat(tty.taken()).as("it does not count as the host does").isEmpty();
  }

  @Test
  void aShortVisitKeepsNoPathOfTheHostOut() {
    FakeHost other = host("192.0.2.8", "198.51.100.8");
    FakeHost host = host("192.0.2.7");
    FakeConnection stranger = path("203.0.113.5");
    assertThat(rig.status().clients().getLast().peer()).contains("203.0.113.5");
    stranger.vanishes("gone");
    rig.loop.runAll();
    path("198.51.100.7");

    assertThat(rig.status().clients().getLast().peer()).contains("198.51.100.7");
    assertThat(other.isOpen() && host.isOpen()).isTrue();
  }

  @Test
  void aNetworkThatIsLostGivesWayToAnother() {
    FakeHost other = host("192.0.2.8", "198.51.100.8");
    FakeHost host = host("192.0.2.7", "198.51.100.7");
    host.lans[1].lose("gone");
    rig.loop.runAll();
    path("198.51.100.9");

    assertThat(rig.status().clients().getLast().peer()).contains("198.51.100.9");
    assertThat(other.isOpen() && host.isOpen()).isTrue();
  }

  @Test
  void whoseAPathIsMaySayItsFirstPacketOnly() {
    host("192.0.2.7");
    rig.loop.runAll();
    FakeConnection undecided = path("203.0.113.5");
    tty.feed("secret");
    rig.loop.runAll();
    assertThat(undecided.sent()).isEmpty();
    undecided.feed(HexFormat.of().parseHex("efbe010c0201090003000d0078"));
    rig.loop.runAll();

    assertRefused(undecided, "it does not count as any session does");
    assertThat(tty.taken()).isEmpty();
  }

  @Test
  void aPathThatNeverSaysWhoseItIsIsClosedInTime() {
    host("192.0.2.7");
    FakeConnection undecided = path("203.0.113.5");
    rig.loop.advanceMs(Sessions.UNDECIDED_DEADLINE_MS);

    assertRefused(undecided, "it has sent nothing by which its session would be known");
    assertThat(rig.status().clients()).hasSize(1);
  }

  @Test
  void twoHostsThatOpenAtTheSameTimeAreToldApart() {
    rig.loop.runAll();
    FakeHost one = new FakeHost(rig.loop, listeners::connect, "192.0.2.7", "198.51.100.7");
    FakeHost two = new FakeHost(rig.loop, listeners::connect, "192.0.2.8", "198.51.100.8");
    one.open(0);
    one.open(1);
    one.command("2c 08 06 03 01 01 00 00 00 00");
    rig.loop.runAll();
    two.open(0);
    two.open(1);
    two.command("2c 08 07 03 01 01 00 00 00 00");
    rig.loop.runAll();

    assertThat(rig.status().clients()).hasSize(2);
    assertThat(rig.status().trouble()).doesNotContain("path");
    one.lans[0].lose("gone");
    two.lans[1].lose("gone");
    rig.loop.runAll();
    one.feed("one");
    two.feed("two");
    rig.loop.runAll();
    assertThat(tty.takenText()).isEqualTo("onetwo");
  }

  @Test
  void byIpv6CommandsAreEchoedBeforeTheSync() {
    FakeConnection data = stranger(950, "[2001:db8::7]");
    FakeConnection command = stranger(966, "[2001:db8::7]");
    assertThat(command.sent()).isEmpty();
    command.feed("0123456789abcde");
    rig.loop.runAll();
    assertThat(command.sentText()).isEqualTo("0123456789abcde");
    command.feed("f");
    rig.loop.runAll();
    byte[] echoed = command.sent();
    assertThat(HexFormat.of().formatHex(echoed)).isEqualTo("66efbe010c0001000000000c00");
    answers(data);
    command.feed(HexFormat.of().parseHex("efbe010c004d000000000c00"));
    rig.loop.runAll();

    assertThat(rig.status().clients()).hasSize(1);
  }

  @Test
  void whoSaysNothingIsClosedInTime() {
    FakeConnection stranger = stranger(950, "203.0.113.5");
    rig.loop.advanceMs(Newcomers.SYNC_DEADLINE_MS - 1);
    assertThat(stranger.isOpen()).isTrue();
    rig.loop.advanceMs(1);

    assertRefused(stranger, "it does not answer our sync");
  }

  @Test
  void dataWithoutCommandsIsClosedInTimeAndGetsNothing() {
    FakeConnection stranger = stranger(950, "203.0.113.5");
    answers(stranger);
    stranger.sent();
    tty.feed("secret");
    stranger.feed(HexFormat.of().parseHex("efbe010c0201000000000d0078"));
    rig.loop.advanceMs(Newcomers.SYNC_DEADLINE_MS);

    assertRefused(stranger, "its command connection did not come");
    assertThat(stranger.sent()).isEmpty();
    assertThat(tty.taken()).isEmpty();
  }

  @Test
  void noiseIsRefused() {
    FakeConnection stranger = stranger(950, "203.0.113.5");
    stranger.feed("GET / HTTP/1.1\r\n");
    rig.loop.runAll();

    assertRefused(stranger, "no packet begins with 47 45");
  }

  @Test
  void whoSendsDataBeforeTheSyncIsRefused() {
    FakeConnection stranger = stranger(950, "203.0.113.5");
    stranger.feed(HexFormat.of().parseHex("efbe010c0201000000000d0078"));
    rig.loop.runAll();

    assertRefused(stranger, "it sends before it has answered our sync");
  }

  @Test
  void whoLeavesBeforeTheSyncIsForgotten() {
    FakeConnection stranger = stranger(950, "203.0.113.5");
    stranger.ends();
    rig.loop.runAll();

    assertRefused(stranger, "closed by the host");
  }

  @Test
  void theFirstOfTooManyNewcomersMakesRoom() {
    List<FakeConnection> strangers = new ArrayList<>();
    for (int i = 0; i <= Newcomers.MAX_NEWCOMERS; i++) {
      strangers.add(stranger(950, "203.0.113.5"));
    }

    assertRefused(
        strangers.getFirst(), "more came than there is room for before its path was complete");
    assertThat(strangers.stream().filter(FakeConnection::isOpen)).hasSize(16);
    host("192.0.2.7").feed("a host comes nevertheless");
    rig.loop.runAll();
    assertThat(tty.takenText()).isEqualTo("a host comes nevertheless");
  }

  @Test
  void whatCameBeforeThePathWasUpIsReadThen() {
    FakeConnection data = stranger(950, "192.0.2.7");
    byte[] sync = data.sent();
    data.feed(sync);
    data.feed(HexFormat.of().parseHex("efbe010c0201000000000d0078"));
    rig.loop.runAll();
    FakeConnection command = stranger(966, "192.0.2.7");
    answers(command);

    assertThat(tty.takenText()).isEqualTo("x");
  }
}
