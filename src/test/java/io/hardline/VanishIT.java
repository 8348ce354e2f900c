package io.hardline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.tty.PtyPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client whose cable is pulled: no FIN, no RST, nothing. Daemon and client have a network
 * namespace each, with a cable between them that the test can pull (veth(4)).
 */
@Tag("root")
@Tag("once")
class VanishIT {
  /** The check is set to 2 s; the rest is for slow machines. Linux by itself takes two hours. */
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private static final String DAEMON = "10.231.77.1";
  private static final String CLIENT = "10.231.77.2";

  @TempDir Path directory;

  private final String near = "hardline-near-" + ProcessHandle.current().pid();
  private final String far = "hardline-far-" + ProcessHandle.current().pid();

  @BeforeEach
  void layTheCable() throws Exception {
    Program.assumeInstalled("ip", "iproute2");
    Program.assumeInstalled("ncat", "ncat");
    ip("netns", "add", near);
    ip("netns", "add", far);
    ip(
        "link", "add", "cable", "netns", near, "type", "veth", "peer", "name", "cable", "netns",
        far);
    up(near, DAEMON);
    up(far, CLIENT);
  }

  private static void up(String namespace, String address) throws Exception {
    ip("-n", namespace, "address", "add", address + "/24", "dev", "cable");
    ip("-n", namespace, "link", "set", "cable", "up");
    ip("-n", namespace, "link", "set", "lo", "up");
  }

  private static void ip(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "ip";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    try (Program ip = Program.start(command)) {
      assertThat(ip.awaitExit()).describedAs(List.of(arguments) + ip.err()).isZero();
    }
  }

  @AfterEach
  void removeNamespaces() throws Exception {
    ip("netns", "delete", near);
    ip("netns", "delete", far);
  }

  private void pullTheCable() throws Exception {
    ip("-n", far, "link", "set", "cable", "down");
  }

  /** It serves port 4001 of its own namespace; nobody else has that. */
  private TestDaemon daemon(PtyPeer device) throws Exception {
    String yaml = TestDaemon.onePort(device.path(), 4001, "alive-check: 2s");
    Files.writeString(directory.resolve("settings.yaml"), yaml);
    Program program =
        Program.start(
            "ip",
            "netns",
            "exec",
            near,
            Program.LAUNCHER.toString(),
            "run",
            "--settings",
            directory.resolve("settings.yaml").toString(),
            "--state",
            directory.resolve("state").toString());
    TestDaemon daemon = TestDaemon.of(program, directory);
    daemon.awaitReady();
    return daemon;
  }

  private static Program client(String namespace) throws Exception {
    return Program.start("ip", "netns", "exec", namespace, "ncat", DAEMON, "4001");
  }

  @Test
  void thePlaceOfAnIdleClientThatVanishedIsFreeWithinTheLimit() throws Exception {
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon = daemon(device);
        Program vanishing = client(far)) {
      daemon.awaitClients(1, 1);
      vanishing.send("hello");
      assertThat(device.receiveText(5)).isEqualTo("hello");

      pullTheCable();
      awaitPlaceFree(daemon);
      assertNextIsServed(daemon, device);
    }
  }

  @Test
  void thePlaceOfAClientThatVanishedWithDataUnderWayIsFreeWithinTheLimit() throws Exception {
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon = daemon(device);
        Program vanishing = client(far)) {
      daemon.awaitClients(1, 1);
      device.send("hello");
      assertThat(new String(vanishing.receive(5), ISO_8859_1)).isEqualTo("hello");

      pullTheCable();
      device.send("nobody acknowledges this");
      awaitPlaceFree(daemon);
      assertNextIsServed(daemon, device);
    }
  }

  @Test
  void aClientThatIsAliveAndSilentKeepsItsPlace() throws Exception {
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon = daemon(device);
        Program silent = client(far)) {
      daemon.awaitClients(1, 1);
      Program.await()
          .during(Duration.ofSeconds(5))
          .until(() -> daemon.port(1).clients().size() == 1);
      device.send("hello");
      assertThat(new String(silent.receive(5), ISO_8859_1)).isEqualTo("hello");
    }
  }

  private static void awaitPlaceFree(TestDaemon daemon) {
    Program.await().atMost(LIMIT).until(() -> daemon.port(1).clients().isEmpty());
    daemon.awaitLog("gone: ");
  }

  private void assertNextIsServed(TestDaemon daemon, PtyPeer device) throws Exception {
    try (Program next = client(near)) {
      daemon.awaitClients(1, 1);
      device.send("next");
      assertThat(new String(next.receive(4), ISO_8859_1)).isEqualTo("next");
    }
  }
}
