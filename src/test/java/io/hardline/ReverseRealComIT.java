package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.net.tls.TestCertificates;
import io.hardline.net.tls.TestCertificates.Pair;
import io.hardline.tty.PtyPeer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reverse Real COM: the daemon calls hosts that listen. */
@Timeout(180)
class ReverseRealComIT {
  /** 9600 8N1, DTR, RTS, no flow control. */
  private static final String INIT = "2c080603010100000000";

  @TempDir Path directory;

  private int data;
  private int command;

  @BeforeEach
  void choosePorts() throws IOException {
    int[] free = TestDaemon.freePorts(2);
    data = free[0];
    command = free[1];
  }

  private String host(String host) {
    return "{ host: \"%s\", data-port: %d, command-port: %d }".formatted(host, data, command);
  }

  private String settings(Object tty, String hosts, String more) {
    return "version: 1\nports:\n  1:\n    tty: %s\n"
        .formatted(tty)
        .concat("    mode: { reverse-real-com: { hosts: [%s]%s } }\n".formatted(hosts, more));
  }

  @Test
  void aHostThatIsCalledUsesThePortAndIsCalledAgainWhenItHangsUp() throws Exception {
    try (PtyPeer device = new PtyPeer();
        CallingUnit host = new CallingUnit(data, command);
        TestDaemon daemon =
            TestDaemon.start(directory, settings(device.path(), host("127.0.0.1"), ""))) {
      for (int i = 0; i < 2; i++) {
        host.answer();
        assertThat(host.ask(INIT, 5)).startsWith("2c03");
        daemon.awaitThat(1, port -> assertThat(port.effectiveLine()).isEqualTo("9600 8N1"));
        host.send("question");
        assertThat(device.receiveText(8)).isEqualTo("question");
        device.send("answer");
        assertThat(host.receive(6)).isEqualTo("answer");
        assertThat(daemon.port(1).trouble()).isEmpty();
        host.hangUp();
      }
      daemon.awaitLog("client 127.0.0.1:" + data + " connected");
      daemon.awaitLog("client 127.0.0.1:" + data + " gone");
    }
  }

  @Test
  void whenOneConnectionEndsTheOtherDoes() throws Exception {
    try (PtyPeer device = new PtyPeer();
        CallingUnit host = new CallingUnit(data, command);
        TestDaemon daemon =
            TestDaemon.start(directory, settings(device.path(), host("127.0.0.1"), ""))) {
      host.answer();
      host.commands().close();
      assertThat(host.data().getInputStream().read()).isNegative();
      host.answer();
      host.data().close();
      assertThat(host.commands().getInputStream().read()).isNegative();
      host.answer();
      daemon.awaitClients(1, 1);
    }
  }

  @Test
  void withOnePortRefusedNeitherConnectionStays() throws Exception {
    try (ServerSocket commands = CallingUnit.listen("127.0.0.1", command);
        TestDaemon daemon =
            TestDaemon.start(directory, settings("{ virtual: echo }", host("127.0.0.1"), ""))) {
      try (Socket first = commands.accept()) {
        assertThat(first.getInputStream().read()).as("closed again").isNegative();
      }
      daemon.awaitThat(
          1,
          port ->
              assertThat(port.trouble())
                  .matches(
                      "127.0.0.1:%d: no connection for [0-9]+s: connection refused .*"
                          .formatted(data)));
      assertThat(daemon.port(1).clients()).isEmpty();
      commands.close();
      daemon.awaitThat(
          1,
          port ->
              assertThat(port.trouble())
                  .contains(
                      "for commands, TCP port %d: connection refused (ECONNREFUSED)"
                          .formatted(command)));
      try (CallingUnit host = new CallingUnit(data, command)) {
        host.answer();
        daemon.awaitClients(1, 1);
        host.send("up");
        assertThat(host.receive(2)).isEqualTo("up");
      }
    }
  }

  @Test
  void twoHostsReceiveAndOneMayBeDown() throws Exception {
    int[] other = TestDaemon.freePorts(2);
    String two =
        host("127.0.0.1")
            + ", { host: 127.0.0.2, data-port: %d, command-port: %d }"
                .formatted(other[0], other[1]);
    try (PtyPeer device = new PtyPeer();
        CallingUnit one = new CallingUnit(data, command);
        TestDaemon daemon = TestDaemon.start(directory, settings(device.path(), two, ""))) {
      one.answer();
      device.send("one");
      assertThat(one.receive(3)).isEqualTo("one");
      daemon.awaitThat(
          1,
          port -> assertThat(port.trouble()).contains("127.0.0.2:" + other[0] + ": no connection"));
      try (CallingUnit second = new CallingUnit("127.0.0.2", other[0], other[1])) {
        second.answer();
        daemon.awaitClients(1, 2);
        device.send("both");
        assertThat(one.receive(4) + second.receive(4)).isEqualTo("bothboth");
        assertThat(second.ask(INIT, 5)).startsWith("2c03");
        assertThat(daemon.port(1).effectiveLine()).as("set by none of two").startsWith("115200");
      }
    }
  }

  @Test
  void aNameIsLookedUpWithEveryCall() throws Exception {
    Path names = directory.resolve("hosts");
    Files.writeString(names, "127.0.0.2 pc.example\n");
    Files.writeString(
        directory.resolve("settings.yaml"), settings("{ virtual: echo }", host("pc.example"), ""));
    Program program =
        Program.start(
            "env",
            "HARDLINE_JAVA_OPTS=-Djdk.net.hosts.file=" + names,
            Program.LAUNCHER.toString(),
            "run",
            "--settings",
            directory.resolve("settings.yaml").toString(),
            "--state",
            directory.resolve("state").toString());
    try (TestDaemon daemon = TestDaemon.of(program, directory)) {
      try (CallingUnit host = new CallingUnit("127.0.0.2", data, command)) {
        host.answer();
        daemon.awaitLog("client 127.0.0.2:%d (pc.example) connected".formatted(data));
        Files.writeString(names, "127.0.0.3 pc.example\n");
      }
      try (CallingUnit host = new CallingUnit("127.0.0.3", data, command)) {
        host.answer();
        host.send("moved");
        assertThat(host.receive(5)).isEqualTo("moved");
      }
    }
  }

  @Test
  void withTlsTheHostsCertificateMustBeGood() throws Exception {
    Program.assumeInstalled("ncat", "ncat");
    TestCertificates certificates = new TestCertificates(directory);
    Pair authority = certificates.authority("plant");
    Pair foreign = certificates.authority("foreign");
    String tls = ", tls: { type: authenticated, ca: " + authority.certificate() + " }";
    try (PtyPeer device = new PtyPeer();
        ServerSocket commands = CallingUnit.listen("127.0.0.1", command);
        TestDaemon daemon =
            TestDaemon.start(directory, settings(device.path(), host("localhost"), tls))) {
      try (Program ncat = listen(certificates.signed(foreign, "other", "DNS:localhost", 30));
          Socket refused = commands.accept()) {
        assertThat(refused.getInputStream().read()).as("closed with the other").isNegative();
        assertThat(ncat.out()).isEmpty();
      }
      daemon.awaitPort(1, "the reason", p -> p.trouble().contains("no connection"));
      try (Program ncat = listen(certificates.signed(authority, "pc", "DNS:localhost", 30))) {
        daemon.awaitClients(1, 1);
        device.send("secret");
        assertThat(ncat.receive(6)).hasSize(6);
        assertThat(daemon.port(1).clients().getFirst().security()).contains("TLS");
      }
    }
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
        "" + data);
  }
}
