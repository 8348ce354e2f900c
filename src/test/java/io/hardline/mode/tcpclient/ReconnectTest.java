package io.hardline.mode.tcpclient;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.mode.client.Destination;
import io.hardline.net.Dialer;
import io.hardline.net.FakeConnection;
import io.hardline.settings.ModeSettings.ConnectOn;
import io.hardline.settings.ModeSettings.DisconnectOn;
import io.hardline.settings.PortSettings.WhenAbsent;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How often a host is tried, what the log says of it, and what an operator sees meanwhile. */
@Timeout(120)
class ReconnectTest {
  private static final String REFUSED = "connection refused (ECONNREFUSED)";
  private static final long HOUR_MS = 3_600_000;

  private HostRig host =
      new HostRig(ConnectOn.STARTUP, DisconnectOn.NEVER, WhenAbsent.KEEP_CLIENTS);

  @AfterEach
  void close() {
    host.close();
  }

  private void control(ConnectOn connectOn, DisconnectOn disconnectOn) {
    host.close();
    host = new HostRig(connectOn, disconnectOn, WhenAbsent.KEEP_CLIENTS);
  }

  private List<String> events() {
    return host.rig.events.taken().stream().filter(e -> !e.contains("fake1 opened")).toList();
  }

  /** Lets time pass, in which every try ends as {@code each} says. */
  private void pass(long ms, Runnable each) {
    for (long passed = 0; passed < ms; passed += 10) {
      host.rig.loop.advanceMs(10);
      while (!host.resolver.pending().isEmpty()) {
        host.answer("192.0.2.7");
      }
      while (!host.dialer.pending().isEmpty()) {
        each.run();
      }
    }
  }

  @Test
  void aHostThatRefusesIsTriedEverMoreSlowlyAndTheLogSaysItOnce() {
    host.startOpen();
    pass(4_000, () -> host.refuse(REFUSED));
    assertThat(host.dialer.dialled()).as("at 0, 0.5, 1.5 and 3.5 s or so").hasSizeBetween(3, 5);
    pass(HOUR_MS, () -> host.refuse(REFUSED));

    assertThat(host.dialer.dialled()).as("every 30 s or so").hasSizeBetween(110, 140);
    assertThat(host.resolver.asked())
        .as("looked up anew each time")
        .isEqualTo(host.dialer.dialled().size());
    assertThat(events())
        .containsExactly(
            "warning port 1: no connection to plc.example:4001: 192.0.2.7:4001: "
                + REFUSED
                + "; trying again");
  }

  @Test
  void whenItIsConnectedAgainTheLogSaysSo() {
    host.startOpen();
    pass(60_000, () -> host.refuse(REFUSED));
    events();
    pass(60_000, host::accept);

    assertThat(events()).containsExactly("info port 1: client peer:1 connected");
    assertThat(host.trouble()).isEmpty();
    assertThat(host.rig.status().clients()).hasSize(1);
  }

  @Test
  void aHostThatClosesAtOnceCausesNoStormAndTheLogSaysItOnce() {
    host.startOpen();
    pass(
        HOUR_MS,
        () -> {
          FakeConnection connection = host.accept();
          connection.vanishes("connection reset by the peer (ECONNRESET)");
          host.rig.loop.runAll();
        });

    assertThat(host.dialer.dialled()).hasSizeBetween(110, 140);
    assertThat(events())
        .containsExactly(
            "info port 1: client peer:1 connected",
            "info port 1: client peer:1 gone: connection reset by the peer (ECONNRESET)",
            "warning port 1: no connection to plc.example:4001: it stood for less than 5 s:"
                + " connection reset by the peer (ECONNRESET); trying again");
    assertThat(host.trouble())
        .contains(": it stood for less than 5 s: connection reset by the peer");
  }

  @Test
  void aConnectionThatStandsAfterSuchIsToldOfWhenItHasStood() {
    host.startOpen();
    pass(20, () -> host.accept().vanishes("gone"));
    events();
    pass(1_000, host::accept);
    assertThat(host.state()).isEqualTo("connected");
    assertThat(events()).isEmpty();
    host.rig.loop.advanceMs(Destination.STOOD_MS);
    assertThat(events()).containsExactly("info port 1: client peer:2 connected");

    FakeConnection stood = java.util.Objects.requireNonNull(host.host);
    stood.vanishes("gone");
    pass(1_000, () -> host.refuse(REFUSED));
    assertThat(events())
        .containsExactly(
            "info port 1: client peer:2 gone: gone",
            "warning port 1: no connection to plc.example:4001: 192.0.2.7:4001: "
                + REFUSED
                + "; trying again");
  }

  @Test
  void afterAConnectionThatHasStoodTheFirstTryComesSoon() {
    host.startOpen();
    pass(HOUR_MS, () -> host.refuse(REFUSED));
    pass(60_000, host::accept);
    java.util.Objects.requireNonNull(host.host).vanishes("gone");
    int before = host.dialer.dialled().size();
    pass(700, () -> host.refuse(REFUSED));

    assertThat(host.dialer.dialled()).hasSize(before + 1);
  }

  @Test
  void everyAddressOfANameIsTriedInTurn() {
    host.startOpen();
    host.answer("192.0.2.7", "2001:db8::7", "192.0.2.8");
    host.refuse(REFUSED);
    host.refuse("network unreachable (ENETUNREACH)");
    assertThat(host.state()).isEqualTo("connecting");
    assertThat(host.trouble())
        .isEqualTo("plc.example:4001: no connection for 0s; connecting to 192.0.2.8:4001");
    host.refuse("no answer in 10 s");

    assertThat(host.dialer.dialled())
        .extracting(Dialer.Target::text)
        .containsExactly("192.0.2.7:4001", "[2001:db8::7]:4001", "192.0.2.8:4001");
    assertThat(events())
        .containsExactly(
            "warning port 1: no connection to plc.example:4001: 192.0.2.7:4001: "
                + REFUSED
                + ", [2001:db8::7]:4001: network unreachable (ENETUNREACH), 192.0.2.8:4001: no"
                + " answer in 10 s; trying again");
  }

  @Test
  void theNextAddressThatAcceptsIsTheConnection() {
    host.startOpen();
    host.answer("2001:db8::7", "192.0.2.7");
    host.refuse(REFUSED);
    host.accept();

    assertThat(host.state()).isEqualTo("connected");
    assertThat(events()).containsExactly("info port 1: client peer:1 connected");
  }

  @Test
  void aHostThatHasMovedIsFoundAtTheNextTry() {
    host.startOpen();
    host.answer("192.0.2.7");
    host.refuse("no answer in 10 s");
    host.rig.loop.advanceMs(1_000);
    host.answer("192.0.2.9");
    assertThat(host.dialer.pending()).containsExactly("192.0.2.9:4001");
  }

  @Test
  void anOperatorSeesWhatIsWrongSinceWhenAndWhatComesNext() {
    host.startOpen();
    assertThat(host.trouble())
        .isEqualTo("plc.example:4001: no connection for 0s; looking the name up");
    host.resolver.fail("the name cannot be looked up: Name or service not known");
    host.rig.loop.runAll();
    assertThat(host.trouble())
        .isEqualTo(
            "plc.example:4001: no connection for 0s: the name cannot be looked up: Name or"
                + " service not known; next try in 0s");
    pass(HOUR_MS * 3, () -> host.refuse(REFUSED));

    assertThat(host.trouble())
        .matches(
            "plc\\.example:4001: no connection for 3h: 192\\.0\\.2\\.7:4001: connection refused"
                + " \\(ECONNREFUSED\\); next try in [0-9]+s");
  }

  @Test
  void itIsSaidWhatAConnectionWaitsFor() {
    control(ConnectOn.DSR_ON, DisconnectOn.DSR_OFF);
    host.startOpen();
    assertThat(host.trouble()).isEqualTo("plc.example:4001: waits for DSR");
    control(ConnectOn.DCD_ON, DisconnectOn.NEVER);
    host.startOpen();
    assertThat(host.trouble()).isEqualTo("plc.example:4001: waits for DCD");
    control(ConnectOn.ANY_CHARACTER, DisconnectOn.NEVER);
    host.startOpen();
    assertThat(host.trouble()).isEqualTo("plc.example:4001: waits for the first serial byte");
  }

  @Test
  void aLineThatFluttersConnectsAtMostEveryThirdOfASecond() {
    control(ConnectOn.DSR_ON, DisconnectOn.DSR_OFF);
    host.startOpen();
    for (int i = 0; i < 50; i++) {
      host.setLines(true, false);
      pass(10, host::accept);
      host.setLines(false, false);
    }
    assertThat(host.dialer.dialled()).as("in a second and a half").hasSizeBetween(2, 5);
  }

  @Test
  void aLineThatFluttersInFrontOfAHostThatRefusesDoesSoToo() {
    control(ConnectOn.DSR_ON, DisconnectOn.DSR_OFF);
    host.startOpen();
    for (int i = 0; i < 50; i++) {
      host.setLines(true, false);
      pass(10, () -> host.refuse(REFUSED));
      host.setLines(false, false);
    }
    assertThat(host.dialer.dialled()).hasSizeBetween(2, 5);
    assertThat(events()).hasSize(1);
  }

  @Test
  void aLineThatGoesOffAndOnAfterAWhileConnectsAtOnce() {
    control(ConnectOn.DSR_ON, DisconnectOn.DSR_OFF);
    host.startOpen();
    host.setLines(true, false);
    pass(1_000, host::accept);
    host.setLines(false, false);
    assertThat(host.state()).isEqualTo("idle");
    host.setLines(true, false);
    assertThat(host.state()).isEqualTo("resolving");
  }

  @Test
  void aMessageNowAndThenEachHasAConnectionOfItsOwn() {
    control(ConnectOn.ANY_CHARACTER, DisconnectOn.NEVER);
    host.startOpen();
    for (int i = 1; i <= 20; i++) {
      host.tty.feed("scan");
      pass(700, host::accept);
      FakeConnection connection = java.util.Objects.requireNonNull(host.host);
      assertThat(connection.sentText()).as("after %d", i).isEqualTo("scan");
      connection.vanishes("closed by the host");
      host.rig.loop.runAll();
    }
    assertThat(host.dialer.dialled()).hasSize(20);
    assertThat(events()).hasSize(40);
  }

  @Test
  void aHostThatIsNotThereYetGetsItsMessageHoursLater() {
    control(ConnectOn.ANY_CHARACTER, DisconnectOn.INACTIVITY);
    host.startOpen();
    host.tty.feed("alarm");
    pass(HOUR_MS * 5, () -> host.refuse(REFUSED));
    pass(60_000, host::accept);

    assertThat(java.util.Objects.requireNonNull(host.host).sentText()).isEqualTo("alarm");
    assertThat(events().getLast())
        .isEqualTo("info port 1: client peer:1 gone: no data for 30000 ms");
  }

  @Test
  void securingIsGivenUpWhenTheConnectionIsNotWishedForAnyMore() {
    control(ConnectOn.DSR_ON, DisconnectOn.DSR_OFF);
    host.securing.waits();
    host.startOpen();
    host.setLines(true, false);
    host.answer("192.0.2.7");
    FakeConnection connection = host.accept();
    host.setLines(false, false);

    assertThat(connection.isOpen()).isFalse();
    assertThat(host.securing.pending()).isEmpty();
    assertThat(host.state()).isEqualTo("idle");
  }

  @Test
  void theNextAddressIsTriedWhenOneCannotBeSecured() {
    host.securing.waits();
    host.startOpen();
    host.answer("192.0.2.7", "192.0.2.8");
    host.accept();
    assertThat(host.securing.pending()).containsExactly("plc.example");
    host.securing.fail("it speaks no TLS");

    assertThat(host.dialer.pending()).containsExactly("192.0.2.8:4001");
  }
}
