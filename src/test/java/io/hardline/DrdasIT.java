package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.cli.ExitCode;
import io.hardline.mode.realcom.NportDriver;
import io.hardline.mode.realcom.NportEntry;
import io.hardline.mode.realcom.NportTermios;
import io.hardline.port.ClientStatus;
import io.hardline.port.ClientStatus.Role;
import io.hardline.port.PortStatus;
import io.hardline.tty.PtyPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** DRDAS with hosts that have addresses of their own. */
@Timeout(180)
class DrdasIT {
  private static final List<String> HOSTS =
      List.of("127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5");

  @TempDir Path directory;

  private static String settings(Object tty, String mode) {
    return "version: 1\nports:\n  1:\n    tty: %s\n    mode: { %s }\n".formatted(tty, mode);
  }

  private static String server(int port, List<String> hosts) {
    return "drdas-tcp-server: { port: %d, hosts: %s }".formatted(port, hosts);
  }

  private static void awaitWriter(TestDaemon daemon, String host) {
    daemon.awaitPort(1, host + " writes", status -> writers(status).equals(List.of(host)));
  }

  private static List<String> writers(PortStatus status) {
    return status.clients().stream()
        .filter(client -> client.role() == Role.WRITER)
        .map(ClientStatus::peer)
        .map(peer -> peer.substring(0, peer.lastIndexOf(':')))
        .toList();
  }

  @Test
  void allReceiveAndOneWrites() throws Exception {
    int port = TestDaemon.freePort();
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            TestDaemon.start(directory, settings(device.path(), server(port, List.of())))) {
      List<TestClient> clients = new ArrayList<>();
      for (String host : HOSTS) {
        clients.add(TestClient.from(host, port));
        daemon.awaitClients(1, clients.size());
      }
      for (TestClient client : clients.reversed()) {
        client.send("0123456789");
      }
      assertThat(device.receiveText(10)).isEqualTo("0123456789");
      daemon.awaitPort(
          1, "thrown away", status -> status.counters().toSerialDiscardedBytes() == 30);
      byte[] noise = Exchange.noise(Exchange.MEGABYTE / 4, 7);
      device.send(noise);
      for (TestClient client : clients) {
        Exchange.assertSame(client.receive(noise.length), noise);
      }
      try (TestClient fifth = TestClient.from("127.0.0.6", port)) {
        assertThat(fifth.receiveToEnd()).isEmpty();
      }
      clients.getFirst().send("last");
      assertThat(device.receiveText(4)).isEqualTo("last");
      for (TestClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void whateverTheOrderInWhichTheyComeAndGoTheFirstInTheSettingsWrites() throws Exception {
    int port = TestDaemon.freePort();
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            TestDaemon.start(directory, settings(device.path(), server(port, HOSTS)))) {
      for (List<String> order : orders(HOSTS)) {
        NavigableMap<String, TestClient> open = new TreeMap<>();
        for (String host : order) {
          open.put(host, TestClient.from(host, port));
          daemon.awaitClients(1, open.size());
          assertThat(writers(daemon.port(1)))
              .as(order + ", " + host)
              .containsExactly(open.firstKey());
          everybodySpeaks(open, device);
        }
        for (String host : order) {
          Objects.requireNonNull(open.remove(host)).reset();
          daemon.awaitClients(1, open.size());
          assertThat(writers(daemon.port(1)))
              .containsExactlyElementsOf(open.isEmpty() ? List.of() : List.of(open.firstKey()));
        }
      }
    }
  }

  /** Each says its address; only that of the writer is heard, and then nothing. */
  private static void everybodySpeaks(NavigableMap<String, TestClient> open, PtyPeer device)
      throws IOException {
    for (Map.Entry<String, TestClient> host : open.descendingMap().entrySet()) {
      host.getValue().send(host.getKey());
    }
    assertThat(device.receiveText(open.firstKey().length())).isEqualTo(open.firstKey());
  }

  private static List<List<String>> orders(List<String> hosts) {
    if (hosts.isEmpty()) {
      return List.of(List.of());
    }
    List<List<String>> orders = new ArrayList<>();
    for (String first : hosts) {
      List<String> others = new ArrayList<>(hosts);
      others.remove(first);
      for (List<String> rest : orders(others)) {
        List<String> order = new ArrayList<>(List.of(first));
        order.addAll(rest);
        orders.add(order);
      }
    }
    return orders;
  }

  @Test
  void anOperatorMovesTheRole() throws Exception {
    int[] ports = TestDaemon.freePorts(2);
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            TestDaemon.start(
                directory,
                settings(device.path(), server(ports[0], HOSTS))
                    + TestDaemon.port(2, "{ virtual: echo }", ports[1], ""));
        TestClient first = TestClient.from("127.0.0.2", ports[0]);
        TestClient second = TestClient.from("127.0.0.3", ports[0])) {
      daemon.awaitClients(1, 2);
      assertThat(ask(daemon, ExitCode.OK, "1", "writer", "127.0.0.3"))
          .matches(
              "port 1: 127\\.0\\.0\\.3:[0-9]+ writes, by an operator's order, until it goes\\n");
      first.send("no");
      second.send("yes");
      assertThat(device.receiveText(3)).isEqualTo("yes");
      assertThat(writers(daemon.port(1))).containsExactly("127.0.0.3");
      assertThat(statusText(daemon))
          .containsPattern("port 1: writer 127\\.0\\.0\\.3:")
          .containsPattern("port 1: standby 127\\.0\\.0\\.2:.*, discarded 2\n")
          .containsPattern("port 1: an operator has let 127\\.0\\.0\\.3:[0-9]+ write");

      assertThat(ask(daemon, ExitCode.OK, "1", "writer", "auto")).contains("by the settings");
      awaitWriter(daemon, "127.0.0.2");
      assertThat(ask(daemon, ExitCode.REFUSED, "1", "writer", "127.0.0.9"))
          .isEqualTo(
              "hardline: port 1: 127.0.0.9 is not connected; these are: 127.0.0.2, 127.0.0.3\n");
      assertThat(ask(daemon, ExitCode.REFUSED, "1", "writer", "plc.example"))
          .contains("'plc.example' is no address");
      assertThat(ask(daemon, ExitCode.REFUSED, "2", "writer", "127.0.0.2"))
          .isEqualTo("hardline: port 2: its mode has no writer: whoever is connected may write\n");
      assertThat(ask(daemon, ExitCode.REFUSED, "7", "writer", "auto"))
          .isEqualTo("hardline: there is no port 7\n");
      assertThat(ask(daemon, ExitCode.USAGE, "1", "reboot", "now"))
          .isEqualTo("hardline: a port knows no 'reboot', but: writer\n");
      assertThat(ask(daemon, ExitCode.USAGE, "one", "writer", "auto")).contains("PORT is a number");
    }
  }

  /** What the command says, on either output. */
  private static String ask(TestDaemon daemon, int exitCode, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("port"));
    Collections.addAll(command, words);
    command.addAll(List.of("--state", daemon.state().toString()));
    try (Program program = Program.hardline(command.toArray(String[]::new))) {
      assertThat(program.awaitExit()).as(program.err()).isEqualTo(exitCode);
      return program.out() + program.err();
    }
  }

  private static String statusText(TestDaemon daemon) throws IOException {
    try (Program status = Program.hardline("status", "--state", daemon.state().toString())) {
      assertThat(status.awaitExit()).isZero();
      return status.out();
    }
  }

  @Test
  void onlyTheWritersDriverSetsTheLine() throws Exception {
    int[] ports = TestDaemon.freePorts(2);
    String mode =
        "drdas-real-com: { data-port: %d, command-port: %d, hosts: %s }"
            .formatted(ports[0], ports[1], HOSTS);
    NportEntry entry = NportEntry.local(ports[0], ports[1]);
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon = TestDaemon.start(directory, settings(device.path(), mode));
        NportDriver second = new NportDriver(entry.from("127.0.0.3"));
        NportDriver first = new NportDriver(entry.from("127.0.0.2"))) {
      second.open();
      second.setAttributes(NportTermios.RAW.baudRate(19_200));
      daemon.awaitThat(1, port -> assertThat(port.effectiveLine()).startsWith("19200"));
      first.open();
      awaitWriter(daemon, "127.0.0.2");
      first.setAttributes(NportTermios.RAW.baudRate(38_400));
      second.setAttributes(NportTermios.RAW.baudRate(4_800));
      daemon.awaitThat(1, port -> assertThat(port.effectiveLine()).startsWith("38400"));
      assertThat(daemon.port(1).counters().controlIgnored()).isPositive();

      second.write(new byte[] {'2'});
      first.write(new byte[] {'1'});
      assertThat(device.receiveText(1)).isEqualTo("1");
      device.send("both");
      assertThat(first.read(4, Program.PATIENCE.toMillis())).hasSize(4);
      assertThat(second.read(4, Program.PATIENCE.toMillis())).hasSize(4);

      first.close();
      awaitWriter(daemon, "127.0.0.3");
      second.write(new byte[] {'3'});
      assertThat(device.receiveText(1)).isEqualTo("3");
      assertThat(first.complaints()).isEmpty();
      assertThat(second.complaints()).isEmpty();
    }
  }
}
