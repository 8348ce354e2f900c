package io.hardline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.Exchange.End;
import io.hardline.net.tls.TestCertificates;
import io.hardline.net.tls.TestCertificates.Pair;
import io.hardline.tty.PtyPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS on a port, with the clients that people have: openssl and ncat. */
class TlsIT {
  private static final String ECHO = "{ virtual: echo }";

  @TempDir Path directory;
  private TestCertificates made = new TestCertificates(Path.of(""));
  private Pair ca = new Pair(Path.of(""), Path.of(""));
  private Pair own = ca;
  private int port;

  @BeforeEach
  void makeCertificates() throws IOException {
    Program.assumeInstalled("openssl", "openssl");
    made = new TestCertificates(Files.createDirectory(directory.resolve("certificates")));
    ca = made.authority("Plant CA");
    own = made.signed(ca, "server", "DNS:localhost,IP:127.0.0.1", 30);
    port = TestDaemon.freePort();
  }

  private TestDaemon encrypted(Object tty) throws IOException {
    String tls =
        "type: encrypted, certificate: %s, key: %s".formatted(own.certificate(), own.key());
    return start(tty, tls);
  }

  private TestDaemon authenticated(Path trusted, String peers) throws IOException {
    String tls =
        "type: authenticated, certificate: %s, key: %s, ca: \"%s\", peers: [%s]"
            .formatted(own.certificate(), own.key(), trusted, peers);
    return start(ECHO, tls);
  }

  private TestDaemon start(Object tty, String tls) throws IOException {
    String mode = "max-connections: 4, tls: { " + tls + " }";
    TestDaemon daemon = TestDaemon.start(directory, TestDaemon.onePort(tty, port, mode));
    daemon.awaitLog("TLS shows the certificate");
    return daemon;
  }

  private Program client(String... more) throws IOException {
    List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-quiet"));
    command.addAll(List.of("-connect", "127.0.0.1:" + port));
    command.addAll(List.of("-CAfile", ca.certificate().toString()));
    command.addAll(List.of(more));
    return Program.start(command.toArray(String[]::new));
  }

  private Program clientWith(Pair pair) throws IOException {
    return client("-cert", pair.certificate().toString(), "-key", pair.key().toString());
  }

  private static void echoes(Program client) throws IOException {
    client.send("question\n");
    assertThat(new String(client.receive(9), ISO_8859_1)).isEqualTo("question\n");
  }

  private void isLetIn(TestDaemon daemon, Pair pair) throws IOException {
    try (Program client = clientWith(pair)) {
      echoes(client);
    }
    daemon.awaitClients(1, 0);
  }

  private void isRefused(TestDaemon daemon, Pair pair, String why) throws IOException {
    try (Program client = clientWith(pair)) {
      daemon.awaitLog(why);
      client.awaitExit();
    }
    assertThat(daemon.port(1).clients()).isEmpty();
  }

  @Test
  void aMegabyteBothWaysAtOnceArrivesUnchanged() throws Exception {
    Program.assumeInstalled("ncat", "ncat");
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon = encrypted(device.path());
        Program ncat =
            Program.start(
                "ncat",
                "--ssl-verify",
                "--ssl-trustfile",
                ca.certificate().toString(),
                "localhost",
                "" + port)) {
      daemon.awaitClients(1, 1);
      Exchange.bothWays(
          new End(ncat::send, ncat::receive),
          new End(device::send, device::receive),
          Exchange.noise(Exchange.MEGABYTE, 5),
          Exchange.noise(Exchange.MEGABYTE, 6));
      assertThat(daemon.port(1).clients().getFirst().security())
          .matches("TLSv1.3 TLS_(AES|CHACHA20)_.*");
      ncat.terminate();
      daemon.awaitClients(1, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_3", "-tls1_2"})
  void aMegabyteBothWaysWithOpensslInEitherVersion(String version) throws Exception {
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon = encrypted(device.path());
        Program client = client(version, "-verify_return_error")) {
      daemon.awaitClients(1, 1);
      Exchange.bothWays(
          new End(client::send, client::receive),
          new End(device::send, device::receive),
          Exchange.noise(Exchange.MEGABYTE, 7),
          Exchange.noise(Exchange.MEGABYTE, 8));
      client.terminate();
      daemon.awaitClients(1, 0);
    }
  }

  @Test
  void aQuestionFromAPipeGetsItsAnswer() throws Exception {
    Program.assumeInstalled("ncat", "ncat");
    try (TestDaemon daemon = encrypted(ECHO);
        Program ncat =
            Program.start("sh", "-c", "printf 'what time is it?' | ncat --ssl 127.0.0.1 " + port)) {
      assertThat(ncat.awaitExit()).describedAs(ncat.err()).isZero();
      assertThat(ncat.out()).isEqualTo("what time is it?");
      daemon.awaitClients(1, 0);
    }
  }

  @Test
  void whoHasTheRightCertificateIsLetInAndNobodyElse() throws Exception {
    Pair foreign = made.authority("Foreign CA");
    try (TestDaemon daemon = authenticated(ca.certificate(), "\"*.plant.example\"")) {
      isLetIn(daemon, made.signed(ca, "plc7.plant.example", "", 30));
      isRefused(
          daemon,
          made.signed(foreign, "stranger", "DNS:s.plant.example", 30),
          "its certificate, CN=stranger, is signed by nobody in ca");
      isRefused(
          daemon,
          made.signed(ca, "late", "DNS:late.plant.example", -1),
          "its certificate, CN=late, expired on ");
      isRefused(
          daemon,
          made.signed(ca, "other", "DNS:plc7.office.example", 30),
          "the name in its certificate, plc7.office.example, matches none of peers");
      try (Program nobody = client()) {
        daemon.awaitLog("it showed no certificate");
        nobody.awaitExit();
      }
      assertThat(daemon.port(1).counters().clientsRefused()).isEqualTo(4);
      isLetIn(daemon, made.signed(ca, "plc8.plant.example", "", 30));
    }
  }

  @Test
  void aDeviceIsTrustedByItsOwnCertificate() throws Exception {
    Pair device = made.ownCertificate("scale3", "");
    try (TestDaemon daemon = authenticated(device.certificate(), "")) {
      try (Program client = clientWith(device)) {
        echoes(client);
        assertThat(daemon.port(1).clients().getFirst().security()).endsWith(", CN=scale3");
      }
      daemon.awaitClients(1, 0);
      isRefused(daemon, made.ownCertificate("scale4", ""), "CN=scale4, is signed by nobody in ca");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1", "-tls1_1"})
  void oldVersionsAreRefused(String version) throws Exception {
    try (TestDaemon daemon = encrypted(ECHO);
        Program old = client(version, "-cipher", "ALL:@SECLEVEL=0")) {
      assertThat(old.awaitExit()).isNotZero();
      daemon.awaitLog("it knows neither TLS 1.3 nor TLS 1.2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-CCM"})
  void weakCiphersAreRefused(String cipher) throws Exception {
    try (TestDaemon daemon = encrypted(ECHO);
        Program weak = client("-tls1_2", "-cipher", cipher + ":@SECLEVEL=0")) {
      assertThat(weak.awaitExit()).isNotZero();
      daemon.awaitLog("it knows none of the ciphers allowed here");
    }
  }

  @Test
  void aPlainClientOnATlsPortIsToldFromTheOthers() throws Exception {
    try (TestDaemon daemon = encrypted(ECHO);
        TestClient plain = TestClient.connect(port)) {
      plain.send("AT\r\n");
      daemon.awaitLog(
          "no TLS with " + plain.name() + ": it speaks no TLS: a plain client on a TLS port");
      assertThat(plain.receiveToEnd()).isEmpty();
      try (Program client = client()) {
        echoes(client);
      }
    }
  }

  @Test
  void aRenewedCertificateIsShownWithoutARestartAndNobodyIsDisconnected() throws Exception {
    try (TestDaemon daemon = encrypted(ECHO);
        Program stays = client()) {
      echoes(stays);
      assertThat(shownSubject()).contains("server");
      Pair next = made.signed(ca, "renewed", "", 30);
      Files.move(next.key(), own.key(), StandardCopyOption.REPLACE_EXISTING);
      Files.move(next.certificate(), own.certificate(), StandardCopyOption.REPLACE_EXISTING);
      Program.await().until(this::shownSubject, subject -> subject.contains("renewed"));
      daemon.awaitLog("TLS shows the certificate CN=renewed");
      echoes(stays);
    }
  }

  private String shownSubject() throws IOException {
    String look = "openssl s_client -connect 127.0.0.1:" + port + " </dev/null | grep subject=";
    try (Program client = Program.start("sh", "-c", look)) {
      client.awaitExit();
      return client.out();
    }
  }

  @Test
  void nobodyResumesASession() throws Exception {
    try (TestDaemon daemon = encrypted(ECHO)) {
      String connect = "openssl s_client -connect 127.0.0.1:" + port;
      try (Program client = Program.start("sh", "-c", connect + " -tls1_2 -reconnect </dev/null")) {
        client.awaitExit();
        assertThat(client.out().lines().filter(line -> line.startsWith("New, "))).hasSize(6);
        assertThat(client.out()).doesNotContain("Reused, ").doesNotContain("session ticket");
      }
      try (Program client = Program.start("sh", "-c", "sleep 1 | " + connect + " -tls1_3")) {
        client.awaitExit();
        assertThat(client.out()).contains("New, TLSv1.3").doesNotContain("Session Ticket arrived");
      }
      daemon.awaitClients(1, 0);
    }
  }

  @Test
  void handshakesThatNeverEndHoldNoPlaceAndKeepNobodyOut() throws Exception {
    List<TestClient> slow = new ArrayList<>();
    try (TestDaemon daemon = encrypted(ECHO)) {
      for (int i = 0; i < 40; i++) {
        TestClient client = TestClient.connect(port);
        client.send(new byte[] {22, 3, 1, 1, 0});
        slow.add(client);
      }
      daemon.awaitPort(1, "dropped", p -> p.counters().clientsRefused() >= 40 - 16);
      assertThat(daemon.port(1).clients()).isEmpty();
      try (Program client = client()) {
        echoes(client);
        assertThat(daemon.port(1).clients()).hasSize(1);
      }
      daemon.awaitLog("its handshake took longer than 10 s");
      for (TestClient client : slow) {
        assertThat(client.receiveToEnd()).hasSizeLessThan(100);
        client.close();
      }
    }
  }

  @Test
  void aKeyThatIsNotThereIsShownInStatusAndTheRestServes() throws Exception {
    Files.delete(own.key());
    String tls =
        "type: encrypted, certificate: %s, key: %s".formatted(own.certificate(), own.key());
    int other = TestDaemon.freePort();
    String yaml =
        TestDaemon.onePort(ECHO, port, "tls: { " + tls + " }")
            + TestDaemon.port(2, ECHO, other, "");
    try (TestDaemon daemon = TestDaemon.start(directory, yaml)) {
      daemon.awaitPort(1, "trouble", p -> p.trouble().contains(own.key() + " is not there"));
      try (TestClient plain = TestClient.connect(other)) {
        plain.send("x");
        assertThat(plain.receiveText(1)).isEqualTo("x");
      }
    }
  }
}
