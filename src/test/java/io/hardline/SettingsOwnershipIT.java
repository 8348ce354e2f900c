package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.Exchange.End;
import io.hardline.cli.ExitCode;
import io.hardline.port.PortStatus;
import io.hardline.tty.PtyPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who owns the settings, and what a change of the file does to those who are connected. */
class SettingsOwnershipIT {
  private static final String ECHO = "{ virtual: echo }";
  private static final String BAD =
      "version: 1\nports:\n  1:\n    aliaz: x\n    line: { parity: 7 }\n";

  @TempDir Path directory;

  @Test
  void aliasLineAndLimitsChangeWithoutDisconnecting() throws Exception {
    int port = TestDaemon.freePort();
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            TestDaemon.start(directory, TestDaemon.onePort(device.path(), port, ""));
        TestClient client = TestClient.connect(port)) {
      daemon.awaitClients(1, 1);
      daemon.change(
          TestDaemon.onePort(device.path(), port, "max-connections: 2, alive-check: 20s")
              + "    alias: lathe\n    line: { baud-rate: 19200 }\n");

      PortStatus changed = daemon.awaitPort(1, "alias", p -> p.alias().equals("lathe"));
      daemon.awaitPort(1, "line", p -> p.effectiveLine().equals("19200 8N1"));
      assertThat(changed.clients()).extracting(c -> c.peer()).containsExactly(client.name());
      try (TestClient second = TestClient.connect(port)) {
        daemon.awaitClients(1, 2);
        device.send("both");
        assertThat(client.receiveText(4) + second.receiveText(4)).isEqualTo("bothboth");
      }
      daemon.awaitLog("settings applied from");
    }
  }

  @Test
  void aPortThatHasToRestartDisturbsNoOther() throws Exception {
    int[] ports = TestDaemon.freePorts(3);
    byte[] noise = Exchange.noise(2 * Exchange.MEGABYTE, 31);
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon = TestDaemon.start(directory, two(device, ports[1], ports[0]));
        TestClient moved = TestClient.connect(ports[0]);
        TestClient other = TestClient.connect(ports[1])) {
      daemon.awaitClients(1, 1);
      daemon.awaitClients(2, 1);
      daemon.change(two(device, ports[1], ports[2]));
      Exchange.bothWays(
          new End(other::send, other::receive),
          new End(device::send, device::receive),
          noise,
          noise);

      assertThat(moved.receiveToEnd()).isEmpty();
      daemon.awaitPort(1, "moved", p -> p.listening().contains(ports[2]));
      PortStatus undisturbed = daemon.port(2);
      assertThat(undisturbed.clients()).extracting(c -> c.peer()).containsExactly(other.name());
      assertThat(undisturbed.counters().clientsAccepted()).isEqualTo(1);
      try (TestClient again = TestClient.connect(ports[2])) {
        again.send("moved");
        assertThat(again.receiveText(5)).isEqualTo("moved");
      }
    }
  }

  private static String two(PtyPeer device, int stays, int moves) {
    return TestDaemon.onePort(ECHO, moves, "") + TestDaemon.port(2, device.path(), stays, "");
  }

  @Test
  void aPortThatIsTakenOutOfTheFileStopsAndOneThatIsPutInStarts() throws Exception {
    int[] ports = TestDaemon.freePorts(2);
    String out = TestDaemon.onePort(ECHO, ports[0], "");
    try (TestDaemon daemon = TestDaemon.start(directory, out);
        TestClient client = TestClient.connect(ports[0])) {
      daemon.awaitClients(1, 1);
      daemon.change("version: 1\nports:\n" + TestDaemon.port(2, ECHO, ports[1], ""));

      assertThat(client.receiveToEnd()).isEmpty();
      Program.await()
          .untilAsserted(() ->
              assertThat(daemon.status().ports())
                  .extracting(PortStatus::number)
                  .containsExactly(2));
      try (TestClient second = TestClient.connect(ports[1])) {
        second.send("two");
        assertThat(second.receiveText(3)).isEqualTo("two");
      }
    }
  }

  @Test
  void aBadFileAtSighupChangesNothing() throws Exception {
    int port = TestDaemon.freePort();
    try (TestDaemon daemon = TestDaemon.start(directory, TestDaemon.onePort(ECHO, port, ""));
        TestClient client = TestClient.connect(port)) {
      daemon.awaitClients(1, 1);
      daemon.change(BAD);

      daemon.awaitLog("settings refused, nothing was changed");
      assertErrors(daemon.log(), daemon.settings());
      client.send("still here");
      assertThat(client.receiveText(10)).isEqualTo("still here");

      // And the next good one is taken.
      daemon.change(TestDaemon.onePort(ECHO, port, "") + "    alias: mended\n");
      daemon.awaitPort(1, "alias", p -> p.alias().equals("mended"));
      assertThat(daemon.port(1).clients()).hasSize(1);
    }
  }

  /** {@code FILE:LINE:COLUMN: PATH: found X, allowed Y}, one error a line, all of them. */
  private static void assertErrors(String text, Path file) {
    assertThat(text)
        .containsPattern("(?m)^" + file + ":4:\\d+: ports\\.1\\.aliaz: .*alias")
        .containsPattern("(?m)^" + file + ":5:\\d+: ports\\.1\\.line\\.parity: found 7, allowed ");
  }

  @Test
  void aBadFileAtStartRunsTheLastGoodRevisionLoudly() throws Exception {
    int port = TestDaemon.freePort();
    TestDaemon.start(directory, TestDaemon.onePort(ECHO, port, "") + "    alias: good\n").close();

    try (TestDaemon daemon = TestDaemon.start(directory, BAD)) {
      daemon.awaitLog("cannot be used; running the last good settings, revision 1");
      assertErrors(daemon.log(), daemon.settings());
      assertThat(daemon.port(1).alias()).isEqualTo("good");
      assertThat(daemon.status().settingsFrom()).isEqualTo("revision 1");
      try (TestClient client = TestClient.connect(port)) {
        client.send("as before");
        assertThat(client.receiveText(9)).isEqualTo("as before");
      }
    }
  }

  @Test
  void aBadFileWithNothingToFallBackToDoesNotStart() throws Exception {
    assertDoesNotStart(BAD, "there are no earlier settings to fall back to");
    assertErrors(lastErr, directory.resolve("settings.yaml"));
  }

  @Test
  void anEmptyFileIsABadOne() throws Exception {
    assertDoesNotStart("", "version");
  }

  private String lastErr = "";

  private void assertDoesNotStart(String yaml, String says) throws IOException {
    try (Program program = TestDaemon.launch(directory, yaml).program()) {
      assertThat(program.awaitExit()).isEqualTo(ExitCode.BAD_SETTINGS);
      lastErr = program.err();
      assertThat(lastErr).contains(says);
    }
  }

  @Test
  void withoutAFileTheNewestRevisionRunsAndTheFileIsNeverWritten() throws Exception {
    int port = TestDaemon.freePort();
    String yaml = TestDaemon.onePort(ECHO, port, "") + "    alias: first # a comment\n";
    FileTime written;
    try (TestDaemon daemon = TestDaemon.start(directory, yaml)) {
      written = Files.getLastModifiedTime(daemon.settings());
      daemon.program().signal("HUP");
      daemon.awaitLog("settings applied from");
    }
    Path file = directory.resolve("settings.yaml");
    assertThat(file).hasContent(yaml);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(written);

    Path state = directory.resolve("state");
    try (Stream<Path> revisions = Files.list(state.resolve("settings"))) {
      assertThat(revisions).hasSize(1);
    }
    try (Program program = Program.hardline("run", "--state", state.toString());
        TestDaemon daemon = TestDaemon.of(program, directory)) {
      daemon.awaitReady();
      assertThat(daemon.port(1).alias()).isEqualTo("first");
      assertThat(daemon.status().settingsFrom()).isEqualTo("revision 1");
    }
  }
}
