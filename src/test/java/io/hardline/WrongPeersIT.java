package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.port.PortStatus;
import io.hardline.tty.PtyPeer;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers that want something else, or nothing: the port serves the next one as if nothing was. */
class WrongPeersIT {
  private static final int CONNECTS = 10_000;

  @TempDir Path directory;

  @Test
  void aTlsClientsHelloIsDataLikeAnyOther() throws Exception {
    Program.assumeInstalled("openssl", "openssl");
    int port = TestDaemon.freePort();
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            TestDaemon.start(directory, TestDaemon.onePort(device.path(), port, ""))) {
      try (Program tls = Program.start("openssl", "s_client", "-connect", "127.0.0.1:" + port)) {
        // RFC 8446, 5.1: content type handshake (22), legacy version 3.1.
        assertThat(device.receive(3)).containsExactly(22, 3, 1);
        device.send("no such protocol here\r\n");
        assertThat(tls.awaitExit()).isNotZero();
      }
      daemon.awaitClients(1, 0);
      PortStatus left = daemon.port(1);
      assertThat(left.counters().toSerialBytes()).isGreaterThan(100);
      device.receive((int) left.counters().toSerialBytes() - 3);
      talk(port, device);
    }
  }

  private static void talk(int port, PtyPeer device) throws IOException {
    try (TestClient client = TestClient.connect(port)) {
      client.send("question");
      assertThat(device.receiveText(8)).isEqualTo("question");
      device.send("answer");
      assertThat(client.receiveText(6)).isEqualTo("answer");
    }
  }

  @Test
  void aPortScanFindsThePortOpenAndHarmsNothing() throws Exception {
    Program.assumeInstalled("nmap", "nmap");
    int port = TestDaemon.freePort();
    try (TestDaemon daemon =
        TestDaemon.start(directory, TestDaemon.onePort("{ virtual: echo }", port, ""))) {
      for (String kind : kindsOfScan()) {
        try (Program nmap =
            Program.start("nmap", kind, "-Pn", "-n", "-p", "" + port, "127.0.0.1")) {
          assertThat(nmap.awaitExit()).describedAs(nmap.err()).isZero();
          assertThat(nmap.out()).contains(port + "/tcp open");
        }
      }
      daemon.awaitClients(1, 0);
      echo(port);
    }
  }

  /** Whole connections, and as root half-open ones too: SYN, SYN-ACK, RST. */
  private static List<String> kindsOfScan() {
    boolean root = System.getProperty("user.name").equals("root");
    return root ? List.of("-sT", "-sS") : List.of("-sT");
  }

  private static void echo(int port) throws IOException {
    try (TestClient client = TestClient.connect(port)) {
      client.send("still there?");
      StringBuilder heard = new StringBuilder();
      // Echoes of those who have left may come first.
      while (!heard.toString().endsWith("still there?")) {
        heard.append(client.receiveText(1));
      }
    }
  }

  @Test
  void sessionsThatNeverSendKeepTheirPlacesAndNoMore() throws Exception {
    int places = 8;
    int port = TestDaemon.freePort();
    List<TestClient> silent = new ArrayList<>();
    try (TestDaemon daemon =
        TestDaemon.start(
            directory,
            TestDaemon.onePort("{ virtual: echo }", port, "max-connections: " + places))) {
      for (int i = 0; i < 200; i++) {
        silent.add(TestClient.connect(port));
      }
      daemon.awaitPort(1, "refused", p -> p.counters().clientsRefused() == 200 - places);
      assertThat(daemon.port(1).clients()).hasSize(places);

      // Those that got a place were first; the others were told so by the end of the connection.
      assertThat(silent.getLast().receiveToEnd()).isEmpty();
      silent.getFirst().close();
      daemon.awaitClients(1, places - 1);
      echo(port);
      for (TestClient client : silent) {
        client.close();
      }
      daemon.awaitClients(1, 0);
    }
  }

  @Test
  void tenThousandConnectsLeaveNothingBehind() throws Exception {
    int port = TestDaemon.freePort();
    try (TestDaemon daemon =
        TestDaemon.start(
            directory, TestDaemon.onePort("{ virtual: echo }", port, "max-connections: 8"))) {
      echo(port);
      daemon.awaitClients(1, 0);
      long descriptors = daemon.descriptors();
      long threads = daemon.threads();
      long known = known(daemon.port(1));
      for (int i = 0; i < CONNECTS; i++) {
        connectAndVanish(port, i);
      }
      daemon.awaitPort(1, "all were noticed", p -> known(p) == known + CONNECTS);
      daemon.awaitClients(1, 0);
      Program.await()
          .untilAsserted(() -> assertThat(daemon.descriptors()).isLessThanOrEqualTo(descriptors));
      Program.await()
          .untilAsserted(() -> assertThat(daemon.threads()).isLessThanOrEqualTo(threads));
      echo(port);
    }
  }

  private static long known(PortStatus port) {
    return port.counters().clientsAccepted() + port.counters().clientsRefused();
  }

  /** Most by a reset, which also leaves no TIME_WAIT here; some have said something before. */
  private static void connectAndVanish(int port, int i) throws IOException {
    try (TestClient client = TestClient.connect(port)) {
      client.send("x".repeat(i % 3));
      if (i % 10 != 0) {
        client.reset();
      }
    } catch (SocketException refused) {
      // All places were taken: the end of the connection came before the byte.
      assertThat(refused).hasMessageMatching("(?s).*(reset|pipe).*");
    }
  }
}
