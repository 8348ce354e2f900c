package io.hardline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.Exchange.End;
import io.hardline.net.tls.TestCertificates;
import io.hardline.net.tls.TestCertificates.Pair;
import io.hardline.tty.PtyPeer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TCP client mode with TLS, to hosts that others wrote. */
class TcpClientTlsIT {
  @TempDir Path directory;

  private TestCertificates certificates;
  private Pair authority;
  private Pair host;
  private int port;

  @BeforeEach
  void makeCertificates() throws Exception {
    Program.assumeInstalled("ncat", "ncat");
    certificates = new TestCertificates(directory);
    authority = certificates.authority("plant");
    host = certificates.signed(authority, "plc", "DNS:localhost", 30);
    port = TestDaemon.freePort();
  }

  private Program listen(Pair with) throws Exception {
    return Program.start(
        "ncat",
        "--ssl",
        "--ssl-cert",
        with.certificate().toString(),
        "--ssl-key",
        with.key().toString(),
        "-l",
        "127.0.0.1",
        "" + port);
  }

  private String settings(PtyPeer device, String tls) {
    return TestDaemon.oneClient(device.path(), "\"localhost:" + port + '"', "tls: { " + tls + " }");
  }

  private String authenticated(Pair trusted) {
    return "type: authenticated, ca: " + trusted.certificate();
  }

  @Test
  void aMegabyteBothWaysAtOnceArrivesUnchanged() throws Exception {
    try (PtyPeer device = new PtyPeer();
        Program ncat = listen(host);
        TestDaemon daemon =
            TestDaemon.start(directory, settings(device, authenticated(authority)))) {
      daemon.awaitClients(1, 1);
      Exchange.bothWays(
          new End(ncat::send, ncat::receive),
          new End(device::send, device::receive),
          Exchange.noise(Exchange.MEGABYTE, 31),
          Exchange.noise(Exchange.MEGABYTE, 32));
    }
  }

  @Test
  void aHostThatSomebodyElseVouchesForIsNotConnectedButTriedAgain() throws Exception {
    Pair foreign = certificates.authority("foreign");
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            TestDaemon.start(directory, settings(device, authenticated(authority)))) {
      try (Program ncat = listen(certificates.signed(foreign, "other", "DNS:localhost", 30))) {
        daemon.awaitLog("no connection to localhost:" + port);
        daemon.awaitPort(1, "the reason", p -> p.trouble().contains("certificate"));
        assertThat(daemon.port(1).clients()).isEmpty();
        assertThat(ncat.out()).isEmpty();
      }
      try (Program ncat = listen(host)) {
        daemon.awaitClients(1, 1);
        device.send("at last");
        assertThat(new String(ncat.receive(7), ISO_8859_1)).isEqualTo("at last");
      }
    }
  }

  @Test
  void aHostWithoutTlsIsSentNoByte() throws Exception {
    try (PtyPeer device = new PtyPeer();
        Program ncat = Program.start("ncat", "-l", "-k", "127.0.0.1", "" + port);
        TestDaemon daemon = TestDaemon.start(directory, settings(device, "type: encrypted"))) {
      device.send("secret");
      ncat.send("I speak in the clear, and not a byte of TLS\r\n");
      daemon.awaitLog("no connection to localhost:" + port);
      daemon.awaitPort(1, "all read", p -> p.counters().fromSerialBytes() == 6);

      assertThat(daemon.port(1).clients()).isEmpty();
      assertThat(ncat.out()).doesNotContain("secret");
    }
  }
}
