package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * RFC 2217 mode with the clients that people use: pySerial, ser2net and gensio, C-Kermit, telnet.
 */
@Tag("once")
class Rfc2217IT {
  /** What {@code rfc2217_client.py} does; most of the time it sleeps, as pySerial does. */
  private static final List<String> PARTS =
      List.of(
          "settings",
          "rates",
          "octets",
          "control_lines",
          "poll",
          "breaks",
          "purge",
          "flow",
          "reopen",
          "as_labgrid",
          "megabyte");

  /** Sets a line and waits to be told to go. */
  private static final String SETS_A_LINE =
      """
      import sys, serial
      port = serial.serial_for_url(sys.argv[1], timeout=30)
      port.baudrate = 12345
      port.apply_settings({"bytesize": 7, "parity": "E", "stopbits": 2})
      port.write(b"hello")
      print(port.read(5).decode(), flush=True)
      sys.stdin.read()
      port.close()
      """;

  /** Answers yes to every offer, as telnetlib's users write it, and counts them. */
  private static final String NEGOTIATES =
      """
      import sys, telnetlib
      DO, DONT, WILL, WONT = (bytes([x]) for x in (253, 254, 251, 252))
      said = []
      def answer(sock, command, option):
          if command in (DO, DONT, WILL, WONT):
              said.append(command + option)
          if command in (DO, WILL):
              sock.sendall(b"\\xff" + {DO: WILL, WILL: DO}[command] + option)
      client = telnetlib.Telnet("127.0.0.1", int(sys.argv[1]))
      client.set_option_negotiation_callback(answer)
      client.write(b"all \\xff octets\\r\\x00\\r\\n")
      print(client.read_until(b"\\r\\n", 20).hex())
      print(len(said))
      client.close()
      """;

  @TempDir Path directory;

  private static String settings(Object tty, int port) {
    return "version: 1\nports:\n  1:\n    tty: %s\n    mode: { rfc2217: { port: %d } }\n"
        .formatted(tty, port);
  }

  private TestDaemon loopback(int port) throws IOException {
    return TestDaemon.start(directory, settings("{ virtual: loopback }", port));
  }

  private static String url(int port) {
    return "rfc2217://127.0.0.1:" + port;
  }

  // --- pySerial ---

  @Test
  void pyserialDrivesALoopbackPlug() throws Exception {
    Program.assumePyserial();
    int port = TestDaemon.freePort();
    try (TestDaemon daemon = loopback(port)) {
      everyPart(port, "loopback");
      daemon.awaitClients(1, 0);
      daemon.awaitThat(1, status -> assertThat(status.remoteLine()).isNull());
    }
  }

  @Test
  void pyserialDrivesAPtyWhichHasNoLine() throws Exception {
    Program.assumePyserial();
    int port = TestDaemon.freePort();
    try (EchoingPtys device = new EchoingPtys(1);
        TestDaemon daemon = TestDaemon.start(directory, settings(device.path(0), port))) {
      device.begin();
      everyPart(port, "echo");
      daemon.awaitClients(1, 0);
    }
  }

  private static void everyPart(int port, String behind) throws IOException {
    String script = "src/test/resources/io/hardline/rfc2217_client.py";
    for (String part : PARTS) {
      try (Program python = Program.start(Program.PYTHON, script, url(port), behind, part)) {
        assertThat(python.awaitExit()).describedAs(part + ": " + python.err()).isZero();
      }
    }
  }

  @Test
  void whoSetTheLineIsShownUntilItLeaves() throws Exception {
    Program.assumePyserial();
    int port = TestDaemon.freePort();
    try (TestDaemon daemon = loopback(port);
        Program python = Program.start(Program.PYTHON, "-c", SETS_A_LINE, url(port))) {
      python.awaitOut("hello");
      assertThat(daemon.port(1).effectiveLine()).isEqualTo("12345 7E2");
      assertThat(daemon.port(1).configuredLine()).isEqualTo("115200 8N1");
      python.endInput();
      assertThat(python.awaitExit()).describedAs(python.err()).isZero();
      daemon.awaitThat(1, status -> assertThat(status.effectiveLine()).isEqualTo("115200 8N1"));
    }
  }

  // --- ser2net and gensio ---

  @Test
  void ser2netSetsOurLineForItsOwnClients() throws Exception {
    Program.assumePyserial();
    Program.assumeInstalled("ser2net", "ser2net");
    int[] ports = TestDaemon.freePorts(2);
    Path config = directory.resolve("ser2net.yaml");
    Files.writeString(
        config,
        """
        connection: &through
          accepter: telnet(rfc2217),tcp,127.0.0.1,%d
          connector: telnet(rfc2217),tcp,127.0.0.1,%d
        """
            .formatted(ports[1], ports[0]));
    try (TestDaemon daemon = loopback(ports[0]);
        Program ser2net = Program.start("/usr/sbin/ser2net", "-n", "-d", "-c", "" + config)) {
      awaitListening(ports[1]);
      try (Program python = Program.start(Program.PYTHON, "-c", SETS_A_LINE, url(ports[1]))) {
        python.awaitOut("hello");
        daemon.awaitThat(1, status -> assertThat(status.effectiveLine()).isEqualTo("12345 7E2"));
        python.endInput();
        assertThat(python.awaitExit()).describedAs(python.err()).isZero();
      }
      assertThat(ser2net.isAlive()).isTrue();
    }
  }

  /** It accepts, and does not know yet that nobody will ask for anything. */
  private static void awaitListening(int port) {
    Program.await()
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> {
          try (Socket probe = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            return probe.isConnected();
          }
        });
  }

  @Test
  void gensiotTalksThroughTheComPort() throws Exception {
    Program.assumeInstalled("gensiot", "gensio-bin");
    int port = TestDaemon.freePort();
    String peer = "telnet(rfc2217),tcp,127.0.0.1," + port;
    try (TestDaemon daemon = loopback(port);
        Program gensiot = Program.start("gensiot", "-i", "stdio(self)", peer)) {
      byte[] octets = Exchange.everyByteValue();
      gensiot.send(octets);
      Exchange.assertSame(gensiot.receive(octets.length), octets);
      gensiot.endInput();
      gensiot.awaitExit();
      daemon.awaitClients(1, 0);
    }
  }

  // --- C-Kermit ---

  @Test
  void kermitSetsTheLineAndReadsItBack() throws Exception {
    Program.assumeInstalled("kermit", "ckermit");
    int port = TestDaemon.freePort();
    Path script = directory.resolve("line.ksc");
    Files.writeString(
        script,
        """
        set host 127.0.0.1 %d /telnet
        if fail exit 1
        set speed 9600
        set parity even
        set flow none
        show communications
        output HELLO
        input 20 HELLO
        if fail exit 2
        output \\b
        output AGAIN
        input 20 AGAIN
        if fail exit 3
        close
        exit 0
        """
            .formatted(port));
    try (TestDaemon daemon = loopback(port);
        Program kermit = Program.start("kermit", script.toString())) {
      kermit.endInput();
      assertThat(kermit.awaitExit()).describedAs(kermit.out() + kermit.err()).isZero();
      assertThat(kermit.out().replaceAll(" +", " "))
          .contains(
              "Signature : Hardline port 1",
              "Speed : 9600",
              "Outbound Flow Control: none",
              "Parity : even",
              "Data Size : 7",
              "CTS Signal On");
      daemon.awaitClients(1, 0);
    }
  }

  // --- Telnet without the com port ---

  @Test
  void plainTelnetIsATerminal() throws Exception {
    Program.assumeInstalled("telnet", "telnet");
    int port = TestDaemon.freePort();
    try (TestDaemon daemon = TestDaemon.start(directory, settings("{ virtual: console }", port));
        Program telnet = Program.start("telnet", "127.0.0.1", "" + port)) {
      telnet.awaitOut("Escape character");
      telnet.send("\r");
      telnet.awaitOut("login:");
      telnet.endInput();
      telnet.awaitExit();
      daemon.awaitClients(1, 0);
    }
  }

  @Test
  void telnetlibThatAgreesToEverythingNegotiatesToTheEnd() throws Exception {
    Program.assumeInstalled("python3", "python3");
    try (Program python = Program.start(Program.PYTHON, "-W", "ignore", "-c", "import telnetlib")) {
      assumeTrue(python.awaitExit() == 0, "this Python has no telnetlib any more");
    }
    int port = TestDaemon.freePort();
    try (TestDaemon daemon = loopback(port);
        Program python =
            Program.start(Program.PYTHON, "-W", "ignore", "-c", NEGOTIATES, "" + port)) {
      assertThat(python.awaitExit()).describedAs(python.err()).isZero();
      String echoed = "616c6c20ff206f63746574730d0d0a";
      // It drops NULs itself, wherever they are. We make six offers, and say nothing after that.
      assertThat(python.out()).isEqualTo(echoed + "\n6\n");
      daemon.awaitClients(1, 0);
    }
  }
}
