package io.hardline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.tty.PtyPeer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host whose cable is pulled, and put back. */
@Tag("root")
@Tag("once")
class TcpClientVanishIT {
  /** The check is set to 2 s; the rest is for slow machines. */
  private static final Duration LIMIT = Duration.ofSeconds(15);

  @TempDir Path directory;

  @Test
  void aHostThatVanishedIsNoticedAndFoundAgain() throws Exception {
    Program.assumeInstalled("ncat", "ncat");
    try (Cable cable = Cable.lay();
        PtyPeer device = new PtyPeer();
        Program host = cable.far.start("ncat", "-l", "-k", Cable.FAR_ADDRESS, "4001");
        TestDaemon daemon =
            cable.daemon(
                directory,
                TestDaemon.oneClient(
                    device.path(), Cable.FAR_ADDRESS + ":4001", "alive-check: 2s"))) {
      daemon.awaitClients(1, 1);
      device.send("before");
      assertThat(new String(host.receive(6), ISO_8859_1)).isEqualTo("before");

      cable.pull();
      Program.await().atMost(LIMIT).until(() -> daemon.port(1).clients().isEmpty());
      daemon.awaitLog("client 10.231.77.2:4001 gone: ");
      daemon.awaitLog("no connection to 10.231.77.2:4001: ");
      assertThat(daemon.port(1).trouble()).contains("10.231.77.2:4001: no connection for ");

      cable.plug();
      daemon.awaitClients(1, 1);
      device.send("after");
      assertThat(new String(host.receive(5), ISO_8859_1)).isEqualTo("after");
    }
  }
}
