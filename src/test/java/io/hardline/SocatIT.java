package io.hardline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.Exchange.End;
import io.hardline.tty.PtyPeer;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** socat: a pipe to a port, and a local serial device that is really a port elsewhere. */
class SocatIT {
  @TempDir Path directory;

  @BeforeEach
  void needsSocat() {
    Program.assumeInstalled("socat", "socat");
  }

  @Test
  void aMegabyteBothWaysAtOnceArrivesUnchanged() throws Exception {
    exchange(
        Exchange.noise(Exchange.MEGABYTE, 3), Exchange.noise(Exchange.MEGABYTE, 4), "127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "[::1]"})
  void everyByteValuePassesUnchanged(String host) throws Exception {
    exchange(Exchange.everyByteValue(), Exchange.everyByteValue(), host);
  }

  private void exchange(byte[] forth, byte[] back, String host) throws Exception {
    int port = TestDaemon.freePort();
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            TestDaemon.start(directory, TestDaemon.onePort(device.path(), port, ""));
        Program socat = Program.start("socat", "-", "TCP:" + host + ":" + port)) {
      daemon.awaitClients(1, 1);
      Exchange.bothWays(
          new End(socat::send, socat::receive),
          new End(device::send, device::receive),
          forth,
          back);
      socat.endInput();
      assertThat(socat.awaitExit()).describedAs(socat.err()).isZero();
      daemon.awaitClients(1, 0);
    }
  }

  @Test
  void aProgramThatWantsASerialDeviceGetsOne() throws Exception {
    int port = TestDaemon.freePort();
    Path link = directory.resolve("ttyFar");
    try (TestDaemon daemon =
            TestDaemon.start(directory, TestDaemon.onePort("{ virtual: echo }", port, ""));
        Program socat =
            Program.start("socat", "PTY,raw,echo=0,link=" + link, "TCP:127.0.0.1:" + port)) {
      Program.await().until(() -> Files.exists(link));
      daemon.awaitClients(1, 1);
      try (FileOutputStream out = new FileOutputStream(link.toFile());
          FileInputStream in = new FileInputStream(link.toFile())) {
        out.write("there and back".getBytes(ISO_8859_1));
        assertThat(new String(in.readNBytes(14), ISO_8859_1)).isEqualTo("there and back");
      }
      socat.terminate();
      daemon.awaitClients(1, 0);
    }
  }
}
