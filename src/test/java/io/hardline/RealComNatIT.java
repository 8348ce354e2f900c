package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.mode.realcom.NportSession;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hosts behind a router that writes its own address for theirs. */
@Tag("root")
@Tag("once")
@Timeout(120)
class RealComNatIT {
  private static final List<String> INSIDE = List.of("192.168.77.2", "192.168.77.3");

  @TempDir Path directory;

  private Cable cable;

  @BeforeEach
  void layTheCable() throws Exception {
    Program.assumeInstalled("nft", "nftables");
    cable = Cable.lay();
    for (String address : INSIDE) {
      cable.far.run("ip", "address", "add", address + "/32", "dev", "lo");
    }
    cable.far.run(
        "nft",
        "add table ip router;"
            + " add chain ip router out { type nat hook postrouting priority 100; };"
            + " add rule ip router out ip saddr 192.168.77.0/24 masquerade");
  }

  @AfterEach
  void removeNamespaces() throws Exception {
    if (cable != null) {
      cable.close();
    }
  }

  private static String settings() {
    StringBuilder yaml = new StringBuilder("version: 1\nports:\n");
    for (int i = 1; i <= INSIDE.size(); i++) {
      yaml.append("  %d:\n    tty: { virtual: echo }\n    mode: { real-com: {} }\n".formatted(i));
    }
    return yaml.toString();
  }

  /** On the driver's own TCP ports, which nobody else has in a namespace. */
  private Program host(int port, String from) throws Exception {
    return cable.far.start(
        System.getProperty("java.home") + "/bin/java",
        "-cp",
        "target/test-classes:target/classes",
        NportSession.class.getName(),
        Cable.NEAR_ADDRESS,
        "" + (949 + port),
        "" + (965 + port),
        from);
  }

  @Test
  void hostsThatLookLikeOneHaveEachTheirPort() throws Exception {
    try (TestDaemon daemon = cable.daemon(directory, settings());
        Program one = host(1, INSIDE.getFirst());
        Program other = host(2, INSIDE.getLast())) {
      assertThat(one.awaitExit()).describedAs(one.err()).isZero();
      assertThat(other.awaitExit()).describedAs(other.err()).isZero();

      for (int port = 1; port <= 2; port++) {
        daemon.awaitClients(port, 0);
        assertThat(daemon.port(port).counters().clientsAccepted()).isGreaterThanOrEqualTo(21);
        assertThat(daemon.port(port).counters().commandsRefused()).isZero();
      }
      assertThat(daemon.log()).contains(Cable.FAR_ADDRESS).doesNotContain(INSIDE.getFirst());
    }
  }
}
