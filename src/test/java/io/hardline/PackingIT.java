package io.hardline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.Exchange.End;
import io.hardline.port.PortStatus;
import io.hardline.tty.PtyPeer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packing as a client sees it: what arrives together, and what is kept back. */
class PackingIT {
  /** Long enough for a busy machine to see that nothing was sent meanwhile. */
  private static final int GAP_MS = 300;

  @TempDir Path directory;

  private static String yaml(PtyPeer device, int port, String packing) {
    return TestDaemon.onePort(device.path(), port, "")
        .replace("    mode:", "    packing: { " + packing + " }\n    mode:");
  }

  private static void awaitRead(TestDaemon daemon, long bytes) {
    daemon.awaitPort(1, bytes + " read", p -> p.counters().fromSerialBytes() == bytes);
  }

  private static long sent(PortStatus port) {
    return port.clients().getFirst().sentBytes();
  }

  private static void assertReceives(TestClient client, String packet) throws IOException {
    assertThat(client.receiveSome()).asString().isEqualTo(packet);
  }

  @Test
  void aDelimiterSendsWhatIsBeforeIt() throws Exception {
    int port = TestDaemon.freePort();
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            TestDaemon.start(
                directory, yaml(device, port, "delimiter: 0d0a, delimiter-process: strip"));
        TestClient client = TestClient.connect(port)) {
      daemon.awaitClients(1, 1);
      device.send("12.5 kg\r");
      awaitRead(daemon, 8);
      assertThat(sent(daemon.port(1))).as("half a delimiter").isZero();
      device.send("\n13");
      assertReceives(client, "12.5 kg");
      device.send(".0 kg\r\n");
      assertReceives(client, "13.0 kg");
      assertThat(sent(daemon.port(1))).isEqualTo(14);
    }
  }

  @Test
  void aLengthSendsSoManyBytesAtATime() throws Exception {
    int port = TestDaemon.freePort();
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon = TestDaemon.start(directory, yaml(device, port, "length: 8"));
        TestClient client = TestClient.connect(port)) {
      daemon.awaitClients(1, 1);
      device.send("0123456789abcdefghij");
      assertThat(client.receiveText(16)).isEqualTo("0123456789abcdef");
      awaitRead(daemon, 20);
      assertThat(sent(daemon.port(1))).isEqualTo(16);
      device.send("klmn");
      assertReceives(client, "ghijklmn");
    }
  }

  @Test
  void aGapSendsWhatHasGathered() throws Exception {
    int port = TestDaemon.freePort();
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            TestDaemon.start(directory, yaml(device, port, "force-transmit: " + GAP_MS + "ms"));
        TestClient client = TestClient.connect(port)) {
      daemon.awaitClients(1, 1);
      long beganNs = System.nanoTime();
      device.send("in ");
      device.send("one piece");
      assertReceives(client, "in one piece");
      assertThat((System.nanoTime() - beganNs) / 1_000_000).isGreaterThanOrEqualTo(GAP_MS);
      byte[] noise = Exchange.noise(Exchange.MEGABYTE, 3);
      Exchange.bothWays(
          new End(device::send, device::receive),
          new End(client::send, client::receive),
          noise,
          new byte[0]);
    }
  }

  @Test
  void anotherPackingDisconnectsNobodyAndLosesNothing() throws Exception {
    int port = TestDaemon.freePort();
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon = TestDaemon.start(directory, yaml(device, port, "length: 100"));
        TestClient client = TestClient.connect(port)) {
      daemon.awaitClients(1, 1);
      device.send("gathered");
      awaitRead(daemon, 8);
      daemon.change(yaml(device, port, "delimiter: 3b"));
      assertReceives(client, "gathered");
      device.send("a;b");
      assertReceives(client, "a;");
    }
  }

  @Test
  void socatReadsPacketByPacket() throws Exception {
    Program.assumeInstalled("socat", "socat");
    int port = TestDaemon.freePort();
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon = TestDaemon.start(directory, yaml(device, port, "delimiter: 3b"));
        Program socat =
            Program.start("socat", "-u", "-x", "TCP:127.0.0.1:" + port, "OPEN:/dev/null")) {
      daemon.awaitClients(1, 1);
      device.send("A");
      device.send("BC;");
      socat.awaitErr("41 42 43 3b");
      device.send("DEF;G");
      socat.awaitErr("44 45 46 3b");
      assertThat(socat.err()).contains("length=4 from=0 to=3").contains("length=4 from=4 to=7");
      assertThat(sent(daemon.port(1))).isEqualTo(8);
    }
  }

  @Test
  void eachPacketIsADatagram() throws Exception {
    byte[] room = new byte[100];
    try (DatagramSocket host = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            TestDaemon.start(
                directory,
                yaml(device, 0, "delimiter: 3b, delimiter-process: strip")
                    .replaceFirst(
                        "mode: .*",
                        "mode: { udp: { port: %d, destinations: [{ from: 127.0.0.1, port: %d }] } }"
                            .formatted(TestDaemon.freePort(), host.getLocalPort())))) {
      assertThat(daemon.port(1).trouble()).isEmpty();
      host.setSoTimeout((int) Program.PATIENCE.toMillis());
      device.send("12.5 kg;13.0 kg;half");
      for (String packet : new String[] {"12.5 kg", "13.0 kg"}) {
        DatagramPacket datagram = new DatagramPacket(room, room.length);
        host.receive(datagram);
        assertThat(new String(room, 0, datagram.getLength(), ISO_8859_1)).isEqualTo(packet);
      }
    }
  }
}
