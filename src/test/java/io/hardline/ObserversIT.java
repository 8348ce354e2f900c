package io.hardline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.Exchange.End;
import io.hardline.port.ClientStatus;
import io.hardline.port.ClientStatus.Role;
import io.hardline.tty.PtyPeer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who only listens, on a port of its own. */
class ObserversIT {
  @TempDir Path directory;

  @Test
  void anObserverIsNoClient() throws Exception {
    int[] ports = TestDaemon.freePorts(2);
    String yaml = TestDaemon.onePort("{ virtual: echo }", ports[0], "observer-port: " + ports[1]);
    try (TestDaemon daemon = TestDaemon.start(directory, yaml);
        TestClient observer = TestClient.connect(ports[1]);
        TestClient client = TestClient.connect(ports[0])) {
      daemon.awaitClients(1, 2);
      observer.send("not heard");
      daemon.awaitPort(1, "thrown away", p -> p.counters().toSerialDiscardedBytes() == 9);
      client.send("heard");
      assertThat(client.receiveText(5) + observer.receiveText(5)).isEqualTo("heardheard");
      assertThat(daemon.port(1).clients())
          .extracting(ClientStatus::role)
          .containsExactly(Role.CLIENT, Role.OBSERVER);
      assertThat(daemon.port(1).listening()).containsExactly(ports[0], ports[1]);
      try (TestClient second = TestClient.connect(ports[0])) {
        assertThat(second.receiveToEnd()).as("there is one place").isEmpty();
      }
    }
  }

  @Test
  void ncatObservesAndOneThatDoesNotReadHoldsNobodyUp() throws Exception {
    Program.assumeInstalled("ncat", "ncat");
    int[] ports = TestDaemon.freePorts(2);
    byte[] noise = Exchange.noise(8 * Exchange.MEGABYTE, 11);
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            TestDaemon.start(
                directory,
                TestDaemon.onePort(device.path(), ports[0], "observer-port: " + ports[1]));
        TestClient jammed = TestClient.withSmallWindow(ports[1]);
        Program ncat = Program.start("ncat", "--recv-only", "127.0.0.1", "" + ports[1]);
        TestClient client = TestClient.connect(ports[0])) {
      daemon.awaitClients(1, 3);
      device.send("12.5 kg");
      assertThat(new String(ncat.receive(7), ISO_8859_1)).isEqualTo("12.5 kg");
      assertThat(jammed.receiveText(7) + client.receiveText(7)).isEqualTo("12.5 kg12.5 kg");
      Exchange.bothWays(
          new End(device::send, device::receive),
          new End(client::send, client::receive),
          noise,
          new byte[0]);
      daemon.awaitPort(1, "missed", p -> p.counters().skippedBytes() > 0);
    }
  }
}
