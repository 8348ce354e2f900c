package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.Exchange.End;
import io.hardline.cli.ExitCode;
import io.hardline.settings.LineSettings;
import io.hardline.tty.PtyPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ser2net with a configuration of its own, and Hardline with what the import makes of it. */
class Ser2netImportIT {
  @TempDir Path directory;

  /** In YAML and in the line format. */
  private static String configuration(boolean yaml, int port, Path tty, String line) {
    if (!yaml) {
      return "localhost,%d:raw:0:%s:%s LOCAL\n".formatted(port, tty, line.replace(',', ' '));
    }
    return """
    %%YAML 1.1
    ---
    connection: &meter
      accepter: tcp,localhost,%d
      connector: serialdev,%s,
                 %s,local
    """
        .formatted(port, tty, line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ser2net.yaml | 19200e72,xonxoff",
        "ser2net.yaml | 115200n81",
        "ser2net.conf | 9600,EVEN,7DATABITS,2STOPBITS,-XONXOFF",
        "ser2net.conf | 38400,ODD,XONXOFF",
      })
  void aClientSeesTheSameAndTheTtyIsSetTheSame(String name, String line) throws Exception {
    Program.assumeInstalled("ser2net", "ser2net");
    int port = TestDaemon.freePort();
    try (PtyPeer device = new PtyPeer()) {
      Path file = directory.resolve(name);
      Files.writeString(file, configuration(name.endsWith(".yaml"), port, device.path(), line));

      LineSettings before;
      // Without -u it makes a lock file that tells others that the tty is in use.
      try (Program ser2net = Program.start("ser2net", "-d", "-u", "-c", file.toString())) {
        before = exchange(ser2net, device, port);
      }
      Path settings = directory.resolve("imported.yaml");
      importInto(settings, file);
      String text = Files.readString(settings);
      try (TestDaemon daemon = TestDaemon.start(directory, text)) {
        assertThat(exchange(daemon.program(), device, port)).isEqualTo(before);
        assertThat(before.baudRate()).asString().isEqualTo(line.split("[en,]", 2)[0]);
      }
    }
  }

  /** Bytes both ways; answers how the tty is set meanwhile. */
  private static LineSettings exchange(Program server, PtyPeer device, int port) throws Exception {
    try (TestClient client = connect(server, port)) {
      // XON and XOFF are what they are with software flow control, so they stay out of it.
      byte[] bytes = Arrays.copyOfRange(Exchange.everyByteValue(), 0x20, 0x100);
      Exchange.bothWays(
          new End(client::send, client::receive),
          new End(device::send, device::receive),
          bytes,
          bytes);
      return device.line();
    }
  }

  /** The first connection that there is: a second soon after it would find the port in use. */
  private static TestClient connect(Program server, int port) {
    return Program.await()
        .ignoreExceptionsMatching(notYet -> server.isAlive())
        .until(() -> TestClient.connect(port), client -> true);
  }

  private static void importInto(Path settings, Path file) throws IOException {
    try (Program program =
        Program.hardline("import", "ser2net", file.toString(), "-o", settings.toString())) {
      assertThat(program.awaitExit()).as(program.err()).isEqualTo(ExitCode.OK);
      assertThat(program.out()).isEmpty();
      assertThat(program.errLines()).containsExactly(file + ": 1 port made of 1 connection");
    }
  }

  @Test
  void theExitCodeSaysHowMuchWasCarriedOver() throws IOException {
    String good = "3001:raw:0:/dev/ttyS1:9600 LOCAL\n";
    assertThat(imported(good)).isEqualTo(ExitCode.OK);
    assertThat(imported("BANNER:b:hello\n" + good.replace("\n", " b\n")))
        .isEqualTo(ExitCode.PARTLY);
    assertThat(imported("3001 raw\n")).isEqualTo(ExitCode.REFUSED);
    assertThat(imported("%YAML 1.1\n---\n: [")).isEqualTo(ExitCode.REFUSED);
  }

  private int imported(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("f.conf"), text);
    try (Program program = Program.hardline("import", "ser2net", file.toString())) {
      int code = program.awaitExit();
      assertThat(program.out().isEmpty()).isEqualTo(code == ExitCode.REFUSED);
      return code;
    }
  }

  @Test
  void aFileThatIsThereIsNeverWrittenOver() throws IOException {
    Path file = directory.resolve("f.conf");
    Files.writeString(file, "3001:raw:0:/dev/ttyS1:9600 LOCAL\n");
    try (Program program =
        Program.hardline("import", "ser2net", file.toString(), "-o", file.toString())) {
      assertThat(program.awaitExit()).isEqualTo(ExitCode.CANNOT_CREATE);
      assertThat(program.err()).contains("is there already");
    }
    assertThat(file).hasContent("3001:raw:0:/dev/ttyS1:9600 LOCAL");
  }
}
