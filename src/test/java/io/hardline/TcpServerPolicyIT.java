package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hardline.port.ClientStatus;
import io.hardline.port.PortState;
import io.hardline.port.PortStatus;
import io.hardline.tty.PtyPeer;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TCP server mode: who gets a place, who makes room, and what is seen of it. */
class TcpServerPolicyIT {
  private static final String ECHO = "{ virtual: echo }";

  @TempDir Path directory;

  private TestDaemon start(Object tty, int port, String mode) throws IOException {
    return TestDaemon.start(directory, TestDaemon.onePort(tty, port, mode));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 64})
  void soManyClientsAsTheSettingsSayAndNoMore(int places) throws Exception {
    int port = TestDaemon.freePort();
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon = start(device.path(), port, "max-connections: " + places)) {
      List<TestClient> clients = new ArrayList<>();
      for (int i = 0; i < places; i++) {
        clients.add(TestClient.connect(port));
      }
      daemon.awaitClients(1, places);
      try (TestClient oneTooMany = TestClient.connect(port)) {
        assertThat(oneTooMany.receiveToEnd()).isEmpty();
      }
      device.send("to all");
      for (TestClient client : clients) {
        assertThat(client.receiveText(6)).isEqualTo("to all");
        client.close();
      }
      PortStatus after = daemon.awaitClients(1, 0);
      assertThat(after.counters().clientsAccepted()).isEqualTo(places);
      assertThat(after.counters().clientsRefused()).isEqualTo(1);
    }
  }

  @Test
  void theOldestMakesRoom() throws Exception {
    int port = TestDaemon.freePort();
    try (TestDaemon daemon = start(ECHO, port, "max-connections: 2, when-full: replace-oldest");
        TestClient oldest = TestClient.connect(port)) {
      daemon.awaitClients(1, 1);
      try (TestClient second = TestClient.connect(port)) {
        daemon.awaitClients(1, 2);
        oldest.send("busy");
        assertThat(oldest.receiveText(4) + second.receiveText(4)).isEqualTo("busybusy");
        try (TestClient newcomer = TestClient.connect(port)) {
          assertThat(oldest.receiveToEnd()).isEmpty();
          newcomer.send("hello");
          assertThat(newcomer.receiveText(5) + second.receiveText(5)).isEqualTo("hellohello");
        }
      }
      daemon.awaitLog("makes room for");
    }
  }

  @Test
  void theOneThatHasBeenSilentLongestMakesRoom() throws Exception {
    int port = TestDaemon.freePort();
    try (TestDaemon daemon = start(ECHO, port, "max-connections: 2, when-full: replace-idle");
        TestClient first = TestClient.connect(port)) {
      daemon.awaitClients(1, 1);
      try (TestClient silent = TestClient.connect(port)) {
        daemon.awaitClients(1, 2);
        first.send("busy");
        assertThat(first.receiveText(4) + silent.receiveText(4)).isEqualTo("busybusy");
        try (TestClient newcomer = TestClient.connect(port)) {
          assertThat(silent.receiveToEnd()).isEmpty();
          newcomer.send("hello");
          assertThat(newcomer.receiveText(5) + first.receiveText(5)).isEqualTo("hellohello");
        }
      }
    }
  }

  @Test
  void whoIsInactiveIsDropped() throws Exception {
    int port = TestDaemon.freePort();
    try (TestDaemon daemon = start(ECHO, port, "inactivity: 500ms");
        TestClient client = TestClient.connect(port)) {
      client.send("once");
      assertThat(client.receiveText(4)).isEqualTo("once");
      assertThat(client.receiveToEnd()).isEmpty();
      daemon.awaitClients(1, 0);
      daemon.awaitLog("no data for 500 ms");
    }
  }

  @ParameterizedTest
  @CsvSource({"off, off, false, false", "off, keep, false, true", "keep, off, true, false"})
  void controlLinesMoveWhenTheLastClientGoes(
      String dtr, String rts, boolean dtrAfter, boolean rtsAfter) throws Exception {
    int port = TestDaemon.freePort();
    String mode =
        "max-connections: 2, on-last-client-gone: { dtr: %s, rts: %s }".formatted(dtr, rts);
    try (TestDaemon daemon = start("{ virtual: loopback }", port, mode);
        TestClient last = TestClient.connect(port)) {
      try (TestClient first = TestClient.connect(port)) {
        first.send("x");
        assertThat(first.receiveText(1)).isEqualTo("x");
      }
      daemon.awaitClients(1, 1);
      assertLines(daemon.port(1), true, true);

      last.leave();
      daemon.awaitThat(1, p -> assertLines(p, dtrAfter, rtsAfter));
    }
  }

  /** The plug joins DTR with DSR and DCD, and RTS with CTS. */
  private static void assertLines(PortStatus port, boolean dtr, boolean rts) {
    assertThat(port.modemLines())
        .isEqualTo(new io.hardline.tty.ModemLines(dtr, rts, rts, dtr, dtr, false));
  }

  @Test
  void withoutADeviceClientsAreKeptAndTheirBytesCounted() throws Exception {
    int port = TestDaemon.freePort();
    try (TestDaemon daemon = start(directory.resolve("ttyLater"), port, "");
        TestClient client = TestClient.connect(port)) {
      assertThat(daemon.port(1).state()).isEqualTo(PortState.ABSENT);
      client.send("into the void");
      daemon.awaitPort(1, "counted", p -> p.counters().toSerialDiscardedBytes() == 13);
      assertThat(daemon.port(1).clients()).hasSize(1);
    }
  }

  @Test
  void withoutADeviceClientsAreRefusedWhenTheSettingsSaySo() throws Exception {
    int port = TestDaemon.freePort();
    Path name = directory.resolve("ttyLater");
    String yaml =
        TestDaemon.onePort(name, port, "")
            .replace("    mode:", "    when-absent: refuse-clients\n    mode:");
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon = TestDaemon.start(directory, yaml)) {
      assertThat(daemon.port(1).listening()).isEmpty();
      assertThatThrownBy(() -> TestClient.connect(port)).isInstanceOf(ConnectException.class);

      Files.createSymbolicLink(name, device.path());
      daemon.awaitPort(1, "listening", p -> p.listening().contains(port));
      try (TestClient client = TestClient.connect(port)) {
        client.send("there you are");
        assertThat(device.receiveText(13)).isEqualTo("there you are");
        device.pullOut();
        assertThat(client.receiveToEnd()).isEmpty();
      }
      daemon.awaitPort(1, "not listening", p -> p.listening().isEmpty());
      assertThatThrownBy(() -> TestClient.connect(port)).isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void everyClientIsSeen() throws Exception {
    int port = TestDaemon.freePort();
    Instant before = Instant.now();
    try (TestDaemon daemon = start(ECHO, port, "max-connections: 8");
        TestClient four = TestClient.connect("127.0.0.1", port);
        TestClient six = TestClient.connect("::1", port)) {
      daemon.awaitClients(1, 2);
      four.send("12345");
      assertThat(four.receiveText(5) + six.receiveText(5)).isEqualTo("1234512345");
      daemon.awaitPort(1, "bytes", p -> p.clients().getLast().sentBytes() == 5);

      List<ClientStatus> clients = daemon.port(1).clients();
      assertThat(clients).extracting(ClientStatus::peer).containsExactly(four.name(), six.name());
      assertThat(clients).extracting(ClientStatus::receivedBytes).containsExactly(5L, 0L);
      assertThat(clients).extracting(ClientStatus::sentBytes).containsExactly(5L, 5L);
      assertThat(clients).extracting(ClientStatus::backlogBytes).containsOnly(0);
      assertThat(clients)
          .extracting(ClientStatus::since)
          .allSatisfy(since -> assertThat(since).isBetween(before, Instant.now()));
    }
  }

  @Test
  void aDisabledPortListensNowhere() throws Exception {
    int port = TestDaemon.freePort();
    String yaml = TestDaemon.onePort(ECHO, port, "").replaceFirst("mode: .*", "mode: disabled");
    try (TestDaemon daemon = TestDaemon.start(directory, yaml)) {
      assertThat(daemon.port(1).listening()).isEmpty();
      assertThatThrownBy(() -> TestClient.connect(port)).isInstanceOf(ConnectException.class);
    }
  }
}
