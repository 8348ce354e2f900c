package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.port.ClientStatus;
import io.hardline.port.PortStatus;
import io.hardline.tty.PtyPeer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that never reads beside one that does. */
class JammedClientIT {
  /** More than all buffers on the way to a client that does not read can hold. */
  private static final int FLOOD_BYTES = 12 * Exchange.MEGABYTE;

  private static final byte[] FLOOD = Exchange.noise(FLOOD_BYTES, 11);

  /**
   * More than the daemon reads while the device takes nothing, and little enough for its socket.
   */
  private static final byte[] ACKNOWLEDGED = Exchange.noise(90_000, 12);

  @TempDir Path directory;

  private TestDaemon start(PtyPeer device, int port, boolean ignoreJammed) throws Exception {
    String mode = "max-connections: 2, ignore-jammed-client: " + ignoreJammed;
    return TestDaemon.start(directory, TestDaemon.onePort(device.path(), port, mode));
  }

  @Test
  void whoIsWaitedForLosesNothingAndNeitherDoesTheOther() throws Exception {
    int port = TestDaemon.freePort();
    try (ExecutorService threads = Executors.newCachedThreadPool();
        PtyPeer device = new PtyPeer();
        TestDaemon daemon = start(device, port, false);
        TestClient jammed = TestClient.withSmallWindow(port);
        TestClient reader = TestClient.connect(port)) {
      daemon.awaitClients(1, 2);
      Future<?> sent = threads.submit(() -> flood(device));
      Future<byte[]> read = threads.submit(() -> reader.receive(FLOOD_BYTES));
      daemon.awaitPort(1, "a backlog", p -> p.clients().getFirst().backlogBytes() > 0);
      assertThat(read.isDone()).isFalse();

      Exchange.assertSame(jammed.receive(FLOOD_BYTES), FLOOD);
      Exchange.assertSame(Exchange.result(read), FLOOD);
      Exchange.result(sent);
      assertThat(daemon.port(1).counters().skippedBytes()).isZero();
    }
  }

  /** The kernel's limit on unanswered data would count the time without room, too. */
  @Test
  void whoAnswersAndDoesNotReadIsWaitedForLongerThanTheAliveCheck() throws Exception {
    int port = TestDaemon.freePort();
    String mode = "alive-check: 2s";
    try (ExecutorService threads = Executors.newCachedThreadPool();
        PtyPeer device = new PtyPeer();
        TestDaemon daemon =
            TestDaemon.start(directory, TestDaemon.onePort(device.path(), port, mode));
        TestClient jammed = TestClient.withSmallWindow(port)) {
      daemon.awaitClients(1, 1);
      Future<?> sent = threads.submit(() -> flood(device));
      daemon.awaitPort(1, "a backlog", p -> p.clients().getFirst().backlogBytes() > 0);
      Program.await()
          .during(Duration.ofSeconds(7))
          .atMost(Duration.ofSeconds(20))
          .until(() -> daemon.port(1).clients().size() == 1);

      Exchange.assertSame(jammed.receive(FLOOD_BYTES), FLOOD);
      Exchange.result(sent);
    }
  }

  private static boolean flood(PtyPeer device) throws Exception {
    device.send(FLOOD);
    return true;
  }

  @Test
  void whenTheOneThatIsWaitedForLeavesTheOtherGoesOn() throws Exception {
    int port = TestDaemon.freePort();
    try (ExecutorService threads = Executors.newCachedThreadPool();
        PtyPeer device = new PtyPeer();
        TestDaemon daemon = start(device, port, false);
        TestClient jammed = TestClient.withSmallWindow(port);
        TestClient reader = TestClient.connect(port)) {
      daemon.awaitClients(1, 2);
      Future<?> sent = threads.submit(() -> flood(device));
      Future<byte[]> read = threads.submit(() -> reader.receive(FLOOD_BYTES));
      daemon.awaitPort(1, "a backlog", p -> p.clients().getFirst().backlogBytes() > 0);

      jammed.leave();
      Exchange.assertSame(Exchange.result(read), FLOOD);
      Exchange.result(sent);
      daemon.awaitClients(1, 1);
    }
  }

  @Test
  void whoIsSkippedMissesBytesAndTheOtherGetsThemAll() throws Exception {
    int port = TestDaemon.freePort();
    try (ExecutorService threads = Executors.newCachedThreadPool();
        PtyPeer device = new PtyPeer();
        TestDaemon daemon = start(device, port, true);
        TestClient jammed = TestClient.withSmallWindow(port);
        TestClient reader = TestClient.connect(port)) {
      daemon.awaitClients(1, 2);
      Future<byte[]> read = threads.submit(() -> reader.receive(FLOOD_BYTES));
      device.send(FLOOD);
      Exchange.assertSame(Exchange.result(read), FLOOD);

      PortStatus port1 = daemon.port(1);
      ClientStatus first = port1.clients().getFirst();
      assertThat(first.peer()).isEqualTo(jammed.name());
      assertThat(first.skippedBytes()).isPositive().isEqualTo(port1.counters().skippedBytes());
      assertThat(first.sentBytes() + first.skippedBytes()).isEqualTo(FLOOD_BYTES);
      assertThat(port1.clients().getLast().skippedBytes()).isZero();

      // What it was given before it was skipped is still its own, in order.
      int start = Math.toIntExact(first.sentBytes() - first.backlogBytes());
      byte[] prefix = new byte[start];
      System.arraycopy(FLOOD, 0, prefix, 0, start);
      Exchange.assertSame(jammed.receive(start), prefix);
    }
  }

  @Test
  void aDeadClientMakesRoomWhileTheDeviceTakesNothing() throws Exception {
    int port = TestDaemon.freePort();
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon = start(device, port)) {
      TestClient sender = TestClient.connect(port);
      sender.send(ACKNOWLEDGED);
      daemon.awaitPort(1, "bytes wait for the device", p -> p.queuedToSerialBytes() > 0);
      sender.reset();

      Program.await().ignoreExceptions().until(() -> talksTo(device, port));
      assertThat(daemon.port(1).clients()).hasSize(1);
    }
  }

  private TestDaemon start(PtyPeer device, int port) throws Exception {
    return TestDaemon.start(directory, TestDaemon.onePort(device.path(), port, ""));
  }

  private static boolean talksTo(PtyPeer device, int port) throws Exception {
    try (TestClient next = TestClient.connect(port)) {
      device.send("!");
      return next.receiveText(1).equals("!");
    }
  }

  @Test
  void whoSendsAFileAndLeavesWithoutReadingTheEchoLosesNothing() throws Exception {
    int port = TestDaemon.freePort();
    try (PtyPeer device = new PtyPeer();
        TestDaemon daemon = start(device, port);
        TestClient sender = TestClient.connect(port)) {
      sender.send(ACKNOWLEDGED);
      daemon.awaitPort(1, "bytes wait for the device", p -> p.queuedToSerialBytes() > 0);
      device.send("an echo");
      daemon.awaitPort(1, "an echo", p -> p.clients().getFirst().sentBytes() == 7);
      // With the echo unread, the kernel closes by a reset; the next echo then meets an error.
      sender.leave();
      device.send("another");
      daemon.awaitPort(1, "another", p -> p.counters().fromSerialBytes() == 14);

      Exchange.assertSame(device.receive(ACKNOWLEDGED.length), ACKNOWLEDGED);
      daemon.awaitClients(1, 0);
    }
  }
}
