package io.hardline.mode.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.aspp.Driver;
import io.hardline.net.FakeConnection;
import io.hardline.settings.RealComBuilder;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose a command connection is (ADV-001, CVE-2026-10831). */
@Timeout(120)
class PairingTest {
  private static final byte[] BREAK = Driver.bytes("21 00");
  private static final String STRANGER = "198.51.100.66:40000";

  private final CommandRig rig =
      new CommandRig(
          new RealComBuilder().max(3).allowDriverControl(true).aliveCheck(Duration.ZERO));

  @AfterEach
  void close() {
    rig.close();
  }

  private long refused() {
    return rig.rig.counters().commandsRefused();
  }

  @Test
  void commandsThenData() {
    FakeConnection commands = rig.commands(CommandRig.HOSTS_COMMANDS);
    commands.feed(Driver.bytes("30 01 10"));
    rig.rig.loop.advanceMs(900);
    assertThat(commands.sent()).isEmpty();

    rig.data(CommandRig.HOST);
    assertThat(Driver.words(commands.sent())).isEqualTo("30 4f 4b");
    rig.rig.loop.advanceMs(60_000);
    assertThat(commands.isOpen()).isTrue();
    assertThat(refused()).isZero();
    assertThat(rig.commands.isComplete()).isTrue();
  }

  @Test
  void dataThenCommands() {
    rig.data(CommandRig.HOST);
    assertThat(rig.commands.isComplete()).isFalse();
    FakeConnection commands = rig.commands(CommandRig.HOSTS_COMMANDS);
    commands.feed(Driver.bytes("30 01 10"));
    rig.rig.loop.runAll();

    assertThat(Driver.words(commands.sent())).isEqualTo("30 4f 4b");
    assertThat(rig.commands.sockets()).hasSize(1);
  }

  @Test
  void aDataConnectionTakesTheCommandConnectionThatCameLast() {
    FakeConnection older = rig.commands("192.0.2.7:1");
    FakeConnection last = rig.commands("192.0.2.7:2");
    rig.data(CommandRig.HOST);
    last.feed(Driver.bytes("30 01 10"));
    older.feed(Driver.bytes("30 01 10"));
    rig.rig.loop.runAll();

    assertThat(Driver.words(last.sent())).isEqualTo("30 4f 4b");
    assertThat(older.sent()).isEmpty();
  }

  @Test
  void aStrangersBreakNeverHappensAndIsSaid() {
    rig.data(CommandRig.HOST);
    rig.rig.events.taken();
    FakeConnection stranger = rig.commands(STRANGER);
    stranger.feed(BREAK);
    rig.rig.loop.advanceMs(Unpaired.COMMANDED_DEADLINE_MS - 1);
    assertThat(stranger.isOpen()).isTrue();
    rig.rig.loop.advanceMs(1);

    assertThat(stranger.isOpen()).isFalse();
    assertThat(stranger.sent()).isEmpty();
    assertThat(refused()).isEqualTo(1);
    assertThat(rig.deeds()).noneMatch(deed -> deed.contains("Break"));
    assertThat(rig.rig.events.taken())
        .containsExactly(
            "warning port 1: commands from "
                + STRANGER
                + " refused: there is no data connection from that address");
  }

  @Test
  void whoSaysNothingIsClosedLaterAndNothingIsSaidOfIt() {
    FakeConnection silent = rig.commands(STRANGER);
    rig.rig.loop.advanceMs(Unpaired.SILENT_DEADLINE_MS - 1);
    assertThat(silent.isOpen()).isTrue();
    rig.rig.loop.advanceMs(1);

    assertThat(silent.isOpen()).isFalse();
    assertThat(refused()).isZero();
    assertThat(rig.rig.events.taken()).noneMatch(event -> event.contains("commands"));
  }

  @Test
  void whoHasCommandedAndGoesIsSaidTooAndWhoHasNotIsNot() {
    FakeConnection commanded = rig.commands(STRANGER);
    commanded.feed(BREAK);
    rig.rig.loop.runAll();
    commanded.ends();
    rig.commands(STRANGER).ends();
    rig.rig.loop.runAll();

    assertThat(refused()).isEqualTo(1);
    assertThat(rig.commands.sockets()).isEmpty();
  }

  @Test
  void aHandshakeUnderWayIsWaitedFor() {
    rig.coming.add(InetAddress.ofLiteral("192.0.2.7"));
    FakeConnection commands = rig.commands(CommandRig.HOSTS_COMMANDS);
    commands.feed(Driver.bytes("30 01 10"));
    rig.rig.loop.advanceMs(8_000);
    assertThat(commands.isOpen()).isTrue();
    rig.coming.clear();
    rig.data(CommandRig.HOST);

    assertThat(Driver.words(commands.sent())).isEqualTo("30 4f 4b");
  }

  @Test
  void aHandshakeThatFailsIsWaitedForNoLonger() {
    rig.coming.add(InetAddress.ofLiteral("192.0.2.7"));
    FakeConnection commands = rig.commands(CommandRig.HOSTS_COMMANDS);
    commands.feed(BREAK);
    rig.rig.loop.advanceMs(3_000);
    rig.coming.clear();
    rig.rig.loop.advanceMs(1_000);

    assertThat(commands.isOpen()).isFalse();
  }

  @Test
  void noMoreIsKeptThanTheLimit() {
    FakeConnection commands = rig.commands(STRANGER);
    commands.feed(new byte[Unpaired.UNPAIRED_LIMIT_BYTES]);
    rig.rig.loop.runAll();
    assertThat(commands.isOpen()).isTrue();
    commands.feed((byte) 0);
    rig.rig.loop.runAll();

    assertThat(commands.isOpen()).isFalse();
    assertThat(refused()).isEqualTo(1);
  }

  @Test
  void ofTooManyThatWaitTheOldestGoes() {
    FakeConnection oldest = rig.commands("198.51.100.1:1");
    for (int i = 2; i <= CommandPort.MAX_UNPAIRED; i++) {
      rig.commands("198.51.100." + i + ":1");
    }
    assertThat(oldest.isOpen()).isTrue();
    FakeConnection last = rig.commands("198.51.100.99:1");

    assertThat(oldest.isOpen()).isFalse();
    assertThat(last.isOpen()).isTrue();
    assertThat(rig.commands.sockets()).hasSize(CommandPort.MAX_UNPAIRED);
  }

  @Test
  void whoOpensManyDrivesNobodyElseOut() {
    FakeConnection host = rig.commands(CommandRig.HOSTS_COMMANDS);
    FakeConnection first = rig.commands("198.51.100.66:1");
    rig.rig.events.taken();
    for (int i = 2; i <= CommandPort.MAX_UNPAIRED; i++) {
      rig.commands("198.51.100.66:" + i);
    }

    assertThat(host.isOpen()).isTrue();
    assertThat(first.isOpen()).isFalse();
    assertThat(rig.rig.events.taken())
        .containsExactly(
            "warning port 1: commands from 198.51.100.66:1 refused: more than 16 wait for their"
                + " data connection, most from there");
  }

  @Test
  void aSecondCommandConnectionOfTheSameHostWaitsInVain() {
    rig.host();
    FakeConnection second = rig.commands("192.0.2.7:6");
    second.feed(BREAK);
    rig.rig.loop.advanceMs(1_000);

    assertThat(second.isOpen()).isFalse();
    assertThat(rig.deeds()).noneMatch(deed -> deed.contains("Break"));
  }

  @Test
  void theTwoCloseTogether() {
    CommandRig.Host host = rig.host();
    host.commands.ends();
    rig.rig.loop.runAll();
    assertThat(host.data.isOpen()).isFalse();
    assertThat(rig.clients).isEmpty();

    CommandRig.Host again = rig.host();
    again.data.vanishes("reset");
    rig.rig.loop.runAll();
    assertThat(again.commands.isOpen()).isFalse();
    assertThat(rig.commands.sockets()).isEmpty();
  }

  @Test
  void rule10AnIpv6HostGetsItsFirstSixteenBytesBackInOnePieceAndThenAnswers() {
    FakeConnection commands = rig.commands("[2001:db8::7]:1");
    byte[] token = Driver.bytes("00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f");
    commands.feed(java.util.Arrays.copyOf(token, 9));
    rig.data("[2001:db8::7]:2");
    assertThat(commands.sent()).isEmpty();
    commands.feed(java.util.Arrays.copyOfRange(token, 9, 16));
    commands.feed(Driver.bytes("30 01 10"));
    rig.rig.loop.runAll();

    assertThat(commands.writes())
        .extracting(Driver::words)
        .containsExactly(Driver.words(token), "30 4f 4b");
  }

  @Test
  void rule10AnIpv4HostIsNeverEchoed() {
    CommandRig.Host host = rig.host();

    assertThat(host.asks("30 01 10 | 30 01 10 | 30 01 10 | 30 01 10 | 30 01 10 | 30 01 01"))
        .hasSize(6)
        .containsOnly("30 4f 4b");
  }

  @Test
  void theAliveCheckOfTcpIsThatOfTheSettings() {
    FakeConnection commands = rig.commands(CommandRig.HOSTS_COMMANDS);
    assertThat(commands.aliveCheck()).isZero();
    rig.commands.reconfigure(new RealComBuilder().build(), Duration.ofSeconds(7));

    assertThat(commands.aliveCheck()).isEqualTo(7_000);
  }
}
