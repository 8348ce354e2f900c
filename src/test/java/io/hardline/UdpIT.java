package io.hardline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.port.PortStatus;
import io.hardline.tty.PtyPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** UDP on loopback: programs that others wrote, many destinations, a flood. */
@Timeout(180)
class UdpIT {
  private static final int LARGEST = 65_507;

  @TempDir Path directory;

  private static String port(Object tty, String listen, String udp) {
    return "version: 1\nports:\n  1:\n    tty: %s\n    listen: [%s]\n    mode: { udp: { %s } }\n"
        .formatted(tty, listen, udp);
  }

  private static int freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static DatagramSocket at(String address, int port) throws IOException {
    DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(address), port));
    socket.setSoTimeout((int) Program.PATIENCE.toMillis());
    return socket;
  }

  private static void send(DatagramSocket from, int port, byte[] bytes) throws IOException {
    InetAddress host = InetAddress.ofLiteral("127.0.0.1");
    from.send(new DatagramPacket(bytes, bytes.length, host, port));
  }

  private static byte[] receive(DatagramSocket at, int count) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
    while (all.size() < count) {
      packet.setLength(LARGEST);
      at.receive(packet);
      all.write(packet.getData(), 0, packet.getLength());
    }
    return all.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "socat, socat, - UDP:127.0.0.1:%d",
    "socat, socat, - UDP:[::1]:%d",
    "ncat, ncat, -u 127.0.0.1 %d",
    "ncat, ncat, -u -6 ::1 %d"
  })
  void whoeverAsksIsAnswered(String program, String debianPackage, String arguments)
      throws Exception {
    Program.assumeInstalled(program, debianPackage);
    int port = freePort();
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments.formatted(port).split(" ")));
    String yaml =
        port("{ virtual: echo }", "\"*\"", "port: " + port + ", dynamic: { enabled: true }");
    try (TestDaemon daemon = TestDaemon.start(directory, yaml);
        Program peer = Program.start(command.toArray(String[]::new))) {
      peer.send("there and back");
      assertThat(new String(peer.receive(14), ISO_8859_1)).isEqualTo("there and back");
      peer.send(Exchange.everyByteValue());
      assertThat(peer.receive(256)).isEqualTo(Exchange.everyByteValue());
      daemon.awaitLog("listening on UDP " + port + " of *");
      assertThat(daemon.port(1).counters().datagrams().notSent()).isZero();
    }
  }

  @Test
  void aRangeOfSixtyFourAddressesGetsEverythingInOrder() throws Exception {
    int there = freePort();
    List<DatagramSocket> peers = new ArrayList<>();
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            TestDaemon.start(
                directory,
                port(
                    device.path(),
                    "127.0.0.1",
                    "port: %d, destinations: [{ from: 127.0.0.1, to: 127.0.0.64, port: %d }]"
                        .formatted(freePort(), there)))) {
      for (int i = 1; i <= 64; i++) {
        peers.add(at("127.0.0." + i, there));
      }
      byte[] bytes = Exchange.noise(50_000, 7);
      for (int from = 0; from < bytes.length; from += 2000) {
        byte[] piece = java.util.Arrays.copyOfRange(bytes, from, from + 2000);
        device.send(piece);
        for (DatagramSocket peer : peers) {
          Exchange.assertSame(receive(peer, piece.length), piece);
        }
      }
      send(peers.getFirst(), daemon.port(1).listening().getFirst(), "answer".getBytes(US_ASCII));
      assertThat(device.receiveText(6)).isEqualTo("answer");
      PortStatus status = daemon.port(1);
      assertThat(status.clients()).hasSize(1);
      assertThat(status.clients().getFirst().sentBytes()).isEqualTo(64L * bytes.length);
      assertThat(status.counters().datagrams().notSent()).isZero();
    } finally {
      peers.forEach(DatagramSocket::close);
    }
  }

  @Test
  void destinationsChangeWhileDatagramsCome() throws Exception {
    int port = freePort();
    String udp = "port: " + port + ", destinations: [{ from: 127.0.0.%d, port: %d }]";
    int there = freePort();
    try (PtyPeer device = new PtyPeer();
        DatagramSocket one = at("127.0.0.1", there);
        DatagramSocket two = at("127.0.0.2", there);
        TestDaemon daemon =
            TestDaemon.start(
                directory, port(device.path(), "127.0.0.1", udp.formatted(1, there)))) {
      device.send("one");
      assertThat(receive(one, 3)).isEqualTo("one".getBytes(US_ASCII));
      daemon.change(port(device.path(), "127.0.0.1", udp.formatted(2, there)));
      daemon.awaitLog("settings applied");
      send(one, port, "still heard".getBytes(US_ASCII));
      assertThat(device.receiveText(11)).isEqualTo("still heard");
      device.send("two");
      assertThat(receive(two, 3)).isEqualTo("two".getBytes(US_ASCII));
      assertThat(daemon.log().split("listening on UDP", -1)).as("once").hasSize(2);
    }
  }

  @Test
  void aPortThatIsTakenIsHadWhenItIsFree() throws Exception {
    int port = freePort();
    try (PtyPeer device = new PtyPeer();
        DatagramSocket other = at("127.0.0.1", port);
        TestDaemon daemon =
            TestDaemon.start(
                directory,
                port(
                    device.path(),
                    "127.0.0.1",
                    "port: " + port + ", dynamic: { enabled: true }"))) {
      assertThat(daemon.port(1).trouble())
          .isEqualTo(
              "cannot listen on 127.0.0.1 UDP " + port + ": address already in use (EADDRINUSE)");
      other.close();
      daemon.awaitThat(1, p -> assertThat(p.listening()).containsExactly(port));
      assertThat(daemon.port(1).trouble()).isEmpty();
    }
  }

  @Test
  void aFloodAgainstADeviceThatTakesNothingCostsNoMemory() throws Exception {
    int port = freePort();
    int words = 128;
    try (PtyPeer device = new PtyPeer();
        DatagramSocket peer = at("127.0.0.1", 0);
        TestDaemon daemon =
            TestDaemon.start(
                directory,
                port(
                    device.path(),
                    "127.0.0.1",
                    "port: " + port + ", dynamic: { enabled: true }"))) {
      flood(peer, port, 0, 20_000, words);
      daemon.awaitThat(1, p -> assertThat(p.counters().datagrams().dropped()).isPositive());
      long before = daemon.residentKb();
      flood(peer, port, 20_000, 300_000, words);
      assertThat(daemon.residentKb()).isLessThan(before + 30_000);
      PortStatus full = daemon.port(1);
      assertThat(full.queuedToSerialBytes()).isBetween(1, 128 * 1024);
      assertThat(full.trouble()).isEqualTo("the device takes no more");

      long last = -1;
      for (long left = full.counters().datagrams().received(); left > 0; left--) {
        byte[] got = device.receive(words * 8);
        long number = java.nio.ByteBuffer.wrap(got).getLong();
        assertThat(number).as("in order").isGreaterThan(last);
        assertThat(got).as("whole").isEqualTo(numbered(number, words));
        last = number;
      }
      daemon.awaitThat(1, p -> assertThat(p.queuedToSerialBytes()).isZero());
      send(peer, port, "again".getBytes(US_ASCII));
      assertThat(device.receiveText(5)).isEqualTo("again");
    }
  }

  private static void flood(DatagramSocket from, int port, int first, int count, int words)
      throws IOException {
    for (int i = 0; i < count; i++) {
      send(from, port, numbered(first + i, words));
    }
  }

  /** Its number over and over. */
  private static byte[] numbered(long number, int words) {
    java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate(words * 8);
    for (int i = 0; i < words; i++) {
      bytes.putLong(number);
    }
    return bytes.array();
  }
}
