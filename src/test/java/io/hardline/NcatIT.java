package io.hardline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.Exchange.End;
import io.hardline.tty.PtyPeer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ncat, which ends its sending half when its input ends and still wants the answer. */
class NcatIT {
  @TempDir Path directory;

  @BeforeEach
  void needsNcat() {
    Program.assumeInstalled("ncat", "ncat");
  }

  @Test
  void aMegabyteBothWaysAtOnceArrivesUnchanged() throws Exception {
    exchange(
        Exchange.noise(Exchange.MEGABYTE, 5), Exchange.noise(Exchange.MEGABYTE, 6), "127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void everyByteValuePassesUnchanged(String host) throws Exception {
    exchange(Exchange.everyByteValue(), Exchange.everyByteValue(), host);
  }

  private void exchange(byte[] forth, byte[] back, String host) throws Exception {
    int port = TestDaemon.freePort();
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            TestDaemon.start(directory, TestDaemon.onePort(device.path(), port, ""));
        Program ncat = Program.start("ncat", host, "" + port)) {
      daemon.awaitClients(1, 1);
      Exchange.bothWays(
          new End(ncat::send, ncat::receive), new End(device::send, device::receive), forth, back);
      ncat.endInput();
      assertThat(ncat.awaitExit()).describedAs(ncat.err()).isZero();
      daemon.awaitClients(1, 0);
    }
  }

  @Test
  void aQuestionFromAPipeGetsItsAnswer() throws Exception {
    int port = TestDaemon.freePort();
    try (TestDaemon daemon =
            TestDaemon.start(directory, TestDaemon.onePort("{ virtual: echo }", port, ""));
        Program ncat =
            Program.start("sh", "-c", "printf 'what time is it?' | ncat 127.0.0.1 " + port)) {
      assertThat(ncat.awaitExit()).describedAs(ncat.err()).isZero();
      assertThat(ncat.out()).isEqualTo("what time is it?");
      daemon.awaitClients(1, 0);
    }
  }

  @Test
  void aClientThatOnlySendsLosesNothing() throws Exception {
    int port = TestDaemon.freePort();
    byte[] firmware = Exchange.noise(300_000, 7);
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            TestDaemon.start(directory, TestDaemon.onePort(device.path(), port, ""));
        Program ncat = Program.start("ncat", "--send-only", "127.0.0.1", "" + port)) {
      ncat.send(firmware);
      ncat.endInput();
      Exchange.assertSame(device.receive(firmware.length), firmware);
      assertThat(ncat.awaitExit()).describedAs(ncat.err()).isZero();
      daemon.awaitClients(1, 0);
      assertThat(daemon.port(1).counters().toSerialBytes()).isEqualTo(firmware.length);
    }
  }

  @Test
  void aClientThatOnlyReceivesHearsTheDevice() throws Exception {
    int port = TestDaemon.freePort();
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            TestDaemon.start(directory, TestDaemon.onePort(device.path(), port, ""));
        Program ncat = Program.start("ncat", "--recv-only", "127.0.0.1", "" + port)) {
      daemon.awaitClients(1, 1);
      device.send("12.5 kg\r\n");
      assertThat(new String(ncat.receive(9), ISO_8859_1)).isEqualTo("12.5 kg\r\n");
      ncat.terminate();
      daemon.awaitClients(1, 0);
    }
  }
}
