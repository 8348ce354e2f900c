package io.hardline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.Exchange.End;
import io.hardline.cli.ExitCode;
import io.hardline.port.PortState;
import io.hardline.settings.LineSettings.StopBits;
import io.hardline.tty.PtyPeer;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code attach HOST:PORT}, with servers that others wrote and with our own. */
class RemoteAttachIT {
  private static final int SREDIRD_BYTES = 1_000;

  @TempDir Path directory;

  /** Who serves a tty by RFC 2217. */
  enum Server {
    HARDLINE,
    SER2NET,
    SREDIRD
  }

  /** What a test has started; the last is closed first. */
  private final class Served implements AutoCloseable {
    final PtyPeer device = new PtyPeer();
    final int port = TestDaemon.freePort();
    private final Server server;
    private List<AutoCloseable> running = new ArrayList<>();

    Served(Server server) throws Exception {
      this.server = server;
      try {
        start();
      } catch (Exception | AssertionError failed) {
        close();
        throw failed;
      }
    }

    String at() {
      return "127.0.0.1:" + port;
    }

    void start() throws Exception {
      switch (server) {
        case HARDLINE -> running.add(TestDaemon.start(directory, settings(device.path(), port)));
        case SER2NET -> running.add(ser2net());
        case SREDIRD -> running.add(sredird());
      }
      // Before somebody listens an attach is refused.
      Program.await().until(() -> listens(port));
    }

    private Program ser2net() throws IOException {
      Program.assumeInstalled("ser2net", "ser2net");
      Path file = directory.resolve("ser2net.yaml");
      Files.writeString(
          file,
          """
          connection: &a
            accepter: telnet(rfc2217),tcp,127.0.0.1,%d
            connector: serialdev(nouucplock=true),%s,9600n81,local
          """
              .formatted(port, device.path()));
      return Program.start("ser2net", "-d", "-u", "-c", file.toString());
    }

    private Program sredird() throws IOException {
      Program.assumeInstalled("sredird", "sredird");
      Program.assumeInstalled("socat", "socat");
      return Program.start(
          "socat",
          "TCP-LISTEN:%d,bind=127.0.0.1,reuseaddr,fork".formatted(port),
          "EXEC:sredird -i 5 %s %s".formatted(device.path(), directory.resolve("LCK")));
    }

    void stop() throws Exception {
      for (AutoCloseable each : running) {
        each.close();
      }
      running = new ArrayList<>();
    }

    @Override
    public void close() throws Exception {
      stop();
      device.close();
    }
  }

  private static boolean listens(int port) throws IOException {
    String hex = ":%04X ".formatted(port);
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      if (Files.readAllLines(Path.of(table)).stream()
          .anyMatch(line -> line.contains(hex) && line.contains(" 0A "))) {
        return true;
      }
    }
    return false;
  }

  private static String settings(Object tty, int port) {
    return "version: 1\nports:\n  1:\n    tty: %s\n    mode: { rfc2217: { port: %d } }\n"
        .formatted(tty, port);
  }

  private static Program attach(String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of("attach"));
    words.addAll(List.of(arguments));
    return Program.hardline(words.toArray(new String[0]));
  }

  @ParameterizedTest
  @EnumSource
  void aPipePassesEveryByteAndTheLineIsSet(Server server) throws Exception {
    try (Served served = new Served(server);
        Program attach = attach(served.at(), "--rfc2217", "--line", "19200 8N2")) {
      byte[] all = Exchange.everyByteValue();
      attach.send(all);
      assertThat(served.device.receive(all.length)).isEqualTo(all);
      served.device.send(all);
      assertThat(attach.receive(all.length)).isEqualTo(all);
      assertThat(served.device.line().baudRate()).isEqualTo(19_200);
      assertThat(served.device.line().stopBits()).isEqualTo(StopBits.TWO);
      attach.endInput();
      assertThat(attach.awaitExit()).as(attach.err()).isZero();
      assertThat(attach.err()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aMegabyteBothWaysThroughAPty(Server server) throws Exception {
    Path link = directory.resolve("ttyFar");
    try (Served served = new Served(server);
        Program attach = attach(served.at(), "--rfc2217", "--pty", link.toString())) {
      attach.awaitErr(link + " is " + served.at());
      try (FileOutputStream out = new FileOutputStream(link.toFile());
          FileInputStream in = new FileInputStream(link.toFile())) {
        out.write('!');
        assertThat(served.device.receiveText(1)).isEqualTo("!");
        End here = new End(out::write, in::readNBytes);
        End there = new End(served.device::send, served.device::receive);
        // It drops bytes of longer runs and when both ways are busy, whoever its client is.
        int count = server == Server.SREDIRD ? SREDIRD_BYTES : Exchange.MEGABYTE;
        byte[] forth = Exchange.noise(count, 5);
        byte[] back = Exchange.noise(count, 6);
        if (server == Server.SREDIRD) {
          Exchange.bothWays(here, there, forth, new byte[0]);
          Exchange.bothWays(here, there, new byte[0], back);
        } else {
          Exchange.bothWays(here, there, forth, back);
        }
      }
      attach.terminate();
      assertThat(attach.awaitExit()).as(attach.err()).isZero();
      assertThat(Files.isSymbolicLink(link)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatAProgramDoesToThePtyIsDoneToTheFarLine(Server server) throws Exception {
    Path link = directory.resolve("ttyFar");
    try (Served served = new Served(server);
        Program attach = attach(served.at(), "--rfc2217", "--pty", link.toString())) {
      attach.awaitErr(link + " is ");
      stty(link, "1200", "cstopb");
      Program.await()
          .untilAsserted(() -> {
            assertThat(served.device.line().baudRate()).isEqualTo(1_200);
            assertThat(served.device.line().stopBits()).isEqualTo(StopBits.TWO);
          });
      stty(link, "115200", "-cstopb");
      Program.await()
          .untilAsserted(() -> assertThat(served.device.line().baudRate()).isEqualTo(115_200));
    }
  }

  private static void stty(Path tty, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("stty", "-F", tty.toString()));
    command.addAll(List.of(words));
    try (Program stty = Program.start(command.toArray(new String[0]))) {
      assertThat(stty.awaitExit()).as(stty.err()).isZero();
    }
  }

  @Test
  void thePtyStaysWhenTheServerGoesAndIsItsDeviceAgainWhenItIsBack() throws Exception {
    Path link = directory.resolve("ttyFar");
    try (Served served = new Served(Server.SER2NET);
        Program attach = attach(served.at(), "--rfc2217", "--pty", link.toString())) {
      attach.awaitErr(link + " is ");
      try (FileOutputStream out = new FileOutputStream(link.toFile())) {
        stty(link, "4800");
        served.stop();
        attach.awaitErr("it is tried again");
        // On a cable with nobody at its end.
        out.write("lost".getBytes(ISO_8859_1));
        served.start();
        attach.awaitErr("is back");
        out.write("here".getBytes(ISO_8859_1));
        assertThat(served.device.receiveText(4)).isEqualTo("here");
        assertThat(served.device.line().baudRate()).isEqualTo(4_800);
      }
    }
  }

  /** Framings, breaks and control lines need a device that has them; our loopback plug has. */
  @Test
  void aFramingThatOnlyASerialPortHas() throws Exception {
    int port = TestDaemon.freePort();
    try (TestDaemon daemon = TestDaemon.start(directory, settings("{ virtual: loopback }", port));
        Program attach = attach("127.0.0.1:" + port, "--rfc2217", "--line", "2400 7E1")) {
      daemon.awaitClients(1, 1);
      daemon.awaitPort(1, "7E1", p -> p.effectiveLine().startsWith("2400 7E1"));
      attach.send("loop");
      assertThat(new String(attach.receive(4), ISO_8859_1)).isEqualTo("loop");
    }
  }

  @Test
  void atATerminalKeysOfItsOwnMoveTheLineAndLeave() throws Exception {
    Program.assumeInstalled("script", "bsdutils");
    int port = TestDaemon.freePort();
    try (TestDaemon daemon = TestDaemon.start(directory, settings("{ virtual: loopback }", port))) {
      String command =
          "%s attach 127.0.0.1:%d --rfc2217 --visible; echo code=$?; stty -a"
              .formatted(Program.LAUNCHER, port);
      try (Program terminal = Program.start("script", "-q", "-e", "-c", command, "/dev/null")) {
        terminal.awaitOut(
            "attached to 127.0.0.1:"
                + port
                + ", 115200 8N1; leave with Ctrl-];"
                + " Ctrl-\\ ? shows more keys\r\n");
        terminal.send("key\u0003\u001c\u001c.");
        terminal.awaitOut("key\\x03\\x1c.");
        terminal.send("\u001cd");
        daemon.awaitPort(1, "DTR off", p -> p.modemLines() != null && !p.modemLines().dtr());
        terminal.send("\u001cD\u001c?");
        terminal.awaitOut("d/D: DTR off/on");
        daemon.awaitPort(1, "DTR on", p -> p.modemLines() != null && p.modemLines().dtr());
        terminal.send("\u001d");
        assertThat(terminal.awaitExit()).isZero();
        assertThat(terminal.out()).containsPattern("code=0\r\n").containsPattern("\\bicanon\\b");
      }
      daemon.awaitClients(1, 0);
    }
  }

  @Test
  void plainTcpIsBytesAlone() throws Exception {
    int port = TestDaemon.freePort();
    try (TestDaemon daemon =
            TestDaemon.start(directory, TestDaemon.onePort("{ virtual: echo }", port, ""));
        Program attach = attach("localhost:" + port)) {
      byte[] all = Exchange.everyByteValue();
      attach.send(all);
      assertThat(attach.receive(all.length)).isEqualTo(all);
      daemon.stop();
      assertThat(attach.awaitExit()).isZero();
      assertThat(attach.err())
          .isEqualTo("hardline: localhost:" + port + " closed the connection\n");
    }
  }

  @Test
  void aServerThatIsNoneOfRfc2217IsSaidSo() throws Exception {
    int port = TestDaemon.freePort();
    try (TestDaemon daemon =
            TestDaemon.start(directory, TestDaemon.onePort("{ virtual: console }", port, ""));
        Program attach = attach("127.0.0.1:" + port, "--rfc2217")) {
      daemon.awaitState(1, PortState.OPEN);
      assertThat(attach.awaitExit()).isEqualTo(ExitCode.UNAVAILABLE);
      assertThat(attach.err()).contains("does not speak RFC 2217");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "127.0.0.1:1                          | 69 | cannot be reached: connection refused",
        "host.invalid:1                       | 69 | host.invalid:1",
        "127.0.0.1:none                       | 64 | no HOST:PORT",
        "127.0.0.1:1 --line 9600              | 64 | need --rfc2217",
        "127.0.0.1:1 --rfc2217 --line fast    | 64 | --line is a rate",
        "127.0.0.1:1 --rfc2217 --flow maybe   | 64 | --flow is none, rts-cts or xon-xoff",
        "127.0.0.1:1 --state /tmp             | 64 | --state is for ports of the running daemon",
        "127.0.0.1:1 --pty x --visible        | 64 | --visible is for terminals",
        "127.0.0.1:1 --pty /dev/null          | 73 | /dev/null is there already",
        "1 --rfc2217                          | 64 | --rfc2217 is for HOST:PORT",
      })
  void whatCannotBeDoneIsSaid(String line, int code, String says) throws IOException {
    try (Program attach = attach(line.split(" +"))) {
      assertThat(attach.awaitExit()).as(attach.err()).isEqualTo(code);
      assertThat(attach.err()).contains(says).doesNotContain("Exception");
    }
  }

  @Test
  void aLinkThatAnEarlierOneLeftBehindIsTakenOver() throws Exception {
    Path link = directory.resolve("ttyFar");
    Files.createSymbolicLink(link, Path.of("/dev/pts/999999"));
    int port = TestDaemon.freePort();
    try (TestDaemon daemon =
            TestDaemon.start(directory, TestDaemon.onePort("{ virtual: echo }", port, ""));
        Program attach = attach("127.0.0.1:" + port, "--pty", link.toString())) {
      attach.awaitErr(link + " is ");
      daemon.awaitClients(1, 1);
      assertThat(link).exists();
    }
  }
}
