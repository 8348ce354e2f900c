package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.cli.ExitCode;
import io.hardline.port.PortState;
import io.hardline.tty.PtyPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the device says while nobody is connected. */
class BufferIT {
  @TempDir Path directory;

  private static String yaml(Object tty, int port, String buffer) {
    return TestDaemon.onePort(tty, port, "")
        .replace("    mode:", "    buffer: { " + buffer + " }\n    mode:");
  }

  private static void awaitKept(TestDaemon daemon, int bytes) {
    daemon.awaitPort(1, bytes + " kept", p -> p.keptBytes() == bytes);
  }

  @Test
  void theNextClientGetsWhatItMissed() throws Exception {
    int port = TestDaemon.freePort();
    byte[] missed = Exchange.noise(Exchange.MEGABYTE, 5);
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            TestDaemon.start(directory, yaml(device.path(), port, "size: 2000000, replay: true"))) {
      device.send(missed);
      awaitKept(daemon, missed.length);
      try (TestClient client = TestClient.withSmallWindow(port)) {
        daemon.awaitClients(1, 1);
        device.send("live");
        Exchange.assertSame(client.receive(missed.length), missed);
        assertThat(client.receiveText(4)).isEqualTo("live");
      }
      daemon.awaitClients(1, 0);
      device.send("again");
      awaitKept(daemon, 5);
      assertThat(daemon.port(1).counters().fromSerialDiscardedBytes()).isZero();
    }
  }

  @Test
  void theOldestMakeRoomAndTheDeviceMayGoMeanwhile() throws Exception {
    int port = TestDaemon.freePort();
    Path name = directory.resolve("ttyBuffer");
    try (PtyPeer before = new PtyPeer();
        PtyPeer after = new PtyPeer()) {
      Files.createSymbolicLink(name, before.path());
      try (TestDaemon daemon =
          TestDaemon.start(directory, yaml(name, port, "size: 10, replay: true"))) {
        before.send("0123456789abc");
        awaitKept(daemon, 10);
        before.pullOut();
        daemon.awaitState(1, PortState.ABSENT);
        Files.delete(name);
        Files.createSymbolicLink(name, after.path());
        daemon.awaitState(1, PortState.OPEN);
        after.send("DE");
        daemon.awaitPort(1, "read", p -> p.counters().fromSerialBytes() == 15);
        try (TestClient client = TestClient.connect(port)) {
          assertThat(client.receiveText(10)).isEqualTo("56789abcDE");
        }
        assertThat(daemon.port(1).counters().fromSerialDiscardedBytes()).isEqualTo(5);
      }
    }
  }

  @Test
  void anAttachedTerminalShowsWhatWasKept() throws Exception {
    int port = TestDaemon.freePort();
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            TestDaemon.start(directory, yaml(device.path(), port, "size: 100000"))) {
      device.send("kernel panic at 3 a.m.\n");
      awaitKept(daemon, 23);
      assertThat(attach(daemon, "--replay")).isEqualTo("kernel panic at 3 a.m.\n");
      assertThat(attach(daemon)).isEmpty();
      try (TestClient client = TestClient.connect(port)) {
        daemon.awaitClients(1, 1);
        device.send("live");
        assertThat(client.receiveText(4)).as("nothing is replayed").isEqualTo("live");
      }
      awaitKept(daemon, 23);
    }
  }

  private static String attach(TestDaemon daemon, String... more) throws IOException {
    String state = daemon.state().toString();
    String[] command = new String[4 + more.length];
    System.arraycopy(new String[] {"attach", "1", "--state", state}, 0, command, 0, 4);
    System.arraycopy(more, 0, command, 4, more.length);
    try (Program attach = Program.hardline(command)) {
      attach.endInput();
      assertThat(attach.awaitExit()).isEqualTo(ExitCode.OK);
      return attach.out();
    }
  }
}
