package io.hardline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.mode.redundant.RedundantDriver;
import io.hardline.mode.redundant.RedundantDriver.Route;
import io.hardline.tty.PtyPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Redundant COM with a double of the driver's daemon, on two networks of loopback. */
@Timeout(300)
class RedundantComIT {
  private static final Route ONE = new Route("127.0.1.1", "127.0.0.1");
  private static final Route TWO = new Route("127.0.1.2", "127.0.0.2");
  private static final byte[] INIT = HexFormat.of().parseHex("2c080603010100000000");

  /** A pty has no control lines: they are told as off. */
  private static final int INIT_ANSWER_BYTES = 5;

  @TempDir Path directory;

  private PtyPeer device;
  private TestDaemon daemon;
  private int[] ports;

  @BeforeEach
  void start() throws Exception {
    device = new PtyPeer();
    ports = TestDaemon.freePorts(2);
    daemon =
        TestDaemon.start(
            directory,
            """
            version: 1
            ports:
              1:
                tty: %s
                listen: [127.0.0.1, 127.0.0.2]
                mode: { redundant-com: { data-port: %d, command-port: %d } }
            """
                .formatted(device.path(), ports[0], ports[1]));
  }

  @AfterEach
  void stop() throws Exception {
    daemon.close();
    device.close();
  }

  private RedundantDriver driver() throws IOException {
    return new RedundantDriver(ports[0], ports[1], ONE, TWO);
  }

  private void awaitPaths(int count) {
    daemon.awaitThat(
        1, port -> assertThat(port.clients().getFirst().peer().split("\\+", -1)).hasSize(count));
  }

  private void assertOpens(RedundantDriver driver) throws Exception {
    byte[] answer = driver.command(INIT);
    assertThat(answer).hasSize(INIT_ANSWER_BYTES).startsWith(0x2c, 0x03);
  }

  /** The device sends back what it gets, as it comes. */
  private Thread echo(int count) {
    return Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            for (int left = count; left > 0; ) {
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
  void commandsAndDataPassByTwoNetworks() throws Exception {
    try (RedundantDriver driver = driver().open()) {
      assertOpens(driver);
      awaitPaths(2);
      for (int i = 0; i < 20; i++) {
        assertThat(driver.command((byte) 0x14, (byte) 1, (byte) 2)).containsExactly(0x14, 'O', 'K');
      }
      driver.send("hello".getBytes(ISO_8859_1));
      assertThat(device.receiveText(5)).isEqualTo("hello");
      device.send("world");
      assertThat(driver.receive(5)).isEqualTo("world".getBytes(ISO_8859_1));
    }
    daemon.awaitClients(1, 0);
  }

  @Test
  void aMegabyteEachWayWhileOnePathIsCutAndBackAndThenTheOther() throws Exception {
    byte[] forth = Exchange.noise(Exchange.MEGABYTE, 1);
    try (RedundantDriver driver = driver().open()) {
      assertOpens(driver);
      awaitPaths(2);
      Thread echo = echo(forth.length);
      int third = forth.length / 3;
      driver.send(Arrays.copyOf(forth, third));
      driver.cut(0);
      driver.send(Arrays.copyOfRange(forth, third, third + 100_000));
      driver.open(0);
      driver.send(Arrays.copyOfRange(forth, third + 100_000, 2 * third));
      awaitPaths(2);
      driver.cut(1);
      assertThat(driver.command((byte) 0x33, (byte) 0)).containsExactly(0x33, 'O', 'K');
      driver.send(Arrays.copyOfRange(forth, 2 * third, forth.length));

      Exchange.assertSame(driver.receive(forth.length), forth);
      echo.join();
      assertThat(daemon.log()).contains("has one path left: 127.0.1.1:").contains("has two paths");
    }
  }

  @Test
  void bothPathsCutAndOpenedAgainCountFromTheBeginning() throws Exception {
    try (RedundantDriver driver = driver().open()) {
      for (int round = 0; round < 5; round++) {
        assertOpens(driver);
        driver.send(new byte[] {1, 2, 3});
        assertThat(device.receive(3)).containsExactly(1, 2, 3);
        driver.cut(0);
        driver.cut(1);
        daemon.awaitClients(1, 0);
        driver.open();
      }
    }
  }

  @Test
  void aPathMayJoinLate() throws Exception {
    try (RedundantDriver driver = driver()) {
      driver.open(1);
      assertOpens(driver);
      device.send("alone");
      assertThat(driver.receive(5)).hasSize(5);
      assertThat(daemon.port(1).trouble()).contains("has one path only, since");
      driver.open(0);
      awaitPaths(2);
      driver.cut(1);
      device.send("by the other");
      assertThat(driver.receive(12)).hasSize(12);
      assertThat(driver.command((byte) 0x14, (byte) 1, (byte) 2)).containsExactly(0x14, 'O', 'K');
    }
  }

  @Test
  void strangersGetNothingAndDisturbNobody() throws Exception {
    try (RedundantDriver driver = driver().open()) {
      assertOpens(driver);
      driver.cut(1);
      awaitPaths(1);
      assertStrangerIsRefused();
      driver.send("still here".getBytes(ISO_8859_1));
      assertThat(device.receiveText(10)).isEqualTo("still here");
    }
  }

  private void assertStrangerIsRefused() throws Exception {
    try (TestClient command = TestClient.connect("127.0.0.1", ports[1])) {
      byte[] sync = command.receive(12);
      command.send(sync);
      command.send(HexFormat.of().parseHex("efbe010c0201000000000e002100"));
      assertThat(command.receiveToEnd()).isEmpty();
      daemon.awaitLog("refused: there is no data connection from that address");
    }
  }
}
