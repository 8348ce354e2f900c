package io.hardline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.cli.ExitCode;
import io.hardline.control.UnitStatus;
import io.hardline.json.Json;
import io.hardline.port.PortState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands, as a person or a script runs them. */
class CliIT {
  private static final String ECHO = "{ virtual: echo }";

  @TempDir Path directory;

  private record Outcome(int code, String out, String err) {}

  private static Outcome run(String... arguments) throws IOException {
    try (Program program = Program.hardline(arguments)) {
      return outcome(program);
    }
  }

  private static Outcome outcome(Program program) throws IOException {
    int code = program.awaitExit();
    return new Outcome(code, program.out(), program.err());
  }

  private TestDaemon start(String yaml) throws IOException {
    return TestDaemon.start(directory, yaml);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "run ", "demo ", "validate ", "status ", "attach ", "port ", "import "})
  void everyCommandExplainsItself(String command) throws Exception {
    Outcome help = run((command + "--help").split(" "));

    assertThat(help.code()).isEqualTo(ExitCode.OK);
    assertThat(help.out()).contains("Usage: hardline " + command.strip(), "--help");
    assertThat(help.err()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "frobnicate                  | 64 | frobnicate",
        "run --colour red            | 64 | --colour",
        "attach                      | 64 | PORT",
        "attach one                  | 64 | one",
        "validate                    | 64 | FILE",
        "import ser2net              | 64 | FILE",
        "import moxa /etc/hostname   | 64 | PROGRAM is ser2net",
        "import ser2net /no/such     | 66 | /no/such: there is no such file",
        "validate /no/such/file.yaml | 66 | /no/such/file.yaml: there is no such file",
        "status --state /no/such     | 69 | no daemon answers at /no/such/control.sock",
        "attach 1 --state /no/such   | 69 | no daemon answers at /no/such/control.sock",
        "run --settings /no/such --state $STATE | 78 | /no/such",
      })
  void whatCannotBeDoneIsSaidInWordsAndByTheExitCode(String line, int code, String says)
      throws Exception {
    String state = directory.resolve("state").toString();
    Outcome outcome = run(line.replace("$STATE", state).split(" +"));

    assertThat(outcome.code()).describedAs(outcome.err()).isEqualTo(code);
    assertThat(outcome.err()).contains(says).doesNotContain("\tat ", "Exception");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void validateApprovesAndRefuses() throws Exception {
    Path good =
        Files.writeString(directory.resolve("good.yaml"), TestDaemon.onePort(ECHO, 4001, ""));
    Path bad =
        Files.writeString(directory.resolve("bad.yaml"), "version: 1\nport: {}\ntty-alow: 5\n");

    Outcome approved = run("validate", good.toString());
    Outcome refused = run("validate", bad.toString());
    Outcome approvedJson = run("validate", "--json", good.toString());
    Outcome refusedJson = run("validate", "--json", bad.toString());

    assertThat(approved).isEqualTo(new Outcome(0, good + ": valid, 1 port\n", ""));
    assertThat(refused.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(refused.out().lines()).hasSize(2).allMatch(l -> l.startsWith(bad + ":"));
    assertThat(refused.out()).contains("did you mean ports?", "did you mean tty-allow?");
    assertThat(approvedJson.code()).isEqualTo(ExitCode.OK);
    assertThat(Json.object(approvedJson.out())).containsEntry("valid", true);
    assertThat(refusedJson.code()).isEqualTo(ExitCode.REFUSED);
    assertThat(Json.object(refusedJson.out())).containsEntry("valid", false);
    assertThat((List<?>) Json.object(refusedJson.out()).get("errors")).hasSize(2);
  }

  @Test
  void statusShowsWhatIsWrongAndWhoIsThere() throws Exception {
    int[] ports = TestDaemon.freePorts(2);
    String yaml =
        TestDaemon.onePort(ECHO, ports[0], "")
            + "    alias: weighbridge\n"
            + TestDaemon.port(2, directory.resolve("ttyGone"), ports[1], "");
    try (TestDaemon daemon = start(yaml);
        TestClient client = TestClient.connect(ports[0])) {
      client.send("12345");
      assertThat(client.receiveText(5)).isEqualTo("12345");
      daemon.awaitClients(1, 1);

      Outcome people = run("status", "--state", daemon.state().toString());
      Outcome scripts = run("status", "--json", "--state", daemon.state().toString());

      assertThat(people.code()).isEqualTo(ExitCode.OK);
      assertThat(people.out())
          .contains("settings from file " + daemon.settings())
          .containsPattern("(?m)^1 +weighbridge +virtual echo .*tcp-server " + ports[0] + " .*open")
          .containsPattern("(?m)^2 .*ttyGone .*absent")
          .containsPattern(
              "(?m)^port 1: client " + client.name() + " for \\d+s, received 5, sent 5$")
          .containsPattern("(?m)^port 2: .*ttyGone is not there");
      assertThat(scripts.code()).isEqualTo(ExitCode.OK);
      UnitStatus unit = Json.read(scripts.out(), UnitStatus.class);
      assertThat(unit.pid()).isEqualTo(daemon.program().pid());
      assertThat(unit.ports())
          .extracting(p -> p.state())
          .containsExactly(PortState.OPEN, PortState.ABSENT);
      assertThat(scripts.out()).contains("\"modem-lines\"", "\"from-serial-bytes\"");
    }
  }

  @Test
  void attachPassesAPipeThroughAPort() throws Exception {
    try (TestDaemon daemon = start(TestDaemon.onePort(ECHO, TestDaemon.freePort(), ""))) {
      String state = daemon.state().toString();
      assertThat(attach("1", state, "to and fro")).isEqualTo(new Outcome(0, "to and fro", ""));
      byte[] all = Exchange.everyByteValue();
      // 0x1d is Ctrl-], the key that leaves.
      String rest = new String(all, 0x1e, all.length - 0x1e, ISO_8859_1);
      assertThat(attach("1", state, rest).out()).isEqualTo(rest);

      Outcome none = attach("7", state, "");
      assertThat(none.code()).isEqualTo(ExitCode.REFUSED);
      assertThat(none.err()).contains("there is no port 7");
    }
  }

  private static Outcome attach(String port, String state, String input) throws IOException {
    try (Program attach = Program.hardline("attach", port, "--state", state)) {
      attach.send(input);
      attach.endInput();
      return outcome(attach);
    }
  }

  @Test
  void attachInATerminalPassesEveryKeyAndLeavesByItsOwn() throws Exception {
    Program.assumeInstalled("script", "bsdutils");
    try (TestDaemon daemon = start(TestDaemon.onePort(ECHO, TestDaemon.freePort(), ""));
        Program terminal = terminal(daemon, "attach 1 --visible")) {
      terminal.awaitOut("attached to port 1; leave with Ctrl-]\r\n");
      // ^C and an escape sequence go to the device and come back visible; nothing is echoed twice.
      terminal.send("typed\u0003\u001b[31m.");
      terminal.awaitOut("typed\\x03\\x1b[31m.");
      terminal.send("\u001d");
      assertThat(terminal.awaitExit()).isZero();
      assertThat(terminal.out())
          .containsPattern("code=0\r\n")
          .containsPattern("\\bicanon\\b")
          .containsPattern("[^-]\\becho\\b");
      assertThat(terminal.out().split("typed", -1)).hasSize(2);
    }
  }

  /** In a pty that script(1) makes; afterwards it says how the terminal was left behind. */
  private static Program terminal(TestDaemon daemon, String arguments) throws IOException {
    String command =
        "%s %s --state %s; echo code=$?; stty -a"
            .formatted(Program.LAUNCHER, arguments, daemon.state());
    return Program.start("script", "-q", "-e", "-c", command, "/dev/null");
  }

  @Test
  void anAttachedTerminalSeesTheEndOfTheDaemon() throws Exception {
    Program.assumeInstalled("script", "bsdutils");
    try (TestDaemon daemon = start(TestDaemon.onePort(ECHO, TestDaemon.freePort(), ""));
        Program terminal = terminal(daemon, "attach 1")) {
      terminal.awaitOut("attached to port 1");
      daemon.stop();
      assertThat(terminal.awaitExit()).isZero();
      assertThat(terminal.out()).contains("the daemon closed the connection", "code=0");
    }
  }

  @Test
  void sigtermStopsCleanlyWithClientsConnected() throws Exception {
    int port = TestDaemon.freePort();
    try (TestDaemon daemon = start(TestDaemon.onePort(ECHO, port, "max-connections: 8"));
        TestClient reads = TestClient.connect(port);
        TestClient silent = TestClient.connect(port)) {
      daemon.awaitClients(1, 2);
      reads.send("hello");
      assertThat(reads.receiveText(5)).isEqualTo("hello");

      long beganNs = System.nanoTime();
      daemon.stop();
      assertThat(Duration.ofNanos(System.nanoTime() - beganNs)).isLessThan(Duration.ofSeconds(3));
      assertThat(reads.receiveToEnd()).isEmpty();
      assertThat(silent.receiveToEnd()).isEqualTo("hello".getBytes(ISO_8859_1));
      assertThat(daemon.log()).contains("stopping: SIGTERM");
      assertThat(daemon.state().resolve("control.sock")).doesNotExist();
    }
  }

  @Test
  void whoAsksTheSocketNonsenseIsToldSo() throws Exception {
    try (TestDaemon daemon = start(TestDaemon.onePort(ECHO, TestDaemon.freePort(), ""));
        var client = new io.hardline.control.ControlClient(daemon.state())) {
      assertThat(client.ask(Json.line(Map.of("do", "dance")))).contains("unknown request");
    }
  }
}
