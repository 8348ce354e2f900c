package io.hardline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.tty.PtyPeer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client whose cable is pulled: no FIN, no RST, nothing. */
@Tag("root")
@Tag("once")
class VanishIT {
  /** The check is set to 2 s; the rest is for slow machines. Linux by itself takes two hours. */
  private static final Duration LIMIT = Duration.ofSeconds(15);

  @TempDir Path directory;

  private Cable cable;

  @BeforeEach
  void layTheCable() throws Exception {
    Program.assumeInstalled("ncat", "ncat");
    cable = Cable.lay();
  }

  @AfterEach
  void removeNamespaces() throws Exception {
    if (cable != null) {
      cable.close();
    }
  }

  /** It serves port 4001 of its own namespace; nobody else has that. */
  private TestDaemon daemon(PtyPeer device) throws Exception {
    return cable.daemon(directory, TestDaemon.onePort(device.path(), 4001, "alive-check: 2s"));
  }

  private static Program client(Cable.End at) throws Exception {
    return at.start("ncat", Cable.NEAR_ADDRESS, "4001");
  }

  @Test
  void thePlaceOfAnIdleClientThatVanishedIsFreeWithinTheLimit() throws Exception {
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon = daemon(device);
        Program vanishing = client(cable.far)) {
      daemon.awaitClients(1, 1);
      vanishing.send("hello");
      assertThat(device.receiveText(5)).isEqualTo("hello");

      cable.pull();
      awaitPlaceFree(daemon);
      assertNextIsServed(daemon, device);
    }
  }

  @Test
  void thePlaceOfAClientThatVanishedWithDataUnderWayIsFreeWithinTheLimit() throws Exception {
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon = daemon(device);
        Program vanishing = client(cable.far)) {
      daemon.awaitClients(1, 1);
      device.send("hello");
      assertThat(new String(vanishing.receive(5), ISO_8859_1)).isEqualTo("hello");

      cable.pull();
      device.send("nobody acknowledges this");
      awaitPlaceFree(daemon);
      assertNextIsServed(daemon, device);
    }
  }

  @Test
  void aClientThatIsAliveAndSilentKeepsItsPlace() throws Exception {
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon = daemon(device);
        Program silent = client(cable.far)) {
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
    try (Program next = client(cable.near)) {
      daemon.awaitClients(1, 1);
      device.send("next");
      assertThat(new String(next.receive(4), ISO_8859_1)).isEqualTo("next");
    }
  }
}
