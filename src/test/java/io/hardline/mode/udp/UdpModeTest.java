package io.hardline.mode.udp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.linux.Errno;
import io.hardline.mode.ModeContract;
import io.hardline.net.FakeDatagrams;
import io.hardline.net.FakeDatagrams.DatagramPeer;
import io.hardline.net.Peer;
import io.hardline.port.ClientStatus;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.UdpBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class UdpModeTest extends ModeContract {
  private final FakeDatagrams datagrams = new FakeDatagrams();
  private final UdpBuilder peers = new UdpBuilder().dynamic(0);
  private int count;

  @Override
  protected ModeSettings settings(boolean ignoreJammedClient) {
    return peers.build();
  }

  @Override
  protected Mode start(PortSettings settings, Port port) {
    return new UdpMode(settings, port, datagrams);
  }

  /** A peer of a mode without connections is one that the settings come to name. */
  @Override
  protected Peer connect() {
    String address = "192.0.2." + ++count;
    peers.to(address, 5001);
    rig.reconfigure(port(false));
    return datagrams.peer(address, 5001);
  }

  @Override
  protected List<String> listening() {
    return datagrams.listening();
  }

  private void open(UdpBuilder udp, String... addresses) {
    open(with(udp, addresses));
  }

  private static PortSettings with(UdpBuilder udp, String... addresses) {
    String[] listen = addresses.length == 0 ? new String[] {"*"} : addresses;
    return new PortSettingsBuilder().listen(listen).mode(udp.build()).build();
  }

  private List<String> names() {
    return rig.status().clients().stream().map(ClientStatus::peer).toList();
  }

  private ClientStatus client(int index) {
    return rig.status().clients().get(index);
  }

  // --- destinations ---

  @Test
  void everyAddressOfEveryRangeGetsEverything() {
    open(
        new UdpBuilder()
            .to("192.0.2.1", "192.0.2.3", 4001)
            .to("192.0.2.255", 5000)
            .to("239.1.2.3", 5001)
            .to("2001:db8::fffe", "2001:db8::1:0", 4002));
    tty.feed("1234.5 kg");
    rig.loop.runAll();

    assertThat(datagrams.sentBytes())
        .isEqualTo(
            Map.of(
                "192.0.2.1:4001", 9,
                "192.0.2.2:4001", 9,
                "192.0.2.3:4001", 9,
                "192.0.2.255:5000", 9,
                "239.1.2.3:5001", 9,
                "[2001:db8::fffe]:4002", 9,
                "[2001:db8::ffff]:4002", 9,
                "[2001:db8::1:0]:4002", 9));
    assertThat(rig.counters().datagrams().sent()).isEqualTo(8);
    assertThat(names())
        .containsExactly(
            "192.0.2.1 to 192.0.2.3 UDP 4001",
            "192.0.2.255 UDP 5000",
            "239.1.2.3 UDP 5001",
            "2001:db8::fffe to 2001:db8::1:0 UDP 4002");
    assertThat(client(0).sentBytes()).isEqualTo(27);
  }

  @Test
  void asManyAddressesAsTheSettingsAllow() {
    UdpBuilder most = new UdpBuilder();
    for (int i = 0; i < ModeSettings.MAX_DESTINATIONS; i++) {
      most.to("10.0." + i + ".224", "10.0." + (i + 1) + ".31", 4001);
    }
    open(most);
    tty.feed("x");
    rig.loop.runAll();

    assertThat(datagrams.sentBytes())
        .hasSize(ModeSettings.MAX_DESTINATIONS * ModeSettings.MAX_RANGE_ADDRESSES);
  }

  @Test
  void noDatagramIsLargerThanTheLimit() {
    open(new UdpBuilder().to("192.0.2.1", 4001));
    DatagramPeer peer = datagrams.peer("192.0.2.1", 4001);
    byte[] bytes = random(2 * UdpMode.MAX_DATAGRAM_BYTES + 1);
    tty.feed(bytes);
    rig.loop.runAll();
    List<byte[]> got = peer.datagrams();

    assertThat(got)
        .extracting(d -> d.length)
        .containsExactly(UdpMode.MAX_DATAGRAM_BYTES, UdpMode.MAX_DATAGRAM_BYTES, 1);
    byte[] all = new byte[bytes.length];
    System.arraycopy(got.get(0), 0, all, 0, UdpMode.MAX_DATAGRAM_BYTES);
    System.arraycopy(got.get(1), 0, all, UdpMode.MAX_DATAGRAM_BYTES, UdpMode.MAX_DATAGRAM_BYTES);
    all[bytes.length - 1] = got.get(2)[0];
    assertThat(all).isEqualTo(bytes);
  }

  @Test
  void destinationsChangeInPlaceAndKeepTheirCounts() {
    open(new UdpBuilder().to("192.0.2.1", 4001).to("192.0.2.2", 4001));
    tty.feed("one");
    rig.loop.runAll();
    datagrams.sentBytes();
    rig.reconfigure(with(new UdpBuilder().to("192.0.2.3", 4001).to("192.0.2.2", 4001)));
    tty.feed("two");
    rig.loop.runAll();

    assertThat(datagrams.sentBytes()).isEqualTo(Map.of("192.0.2.3:4001", 3, "192.0.2.2:4001", 3));
    assertThat(client(0).sentBytes()).isEqualTo(3);
    assertThat(client(1).sentBytes()).isEqualTo(6);
    assertThat(datagrams.attempts()).as("the socket stayed").isEqualTo(1);
  }

  @Test
  void whatADestinationSendsCountsForItAndAnybodyElseIsListed() {
    open(new UdpBuilder().to("192.0.2.1", "192.0.2.3", 4001));
    datagrams.peer("192.0.2.2", 4001).feed("from the range");
    datagrams.peer("192.0.2.2", 4002).feed("from another port");
    rig.loop.runAll();

    assertThat(tty.takenText()).isEqualTo("from the rangefrom another port");
    assertThat(client(0).receivedBytes()).isEqualTo(14);
    assertThat(names()).containsExactly("192.0.2.1 to 192.0.2.3 UDP 4001", "192.0.2.2:4002");
    assertThat(rig.events.taken()).contains("info port 1: datagrams come from 192.0.2.2:4002");
    tty.feed("not to it");
    rig.loop.runAll();
    assertThat(client(1).sentBytes()).isZero();
  }

  // --- who sent last ---

  @Test
  void withoutATimeoutWhoeverSentLastIsAnswered() {
    open(new UdpBuilder().dynamic(0));
    DatagramPeer first = datagrams.peer("192.0.2.1", 40001);
    DatagramPeer second = datagrams.peer("2001:db8::2", 40002);
    first.feed("a");
    rig.loop.runAll();
    tty.feed("to the first");
    rig.loop.runAll();
    assertThat(first.sentText()).isEqualTo("to the first");

    second.feed("b");
    rig.loop.advanceMs(86_400_000);
    tty.feed("to the second");
    rig.loop.runAll();
    assertThat(first.sent()).isEmpty();
    assertThat(second.sentText()).isEqualTo("to the second");
    assertThat(tty.takenText()).isEqualTo("ab");
    assertThat(names())
        .as("who is answered is not forgotten")
        .containsExactly("[2001:db8::2]:40002");
  }

  @Test
  void withATimeoutASenderOwnsThePortUntilItHasBeenSilentThatLong() {
    open(new UdpBuilder().dynamic(1000));
    DatagramPeer owner = datagrams.peer("192.0.2.1", 40001);
    DatagramPeer other = datagrams.peer("192.0.2.2", 40002);
    owner.feed("a");
    rig.loop.advanceMs(999);
    other.feed("ignored");
    owner.feed("b");
    rig.loop.advanceMs(999);
    tty.feed("answer");
    rig.loop.runAll();
    assertThat(owner.sentText()).isEqualTo("answer");
    assertThat(tty.takenText()).isEqualTo("ab");
    assertThat(rig.counters().datagrams().ignored()).isEqualTo(1);

    rig.loop.advanceMs(1);
    tty.feed("nobody");
    rig.loop.runAll();
    assertThat(rig.counters().fromSerialDiscardedBytes()).isEqualTo(6);
    other.feed("c");
    rig.loop.runAll();
    tty.feed("to the other");
    rig.loop.runAll();
    assertThat(other.sentText()).isEqualTo("to the other");
    assertThat(owner.sent()).isEmpty();
    assertThat(tty.takenText()).isEqualTo("c");
  }

  @Test
  void anEmptyDatagramIsEnoughToBeAnswered() {
    open(new UdpBuilder().dynamic(0));
    DatagramPeer peer = datagrams.peer("192.0.2.1", 40001);
    peer.feed();
    rig.loop.runAll();
    tty.feed("answer");
    rig.loop.runAll();

    assertThat(peer.sentText()).isEqualTo("answer");
    assertThat(tty.taken()).isEmpty();
  }

  @Test
  void theAnswerLeavesWhereTheDatagramArrived() {
    open(new UdpBuilder().dynamic(0), "127.0.0.1", "192.0.2.200");
    DatagramPeer peer = datagrams.peer("192.0.2.1", 40001);
    peer.feed(1, "hello".getBytes(ISO_8859_1));
    rig.loop.runAll();
    tty.feed("answer");
    rig.loop.runAll();

    assertThat(datagrams.lastSender()).isEqualTo("192.0.2.200 4001");
  }

  @Test
  void aDestinationThatSendsIsNotAnsweredTwiceAndOwnsNothing() {
    open(new UdpBuilder().to("192.0.2.1", 4001).dynamic(1000));
    DatagramPeer named = datagrams.peer("192.0.2.1", 4001);
    DatagramPeer owner = datagrams.peer("192.0.2.2", 40002);
    owner.feed("a");
    named.feed("b");
    rig.loop.runAll();
    tty.feed("x");
    rig.loop.runAll();

    assertThat(tty.takenText()).as("a destination is always heard").isEqualTo("ab");
    assertThat(named.sentText()).isEqualTo("x");
    assertThat(owner.sentText()).isEqualTo("x");
    rig.reconfigure(with(new UdpBuilder().to("192.0.2.1", "192.0.2.2", 40002).dynamic(1000)));
    tty.feed("y");
    rig.loop.runAll();
    assertThat(owner.sentText()).as("it is a destination now").isEqualTo("y");
  }

  @Test
  void dynamicIsSwitchedInPlace() {
    open(new UdpBuilder().to("192.0.2.1", 4001).dynamic(0));
    DatagramPeer peer = datagrams.peer("192.0.2.7", 40001);
    peer.feed("a");
    rig.loop.runAll();
    rig.reconfigure(with(new UdpBuilder().to("192.0.2.1", 4001)));
    tty.feed("x");
    rig.loop.runAll();
    assertThat(peer.sent()).isEmpty();

    peer.feed("b");
    rig.reconfigure(with(new UdpBuilder().to("192.0.2.1", 4001).dynamic(50)));
    peer.feed("c");
    rig.loop.runAll();
    tty.feed("y");
    rig.loop.runAll();
    assertThat(peer.sentText()).isEqualTo("y");
    assertThat(tty.takenText()).isEqualTo("abc");
  }

  // --- what was kept ---

  private static PortSettings keeping(UdpBuilder udp) {
    return new PortSettingsBuilder().buffer(4096, true).mode(udp.build()).build();
  }

  @Test
  void whoSendsFirstGetsWhatWasKept() {
    open(keeping(new UdpBuilder().dynamic(0)));
    tty.feed("while nobody was there ");
    rig.loop.runAll();
    DatagramPeer peer = datagrams.peer("192.0.2.1", 40001);
    peer.feed("a question");
    tty.feed("and now");
    rig.loop.runAll();

    assertThat(peer.sentText()).isEqualTo("while nobody was there and now");
    assertThat(tty.takenText()).isEqualTo("a question");
  }

  @Test
  void destinationsGetWhatWasKeptUntilThePortCouldBeHad() {
    datagrams.refuse("*", "address already in use (EADDRINUSE)");
    open(keeping(new UdpBuilder().to("192.0.2.1", 4001)));
    tty.feed("early ");
    rig.loop.runAll();
    datagrams.refuseNothing();
    rig.loop.advanceMs(500);
    tty.feed("late");
    rig.loop.runAll();

    assertThat(datagrams.peer("192.0.2.1", 4001).sentText()).isEqualTo("early late");
  }

  // --- losses ---

  @Test
  void aTtyThatTakesNoMoreCostsWholeDatagramsAndBoundedMemory() {
    open(new UdpBuilder().dynamic(0));
    DatagramPeer peer = datagrams.peer("192.0.2.1", 40001);
    tty.setRoom(0);
    byte[] datagram = random(60_000);
    int sent = 100;
    for (int i = 0; i < sent; i++) {
      peer.feed(datagram);
    }
    rig.loop.runAll();
    assertThat(rig.status().queuedToSerialBytes()).isBetween(60_000, 128 * 1024);
    assertThat(rig.counters().datagrams().dropped()).isEqualTo(98);
    assertThat(rig.status().trouble()).isEqualTo("the device takes no more");

    tty.setRoom(Integer.MAX_VALUE);
    rig.loop.runAll();
    assertThat(tty.taken()).hasSize(2 * datagram.length).startsWith(datagram).endsWith(datagram);
    assertThat(rig.counters().toSerialDiscardedBytes()).isEqualTo(98L * datagram.length);
    rig.loop.advanceMs(Losses.OVER_AFTER_MS);
    assertThat(rig.status().trouble()).isEmpty();
    assertThat(rig.events.taken())
        .containsSubsequence(
            "warning port 1: datagrams are lost: the device takes no more",
            "notice port 1: datagrams pass again, 98 were lost: the device takes no more");
  }

  @Test
  void whatCannotBeSentIsCountedAndSaidOnce() {
    open(new UdpBuilder().to("192.0.2.1", 4001).to("192.0.2.2", 4001));
    DatagramPeer lost = datagrams.peer("192.0.2.1", 4001);
    DatagramPeer reached = datagrams.peer("192.0.2.2", 4001);
    datagrams.failSends(lost, Errno.ENETUNREACH);
    for (int i = 0; i < 5; i++) {
      tty.feed("12345");
      rig.loop.runAll();
      rig.loop.advanceMs(6_000);
    }
    assertThat(reached.datagrams()).hasSize(5);
    assertThat(client(0).skippedBytes()).isEqualTo(25);
    assertThat(client(1).sentBytes()).isEqualTo(25);
    assertThat(rig.counters().datagrams().notSent()).isEqualTo(5);
    assertThat(rig.status().trouble())
        .isEqualTo("cannot send to 192.0.2.1:4001: network unreachable (ENETUNREACH)");

    datagrams.failSends(lost, Errno.EAGAIN);
    tty.feed("6");
    rig.loop.runAll();
    assertThat(rig.status().trouble())
        .isEqualTo("cannot send to 192.0.2.1:4001: more than the network takes at once");
    datagrams.failSends(lost, 0);
    rig.loop.advanceMs(Losses.OVER_AFTER_MS);
    assertThat(rig.status().trouble()).isEmpty();
    assertThat(rig.events.taken())
        .filteredOn(e -> e.contains("datagrams"))
        .containsExactly(
            "warning port 1: datagrams are lost: cannot send to 192.0.2.1:4001: network"
                + " unreachable (ENETUNREACH)",
            "notice port 1: datagrams pass again, 6 were lost: cannot send to 192.0.2.1:4001:"
                + " more than the network takes at once");
  }

  @Test
  void aDestinationOfAKindThatIsNotListenedOnIsSaid() {
    open(new UdpBuilder().to("2001:db8::1", 4001), "127.0.0.1");
    tty.feed("x");
    rig.loop.runAll();

    assertThat(rig.status().trouble())
        .isEqualTo("cannot send to [2001:db8::1]:4001: no address of its kind is listened on");
  }

  @Test
  void anInterfaceThatIsNotThereIsLookedForWhileDatagramsAreLost() {
    open(new UdpBuilder().to("fe80::1%nosuchif0", 4001).to("192.0.2.1", 4001));
    tty.feed("x");
    rig.loop.runAll();
    rig.loop.advanceMs(3_000);
    tty.feed("y");
    rig.loop.runAll();
    rig.loop.advanceMs(Losses.OVER_AFTER_MS - 1);

    assertThat(datagrams.peer("192.0.2.1", 4001).sentText()).isEqualTo("xy");
    assertThat(client(0).skippedBytes()).isEqualTo(2);
    assertThat(rig.status().trouble())
        .isEqualTo("cannot send to fe80::1%nosuchif0 UDP 4001: there is no such interface now");
  }

  @Test
  void manyStrangersFillNeitherTheListNorTheLog() {
    open(new UdpBuilder().dynamic(0));
    for (int i = 0; i < 1000; i++) {
      datagrams.peer("192.0.2.1", 10_000 + i).feed("x");
    }
    rig.loop.runAll();

    assertThat(names()).hasSize(Senders.MAX_SENDERS).endsWith("192.0.2.1:10999");
    assertThat(rig.events.taken()).filteredOn(e -> e.contains("come from")).hasSize(200);
    assertThat(tty.taken()).hasSize(1000);
  }
}
