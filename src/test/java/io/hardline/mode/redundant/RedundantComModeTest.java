package io.hardline.mode.redundant;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.mode.ModeContract;
import io.hardline.net.FakeConnection;
import io.hardline.net.FakeListeners;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.RealComModes.RedundantCom;
import io.hardline.settings.RedundantComBuilder;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

public class RedundantComModeTest extends ModeContract {
  private static final int MAX_TURNS = 10_000;

  /** Of what is sent, one at a time: a host has not read more than the kernel of it holds. */
  private static final int PIECE = 64 * 1024;

  private final FakeListeners listeners = new FakeListeners();
  private int hosts;

  @SuppressWarnings("NullAway.Init") // by start()
  private Mode started;

  @Override
  protected ModeSettings settings(boolean ignoreJammedClient) {
    return new RedundantComBuilder().max(2).ignoreJammed(ignoreJammedClient).build();
  }

  @Override
  protected Mode start(PortSettings settings, Port port) {
    started = new RedundantComMode(settings, (RedundantCom) settings.mode(), port, listeners);
    return started;
  }

  @Override
  protected FakeHost connect() {
    hosts++;
    FakeHost host =
        new FakeHost(rig.loop, listeners::connect, "192.0.2." + hosts, "198.51.100." + hosts)
            .opens();
    settle();
    return host;
  }

  @Override
  protected List<String> listening() {
    return listeners.listening();
  }

  /** What the device is asked for a host is answered by other threads. */
  private void settle() {
    rig.loop.runAll();
    rig.settle();
    rig.loop.advanceMs(RedundantCommands.PAUSE_MS);
    rig.settle();
  }

  /** A megabyte in a message helps nobody. */
  private static void assertSame(byte[] actual, byte[] expected) {
    assertThat(Arrays.mismatch(actual, expected)).as("first byte that differs").isEqualTo(-1);
  }

  @Test
  void aLargeTransferToATtyThatTakesLittle() {
    open(port(false));
    FakeHost host = connect();
    byte[] large = random(LARGE);
    tty.setRoom(0);
    host.feed(large);
    rig.loop.runAll();
    assertThat(host.hasSentAll())
        .as("the host is not acknowledged while the tty is full")
        .isFalse();

    ByteArrayOutputStream taken = new ByteArrayOutputStream();
    for (int i = 0; taken.size() < LARGE && i < MAX_TURNS; i++) {
      tty.setRoom(4099);
      rig.loop.runAll();
      taken.writeBytes(tty.taken());
    }
    assertSame(taken.toByteArray(), large);
    assertThat(host.hasSentAll()).isTrue();
    assertThat(rig.counters().toSerialDiscardedBytes()).isZero();
  }

  @Test
  void aHostThatDoesNotReadIsWaitedFor() {
    open(port(false));
    FakeHost slow = connect();
    FakeHost quick = connect();
    slow.lans[0].wire(false).connection.setRoom(0);
    slow.lans[1].wire(false).connection.setRoom(0);
    tty.feed(random(LARGE));
    rig.loop.runAll();
    assertThat(unreadOnTty()).as("the rest stays in the kernel").isPositive();
    assertThat(rig.status().clients().getFirst().backlogBytes()).isPositive();

    slow.lans[0].lose("gone");
    slow.lans[1].lose("gone");
    rig.loop.runAll();
    assertSame(quick.sent(), random(LARGE));
  }

  @Test
  void aHostThatDoesNotReadIsSkippedWhenTheSettingsSaySo() {
    open(port(true));
    FakeHost slow = connect();
    FakeHost quick = connect();
    slow.lans[0].wire(false).connection.setRoom(0);
    slow.lans[1].wire(false).connection.setRoom(0);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    for (int from = 0; from < LARGE; from += PIECE) {
      tty.feed(Arrays.copyOfRange(random(LARGE), from, from + PIECE));
      rig.loop.runAll();
      got.writeBytes(quick.sent());
    }

    assertSame(got.toByteArray(), random(LARGE));
    assertThat(rig.counters().skippedBytes()).isPositive();
    assertThat(rig.status().clients().getFirst().skippedBytes())
        .isEqualTo(rig.counters().skippedBytes());
  }

  @Test
  void whatATtyTakesNoMoreOfStillReachesItWhenTheHostGoes() {
    open(port(false));
    FakeHost host = connect();
    tty.setRoom(0);
    host.feed(random(3 * 1024));
    rig.loop.runAll();
    host.lans[0].lose("gone");
    host.lans[1].lose("gone");
    rig.loop.runAll();
    tty.setRoom(Integer.MAX_VALUE);
    rig.loop.runAll();

    assertThat(tty.taken()).startsWith(Arrays.copyOf(random(3 * 1024), 2 * 1024));
  }

  @Test
  void itListensForDataAndCommandsByTheDriversNumbers() {
    open(port(false));

    assertThat(listening()).containsExactlyInAnyOrder("* 950", "* 966");
    assertThat(rig.status().mode()).isEqualTo("redundant-com");
  }

  @Test
  void aPathOfAHostMayComeThoughAllPlacesAreTaken() {
    open(port(false));
    connect();
    FakeHost second = new FakeHost(rig.loop, listeners::connect, "192.0.2.9", "198.51.100.9");
    second.open(0);
    second.command(FakeHost.INIT);
    settle();
    assertThat(rig.status().clients()).hasSize(2);
    assertThat(listening()).as("for the second path").hasSize(2);

    FakeHost third = new FakeHost(rig.loop, listeners::connect, "192.0.2.10");
    third.open(0);
    assertThat(third.isOpen()).as("it could be the second's").isTrue();
    third.command(FakeHost.INIT);
    rig.loop.runAll();
    assertThat(third.isOpen()).as("it counts from the beginning").isFalse();
    rig.loop.advanceMs(Session.LOSS_TOLD_MS);
    assertThat(rig.events.taken())
        .anyMatch(e -> e.endsWith("is lost: it does not count as its session does"));

    second.open(1);
    assertThat(listening()).as("nobody else can come").isEmpty();
    assertThat(rig.status().trouble()).doesNotContain("path");
    second.lans[0].lose("gone");
    rig.loop.runAll();
    assertThat(listening()).hasSize(2);
    second.open(0);
    second.feed("from the second");
    rig.loop.runAll();
    assertThat(tty.takenText()).isEqualTo("from the second");
  }

  @Test
  void thePlaceOfAHostIsFreeWhenBothItsPathsAreLost() {
    open(port(false));
    connect();
    FakeHost host = connect();
    assertThat(listening()).isEmpty();
    host.lans[0].lose("gone");
    rig.loop.runAll();
    host.lans[1].lose("the peer no longer answers (ETIMEDOUT)");
    rig.loop.runAll();

    assertThat(rig.status().clients()).hasSize(1);
    assertThat(rig.events.taken())
        .contains(
            "info port 1: client 198.51.100.2:50003 gone: the peer no longer answers (ETIMEDOUT)");
    assertThat(listening()).hasSize(2);
    assertThat(connect().isOpen()).isTrue();
  }

  @Test
  void aLostPathIsToldAndWhenItIsBack() {
    open(port(false));
    FakeHost host = connect();
    rig.events.taken();
    host.lans[1].lose("the peer no longer answers (ETIMEDOUT)");
    rig.loop.advanceMs(Session.LOSS_TOLD_MS);
    assertThat(rig.events.taken())
        .containsExactly(
            "warning port 1: client 192.0.2.1:50001 has one path left: 198.51.100.1:50003 is lost:"
                + " the peer no longer answers (ETIMEDOUT)");
    assertThat(rig.status().trouble())
        .startsWith("client 192.0.2.1:50001 has one path only, since");

    host.open(1);
    assertThat(rig.events.taken())
        .containsExactly(
            "notice port 1: client 192.0.2.1:50001+198.51.100.1:50005 has two paths:"
                + " 198.51.100.1:50005 joined after 0 s with one");
    rig.loop.advanceMs(Session.LOSS_TOLD_MS);
    assertThat(rig.events.taken()).isEmpty();
    assertThat(rig.status().trouble()).isEmpty();
    assertThat(rig.status().clients().getFirst().peer())
        .isEqualTo("192.0.2.1:50001+198.51.100.1:50005");
  }

  @Test
  void aHostThatClosesThePortHasLostNoPath() {
    open(port(false));
    FakeHost host = connect();
    rig.events.taken();
    host.lans[1].lose("closed by the host");
    rig.loop.runAll();
    host.lans[0].lose("closed by the host");
    rig.loop.advanceMs(Session.LOSS_TOLD_MS);

    assertThat(rig.events.taken())
        .containsExactly("info port 1: client 192.0.2.1:50001 gone: closed by the host");
  }

  @Test
  void aNewAliveCheckHoldsForEverySocket() {
    open(port(false));
    FakeHost host = connect();
    FakeConnection command = host.lans[1].wire(true).connection;
    rig.reconfigure(
        new PortSettingsBuilder()
            .mode(new RedundantComBuilder().max(2).aliveCheck(Duration.ofSeconds(3)).build())
            .build());

    assertThat(command.aliveCheck()).isEqualTo(3_000);
    assertThat(host.lans[0].wire(false).connection.aliveCheck()).isEqualTo(3_000);
    assertThat(host.isOpen()).isTrue();
  }

  @Test
  void everySocketIsListedForWhoAsks() {
    open(port(false));
    connect();

    assertThat(started.sockets().stream().filter(socket -> socket.remote() != null)).hasSize(4);
  }
}
