package io.hardline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.Exchange.End;
import io.hardline.tty.PtyPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TCP client mode with hosts that others wrote. */
class TcpClientIT {
  @TempDir Path directory;

  @BeforeEach
  void needsPeers() {
    Program.assumeInstalled("ncat", "ncat");
    Program.assumeInstalled("socat", "socat");
  }

  /** Listens until its one connection ends; what comes is its output. */
  private static Program ncat(String address, int port) throws Exception {
    return Program.start("ncat", "-l", address, "" + port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void aMegabyteBothWaysAtOnceArrivesUnchanged(String address) throws Exception {
    int port = TestDaemon.freePort();
    String host = (address.equals("::1") ? "\"[::1]:" : "\"localhost:") + port + '"';
    try (PtyPeer device = new PtyPeer();
        Program ncat = ncat(address, port);
        TestDaemon daemon =
            TestDaemon.start(directory, TestDaemon.oneClient(device.path(), host, ""))) {
      daemon.awaitClients(1, 1);
      Exchange.bothWays(
          new End(ncat::send, ncat::receive),
          new End(device::send, device::receive),
          Exchange.noise(Exchange.MEGABYTE, 21),
          Exchange.noise(Exchange.MEGABYTE, 22));
      assertThat(daemon.port(1).trouble()).isEmpty();
    }
  }

  @Test
  void everyByteValuePassesUnchanged() throws Exception {
    int port = TestDaemon.freePort();
    try (PtyPeer device = new PtyPeer();
        Program socat = Program.start("socat", "-", "TCP-LISTEN:" + port + ",bind=127.0.0.1");
        TestDaemon daemon =
            TestDaemon.start(
                directory, TestDaemon.oneClient(device.path(), "127.0.0.1:" + port, ""))) {
      daemon.awaitClients(1, 1);
      Exchange.bothWays(
          new End(socat::send, socat::receive),
          new End(device::send, device::receive),
          Exchange.everyByteValue(),
          Exchange.everyByteValue());
    }
  }

  @Test
  void aHostThatComesUpLaterIsConnectedThen() throws Exception {
    int port = TestDaemon.freePort();
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            TestDaemon.start(
                directory, TestDaemon.oneClient(device.path(), "127.0.0.1:" + port, ""))) {
      daemon.awaitThat(
          1,
          status ->
              assertThat(status.trouble())
                  .matches(
                      "127\\.0\\.0\\.1:%d: no connection for [0-9]+s: connection refused"
                              .formatted(port)
                          + " \\(ECONNREFUSED\\); next try in [0-9]+s"));
      try (Program ncat = ncat("127.0.0.1", port)) {
        daemon.awaitClients(1, 1);
        device.send("late");
        assertThat(new String(ncat.receive(4), ISO_8859_1)).isEqualTo("late");
      }
      assertThat(daemon.log())
          .containsOnlyOnce("no connection to 127.0.0.1:%d: connection refused".formatted(port));
      daemon.awaitLog("client 127.0.0.1:%d connected".formatted(port));
    }
  }

  @Test
  void aHostThatIsStartedAnewIsConnectedAnew() throws Exception {
    int port = TestDaemon.freePort();
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            TestDaemon.start(
                directory, TestDaemon.oneClient(device.path(), "127.0.0.1:" + port, ""))) {
      for (int i = 0; i < 3; i++) {
        try (Program ncat = ncat("127.0.0.1", port)) {
          daemon.awaitClients(1, 1);
          ncat.send("question");
          assertThat(device.receiveText(8)).isEqualTo("question");
          device.send("answer");
          assertThat(new String(ncat.receive(6), ISO_8859_1)).isEqualTo("answer");
        }
        daemon.awaitClients(1, 0);
      }
    }
  }

  @Test
  void theBytesThatConnectArriveFirst() throws Exception {
    int port = TestDaemon.freePort();
    byte[] message = Exchange.noise(50_000, 23);
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            TestDaemon.start(
                directory,
                TestDaemon.oneClient(
                    device.path(),
                    "127.0.0.1:" + port,
                    "connect-on: any-character, disconnect-on: inactivity, inactivity: 500ms"))) {
      assertThat(daemon.port(1).trouble()).endsWith("waits for the first serial byte");
      device.send(message);
      daemon.awaitLog("no connection to 127.0.0.1:" + port);
      try (Program ncat = ncat("127.0.0.1", port)) {
        Exchange.assertSame(ncat.receive(message.length), message);
        daemon.awaitLog("gone: no data for 500 ms");
        assertThat(ncat.awaitExit()).isZero();
      }
      assertThat(daemon.port(1).counters().fromSerialDiscardedBytes()).isZero();
      assertThat(daemon.port(1).trouble()).endsWith("waits for the first serial byte");
    }
  }

  /** A pty has no control lines, and counts as one whose lines are on. */
  @ParameterizedTest
  @ValueSource(strings = {"dsr", "dcd"})
  void aTtyWithoutControlLinesConnectsAsIfTheyWereOn(String line) throws Exception {
    int port = TestDaemon.freePort();
    String control = "connect-on: %s-on, disconnect-on: %s-off".formatted(line, line);
    try (PtyPeer device = new PtyPeer();
        Program ncat = ncat("127.0.0.1", port);
        TestDaemon daemon =
            TestDaemon.start(
                directory, TestDaemon.oneClient(device.path(), "127.0.0.1:" + port, control))) {
      daemon.awaitClients(1, 1);
      device.send("here");
      assertThat(new String(ncat.receive(4), ISO_8859_1)).isEqualTo("here");
    }
  }

  /** Two units make one serial cable of the network. */
  @Test
  void aServerOfOursIsAHostToo() throws Exception {
    int port = TestDaemon.freePort();
    Path other = Files.createDirectory(directory.resolve("other"));
    try (PtyPeer one = new PtyPeer();
        PtyPeer two = new PtyPeer();
        TestDaemon server = TestDaemon.start(other, TestDaemon.onePort(two.path(), port, ""));
        TestDaemon client =
            TestDaemon.start(
                directory, TestDaemon.oneClient(one.path(), "127.0.0.1:" + port, ""))) {
      client.awaitClients(1, 1);
      server.awaitClients(1, 1);
      Exchange.bothWays(
          new End(one::send, one::receive),
          new End(two::send, two::receive),
          Exchange.noise(Exchange.MEGABYTE, 24),
          Exchange.noise(Exchange.MEGABYTE, 25));
    }
  }

  @Test
  void anotherLineKeepsTheConnectionAndAnotherHostDoesNot() throws Exception {
    int[] ports = TestDaemon.freePorts(2);
    try (PtyPeer device = new PtyPeer();
        Program first = ncat("127.0.0.1", ports[0]);
        Program second = ncat("127.0.0.1", ports[1]);
        TestDaemon daemon =
            TestDaemon.start(
                directory, TestDaemon.oneClient(device.path(), "127.0.0.1:" + ports[0], ""))) {
      daemon.awaitClients(1, 1);
      daemon.change(
          TestDaemon.oneClient(device.path(), "127.0.0.1:" + ports[0], "alive-check: 7s"));
      daemon.awaitLog("settings applied");
      first.send("still here");
      assertThat(device.receiveText(10)).isEqualTo("still here");

      daemon.change(TestDaemon.oneClient(device.path(), "127.0.0.1:" + ports[1], ""));
      daemon.awaitLog("client 127.0.0.1:%d gone: the port was stopped".formatted(ports[0]));
      daemon.awaitClients(1, 1);
      second.send("and here");
      assertThat(device.receiveText(8)).isEqualTo("and here");
    }
  }

  /** With a hosts file of the test's own, which the JDK reads instead of asking the system. */
  @Test
  void aNameIsLookedUpAnewWithEveryTryAndItsAddressesAreTriedInTurn() throws Exception {
    int port = TestDaemon.freePort();
    Path hosts = directory.resolve("hosts");
    Files.writeString(hosts, "127.0.0.9 elsewhere.example\n");
    Files.writeString(
        directory.resolve("settings.yaml"),
        TestDaemon.oneClient("{ virtual: echo }", "plc.example:" + port, ""));
    Program program =
        Program.start(
            "env",
            "HARDLINE_JAVA_OPTS=-Djdk.net.hosts.file=" + hosts,
            Program.LAUNCHER.toString(),
            "run",
            "--settings",
            directory.resolve("settings.yaml").toString(),
            "--state",
            directory.resolve("state").toString());
    try (TestDaemon daemon = TestDaemon.of(program, directory)) {
      daemon.awaitLog("no connection to plc.example:" + port + ": the name cannot be looked up");
      try (Program ncat = ncat("127.0.0.2", port)) {
        Files.writeString(hosts, "127.0.0.1 plc.example\n127.0.0.2 plc.example\n");
        daemon.awaitLog("client 127.0.0.2:%d (plc.example) connected".formatted(port));
        ncat.send("one");
        assertThat(new String(ncat.receive(3), ISO_8859_1)).isEqualTo("one");
        Files.writeString(hosts, "127.0.0.3 plc.example\n");
      }
      try (Program ncat = ncat("127.0.0.3", port)) {
        daemon.awaitLog("client 127.0.0.3:%d (plc.example) connected".formatted(port));
        ncat.send("two");
        assertThat(new String(ncat.receive(3), ISO_8859_1)).isEqualTo("two");
      }
    }
  }
}
