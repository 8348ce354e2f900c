package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.Exchange.End;
import io.hardline.tty.PtyPeer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** pySerial's {@code socket://}, as scripts in plants and laboratories use it. */
class PyserialIT {
  /** Sends standard input and receives so many bytes, both at once. */
  private static final String EXCHANGE =
      """
      import sys, threading, serial
      port = serial.serial_for_url(sys.argv[1], timeout=60)
      data = sys.stdin.buffer.read()
      sender = threading.Thread(target=port.write, args=(data,))
      sender.start()
      sys.stdout.buffer.write(port.read(int(sys.argv[2])))
      sys.stdout.flush()
      sender.join()
      port.close()
      """;

  private static final String DIALOGUE =
      """
      import sys, serial
      with serial.serial_for_url(sys.argv[1], timeout=60) as port:
          for line in (b'first', b'second', b'third'):
              port.write(line + b'\\n')
              print(port.read_until(b'\\n').decode().strip())
      """;

  @TempDir Path directory;

  @BeforeEach
  void needsPyserial() throws IOException {
    Program.assumePyserial();
  }

  @Test
  void aMegabyteBothWaysAtOnceArrivesUnchanged() throws Exception {
    exchange(
        Exchange.noise(Exchange.MEGABYTE, 1), Exchange.noise(Exchange.MEGABYTE, 2), "127.0.0.1");
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
        Program python =
            Program.start(Program.PYTHON, "-c", EXCHANGE, url(host, port), "" + back.length)) {
      End script =
          new End(
              bytes -> {
                python.send(bytes);
                python.endInput();
              },
              python::receive);
      daemon.awaitClients(1, 1);
      Exchange.bothWays(script, new End(device::send, device::receive), forth, back);
      assertThat(python.awaitExit()).describedAs(python.err()).isZero();
      daemon.awaitClients(1, 0);
    }
  }

  @Test
  void aDialogueInLinesWorks() throws Exception {
    int port = TestDaemon.freePort();
    try (TestDaemon daemon =
            TestDaemon.start(directory, TestDaemon.onePort("{ virtual: echo }", port, ""));
        Program python = Program.start(Program.PYTHON, "-c", DIALOGUE, url("127.0.0.1", port))) {
      assertThat(python.awaitExit()).describedAs(python.err()).isZero();
      assertThat(python.out()).isEqualTo("first\nsecond\nthird\n");
      daemon.awaitClients(1, 0);
    }
  }

  private static String url(String host, int port) {
    return "socket://" + host + ":" + port;
  }
}
