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
    return new FakeHost(rig.loop, listeners::connect, addresses).openAll();
  }

  private FakeConnection stranger(int port, String address) {
    rig.loop.runAll();
    FakeConnection stranger = listeners.connect(port, address + ":" + ports++);
    rig.loop.runAll();
    return stranger;
  }

  /** It answers the sync with that session; -1 is the one it was offered. */
  private void answers(FakeConnection stranger, int session) {
    byte[] sync = stranger.sent();
    sync[5] = session < 0 ? sync[5] : (byte) session;
    stranger.feed(sync);
    rig.loop.runAll();
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
    assertThat(HexFormat.of().formatHex(second.sent())).isEqualTo("efbe010c0002000000000c00");
  }

  @Test
  void commandsAloneAreNobodys() {
    FakeConnection stranger = stranger(966, "203.0.113.5");
    answers(stranger, -1);

    assertRefused(
        stranger, "there is no data connection of its own for commands to belong to");
  }

  @Test
  void commandsOfAnotherMachineJoinNoSession() {
    FakeHost host = host("192.0.2.7", "198.51.100.7");
    FakeConnection stranger = stranger(966, "203.0.113.5");
    answers(stranger, host.session);

    assertRefused(
        stranger, "there is no data connection of its own for commands to belong to");
    host.feed("still here");
    rig.loop.runAll();
    assertThat(tty.takenText()).isEqualTo("still here");
  }

  @Test
  void commandsOfAnotherMachineDoNotBelongToADataConnectionThatWaits() {
    FakeConnection data = stranger(950, "192.0.2.7");
    byte[] sync = data.sent();
    data.feed(sync);
    rig.loop.runAll();
    FakeConnection command = stranger(966, "203.0.113.5");
    answers(command, sync[5]);

    assertThat(command.isOpen()).isFalse();
    assertThat(data.isOpen()).isTrue();
    assertThat(rig.status().clients()).isEmpty();
  }

  @Test
  void aSessionThatNobodyHasIsRefused() {
    host("192.0.2.7");
    FakeConnection stranger = stranger(950, "203.0.113.5");
    answers(stranger, 77);

    assertRefused(stranger, "there is no session 77");
  }

  @Test
  void aSessionHasTwoPathsAndNoThird() {
    FakeHost host = host("192.0.2.7", "198.51.100.7");
    FakeConnection stranger = stranger(950, "203.0.113.5");
    answers(stranger, host.session);

    assertRefused(stranger, "session " + host.session + " has both its paths");
  }

  @Test
  void whoSaysNothingIsClosedInTime() {
    FakeConnection stranger = stranger(950, "203.0.113.5");
    rig.loop.advanceMs(Newcomers.SYNC_DEADLINE_MS - 1);
    assertThat(stranger.isOpen()).isTrue();
    rig.loop.advanceMs(1);

    assertRefused(stranger, "it does not say its session");
  }

  @Test
  void dataWithoutCommandsIsClosedInTimeAndGetsNothing() {
    FakeConnection stranger = stranger(950, "203.0.113.5");
    answers(stranger, -1);
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

    assertRefused(stranger, "it sends before it has said which session it belongs to");
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
        strangers.getFirst(), "more came than there is room for before it was connected");
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
    answers(command, sync[5]);

    assertThat(tty.takenText()).isEqualTo("x");
  }
}
