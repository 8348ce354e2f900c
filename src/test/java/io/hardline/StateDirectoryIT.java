package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The state directory: one daemon each, and no reason to stop when it cannot be written. */
class StateDirectoryIT {
  private static final String ECHO = "{ virtual: echo }";

  @TempDir Path directory;

  @Test
  void aSecondDaemonIsToldOfTheFirst() throws Exception {
    String yaml = TestDaemon.onePort(ECHO, TestDaemon.freePort(), "");
    try (TestDaemon first = TestDaemon.start(directory, yaml);
        Program second = TestDaemon.launch(directory, yaml).program()) {
      assertThat(second.awaitExit()).isEqualTo(ExitCode.ALREADY_RUNNING);
      assertThat(second.err()).contains("another daemon runs", first.state().toString());
      assertThat(first.status().pid()).isEqualTo(first.program().pid());
    }
  }

  @Test
  void aCrashLeavesNothingThatStopsTheNextStart() throws Exception {
    int port = TestDaemon.freePort();
    String yaml = TestDaemon.onePort(ECHO, port, "");
    TestDaemon crashed = TestDaemon.start(directory, yaml);
    crashed.program().signal("KILL");
    crashed.program().awaitExit();
    assertThat(crashed.state().resolve("control.sock")).exists();

    try (TestDaemon daemon = TestDaemon.start(directory, yaml)) {
      assertThat(daemon.status().pid()).isNotEqualTo(crashed.program().pid());
      assertEcho(port);
    }
  }

  private static void assertEcho(int port) throws IOException {
    try (TestClient client = TestClient.connect(port)) {
      client.send("served");
      assertThat(client.receiveText(6)).isEqualTo("served");
    }
  }

  @Test
  void aSocketPathThatIsTooLongIsRefusedByName() throws Exception {
    Path deep = directory.resolve("d".repeat(100));
    Path settings = directory.resolve("settings.yaml");
    Files.writeString(settings, TestDaemon.onePort(ECHO, TestDaemon.freePort(), ""));
    try (Program program =
        Program.hardline("run", "--settings", settings.toString(), "--state", deep.toString())) {
      assertThat(program.awaitExit()).isEqualTo(ExitCode.CANNOT_CREATE);
      assertThat(program.err())
          .contains(deep.resolve("control.sock").toString(), "too long", "107", "--state");
      assertThat(deep).doesNotExist();
    }
  }

  @Test
  void theDirectoryIsForItsUserAlone() throws Exception {
    try (TestDaemon daemon =
        TestDaemon.start(directory, TestDaemon.onePort(ECHO, TestDaemon.freePort(), ""))) {
      assertThat(permissions(daemon.state())).isEqualTo("rwx------");
      assertThat(permissions(daemon.state().resolve("control.sock"))).isEqualTo("rw-------");
      assertThat(permissions(daemon.state().resolve("settings"))).isEqualTo("rwx------");
      assertThat(permissions(daemon.state().resolve("settings/000001.yaml")))
          .isEqualTo("rw-------");
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  @Tag("plain")
  void withAReadOnlyDirectoryThePortsAreServed() throws Exception {
    int port = TestDaemon.freePort();
    Path state = Files.createDirectory(directory.resolve("state"));
    Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("r-x------"));
    TestDaemon daemon = TestDaemon.launch(directory, TestDaemon.onePort(ECHO, port, ""));
    try {
      daemon.awaitLog("the state directory cannot be written, running without");
      Program.await().ignoreExceptions().untilAsserted(() -> assertEcho(port));
    } finally {
      daemon.close();
      Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx------"));
    }
  }

  /** In a mount namespace of its own, which ends with the daemon (unshare(1)). */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"full | head -c 1M /dev/zero > $0/fill", "read-only | mount -o remount,ro $0"})
  @Tag("root")
  @Tag("once")
  void withADiskThatTakesNothingThePortsAreServed(String kind, String spoil) throws Exception {
    Program.assumeInstalled("unshare", "util-linux");
    int port = TestDaemon.freePort();
    Path state = Files.createDirectory(directory.resolve("state"));
    Path settings = directory.resolve("settings.yaml");
    Files.writeString(settings, TestDaemon.onePort(ECHO, port, ""));
    String script =
        "mount -t tmpfs -o size=64k,mode=700 disk $0; %s; exec $1 run --settings $2 --state $0"
            .formatted(spoil);
    Program program =
        Program.start(
            "unshare",
            "--mount",
            "sh",
            "-c",
            script,
            state.toString(),
            Program.LAUNCHER.toString(),
            settings.toString());
    try (TestDaemon daemon = TestDaemon.of(program, directory)) {
      daemon.awaitLog("the state directory cannot be written, running without");
      Program.await().ignoreExceptions().untilAsserted(() -> assertEcho(port));
      assertThat(daemon.log()).describedAs(kind).contains("cannot");
    }
  }
}
