package io.hardline.mode.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.net.FakeDatagrams;
import io.hardline.port.PortRig;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettings.WhenAbsent;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.UdpBuilder;
import io.hardline.tty.FaultyTty;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where datagrams arrive: addresses, groups, and what cannot be had yet. */
@Timeout(60)
class UdpListeningTest {
  private final FakeDatagrams datagrams = new FakeDatagrams();

  @SuppressWarnings("NullAway.Init") // by open()
  private PortRig rig;

  @SuppressWarnings("NullAway.Init") // by open()
  private FaultyTty tty;

  private void open(PortSettings settings) {
    rig = new PortRig(settings);
    tty = rig.startOpen((s, port) -> new UdpMode(s, port, datagrams));
    rig.loop.runAll();
  }

  @AfterEach
  void close() {
    rig.stop();
    rig.close();
  }

  private void open(UdpBuilder udp, String... addresses) {
    open(with(udp, addresses));
  }

  private static PortSettings with(UdpBuilder udp, String... addresses) {
    String[] listen = addresses.length == 0 ? new String[] {"*"} : addresses;
    return new PortSettingsBuilder().listen(listen).mode(udp.build()).build();
  }

  @Test
  void itListensOnEveryAddressOfTheSettings() {
    open(new UdpBuilder().port(4711).to("192.0.2.1", 1), "127.0.0.1", "::1");

    assertThat(datagrams.listening()).containsExactly("127.0.0.1 4711", "::1 4711");
    assertThat(rig.status().listening()).containsExactly(4711);
    assertThat(rig.status().mode()).isEqualTo("udp");
    assertThat(rig.events.taken()).contains("info port 1: listening on UDP 4711 of 127.0.0.1, ::1");
  }

  @Test
  void aPortThatIsTakenIsTriedAgainAndNothingIsSentMeanwhile() {
    datagrams.refuse("*", "address already in use (EADDRINUSE)");
    open(new UdpBuilder().to("192.0.2.1", 4001).to("239.1.2.3", 4001));
    tty.feed("early");
    rig.loop.runAll();
    assertThat(rig.status().trouble())
        .isEqualTo("cannot listen on * UDP 4001: address already in use (EADDRINUSE)");
    assertThat(rig.status().listening()).isEmpty();
    assertThat(rig.counters().fromSerialDiscardedBytes()).isEqualTo(5);

    datagrams.refuseNothing();
    rig.loop.advanceMs(500);
    tty.feed("x");
    rig.loop.runAll();
    assertThat(datagrams.sentBytes()).isEqualTo(Map.of("192.0.2.1:4001", 1, "239.1.2.3:4001", 1));
    assertThat(datagrams.joined()).containsExactly("239.1.2.3 on *");
    assertThat(rig.events.taken())
        .filteredOn(e -> e.contains("listen"))
        .containsExactly(
            "error port 1: cannot listen on * UDP 4001: address already in use (EADDRINUSE);"
                + " trying again",
            "info port 1: listening on UDP 4001 of *, 239.1.2.3");
  }

  @Test
  void groupsAreJoinedByTheFirstAddressOfTheirKindAndLeftInPlace() {
    open(
        new UdpBuilder().to("239.1.2.3", 4001).to("ff05::1:3", 4001),
        "2001:db8::5",
        "192.0.2.5",
        "192.0.2.6");
    assertThat(datagrams.joined())
        .containsExactly("239.1.2.3 on 192.0.2.5", "ff05::1:3 on 2001:db8::5");

    rig.reconfigure(
        with(
            new UdpBuilder().to("239.9.9.9", 4001).to("ff05::1:3", 4001),
            "2001:db8::5",
            "192.0.2.5",
            "192.0.2.6"));
    assertThat(datagrams.joined())
        .containsExactly("ff05::1:3 on 2001:db8::5", "239.9.9.9 on 192.0.2.5");
    rig.stop();
    assertThat(datagrams.joined()).isEmpty();
  }

  @Test
  void afterASuccessTheNextFailureIsSoonTriedAgain() {
    datagrams.refuse("239.1.2.3", "no such device (ENODEV)");
    open(new UdpBuilder().to("239.1.2.3", 4001));
    rig.loop.advanceMs(120_000);
    datagrams.refuseNothing();
    rig.loop.advanceMs(15_000);
    assertThat(datagrams.joined()).containsExactly("239.1.2.3 on *");

    datagrams.refuse("239.9.9.9", "no such device (ENODEV)");
    rig.reconfigure(with(new UdpBuilder().to("239.9.9.9", 4001)));
    datagrams.refuseNothing();
    rig.loop.advanceMs(500);
    assertThat(datagrams.joined()).containsExactly("239.9.9.9 on *");
  }

  @Test
  void aGroupThatCannotBeJoinedLeavesTheOthersAlone() {
    datagrams.refuse("239.1.2.3", "no such device (ENODEV)");
    open(new UdpBuilder().to("239.1.2.3", 4001).to("192.0.2.1", 4001));
    tty.feed("x");
    rig.loop.runAll();
    assertThat(datagrams.sentBytes()).containsEntry("192.0.2.1:4001", 1);
    assertThat(rig.status().trouble())
        .isEqualTo("cannot listen on 239.1.2.3 UDP 4001: no such device (ENODEV)");

    datagrams.refuseNothing();
    rig.loop.advanceMs(500);
    assertThat(datagrams.joined()).containsExactly("239.1.2.3 on *");
    assertThat(rig.status().trouble()).isEmpty();
  }

  @Test
  void aGroupOnAnInterfaceThatIsNotThereIsWaitedFor() {
    open(new UdpBuilder().to("ff02::1%nosuchif0", 4001));

    assertThat(rig.status().trouble())
        .isEqualTo("cannot listen on ff02::1%nosuchif0 UDP 4001: there is no such interface now");
    assertThat(datagrams.joined()).isEmpty();
  }

  @Test
  void nothingListensWhileTheTtyIsAwayWhenTheSettingsSaySo() {
    open(
        new PortSettingsBuilder()
            .whenAbsent(WhenAbsent.REFUSE_CLIENTS)
            .mode(new UdpBuilder().dynamic(0).build())
            .build());
    datagrams.peer("192.0.2.1", 40001).feed("a");
    rig.loop.runAll();
    rig.unplug(tty);
    assertThat(datagrams.listening()).isEmpty();
    assertThat(rig.status().clients()).isEmpty();

    FaultyTty back = rig.plug();
    rig.loop.advanceMs(1_000);
    rig.loop.runUntil(back::isAttached);
    assertThat(datagrams.listening()).containsExactly("* 4001");
    datagrams.peer("192.0.2.1", 40001).feed("b");
    rig.loop.runAll();
    assertThat(back.takenText()).isEqualTo("b");
  }
}
