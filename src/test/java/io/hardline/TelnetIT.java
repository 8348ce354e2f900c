package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.tty.PtyPeer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** telnet, which people use as a terminal on a raw port; it negotiates nothing unless asked. */
class TelnetIT {
  @TempDir Path directory;

  @BeforeEach
  void needsTelnet() {
    Program.assumeInstalled("telnet", "telnet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void aPersonTalksToADevice(String host) throws Exception {
    int port = TestDaemon.freePort();
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            TestDaemon.start(directory, TestDaemon.onePort(device.path(), port, ""));
        Program telnet = Program.start("telnet", host, "" + port)) {
      telnet.awaitOut("Escape character");
      daemon.awaitClients(1, 1);
      device.send("login: ");
      telnet.awaitOut("login: ");
      telnet.send("operator\n");
      assertThat(device.receiveText(8)).isEqualTo("operator");
      device.send("\r\nwelcome\r\n");
      telnet.awaitOut("welcome");

      telnet.endInput();
      telnet.awaitExit();
      daemon.awaitClients(1, 0);
    }
  }
}
