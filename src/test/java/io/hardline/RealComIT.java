package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hardline.tty.PtyPeer;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real COM mode by hand: what a driver does byte by byte, and what happens at the door. */
@Tag("once")
class RealComIT {
  private static final int HOSTS_IN_A_STORM = 8;

  /** How a notice of lines or errors begins, and what follows. */
  private static final String NOTICE = "26";

  private static final int NOTICE_REST_BYTES = 3;

  @TempDir Path directory;

  private int data;
  private int command;

  @BeforeEach
  void choosePorts() throws IOException {
    int[] free = TestDaemon.freePorts(2);
    data = free[0];
    command = free[1];
  }

  private TestDaemon daemon(Object tty, String whenAbsent) throws IOException {
    String yaml =
        """
        version: 1
        ports:
          1:
            tty: %s
            when-absent: %s
            listen: [127.0.0.1]
            mode: { real-com: { data-port: %d, command-port: %d } }
        """
            .formatted(tty, whenAbsent, data, command);
    return TestDaemon.start(directory, yaml);
  }

  private TestDaemon loopback() throws IOException {
    return daemon("{ virtual: loopback }", "keep-clients");
  }

  /** A host with both its connections, the one for commands first as with the driver. */
  private final class Host implements AutoCloseable {
    final TestClient commands = TestClient.connect(command);
    final TestClient bytes;

    Host() throws IOException {
      try {
        bytes = TestClient.connect(data);
      } catch (IOException refused) {
        commands.close();
        throw refused;
      }
    }

    /** Sends a command and compares the answer, both in hexadecimal. */
    void ask(String request, String answer) throws IOException {
      commands.send(HexFormat.of().parseHex(request.replace(" ", "")));
      String wanted = answer.replace(" ", "");
      String got = hex(commands.receive(1));
      while (got.equals(NOTICE)) {
        // The lines have moved: told whenever it is known, also before an answer.
        commands.receive(NOTICE_REST_BYTES);
        got = hex(commands.receive(1));
      }
      got += hex(commands.receive(wanted.length() / 2 - 1));
      assertThat(got).as("the answer to " + request).isEqualTo(wanted);
    }

    private static String hex(byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }

    /** As the driver does it: data first. */
    @Override
    public void close() throws IOException {
      bytes.close();
      commands.close();
    }
  }

  /** The driver asks once a second whoever refuses it. */
  private Host awaitHost() {
    return Program.await().until(this::tryHost, Optional::isPresent).orElseThrow();
  }

  private Optional<Host> tryHost() throws IOException {
    try {
      return Optional.of(new Host());
    } catch (ConnectException refused) {
      return Optional.empty();
    }
  }

  private void assertNobodyListens() {
    assertThatThrownBy(() -> TestClient.connect(data)).isInstanceOf(ConnectException.class);
    assertThatThrownBy(() -> TestClient.connect(command)).isInstanceOf(ConnectException.class);
  }

  @Test
  void aHostOpensSetsTheLineTalksAndLeaves() throws Exception {
    try (TestDaemon daemon = loopback()) {
      try (Host host = new Host()) {
        // 19200 7E1, DTR and RTS on; the plug connects them with DSR, CTS and DCD.
        host.ask("2c 08 07 0a 01 01 00 00 00 00", "2c 03 01 01 01");
        host.ask("30 01 10", "30 4f 4b");
        host.bytes.send("hello");
        assertThat(host.bytes.receiveText(5)).isEqualTo("hello");
        host.ask("12 02 00 01", "12 4f 4b");
        host.ask("2f 04 4c 1d 00 00", "2f 02 00 00");
        host.ask("14 01 02", "14 4f 4b");
        daemon.awaitThat(1, port -> assertThat(port.effectiveLine()).isEqualTo("19200 7E1"));
      }
      daemon.awaitClients(1, 0);
      daemon.awaitThat(1, port -> assertThat(port.listening()).containsExactly(data, command));
    }
  }

  @Test
  void rule05TheSpeedOfTheLastHostIsThatOfTheNextWhoDoesNotSayOne() throws Exception {
    try (TestDaemon daemon = loopback()) {
      try (Host host = new Host()) {
        host.ask("2c 08 ff 03 01 01 00 00 00 00", "2c 03 01 01 01");
        host.ask("17 04 90 d0 03 00", "17 4f 4b");
      }
      daemon.awaitClients(1, 0);
      try (Host next = awaitHost()) {
        next.ask("2c 08 ff 03 01 01 00 00 00 00", "2c 03 01 01 01");
        daemon.awaitThat(1, port -> assertThat(port.effectiveLine()).isEqualTo("250000 8N1"));
      }
    }
  }

  @Test
  void aMegabyteEachWayThroughAPty() throws Exception {
    byte[] megabyte = new byte[1 << 20];
    new Random(950).nextBytes(megabyte);
    try (EchoingPtys device = new EchoingPtys(1);
        TestDaemon daemon = daemon(device.path(0), "keep-clients")) {
      device.begin();
      try (Host host = new Host();
          ExecutorService sender = Executors.newSingleThreadExecutor()) {
        // A pty has no control lines, and a host is then told that its device is there.
        host.ask("2c 08 0a 03 01 01 00 00 00 00", "2c 03 01 01 01");
        Future<?> sent =
            sender.submit(() -> {
              host.bytes.send(megabyte);
              return true;
            });
        assertThat(host.bytes.receive(megabyte.length)).isEqualTo(megabyte);
        sent.get();
      }
      daemon.awaitClients(1, 0);
    }
  }

  @Test
  void rule09APortThatIsTakenRefusesByNotListening() throws Exception {
    try (TestDaemon daemon = loopback();
        Host host = new Host()) {
      host.ask("2c 08 0a 03 01 01 00 00 00 00", "2c 03 01 01 01");
      assertNobodyListens();
      daemon.awaitThat(
          1,
          port ->
              assertThat(port.trouble())
                  .isEqualTo(
                      "in use: nothing listens on TCP %d and TCP %d until a client goes"
                          .formatted(data, command)));
      host.bytes.close();
      try (Host next = awaitHost()) {
        next.bytes.send("next");
        assertThat(next.bytes.receiveText(4)).isEqualTo("next");
        daemon.awaitClients(1, 1);
      }
    }
  }

  @Test
  void rule09AHostThatGivesNoCommandsTakesThePortToo() throws Exception {
    try (TestDaemon daemon = loopback();
        TestClient bytes = TestClient.connect(data)) {
      bytes.send("raw");
      assertThat(bytes.receiveText(3)).isEqualTo("raw");
      daemon.awaitThat(1, port -> assertThat(port.listening()).isEmpty());
      assertNobodyListens();
    }
  }

  @Test
  void aPortIsOpenedAndClosedManyTimesAndLeavesNothingBehind() throws Exception {
    try (TestDaemon daemon = loopback()) {
      openAndClose();
      daemon.awaitClients(1, 0);
      long before = daemon.descriptors();
      for (int i = 0; i < 50; i++) {
        openAndClose();
      }
      daemon.awaitClients(1, 0);
      Program.await().untilAsserted(() -> assertThat(daemon.descriptors()).isEqualTo(before));
      assertThat(daemon.log().lines().filter(line -> line.contains("listening")))
          .as("said at the start only")
          .hasSize(2);
    }
  }

  private void openAndClose() throws IOException {
    try (Host host = awaitHost()) {
      host.ask("2c 08 0a 03 01 01 00 00 00 00", "2c 03 01 01 01");
      host.bytes.send("x");
      assertThat(host.bytes.receiveText(1)).isEqualTo("x");
    }
  }

  @Test
  void ofManyHostsAtOnceEachIsServedInTheEndAndNeverTwoTogether() throws Exception {
    try (TestDaemon daemon = loopback();
        ExecutorService hosts = Executors.newFixedThreadPool(HOSTS_IN_A_STORM)) {
      CountDownLatch go = new CountDownLatch(1);
      List<Future<Boolean>> served = new ArrayList<>();
      for (int i = 0; i < HOSTS_IN_A_STORM; i++) {
        byte[] own = {(byte) ('a' + i)};
        served.add(
            hosts.submit(() -> {
              go.await();
              Program.await().until(() -> echoes(own));
              return true;
            }));
      }
      go.countDown();
      for (Future<Boolean> host : served) {
        assertThat(host.get()).isTrue();
      }
      daemon.awaitClients(1, 0);
      assertThat(daemon.port(1).counters().clientsRefused())
          .as("nobody is let in to be refused")
          .isZero();
    }
  }

  /** False for one that is refused, or taken in by the kernel only and never by the port. */
  private boolean echoes(byte[] own) throws IOException {
    try (TestClient bytes = TestClient.connect(data)) {
      bytes.send(own);
      assertThat(bytes.receive(1)).as("nobody else's").isEqualTo(own);
      return true;
    } catch (java.net.SocketException refused) {
      return false;
    }
  }

  @Test
  void aTtyThatIsPulledOutClosesBothPortsWhenTheSettingsSaySo() throws Exception {
    Path link = directory.resolve("tty");
    PtyPeer device = new PtyPeer();
    java.nio.file.Files.createSymbolicLink(link, device.path());
    try (TestDaemon daemon = daemon(link, "refuse-clients");
        Host host = new Host()) {
      host.bytes.send("x");
      assertThat(device.receiveText(1)).isEqualTo("x");
      device.close();
      assertThat(host.bytes.receiveToEnd()).isEmpty();
      assertThat(host.commands.receiveToEnd()).isEmpty();
      assertNobodyListens();
      daemon.awaitThat(1, port -> assertThat(port.trouble()).isEmpty());
    }
  }
}
