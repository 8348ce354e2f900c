package io.hardline.mode.tcpclient;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.mode.StreamModeContract;
import io.hardline.mode.client.Ways;
import io.hardline.net.Dialer;
import io.hardline.net.FakeConnection;
import io.hardline.net.FakeDialer;
import io.hardline.net.FakeResolver;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.ModeSettings.ConnectOn;
import io.hardline.settings.ModeSettings.DisconnectOn;
import io.hardline.settings.ModeSettings.Level;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettings.DelimiterProcess;
import io.hardline.settings.PortSettings.Packing;
import io.hardline.settings.PortSettings.WhenAbsent;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.TcpClientBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What passes over the connections; when there are any is in {@link ReconnectTest}. */
public class TcpClientModeTest extends StreamModeContract {
  private final FakeResolver resolver = new FakeResolver();
  private final FakeDialer dialer = new FakeDialer();

  @Override
  protected ModeSettings settings(boolean ignoreJammedClient) {
    return new TcpClientBuilder()
        .to("192.0.2.1:4001", "192.0.2.2:4001")
        .ignoreJammed(ignoreJammedClient)
        .build();
  }

  @Override
  protected Mode start(PortSettings settings, Port port) {
    Ways ways = new Ways(resolver, dialer, Ways.Securing.NONE);
    return new TcpClientMode(settings, port, ways, new SplittableRandom(1));
  }

  @Override
  protected FakeConnection connect() {
    rig.loop.runAll();
    FakeConnection connection = dialer.accept();
    rig.loop.runAll();
    return connection;
  }

  /** Nothing listens; but nobody is dialled either when there are to be no connections. */
  @Override
  protected List<String> listening() {
    return dialer.pending();
  }

  private static PortSettings with(TcpClientBuilder client) {
    return new PortSettingsBuilder().mode(client.build()).build();
  }

  private static TcpClientBuilder byCharacter() {
    return new TcpClientBuilder().control(ConnectOn.ANY_CHARACTER, DisconnectOn.NEVER);
  }

  @Test
  void fourHostsGetWhatTheDeviceSendsAndWhatTheySendGoesToIt() {
    open(
        with(
            new TcpClientBuilder()
                .to("192.0.2.1:4001", "192.0.2.2:4002", "192.0.2.3:4003", "plc.example:4004")));
    resolver.answer("2001:db8::4");
    List<FakeConnection> hosts = List.of(connect(), connect(), connect(), connect());
    assertThat(dialer.dialled())
        .extracting(Dialer.Target::text)
        .containsExactly(
            "192.0.2.1:4001", "192.0.2.2:4002", "192.0.2.3:4003", "[2001:db8::4]:4004");
    tty.feed("all");
    hosts.forEach(host -> host.feed("x"));
    rig.loop.runAll();

    assertThat(hosts).allMatch(host -> host.sentText().equals("all"));
    assertThat(tty.takenText()).isEqualTo("xxxx");
    assertThat(rig.status().trouble()).isEmpty();
    assertThat(rig.status().clients()).hasSize(4);
  }

  @Test
  void theLocalPortAndTheAliveCheckAreThoseOfTheSettings() {
    TcpClientBuilder client =
        new TcpClientBuilder()
            .to("192.0.2.1:4001", "192.0.2.2:4001")
            .localPort(5010)
            .aliveCheck(Duration.ofSeconds(7));
    open(with(client));
    FakeConnection first = connect();

    assertThat(dialer.dialled()).extracting(Dialer.Target::localPort).containsOnly(5010);
    assertThat(dialer.aliveCheckMs()).isEqualTo(7_000);
    rig.reconfigure(with(client.aliveCheck(Duration.ofSeconds(9))));
    dialer.fail("connection refused (ECONNREFUSED)");
    rig.loop.advanceMs(1_000);
    assertThat(first.aliveCheck()).isEqualTo(9_000);
    assertThat(dialer.aliveCheckMs()).isEqualTo(9_000);
    assertThat(first.isOpen()).isTrue();
  }

  @Test
  void theBytesThatConnectAreSentFirstAndInOrder() {
    open(with(byCharacter().to("192.0.2.1:4001", "192.0.2.2:4001")));
    tty.feed("first ");
    rig.loop.runAll();
    dialer.fail("connection refused (ECONNREFUSED)");
    tty.feed("second ");
    rig.loop.runAll();
    FakeConnection host = connect();
    tty.feed("third");
    rig.loop.runAll();

    assertThat(host.sentText()).isEqualTo("first second third");
    rig.loop.advanceMs(1_000);
    FakeConnection late = connect();
    tty.feed("!");
    rig.loop.runAll();
    assertThat(late.sentText()).as("the one that came later").isEqualTo("!");
    assertThat(rig.counters().fromSerialDiscardedBytes()).isZero();
  }

  @Test
  void ofMoreThanTheLimitTheOldestAreDiscardedAndCounted() {
    open(with(byCharacter().to("192.0.2.1:4001")));
    byte[] all = random(TcpClientMode.KEPT_LIMIT_BYTES + 1000);
    tty.feed(all);
    rig.loop.runAll();
    assertThat(rig.counters().fromSerialDiscardedBytes()).isEqualTo(1000);

    FakeConnection host = connect();
    assertThat(host.sent()).isEqualTo(Arrays.copyOfRange(all, 1000, all.length));
  }

  @Test
  void aLargerBufferKeepsMore() {
    open(
        new PortSettingsBuilder()
            .buffer(LARGE, false)
            .mode(byCharacter().to("192.0.2.1:4001").build())
            .build());
    tty.feed(random(LARGE));
    rig.loop.runAll();
    FakeConnection host = connect();

    assertThat(host.sent()).isEqualTo(random(LARGE));
    assertThat(rig.counters().fromSerialDiscardedBytes()).isZero();
  }

  @Test
  void whatConnectsIsPackedLikeWhatFollows() {
    Packing lines = new Packing(0, "0a", DelimiterProcess.STRIP, Duration.ofMillis(50));
    open(
        new PortSettingsBuilder()
            .packing(lines)
            .mode(byCharacter().to("192.0.2.1:4001").build())
            .build());
    tty.feed("one\ntw");
    rig.loop.runAll();
    FakeConnection host = connect();
    assertThat(host.sentText()).isEqualTo("one");
    tty.feed("o\nthree\n");
    rig.loop.runAll();

    assertThat(host.sentText()).isEqualTo("twothree");
  }

  @Test
  void whenBytesDoNotConnectAnyMoreThoseThatWereKeptAreDiscardedAndCounted() {
    open(with(byCharacter().to("192.0.2.1:4001")));
    tty.feed("nobody");
    rig.loop.runAll();
    rig.reconfigure(
        with(
            new TcpClientBuilder()
                .to("192.0.2.1:4001")
                .control(ConnectOn.DSR_ON, DisconnectOn.NEVER)));

    assertThat(rig.counters().fromSerialDiscardedBytes()).isEqualTo(6);
  }

  @Test
  void bytesForAHostThatReadsSlowlyAreKeptLikeAnyOthers() {
    open(with(byCharacter().to("192.0.2.1:4001")));
    byte[] all = random(TcpClientMode.KEPT_LIMIT_BYTES);
    tty.feed(all);
    rig.loop.runAll();
    FakeConnection host = dialer.accept();
    host.setRoom(100);
    rig.loop.runAll();
    tty.feed("more");
    rig.loop.runAll();
    assertThat(unreadOnTty()).as("the host is waited for").isEqualTo(4);

    host.setRoom(Integer.MAX_VALUE);
    rig.loop.runAll();
    byte[] wanted = Arrays.copyOf(all, all.length + 4);
    System.arraycopy("more".getBytes(StandardCharsets.US_ASCII), 0, wanted, all.length, 4);
    assertThat(host.sent()).isEqualTo(wanted);
  }

  @Test
  void whenTheLastHostHasGoneTheOutputsAreSet() {
    open(
        with(
            new TcpClientBuilder()
                .to("192.0.2.1:4001", "192.0.2.2:4001")
                .onLastClientGone(Level.OFF, Level.KEEP)));
    FakeConnection first = connect();
    FakeConnection second = connect();
    first.vanishes("gone");
    rig.loop.runAll();
    assertThat(tty.calls()).noneMatch(call -> call.startsWith("setOutputs"));

    second.vanishes("gone");
    rig.loop.runUntil(() -> tty.calls().contains("setOutputs dtr=false rts=true"));
  }

  @Test
  void withKeepClientsHostsAreDialledBeforeTheTtyIsThere() {
    open(with(new TcpClientBuilder().to("192.0.2.1:4001")));
    rig.unplug(tty);
    FakeConnection host = connect();
    assertThat(host.isOpen()).isTrue();
    host.vanishes("connection reset by the peer (ECONNRESET)");
    rig.loop.advanceMs(1_000);

    assertThat(dialer.pending()).containsExactly("192.0.2.1:4001");
    assertThat(rig.status().trouble()).startsWith("192.0.2.1:4001: no connection for 1s");
  }

  @Test
  void aHostThatHasSentItsLastByteMayStillRead() {
    open(with(new TcpClientBuilder().to("192.0.2.1:4001")));
    FakeConnection host = connect();
    host.feed("last");
    host.ends();
    rig.loop.runAll();
    tty.feed("answer");
    rig.loop.advanceMs(500);
    assertThat(host.sentText()).isEqualTo("answer");
    assertThat(tty.takenText()).isEqualTo("last");

    rig.loop.advanceMs(1_000);
    assertThat(host.isOpen()).isFalse();
    assertThat(rig.events.taken()).contains("info port 1: client peer:1 gone: closed by the host");
  }

  @Test
  void anotherLineSettingOrAnotherPolicyDisconnectsNobody() {
    TcpClientBuilder client = new TcpClientBuilder().to("192.0.2.1:4001", "192.0.2.2:4001");
    open(with(client));
    FakeConnection host = connect();
    rig.reconfigure(with(client.control(ConnectOn.ANY_CHARACTER, DisconnectOn.NEVER)));
    assertThat(host.isOpen()).isTrue();
    assertThat(dialer.pending()).as("the other waits for a byte now").isEmpty();

    rig.reconfigure(with(client.control(ConnectOn.STARTUP, DisconnectOn.NEVER)));
    rig.loop.advanceMs(1_000);
    assertThat(host.isOpen()).isTrue();
    assertThat(dialer.pending()).containsExactly("192.0.2.2:4001");
  }

  @Test
  void refusingWhileTheTtyIsAbsentIsPutInForceAtOnce() {
    TcpClientBuilder client = new TcpClientBuilder().to("192.0.2.1:4001");
    open(with(client));
    rig.unplug(tty);
    FakeConnection host = connect();
    rig.reconfigure(
        new PortSettingsBuilder()
            .whenAbsent(WhenAbsent.REFUSE_CLIENTS)
            .mode(client.build())
            .build());

    assertThat(host.isOpen()).isFalse();
    assertThat(rig.events.taken())
        .contains("info port 1: client peer:1 gone: the serial device is absent");
    assertThat(rig.status().trouble()).isEqualTo("192.0.2.1:4001: waits for the serial device");
  }
}
