package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.Exchange.End;
import io.hardline.net.tls.TestCertificates;
import io.hardline.net.tls.TestCertificates.Pair;
import io.hardline.tty.PtyPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real COM whose data is encrypted, with a host that reads as the driver's daemon does. */
@Tag("once")
class SecureRealComIT {
  private static final Path HOST = Path.of("src/test/resources/io/hardline/secure_host.py");
  private static final String ANSWERED = "answered: 2c03";

  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // by prepare()
  private TestCertificates made;

  @SuppressWarnings("NullAway.Init") // by prepare()
  private Pair ca;

  @SuppressWarnings("NullAway.Init") // by prepare()
  private Pair own;

  private int data;
  private int command;

  @BeforeEach
  void prepare() throws IOException {
    Program.assumeInstalled("openssl", "openssl");
    Program.assumeInstalled("python3", "python3");
    made = new TestCertificates(Files.createDirectory(directory.resolve("certificates")));
    ca = made.authority("Plant CA");
    own = made.signed(ca, "gateway", "", 30);
    int[] free = TestDaemon.freePorts(2);
    data = free[0];
    command = free[1];
  }

  private String settings(Object tty, String type) {
    String trusted = type.equals("authenticated") ? ", ca: \"" + ca.certificate() + "\"" : "";
    return """
    version: 1
    ports:
      1:
        tty: %s
        line: { baud-rate: 4000000 }
        listen: [127.0.0.1]
        mode:
          real-com:
            data-port: %d
            command-port: %d
            tls: { type: %s, certificate: %s, key: %s%s }
    """
        .formatted(tty, data, command, type, own.certificate(), own.key(), trusted);
  }

  private TestDaemon daemon(Object tty, String type) throws IOException {
    TestDaemon daemon = TestDaemon.start(directory, settings(tty, type));
    daemon.awaitLog("TLS shows the certificate");
    return daemon;
  }

  private Program host(String version, String... certificate) throws IOException {
    List<String> line = new ArrayList<>(List.of(Program.PYTHON, HOST.toString()));
    line.addAll(List.of("" + data, "" + command, version));
    line.addAll(List.of(certificate));
    return Program.start(line.toArray(String[]::new));
  }

  private Program host(Pair certificate) throws IOException {
    return host("TLSv1_3", certificate.certificate().toString(), certificate.key().toString());
  }

  private static void megabyteBothWays(Program host, PtyPeer device) throws Exception {
    Exchange.bothWays(
        new End(host::send, host::receive),
        new End(device::send, device::receive),
        Exchange.noise(Exchange.MEGABYTE, 11),
        Exchange.noise(Exchange.MEGABYTE, 12));
  }

  private static String report(Program host) throws IOException {
    host.endInput();
    assertThat(host.awaitExit()).as(host.err()).isZero();
    return host.errLines().getLast();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1_3", "TLSv1_2"})
  void rule11AMegabyteBothWaysReachesAHostThatReadsAsTheDriverDoes(String version)
      throws Exception {
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon = daemon(device.path(), "encrypted");
        Program host = host(version)) {
      host.awaitErr(ANSWERED);
      daemon.awaitClients(1, 1);
      megabyteBothWays(host, device);

      assertThat(report(host)).matches("tickets 0, updates 0, longest 10[2-5]\\d");
      daemon.awaitClients(1, 0);
    }
  }

  /** With the JDK's own limits a host comes here after 128 GiB, days at the highest rate. */
  @Test
  void rule11NewKeysComeWithDataOnly() throws Exception {
    Path limits = directory.resolve("limits");
    Files.writeString(limits, "jdk.tls.keyLimits=AES/GCM/NoPadding KeyUpdate 2^14\n");
    Files.writeString(
        directory.resolve("settings.yaml"), settings("{ virtual: echo }", "encrypted"));
    try (Program program =
            Program.start(
                "env",
                "HARDLINE_JAVA_OPTS=-Djava.security.properties=" + limits,
                Program.LAUNCHER.toString(),
                "run",
                "--settings",
                directory.resolve("settings.yaml").toString(),
                "--state",
                directory.resolve("state").toString());
        TestDaemon daemon = TestDaemon.of(program, directory)) {
      daemon.awaitLog("TLS shows the certificate");
      try (Program host = host("TLSv1_3")) {
        host.awaitErr(ANSWERED);
        byte[] noise = Exchange.noise(100 * 1024, 13);
        for (int at = 0; at < noise.length; at += 1024) {
          byte[] piece = java.util.Arrays.copyOfRange(noise, at, at + 1024);
          host.send(piece);
          assertThat(host.receive(1024)).isEqualTo(piece);
        }
        assertThat(report(host)).containsPattern("updates [1-9]");
      }
    }
  }

  /** The place of one that was refused is free again when the next one comes. */
  private static void isRefused(TestDaemon daemon, Program host) throws IOException {
    try (host) {
      host.awaitErr("refused: ");
      assertThat(host.err()).doesNotContain("answered");
    }
    Program.await().until(() -> daemon.port(1).listening().size() == 2);
  }

  @Test
  void whoHasTheRightCertificateMayCommandAndNobodyElse() throws Exception {
    Pair foreign = made.signed(made.authority("Other CA"), "host", "", 30);
    Pair expired = made.signed(ca, "old", "", -1);
    try (TestDaemon daemon = daemon("{ virtual: echo }", "authenticated")) {
      for (Pair shown : List.of(foreign, expired)) {
        isRefused(daemon, host(shown));
      }
      isRefused(daemon, host("TLSv1_3"));
      daemon.awaitClients(1, 0);
      assertThat(daemon.port(1).counters().clientsRefused()).isGreaterThanOrEqualTo(3);
      try (Program host = host(made.signed(ca, "host", "", 30))) {
        host.awaitErr(ANSWERED);
        assertThat(daemon.awaitClients(1, 1).clients().getFirst().security()).endsWith("CN=host");
      }
      daemon.awaitClients(1, 0);
    }
  }

  @Test
  void aPlainHostIsToldFromTheOthersAndItsCommandsAreNotAnswered() throws Exception {
    try (TestDaemon daemon = daemon("{ virtual: echo }", "encrypted");
        TestClient commands = TestClient.connect(command);
        TestClient plain = TestClient.connect(data)) {
      commands.send(HexFormat.of().parseHex("2c080a03010100000000"));
      plain.send("AT\r");
      daemon.awaitLog("it speaks no TLS: a plain client on a TLS port");
      assertThat(plain.receiveToEnd()).isEmpty();
      commands.endOutput();
      assertThat(commands.receiveToEnd()).isEmpty();
      assertThat(daemon.port(1).clients()).isEmpty();
    }
  }

  @Test
  void whoBeginsAHandshakeAndSaysNothingKeepsNobodyOut() throws Exception {
    try (TestDaemon daemon = daemon("{ virtual: echo }", "encrypted");
        TestClient silent = TestClient.connect(data);
        Program host = host("TLSv1_3")) {
      host.awaitErr(ANSWERED);
      assertThat(silent.receiveToEnd()).as("the last place is taken").isEmpty();
      daemon.awaitLog("no TLS with");
    }
  }
}
