package io.hardline.mode.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.hardline.net.Connection;
import io.hardline.net.FakeConnection;
import io.hardline.port.ClientStatus;
import io.hardline.port.ClientStatus.Role;
import io.hardline.settings.ModeSettings.Level;
import io.hardline.settings.ModeSettings.WhenFull;
import io.hardline.settings.PortSettings.WhenAbsent;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.TcpServerBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who comes to the port of observers only listens. */
@Timeout(60)
class ObserversTest {
  private static final int DATA = 4001;
  private static final int OBSERVE = 4101;

  @SuppressWarnings("NullAway.Init") // by open()
  private ServingRig rig;

  private static TcpServerBuilder server() {
    return new TcpServerBuilder().port(DATA).observerPort(OBSERVE);
  }

  private void open(TcpServerBuilder server) {
    open(new PortSettingsBuilder().mode(server.build()));
  }

  private void open(PortSettingsBuilder port) {
    rig = new ServingRig(port.build());
  }

  @AfterEach
  void close() {
    rig.stop();
    assertThat(rig.listeners.listening()).isEmpty();
  }

  @Test
  void withoutTheSettingNobodyObserves() {
    open(new TcpServerBuilder().port(DATA));

    assertThat(rig.listeners.listening()).containsExactly("* 4001");
  }

  @Test
  void anObserverSeesWhatTheDeviceSaysAndIsNotHeard() {
    open(server());
    assertThat(rig.port.status().listening()).containsExactly(DATA, OBSERVE);
    FakeConnection observer = rig.connect(OBSERVE);
    FakeConnection client = rig.connect(DATA);
    rig.device("reading");
    rig.send(observer, "order");
    rig.send(client, "request");

    assertThat(observer.sentText()).isEqualTo("reading");
    assertThat(client.sentText()).isEqualTo("reading");
    assertThat(rig.tty.takenText()).isEqualTo("request");
    assertThat(observer.unreadBytes()).as("it is read").isZero();
    assertThat(rig.port.counters().toSerialDiscardedBytes()).isEqualTo(5);
    assertThat(rig.told).containsExactly("came peer:1 observer", "came peer:2");
  }

  @Test
  void itIsReadAlsoWhileTheTtyIsFull() {
    open(server());
    FakeConnection observer = rig.connect(OBSERVE);
    FakeConnection client = rig.connect(DATA);
    rig.tty.setRoom(0);
    rig.send(client, "full");
    rig.send(observer, "order");

    assertThat(client.isPaused()).isTrue();
    assertThat(observer.isPaused()).isFalse();
    assertThat(observer.unreadBytes()).isZero();
  }

  @Test
  void itHasNoPlaceAndTakesNone() {
    open(server().max(1).whenFull(WhenFull.REPLACE_OLDEST));
    FakeConnection observer = rig.connect(OBSERVE);
    FakeConnection client = rig.connect(DATA);
    assertThat(client.isOpen() && observer.isOpen()).isTrue();
    FakeConnection next = rig.connect(DATA);

    assertThat(client.isOpen()).isFalse();
    assertThat(observer.isOpen() && next.isOpen()).isTrue();
  }

  @Test
  void thereMayBeSoManyAndNoMore() {
    open(server());
    List<FakeConnection> observers = new ArrayList<>();
    for (int i = 0; i < Clients.MAX_OBSERVERS; i++) {
      observers.add(rig.connect(OBSERVE));
    }
    FakeConnection oneTooMany = rig.connect(OBSERVE);
    rig.device("x");

    assertThat(oneTooMany.isOpen()).isFalse();
    assertThat(observers).allMatch(o -> o.sentText().equals("x"));
    assertThat(rig.port.events.taken())
        .contains(
            "info port 1: client peer:1 (observer) connected",
            "notice port 1: client peer:17 refused: there are 16 observers already");
    observers.getFirst().vanishes("gone");
    rig.port.loop.runAll();
    assertThat(rig.connect(OBSERVE).isOpen()).isTrue();
  }

  @Test
  void itIsNeverWaitedFor() {
    open(server());
    FakeConnection observer = rig.connect(OBSERVE);
    FakeConnection client = rig.connect(DATA);
    observer.setRoom(0);
    int large = 1 << 20;
    rig.tty.feed(new byte[large]);
    rig.port.loop.runAll();

    assertThat(client.sent()).hasSize(large);
    int missed = large - Connection.BACKLOG_LIMIT_BYTES;
    assertThat(rig.port.counters().skippedBytes()).isEqualTo(missed);
    assertThat(rig.port.status().clients())
        .extracting(ClientStatus::role, ClientStatus::skippedBytes)
        .containsExactly(tuple(Role.CLIENT, 0L), tuple(Role.OBSERVER, (long) missed));
  }

  @Test
  void forThePortNobodyIsThere() {
    open(new PortSettingsBuilder().buffer(100, true).mode(server().build()));
    FakeConnection observer = rig.connect(OBSERVE);
    rig.device("kept");
    assertThat(observer.sentText()).isEqualTo("kept");
    assertThat(rig.port.status().keptBytes()).isEqualTo(4);
    FakeConnection client = rig.connect(DATA);
    rig.device("live");

    assertThat(client.sentText()).isEqualTo("keptlive");
    assertThat(observer.sentText()).as("it has seen the rest").isEqualTo("live");
  }

  @Test
  void theLastClientIsGoneAlsoWhenObserversStay() {
    open(server().onLastClientGone(Level.OFF, Level.KEEP));
    FakeConnection observer = rig.connect(OBSERVE);
    rig.connect(DATA).vanishes("gone");
    rig.port.loop.runUntil(() -> rig.tty.calls().contains("setOutputs dtr=false rts=true"));
    assertThat(rig.told).contains("last gone");

    rig.told.clear();
    observer.vanishes("gone");
    rig.port.loop.runAll();
    assertThat(rig.told).containsExactly("gone peer:1");
  }

  @Test
  void inactivityIsThatOfClients() {
    open(server().inactivity(Duration.ofSeconds(10)));
    FakeConnection observer = rig.connect(OBSERVE);
    FakeConnection client = rig.connect(DATA);
    rig.port.loop.advanceMs(6_000);
    rig.send(observer, "I am here");
    rig.port.loop.advanceMs(4_000);

    assertThat(client.isOpen()).isFalse();
    assertThat(observer.isOpen()).isTrue();
    rig.device("x");
    rig.port.loop.advanceMs(60_000);
    assertThat(observer.isOpen()).as("an observer alone is never inactive").isTrue();
  }

  @Test
  void oneThatWillSendNoMoreStaysAsLongAsAClientWould() {
    open(server());
    FakeConnection observer = rig.connect(OBSERVE);
    FakeConnection client = rig.connect(DATA);
    observer.ends();
    rig.port.loop.advanceMs(900);
    rig.device("x");
    rig.port.loop.advanceMs(900);
    assertThat(observer.isOpen()).isTrue();
    rig.port.loop.advanceMs(100);

    assertThat(observer.isOpen()).isFalse();
    assertThat(client.isOpen()).isTrue();
  }

  @Test
  void whereClientsAreRefusedObserversAreToo() {
    open(new PortSettingsBuilder().whenAbsent(WhenAbsent.REFUSE_CLIENTS).mode(server().build()));
    FakeConnection observer = rig.connect(OBSERVE);
    rig.port.unplug(rig.tty);

    assertThat(observer.isOpen()).isFalse();
    assertThat(rig.listeners.listening()).isEmpty();
  }

  @Test
  void theirPortHasItsOwnTroubles() {
    open(new PortSettingsBuilder().whenAbsent(WhenAbsent.REFUSE_CLIENTS).mode(server().build()));
    rig.listeners.refuse("*", "address in use");
    rig.port.unplug(rig.tty);
    rig.port.plug();
    rig.port.loop.advanceMs(1_000);
    rig.port.loop.runUntil(() -> !rig.port.status().trouble().isEmpty());

    assertThat(rig.port.status().trouble())
        .isEqualTo(
            "cannot listen on * TCP 4001: address in use;"
                + " cannot listen on * TCP 4101: address in use");
  }

  @Test
  void aliveCheckIsTheirsToo() {
    open(server().aliveCheck(Duration.ofSeconds(30)));
    FakeConnection observer = rig.connect(OBSERVE);
    rig.port.reconfigure(
        new PortSettingsBuilder().mode(server().aliveCheck(Duration.ofSeconds(7)).build()).build());

    assertThat(observer.aliveCheck()).isEqualTo(7_000);
  }
}
