package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.service.ServiceStatus;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Being found on UDP 4800, at a loopback address of the test's own. */
@Timeout(120)
class DiscoveryIT {
  private static final int UDP_PORT = 4800;

  /** Another for each process, since the UDP port is fixed. */
  private static final String ADDRESS =
      "127.48.%d.%d"
          .formatted(
              ProcessHandle.current().pid() / 250 % 250, ProcessHandle.current().pid() % 250 + 1);

  @TempDir Path directory;

  private int tcpPort;

  @BeforeEach
  void choosePort() throws IOException {
    tcpPort = TestDaemon.freePort();
  }

  private String settings(String discovery) {
    return """
    version: 1
    services: { discovery: { listen: [%s], %s } }
    ports:
      1:
        alias: weighbridge
        tty: { virtual: echo }
        mode: { tcp-server: { port: %d, max-connections: 4 } }
    """
        .formatted(ADDRESS, discovery, tcpPort);
  }

  private TestDaemon daemon(String discovery) throws IOException {
    return TestDaemon.start(directory, settings(discovery));
  }

  private static DatagramSocket asker() throws IOException {
    DatagramSocket asker = new DatagramSocket();
    asker.connect(new InetSocketAddress(InetAddress.ofLiteral(ADDRESS), UDP_PORT));
    asker.setSoTimeout(10_000);
    return asker;
  }

  private static byte[] ask(DatagramSocket asker, byte[] request) throws IOException {
    asker.send(new DatagramPacket(request, request.length));
    DatagramPacket reply = new DatagramPacket(new byte[4096], 4096);
    asker.receive(reply);
    return Arrays.copyOf(reply.getData(), reply.getLength());
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static byte[] join(byte[] head, byte[] tail) {
    byte[] all = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, all, head.length, tail.length);
    return all;
  }

  /** Whether anything is there: a closed port is told by ICMP. */
  private static boolean isOpen() throws IOException {
    try (DatagramSocket asker = asker()) {
      return ask(asker, hex("01 00 0008 00000001")).length == 24;
    } catch (PortUnreachableException closed) {
      return false;
    }
  }

  private static ServiceStatus service(TestDaemon daemon) {
    return daemon.status().services().getFirst();
  }

  /** As nmap's script for such devices asks. */
  @Test
  void nmapsScriptFindsNameAndKind() throws IOException {
    try (TestDaemon daemon = daemon("enabled: true, name: hall-3");
        DatagramSocket asker = asker()) {
      byte[] search = ask(asker, hex("01 00 0008 00000000"));
      assertThat(Arrays.copyOf(search, 2)).isEqualTo(hex("81 00"));
      byte[] tail = Arrays.copyOfRange(search, 4, 20);

      byte[] info = ask(asker, join(hex("16 00 0014"), tail));
      assertThat(info).hasSize(36).startsWith(hex("96"));

      byte[] name = ask(asker, join(hex("10 00 0014"), tail));
      assertThat(name).hasSizeGreaterThan(21);
      String text = new String(name, 20, 40, StandardCharsets.US_ASCII);
      assertThat(text.substring(0, text.indexOf(0))).isEqualTo("hall-3");
      // The thirteenth byte of a short name: "Fixed".
      assertThat(name[32]).isZero();
      assertThat(service(daemon).listening()).containsExactly("UDP 4800 of " + ADDRESS);
    }
  }

  /** As metasploit's modules ask: only a vendor's MAC is taken for a device. */
  @Test
  void metasploitFindsADeviceAndNoCredentials() throws IOException {
    try (TestDaemon daemon = daemon("enabled: true, mac: '00:90:e8:11:22:33'");
        DatagramSocket asker = asker()) {
      byte[] search = ask(asker, hex("01 00 0008 00000000"));
      assertThat(search).hasSize(24).startsWith(hex("81"));
      assertThat(Arrays.copyOfRange(search, 14, 17)).isEqualTo(hex("00 90 e8"));
      byte[] tail = Arrays.copyOfRange(search, 4, 24);

      assertThat(ask(asker, join(hex("10 00 0014"), tail))).hasSize(60).startsWith(hex("90 00"));
      assertThat(ask(asker, join(hex("16 00 0014"), tail))).hasSize(36).startsWith(hex("96 00"));
      for (String operation : new String[] {"1e", "2c", "28", "29"}) {
        byte[] reply = ask(asker, join(hex(operation + " 00 0014"), tail));
        assertThat(reply).hasSize(20);
        assertThat(reply[1]).isEqualTo((byte) 4);
      }
      assertThat(service(daemon).counters()).containsEntry("unsupported", 4L);
    }
  }

  @Test
  void itIsOffByDefault() throws IOException {
    try (TestDaemon daemon = daemon("name: hall-3")) {
      assertThat(isOpen()).isFalse();
      assertThat(service(daemon).enabled()).isFalse();
      assertThat(service(daemon).listening()).isEmpty();
      assertThat(daemon.log()).doesNotContain("UDP 4800");
    }
  }

  @Test
  void itIsSwitchedOnRenamedAndOffWithoutARestart() throws IOException {
    try (TestDaemon daemon = daemon("enabled: false")) {
      daemon.change(settings("enabled: true, name: hall-3"));
      daemon.awaitLog("listening on UDP 4800 of " + ADDRESS);
      assertThat(isOpen()).isTrue();

      daemon.change(settings("enabled: true, name: hall-4"));
      try (DatagramSocket asker = asker()) {
        Program.await()
            .until(() ->
                new String(
                        ask(asker, hex("10 00 0014 00000001" + "00".repeat(12))),
                        20,
                        6,
                        StandardCharsets.US_ASCII)
                    .equals("hall-4"));
      }

      daemon.change(settings("enabled: false"));
      Program.await().until(() -> !isOpen());
      assertThat(service(daemon).enabled()).isFalse();
    }
  }

  @Test
  void aPortThatIsTakenIsSaidAndTriedAgain() throws IOException {
    try (DatagramSocket other = new DatagramSocket(UDP_PORT, InetAddress.ofLiteral(ADDRESS));
        TestDaemon daemon = daemon("enabled: true")) {
      String why = "cannot listen on " + ADDRESS + " UDP 4800: ";
      daemon.awaitLog(why);
      assertThat(service(daemon).trouble()).startsWith(why);

      other.close();

      daemon.awaitLog("listening on UDP 4800 of " + ADDRESS);
      assertThat(service(daemon).trouble()).isEmpty();
    }
  }

  @Test
  void statusSaysThatItIsOn() throws IOException {
    try (TestDaemon daemon = daemon("enabled: true");
        Program status = Program.hardline("status", "--state", daemon.state().toString())) {
      assertThat(status.awaitExit()).isZero();
      assertThat(status.out())
          .containsPattern("service discovery: on \\d+s, listening on UDP 4800 of " + ADDRESS);
    }
  }

  @Test
  void theDriversAliveCheckLeavesAConnectionAlone() throws IOException {
    InetAddress unit = InetAddress.ofLiteral(ADDRESS);
    try (TestDaemon daemon = daemon("enabled: true");
        Socket data = new Socket(unit, tcpPort, InetAddress.ofLiteral(ADDRESS), 0);
        DriverAliveCheck check = new DriverAliveCheck(unit)) {
      daemon.awaitClients(1, 1);
      for (int i = 0; i < 5; i++) {
        assertThat(check.looksRestarted(tcpPort, data.getLocalPort())).isFalse();
      }
    }
  }

  /** Its command socket comes first, then data; both are listed, and nothing listens meanwhile. */
  @Test
  void theDriversAliveCheckLeavesARealComPortAlone() throws IOException {
    InetAddress unit = InetAddress.ofLiteral(ADDRESS);
    int commandPort = TestDaemon.freePort();
    String mode = "real-com: { data-port: " + tcpPort + ", command-port: " + commandPort + " }";
    String yaml = settings("enabled: true").replaceFirst("tcp-server: \\{[^}]*\\}", mode);
    try (TestDaemon daemon = TestDaemon.start(directory, yaml);
        Socket command = new Socket(unit, commandPort, unit, 0);
        Socket data = new Socket(unit, tcpPort, unit, 0);
        DriverAliveCheck check = new DriverAliveCheck(unit)) {
      daemon.awaitClients(1, 1);
      for (int i = 0; i < 5; i++) {
        assertThat(check.looksRestarted(tcpPort, data.getLocalPort())).isFalse();
        assertThat(check.looksRestarted(commandPort, command.getLocalPort())).isFalse();
      }
    }
  }

  /** The check itself: it does see a unit that has forgotten a connection. */
  @Test
  void theDriversAliveCheckSeesAConnectionThatIsGone() throws IOException {
    try (TestDaemon daemon = daemon("enabled: true");
        DriverAliveCheck check = new DriverAliveCheck(InetAddress.ofLiteral(ADDRESS))) {
      assertThat(daemon.port(1).clients()).isEmpty();
      assertThat(check.looksRestarted(tcpPort, 1234)).isFalse();
      assertThat(check.looksRestarted(tcpPort, 1234)).isTrue();
    }
  }
}
