package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.mode.redundant.RedundantDriver;
import io.hardline.tty.PtyPeer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Redundant COM by two networks of which one swallows everything, and tells nobody. */
@Tag("root")
@Tag("once")
@Timeout(300)
class RedundantVanishIT {
  private static final String SECOND_NEAR = "10.231.78.1";
  private static final String SECOND_FAR = "10.231.78.2";
  private static final int TOTAL_BYTES = 80_000;

  @TempDir Path directory;

  private Cable cable;

  @BeforeEach
  void layTheCable() throws Exception {
    Program.assumeInstalled("nft", "nftables");
    cable = Cable.lay();
    cable.near.run("ip", "address", "add", SECOND_NEAR + "/24", "dev", Cable.INTERFACE);
    cable.far.run("ip", "address", "add", SECOND_FAR + "/24", "dev", Cable.INTERFACE);
  }

  @AfterEach
  void removeNamespaces() throws Exception {
    if (cable != null) {
      cable.close();
    }
  }

  private Program driver() throws Exception {
    URI classes = RedundantDriver.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    return cable.far.start(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        Path.of(classes).toString(),
        RedundantDriver.class.getName(),
        "9950",
        "9966",
        Cable.FAR_ADDRESS,
        Cable.NEAR_ADDRESS,
        SECOND_FAR,
        SECOND_NEAR);
  }

  private void swallow(String address) throws IOException {
    cable.near.run(
        "nft",
        "table inet swallow { chain in { type filter hook input priority 0; ip daddr "
            + address
            + " drop; }; chain out { type filter hook output priority 0; ip saddr "
            + address
            + " drop; }; }");
  }

  private void swallowNothing() throws IOException {
    cable.near.run("nft", "delete table inet swallow");
  }

  private static String settings(PtyPeer device) {
    return """
    version: 1
    ports:
      1:
        tty: %s
        listen: [%s, %s]
        mode: { redundant-com: { data-port: 9950, command-port: 9966, alive-check: 2s } }
    """
        .formatted(device.path(), Cable.NEAR_ADDRESS, SECOND_NEAR);
  }

  private static Thread echo(PtyPeer device) {
    return Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            for (int left = TOTAL_BYTES; left > 0; ) {
              byte[] some = device.receiveSome(PtyPeer.PATIENCE_MS);
              device.send(some);
              left -= some.length;
            }
          } catch (IOException gone) {
            throw new AssertionError(gone);
          }
        });
  }

  @Test
  void eitherNetworkMaySwallowEverythingForAWhile() throws Exception {
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon = cable.daemon(directory, settings(device));
        Program driver = driver()) {
      Thread echo = echo(device);
      driver.awaitOut("round 0 same");
      swallow(SECOND_NEAR);
      driver.send("on\n");
      driver.awaitOut("round 1 same");
      daemon.awaitLog("has one path left: " + SECOND_FAR);

      swallowNothing();
      driver.send("1\n");
      driver.awaitOut("network 1 is back");
      daemon.awaitLog("has two paths: " + SECOND_FAR);
      swallow(Cable.NEAR_ADDRESS);
      driver.send("on\n");
      driver.awaitOut("round 2 same");
      driver.send("on\n");
      driver.awaitOut("round 3 same");
      daemon.awaitLog("has one path left: " + Cable.FAR_ADDRESS);
      driver.send("on\n");
      assertThat(driver.awaitExit()).describedAs(driver.err()).isZero();
      echo.join();
    }
  }
}
