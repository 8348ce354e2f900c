package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Being found on a network of the test's own: broadcasts, a router, a scan, mDNS. */
@Tag("root")
@Tag("once")
@Timeout(240)
class DiscoveryNetworkIT {
  private static final String SECOND_ADDRESS = "10.231.77.9";
  private static final String TYPE = "_hardline-port._tcp";

  /** Asks from all sides; prints from where each answer came. */
  private static final String SEARCH =
      """
      import socket, sys
      s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
      s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b'cable')
      s.settimeout(5)
      for to in sys.argv[1:]:
        s.sendto(bytes.fromhex('0100000800000001'), (to, 4800))
        reply, by = s.recvfrom(100)
        print(to, 'answered by', by[0], by[1], 'as', socket.inet_ntoa(reply[20:24]))
      """;

  @TempDir Path directory;

  private Cable cable;

  @BeforeEach
  void layTheCable() throws Exception {
    cable = Cable.lay();
  }

  @AfterEach
  void removeNamespaces() throws Exception {
    if (cable != null) {
      cable.close();
    }
  }

  private static String settings(String discovery) {
    return """
    version: 1
    services: { discovery: { %s } }
    ports:
      1:
        alias: weighbridge
        tty: { virtual: echo }
        mode: { tcp-server: { port: 4001, max-connections: 4 } }
      2:
        tty: { virtual: echo }
        mode: { rfc2217: { port: 4002 } }
    """
        .formatted(discovery);
  }

  private TestDaemon daemon(String discovery) throws IOException {
    return cable.daemon(directory, settings(discovery));
  }

  private String search(String... to) throws IOException {
    String[] command = new String[3 + to.length];
    command[0] = Program.PYTHON;
    command[1] = "-c";
    command[2] = SEARCH;
    System.arraycopy(to, 0, command, 3, to.length);
    return cable.far.run(command);
  }

  @Test
  void whicheverAddressIsAskedAnswers() throws Exception {
    Program.assumeInstalled("python3", "python3");
    cable.near.run("ip", "address", "add", SECOND_ADDRESS + "/24", "dev", Cable.INTERFACE);
    try (TestDaemon daemon = daemon("enabled: true")) {
      daemon.awaitLog("UDP 4800");
      assertThat(
              search(Cable.NEAR_ADDRESS, SECOND_ADDRESS, Cable.BROADCAST, "255.255.255.255")
                  .lines())
          .containsExactly(
              "10.231.77.1 answered by 10.231.77.1 4800 as 10.231.77.1",
              "10.231.77.9 answered by 10.231.77.9 4800 as 10.231.77.9",
              "10.231.77.255 answered by 10.231.77.1 4800 as 10.231.77.1",
              "255.255.255.255 answered by 10.231.77.1 4800 as 10.231.77.1");
    }
  }

  @Test
  void oneAddressHearsTheBroadcastsOfItsNetwork() throws Exception {
    Program.assumeInstalled("python3", "python3");
    try (TestDaemon daemon = daemon("enabled: true, listen: [" + Cable.NEAR_ADDRESS + "]")) {
      daemon.awaitLog("UDP 4800");
      assertThat(search(Cable.NEAR_ADDRESS, Cable.BROADCAST, "255.255.255.255").lines())
          .hasSize(3)
          .allMatch(line -> line.endsWith("answered by 10.231.77.1 4800 as 10.231.77.1"));
    }
  }

  /** SVC-001 to SVC-003: what the guides want closed is closed unless it was opened. */
  @Test
  void nothingIsOpenByDefault() throws Exception {
    Program.assumeInstalled("nmap", "nmap");
    try (TestDaemon daemon = daemon("name: hall-3")) {
      assertThat(daemon.status().services()).noneMatch(service -> service.enabled());
      String scan =
          cable.far.run(
              "nmap",
              "-n",
              "-Pn",
              "-sU",
              "-sS",
              "-p",
              "U:4800,5353,T:443,4001,4900,14900",
              Cable.NEAR_ADDRESS);
      assertThat(scan.lines().filter(line -> line.matches("\\d+/.*")).toList())
          .extracting(line -> line.replaceAll(" +", " "))
          .contains("4001/tcp open newoak")
          .allMatch(line -> line.startsWith("4001/tcp") || line.contains(" closed "))
          .hasSize(6);
    }
  }

  /** Through a router the driver's TCP port is another, so it never sees its own connection. */
  @Test
  void theDriversAliveCheckWorksThroughNat() throws Exception {
    Program.assumeInstalled("nft", "nftables");
    Files.writeString(
        directory.resolve("nat"),
        """
        table ip nat {
          chain post {
            type nat hook postrouting priority 100
            oif %s meta l4proto tcp masquerade to :61000-61100
          }
        }
        """
            .formatted(Cable.INTERFACE));
    cable.far.run("nft", "-f", directory.resolve("nat").toString());
    try (TestDaemon daemon = daemon("enabled: true");
        Program check =
            cable.far.start(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                "target/test-classes",
                "io.hardline.DriverAliveCheck",
                Cable.NEAR_ADDRESS,
                "4001")) {
      daemon.awaitClients(1, 1);
      assertThat(daemon.port(1).clients().getFirst().peer()).matches(".*:61\\d\\d\\d");
      assertThat(check.awaitExit()).describedAs(check.err()).isZero();
    }
  }

  /** avahi at the far end, with a bus of its own, and nothing of this machine's. */
  private final class Avahi implements AutoCloseable {
    private final Path bus = directory.resolve("bus");
    private final Program dbus;
    private final Program daemon;

    Avahi() throws IOException {
      Path busConfig = directory.resolve("bus.conf");
      Path config = directory.resolve("avahi.conf");
      Files.writeString(
          busConfig,
          """
          <busconfig>
            <type>system</type>
            <listen>unix:path=%s</listen>
            <auth>EXTERNAL</auth>
            <policy context="default">
              <allow user="*"/>
              <allow own="*"/>
              <allow send_destination="*"/>
              <allow receive_sender="*"/>
            </policy>
          </busconfig>
          """
              .formatted(bus));
      Files.writeString(
          config,
          """
          [server]
          host-name=seeker
          use-ipv6=no
          allow-interfaces=%s
          [publish]
          disable-publishing=yes
          """
              .formatted(Cable.INTERFACE));
      dbus =
          cable.far.start("dbus-daemon", "--nofork", "--nopidfile", "--config-file=" + busConfig);
      Program.await().until(() -> Files.exists(bus));
      daemon =
          cable.far.start(
              "unshare",
              "--mount",
              "sh",
              "-c",
              "mount -t tmpfs none /run && exec env DBUS_SYSTEM_BUS_ADDRESS=unix:path="
                  + bus
                  + " avahi-daemon --no-drop-root --no-chroot --no-rlimits -f "
                  + config);
      daemon.awaitErr("Server startup complete");
    }

    /** What is there now, in lines of fields. */
    String browse(String... options) throws IOException {
      return cable.far.run(
          "env",
          "DBUS_SYSTEM_BUS_ADDRESS=unix:path=" + bus,
          "avahi-browse",
          "--parsable",
          "--terminate",
          String.join(" ", options),
          TYPE);
    }

    @Override
    public void close() {
      daemon.terminate();
      dbus.terminate();
      daemon.close();
      dbus.close();
    }
  }

  @Test
  void avahiSeesPortsComeChangeAndGo() throws Exception {
    Program.assumeInstalled("avahi-daemon", "avahi-daemon");
    Program.assumeInstalled("avahi-browse", "avahi-utils");
    Program.assumeInstalled("dbus-daemon", "dbus");
    try (TestDaemon daemon = daemon("enabled: true, name: hall-3");
        Avahi avahi = new Avahi()) {
      Program.await().until(() -> avahi.browse("--cache"), all -> all.contains("port"));
      List<String> found =
          Program.await()
              .until(
                  () -> avahi.browse("--resolve").lines().filter(l -> l.startsWith("=")).toList(),
                  lines -> lines.size() == 2);
      assertThat(found)
          .anySatisfy(line ->
              assertThat(line)
                  .contains("weighbridge\\032on\\032hall-3;" + TYPE + ";local;")
                  .contains("hardline-hall-3.local;10.231.77.1;4001;")
                  .contains("\"port=1\"", "\"alias=weighbridge\"", "\"mode=tcp-server\"")
                  .contains("\"tls=none\"", "\"unit=hall-3\""))
          .anySatisfy(line -> assertThat(line).contains("10.231.77.1;4002;", "\"mode=rfc2217\""));
      assertThat(daemon.status().services().getFirst().listening())
          .contains("UDP 5353 of " + Cable.INTERFACE);

      daemon.change(settings("enabled: true, name: hall-3").replace("weighbridge", "scale"));
      Program.await()
          .until(
              () -> avahi.browse("--cache"),
              all -> all.contains("scale") && !all.contains("weighbridge"));

      long threads = daemon.threads();
      daemon.change(settings("enabled: false"));
      Program.await().until(() -> avahi.browse("--cache"), String::isEmpty);
      Program.await().until(() -> daemon.threads() <= threads - 4);

      daemon.change(settings("enabled: true, name: hall-5"));
      Program.await().until(() -> avahi.browse("--cache"), all -> all.contains("hall-5"));
      daemon.stop();
      Program.await().until(() -> avahi.browse("--cache"), String::isEmpty);
    }
  }
}
