package io.hardline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.port.Counters;
import io.hardline.tty.PtyPeer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** UDP on a network that is the test's own: broadcast, groups, zones, and a load with losses. */
@Tag("root")
@Tag("once")
@Timeout(180)
class UdpNetworkIT {
  private static final String GROUP = "239.1.2.3";
  private static final String GROUP6 = "ff12::1234%" + Cable.INTERFACE;

  @TempDir Path directory;

  private Cable cable;

  @BeforeEach
  void layTheCable() throws Exception {
    Program.assumeInstalled("socat", "socat");
    cable = Cable.lay();
  }

  @AfterEach
  void removeNamespaces() throws Exception {
    if (cable != null) {
      cable.close();
    }
  }

  private static String settings(String... ports) {
    return "version: 1\nports:\n" + String.join("", ports);
  }

  private static String port(int number, Object tty, String listen, String udp) {
    return "  %d:\n    tty: %s\n    listen: [\"%s\"]\n    mode: { udp: { %s } }\n"
        .formatted(number, tty, listen, udp);
  }

  private static String to(String address, int port) {
    return "destinations: [{ from: \"%s\", port: %d }]".formatted(address, port);
  }

  /** Hears datagrams at the far end, and writes them out. */
  private Program hears(String address) throws Exception {
    return cable.far.start("socat", "-u", address, "STDOUT");
  }

  /** Sends one datagram from the far end. */
  private void sends(String text, String address) throws Exception {
    try (Program socat = cable.far.start("socat", "-u", "STDIN", address)) {
      socat.send(text);
      socat.endInput();
      assertThat(socat.awaitExit()).describedAs(socat.err()).isZero();
    }
  }

  /** Until what the device sends arrives: nobody says when a program far away has begun to hear. */
  private static void awaitHeard(PtyPeer device, Program peer) {
    Program.await()
        .until(() -> {
          device.send("ping ");
          return peer.out().contains("ping");
        });
  }

  @Test
  void aBroadcastReachesTheNetworkAndIsHeardFromIt() throws Exception {
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            cable.daemon(
                directory, settings(port(1, device.path(), "*", to(Cable.BROADCAST, 4001))));
        Program peer = hears("UDP4-RECV:4001,broadcast")) {
      awaitHeard(device, peer);
      sends("to all", "UDP4-DATAGRAM:" + Cable.BROADCAST + ":4001,broadcast,sp=4001,reuseaddr");

      assertThat(device.receiveText(6)).as("and what we sent is not heard").isEqualTo("to all");
      assertThat(daemon.port(1).counters().datagrams().received()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", Cable.NEAR_ADDRESS})
  void aGroupIsSentToAndHeard(String listen) throws Exception {
    cable.near.run("ip", "route", "add", "224.0.0.0/4", "dev", Cable.INTERFACE);
    String membership = ",ip-add-membership=" + GROUP + ":" + Cable.FAR_ADDRESS;
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            cable.daemon(directory, settings(port(1, device.path(), listen, to(GROUP, 4001))));
        Program peer = hears("UDP4-RECV:4001,reuseaddr" + membership)) {
      awaitHeard(device, peer);
      cable.far.run("ip", "route", "add", "224.0.0.0/4", "dev", Cable.INTERFACE);
      sends("to the group", "UDP4-DATAGRAM:" + GROUP + ":4001,sp=4002");

      assertThat(device.receiveText(12)).as("and we do not hear us").isEqualTo("to the group");
      assertThat(daemon.port(1).trouble()).isEmpty();
    }
  }

  @Test
  void aGroupWithoutARouteIsJoinedWhenThereIsOne() throws Exception {
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            cable.daemon(directory, settings(port(1, device.path(), "*", to(GROUP, 4001))))) {
      assertThat(daemon.port(1).trouble())
          .isEqualTo("cannot listen on " + GROUP + " UDP 4001: no such device (ENODEV)");
      device.send("x");
      daemon.awaitLog("cannot send to " + GROUP + ":4001: network unreachable (ENETUNREACH)");
      cable.near.run("ip", "route", "add", "224.0.0.0/4", "dev", Cable.INTERFACE);
      daemon.awaitLog("listening on UDP 4001 of *, " + GROUP);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", Cable.NEAR_LINK_LOCAL + "%" + Cable.INTERFACE})
  void aGroupOfIpv6IsSentToAndHeard(String listen) throws Exception {
    String membership = ",ipv6-join-group=[ff12::1234]:" + Cable.INTERFACE;
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            cable.daemon(directory, settings(port(1, device.path(), listen, to(GROUP6, 4001))));
        Program peer = hears("UDP6-RECV:4001,reuseaddr" + membership)) {
      awaitHeard(device, peer);
      sends("to the group", "UDP6-DATAGRAM:[" + GROUP6 + "]:4001,sp=4002");

      assertThat(device.receiveText(12)).as("and we do not hear us").isEqualTo("to the group");
      assertThat(daemon.port(1).trouble()).isEmpty();
    }
  }

  @Test
  void aLinkLocalAddressHasAZone() throws Exception {
    String far = Cable.FAR_LINK_LOCAL + "%" + Cable.INTERFACE;
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            cable.daemon(directory, settings(port(1, device.path(), "*", to(far, 4001))));
        Program peer = hears("UDP6-RECV:4001")) {
      awaitHeard(device, peer);
      sends(
          "back",
          "UDP6-DATAGRAM:["
              + (Cable.NEAR_LINK_LOCAL + "%" + Cable.INTERFACE)
              + "]:4001,bind=["
              + far
              + "]:4005");

      assertThat(device.receiveText(4)).isEqualTo("back");
      daemon.awaitLog("datagrams come from [" + far + "]:4005");
    }
  }

  @Test
  void twoPortsOfOneMachineMeetInAGroup() throws Exception {
    try (PtyPeer one = new PtyPeer();
        PtyPeer two = new PtyPeer();
        TestDaemon daemon =
            cable.daemon(
                directory,
                settings(
                    port(1, one.path(), Cable.NEAR_ADDRESS, to(GROUP, 4002)),
                    port(2, two.path(), Cable.NEAR_ADDRESS, to(GROUP, 4001))))) {
      daemon.awaitThat(2, p -> assertThat(p.trouble()).isEmpty());
      one.send("from one");
      assertThat(two.receiveText(8)).isEqualTo("from one");
      two.send("from two");
      assertThat(one.receiveText(8)).isEqualTo("from two");
    }
  }

  // --- a load both ways, and a network that loses datagrams ---

  private static final int DATAGRAMS = 20_000;
  private static final int WORDS = 16;
  private static final int FROM_DEVICE_BYTES = 1_000_000;

  /** Sends numbered datagrams, and writes in hex what comes meanwhile and shortly after. */
  private static final String LOAD =
      """
      import socket, struct, sys, threading, time
      s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
      s.bind(("%s", 4001))
      def send():
          for n in range(%d):
              s.sendto(struct.pack(">Q", n) * %d, ("%s", 4001))
              if n %% 20 == 0: time.sleep(0.002)
      print("ready", flush=True)
      s.settimeout(4)
      sender = threading.Thread(target=send)
      sender.start()
      try:
          while True: print(s.recv(65536).hex())
      except socket.timeout: pass
      sender.join()
      """
          .formatted(Cable.FAR_ADDRESS, DATAGRAMS, WORDS, Cable.NEAR_ADDRESS);

  /** Every seventh datagram for an end is lost on its way, and counted. */
  private static final String LOSSES =
      """
      table inet loss {
        counter lost { }
        chain arriving {
          type filter hook prerouting priority 0;
          udp dport 4001 numgen inc mod 7 == 3 counter name lost drop;
        }
      }
      """;

  private static long lost(Cable.End at) throws Exception {
    Matcher count =
        Pattern.compile("packets (\\d+)")
            .matcher(at.run("nft", "list", "counter", "inet", "loss", "lost"));
    assertThat(count.find()).isTrue();
    return Long.parseLong(count.group(1));
  }

  @Test
  void whatALossyNetworkLeavesArrivesWholeAndInOrder() throws Exception {
    Program.assumeInstalled("nft", "nftables");
    Program.assumeInstalled("python3", "python3");
    cable.near.run("nft", LOSSES);
    cable.far.run("nft", LOSSES);
    byte[] device = positions(FROM_DEVICE_BYTES);
    try (PtyPeer tty = new PtyPeer();
        TestDaemon daemon =
            cable.daemon(
                directory, settings(port(1, tty.path(), "*", to(Cable.FAR_ADDRESS, 4001))));
        Program peer = cable.far.start("/usr/bin/python3", "-c", LOAD)) {
      peer.awaitOut("ready");
      byte[] atDevice = bothWays(tty, device, peer);
      assertThat(peer.awaitExit()).describedAs(peer.err()).isZero();
      List<byte[]> atPeer = peer.out().lines().skip(1).map(HexFormat.of()::parseHex).toList();

      Counters.Datagrams counted = daemon.port(1).counters().datagrams();
      assertThat(counted.dropped() + counted.notSent()).isZero();
      assertThat(lost(cable.near)).isBetween(DATAGRAMS / 8L, DATAGRAMS / 6L);
      assertThat(checkNumbers(atDevice)).isEqualTo(DATAGRAMS - lost(cable.near));
      assertThat(lost(cable.far)).isPositive();
      assertThat((long) atPeer.size()).isEqualTo(counted.sent() - lost(cable.far));
      checkPositions(device, atPeer);
    }
  }

  /** For each piece that the device gets it sends one: nobody sends faster than others can take. */
  private static byte[] bothWays(PtyPeer device, byte[] bytes, Program peer) throws Exception {
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    byte[] some = {0};
    int sent = 0;
    while (some.length > 0 || peer.isAlive()) {
      some = device.receiveSome(500);
      got.writeBytes(some);
      int next = Math.min(sent + 2_000, bytes.length);
      device.send(Arrays.copyOfRange(bytes, sent, next));
      sent = next;
    }
    assertThat(sent).isEqualTo(bytes.length);
    return got.toByteArray();
  }

  /** How many numbered datagrams it is, each whole and none before an earlier one. */
  private static long checkNumbers(byte[] bytes) {
    ByteBuffer got = ByteBuffer.wrap(bytes);
    long last = -1;
    long count = 0;
    while (got.hasRemaining()) {
      long number = got.getLong();
      assertThat(number).as("in order").isGreaterThan(last);
      for (int i = 1; i < WORDS; i++) {
        assertThat(got.getLong()).as("whole").isEqualTo(number);
      }
      last = number;
      count++;
    }
    return count;
  }

  /** Lines of eight bytes that say where they are. */
  private static byte[] positions(int bytes) {
    StringBuilder lines = new StringBuilder(bytes);
    for (int i = 0; lines.length() < bytes; i++) {
      lines.append("%07d\n".formatted(i));
    }
    return lines.substring(0, bytes).getBytes(ISO_8859_1);
  }

  /** Each datagram is a piece of what was sent, and behind the one before it. */
  private static void checkPositions(byte[] sent, List<byte[]> datagrams) {
    String all = new String(sent, ISO_8859_1);
    int from = 0;
    for (byte[] datagram : datagrams) {
      int at = all.indexOf(new String(datagram, ISO_8859_1), from);
      assertThat(at).as("a piece of it, in order").isNotNegative();
      from = at + datagram.length;
    }
  }
}
