package io.hardline.tty.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleDeviceTest {
  private static final long SECOND_NS = 1_000_000_000;

  private final RecordingLine line = new RecordingLine();
  private final ConsoleDevice console = new ConsoleDevice(line);
  private long nowNs = SECOND_NS;

  /** What the console says to this. */
  private String type(String text) {
    console.received(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)), nowNs);
    return line.takeText();
  }

  private void logIn() {
    assertThat(type("operator\rdemo\r")).endsWith("\r\ncc4> ");
  }

  private boolean isLoggedIn() {
    return type("help\r").contains("log out");
  }

  @BeforeEach
  void powerUp() {
    console.outputsChanged(true, true);
    assertThat(line.takeText()).isEmpty();
    console.powerUp(nowNs);
  }

  @Test
  void theBannerSaysThatItIsADemonstrationAndHowToLogIn() {
    assertThat(line.takeText())
        .contains("simulated", "demonstration only", "operator", "demo")
        .endsWith("\r\ncc4 login: ")
        .doesNotContainPattern("[^\r]\n");
  }

  @Test
  void whoeverComesLateGetsTheBannerByEnter() {
    line.take();
    assertThat(type("\r")).contains("demonstration only").endsWith("cc4 login: ");
  }

  @Test
  void aSession() {
    line.take();
    assertThat(type("operator\r")).isEqualTo("operator\r\nPassword: ");
    assertThat(type("demo\r")).isEqualTo("\r\nType help for the commands.\r\ncc4> ");
    assertThat(type("help\r")).contains("status", "set", "reboot", "exit");
    nowNs += 61 * SECOND_NS;
    assertThat(type("status\r"))
        .isEqualTo(
            "status\r\ntemperature 50.5 C\r\nset point   60.0 C\r\n"
                + "heater      on\r\nuptime      0:01:01\r\ncc4> ");
    assertThat(type("set set-point 70.5\r")).isEqualTo("set set-point 70.5\r\ncc4> ");
    assertThat(type("set heater off\r")).isEqualTo("set heater off\r\ncc4> ");
    assertThat(type("status\r")).contains("set point   70.5 C\r\nheater      off");
    assertThat(type("exit\r")).endsWith("cc4 login: ");
    assertThat(isLoggedIn()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"operator, wrong", "root, demo", "operator, ''", "operator, 'demo '"})
  void wrongLogins(String user, String password) {
    line.take();
    type(user + "\r");
    assertThat(type(password + "\r")).isEqualTo("\r\nLogin incorrect\r\ncc4 login: ");
    assertThat(isLoggedIn()).isFalse();
  }

  @Test
  void aPasswordIsNotShownWhateverIsTyped() {
    line.take();
    type("operator\r");
    assertThat(type("xyz\b\b\b\bde\u0015demo")).isEmpty();
    assertThat(type("\r")).endsWith("cc4> ");
    assertThat(type("seen")).isEqualTo("seen");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r", "\n", "\r\n"})
  void anyLineEndIsOne(String end) {
    line.take();
    assertThat(type("operator" + end + "demo" + end)).endsWith("commands.\r\ncc4> ");
    assertThat(type("a" + end + "b" + end).split("cc4> ", -1)).hasSize(3);
  }

  @Test
  void backspaceErases() {
    logIn();
    assertThat(type("hx\belp")).isEqualTo("hx\b \belp");
    assertThat(type("\r")).contains("log out");
    assertThat(type("\b\u007f")).isEmpty();
    assertThat(type("abc\u0015")).isEqualTo("abc\b \b\b \b\b \b");
    assertThat(type("\r")).isEqualTo("\r\ncc4> ");
  }

  @Test
  void cursorKeysAndOtherBytesAreNotTyped() {
    logIn();
    assertThat(type("he\u001b[A\u001b[1;5Dl\u001bOPp\t\u00e4\u0000")).isEqualTo("help");
    assertThat(type("\u001b\r")).contains("log out");
  }

  @Test
  void aLineHasEightyCharacters() {
    logIn();
    assertThat(type("x".repeat(80))).isEqualTo("x".repeat(80));
    assertThat(type("yy")).isEqualTo("\u0007\u0007");
    assertThat(type("\r")).contains("\r\n" + "x".repeat(80) + ": not a command");
  }

  @Test
  void interruptStartsTheLineAgain() {
    logIn();
    assertThat(type("exit\u0003")).isEqualTo("exit^C\r\ncc4> ");
    assertThat(type("\r")).isEqualTo("\r\ncc4> ");
  }

  @Test
  void interruptAtThePasswordStartsTheLoginAgain() {
    line.take();
    assertThat(type("operator\rde\u0003")).endsWith("^C\r\ncc4 login: ");
    assertThat(type("demo\r")).isEqualTo("demo\r\nPassword: ");
  }

  @Test
  void endLogsOutOnAnEmptyLineOnly() {
    logIn();
    assertThat(type("x\u0004\b")).isEqualTo("x\b \b");
    assertThat(isLoggedIn()).isTrue();
    assertThat(type("\u0004")).endsWith("cc4 login: ");
    assertThat(isLoggedIn()).isFalse();
  }

  @Test
  void aBreakLogsOut() {
    logIn();
    type("half a li");
    console.breakChanged(true);
    console.breakChanged(false);
    assertThat(line.takeText()).endsWith("cc4 login: ");
    assertThat(type("\r")).contains("demonstration only");
    assertThat(isLoggedIn()).isFalse();
  }

  @Test
  void dtrLogsOutAndBringsTheBannerBack() {
    logIn();
    console.outputsChanged(true, false);
    assertThat(isLoggedIn()).isTrue();
    console.outputsChanged(false, false);
    assertThat(line.takeText()).isEmpty();
    console.outputsChanged(true, false);
    assertThat(line.takeText()).contains("demonstration only").endsWith("cc4 login: ");
    assertThat(isLoggedIn()).isFalse();
  }

  @Test
  void aRebootTakesItsTimeAndForgets() {
    logIn();
    type("set set-point 99\r");
    assertThat(type("reboot\rstatus\r")).isEqualTo("reboot\r\nRestarting\r\n");
    console.breakChanged(true);
    console.breakChanged(false);
    console.outputsChanged(false, true);
    console.outputsChanged(true, true);
    assertThat(type("operator\r")).isEmpty();
    assertThat(line.wakeAtNs).isEqualTo(nowNs + 2 * SECOND_NS);

    nowNs = line.wakeAtNs;
    console.due(nowNs);
    assertThat(line.takeText()).contains("demonstration only").endsWith("cc4 login: ");
    logIn();
    assertThat(type("status\r")).contains("set point   60.0 C", "uptime      0:00:00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "set",
        "set x 1",
        "set set-point",
        "set set-point 19.9",
        "set set-point 250.1",
        "set set-point -30",
        "set set-point 1e2",
        "set set-point 99999999999",
        "set heater maybe",
        "set heater on now"
      })
  void whatCannotBeSetIsSaid(String command) {
    logIn();
    assertThat(type(command + "\r")).startsWith(command + "\r\nset: ");
    assertThat(type("status\r")).contains("set point   60.0 C\r\nheater      on");
  }

  @Test
  void withoutDtrItWaits() {
    RecordingLine other = new RecordingLine();
    ConsoleDevice quiet = new ConsoleDevice(other);
    quiet.outputsChanged(false, false);
    quiet.powerUp(0);
    assertThat(other.take()).isEmpty();
    quiet.outputsChanged(true, false);
    assertThat(other.takeText()).endsWith("cc4 login: ");
  }
}
