package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.port.PortState;
import io.hardline.port.PortStatus;
import io.hardline.tty.PtyPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A tty that goes, comes back under another name, or comes late. A port names a link, as udev makes
 * them in /dev/serial/by-id; the test is udev.
 */
class TtyFaultIT {
  @TempDir Path directory;

  private Path link(int number) {
    return directory.resolve("by-id-" + number);
  }

  /** In one step, so that the port never finds half of it. */
  private void plugIn(int number, PtyPeer device) throws IOException {
    Path fresh = directory.resolve("fresh");
    Files.createSymbolicLink(fresh, device.path());
    Files.move(
        fresh, link(number), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private String settings(int... ports) {
    StringBuilder yaml = new StringBuilder("version: 1\nports:\n");
    for (int i = 0; i < ports.length; i++) {
      yaml.append(TestDaemon.port(i + 1, link(i + 1), ports[i], ""))
          .append("    line: { baud-rate: 9600 }\n");
    }
    return yaml.toString();
  }

  private static void assertTalk(TestClient client, PtyPeer device, String text) throws Exception {
    client.send(text);
    assertThat(device.receiveText(text.length())).isEqualTo(text);
    device.send(text);
    assertThat(client.receiveText(text.length())).isEqualTo(text);
  }

  @Test
  void aDeviceThatVanishesAndIsRenumberedServesTheSameClient() throws Exception {
    int port = TestDaemon.freePort();
    PtyPeer before = new PtyPeer();
    plugIn(1, before);
    try (PtyPeer after = new PtyPeer();
        TestDaemon daemon = TestDaemon.start(directory, settings(port));
        TestClient client = TestClient.connect(port)) {
      assertThat(after.path()).isNotEqualTo(before.path());
      assertTalk(client, before, "before");
      long descriptors = daemon.descriptors();

      before.close();
      PortStatus absent = daemon.awaitState(1, PortState.ABSENT);
      assertThat(absent.cause()).isNotEmpty();
      assertThat(absent.clients()).hasSize(1);
      long discarded = absent.counters().toSerialDiscardedBytes();
      client.send("nobody hears this");
      daemon.awaitPort(1, "counted", p -> p.counters().toSerialDiscardedBytes() == discarded + 17);

      plugIn(1, after);
      PortStatus back = daemon.awaitState(1, PortState.OPEN);
      assertThat(back.effectiveLine()).isEqualTo("9600 8N1");
      assertThat(back.clients()).extracting(c -> c.peer()).containsExactly(client.name());
      assertTalk(client, after, "and after");
      Program.await()
          .untilAsserted(() -> assertThat(daemon.descriptors()).isLessThanOrEqualTo(descriptors));
      // Said once, however often it was looked for.
      assertThat(daemon.log().split("is absent", -1)).hasSizeLessThanOrEqualTo(3);
    }
  }

  @Test
  void aDeviceThatVanishesInTheMiddleOfTrafficLosesOnlyWhatItHad() throws Exception {
    int port = TestDaemon.freePort();
    byte[] sent = Exchange.noise(4 * Exchange.MEGABYTE, 21);
    PtyPeer before = new PtyPeer();
    plugIn(1, before);
    try (TestDaemon daemon = TestDaemon.start(directory, settings(port));
        TestClient client = TestClient.connect(port)) {
      Thread sender = Thread.ofPlatform().start(() -> sendQuietly(client, sent));
      byte[] first = before.receive(100_000);
      Exchange.assertSame(first, java.util.Arrays.copyOf(sent, first.length));
      before.close();

      daemon.awaitState(1, PortState.ABSENT);
      // Nothing waits for a device that is not there: the client gets rid of all of it.
      daemon.awaitPort(1, "all is accounted for", p -> accountedFor(p) == sent.length);
      sender.join();
      try (PtyPeer after = new PtyPeer()) {
        plugIn(1, after);
        daemon.awaitState(1, PortState.OPEN);
        assertTalk(client, after, "a new beginning");
      }
    }
  }

  private static long accountedFor(PortStatus port) {
    return port.counters().toSerialBytes() + port.counters().toSerialDiscardedBytes();
  }

  private static void sendQuietly(TestClient client, byte[] bytes) {
    try {
      client.send(bytes);
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }

  @Test
  void aDeviceThatComesLateIsServedWithoutARestart() throws Exception {
    int port = TestDaemon.freePort();
    try (TestDaemon daemon = TestDaemon.start(directory, settings(port));
        TestClient early = TestClient.connect(port);
        PtyPeer device = new PtyPeer()) {
      assertThat(daemon.awaitState(1, PortState.ABSENT).cause()).contains("is not there");
      plugIn(1, device);
      daemon.awaitState(1, PortState.OPEN);
      assertTalk(early, device, "better late");
    }
  }

  @Test
  void oneDeviceThatGoesDoesNotTouchAnother() throws Exception {
    int[] ports = TestDaemon.freePorts(2);
    PtyPeer first = new PtyPeer();
    plugIn(1, first);
    try (PtyPeer second = new PtyPeer()) {
      plugIn(2, second);
      try (TestDaemon daemon = TestDaemon.start(directory, settings(ports));
          TestClient one = TestClient.connect(ports[0]);
          TestClient two = TestClient.connect(ports[1])) {
        assertTalk(one, first, "one");
        first.close();
        daemon.awaitState(1, PortState.ABSENT);
        assertTalk(two, second, "two");
        assertThat(daemon.port(2).state()).isEqualTo(PortState.OPEN);
        assertThat(daemon.port(2).counters().toSerialDiscardedBytes()).isZero();
      }
    }
  }

  @Test
  void twoDevicesThatSwapTheirNumbersStayWithTheirPorts() throws Exception {
    int[] ports = TestDaemon.freePorts(2);
    PtyPeer scale = new PtyPeer();
    PtyPeer printer = new PtyPeer();
    plugIn(1, scale);
    plugIn(2, printer);
    try (TestDaemon daemon = TestDaemon.start(directory, settings(ports));
        TestClient atScale = TestClient.connect(ports[0]);
        TestClient atPrinter = TestClient.connect(ports[1])) {
      scale.close();
      printer.close();
      daemon.awaitState(1, PortState.ABSENT);
      daemon.awaitState(2, PortState.ABSENT);
      // The kernel gives the lowest free number: who is plugged in first has the other's name now.
      try (PtyPeer printerAgain = new PtyPeer();
          PtyPeer scaleAgain = new PtyPeer()) {
        plugIn(1, scaleAgain);
        plugIn(2, printerAgain);
        daemon.awaitState(1, PortState.OPEN);
        daemon.awaitState(2, PortState.OPEN);
        assertTalk(atScale, scaleAgain, "12.5 kg");
        assertTalk(atPrinter, printerAgain, "a label");
      }
    }
  }

  @Test
  void aListenerThatIsTakenIsOpenedWhenItIsFree() throws Exception {
    java.net.ServerSocket taken = new java.net.ServerSocket(0);
    int port = taken.getLocalPort();
    try (TestDaemon daemon =
        TestDaemon.start(directory, TestDaemon.onePort("{ virtual: echo }", port, ""))) {
      assertThat(daemon.port(1).trouble()).contains("cannot listen on * TCP");
      taken.close();
      daemon.awaitPort(1, "listening", p -> p.listening().contains(port));
      try (TestClient client = TestClient.connect(port)) {
        client.send("at last");
        assertThat(client.receiveText(7)).isEqualTo("at last");
      }
    } finally {
      taken.close();
    }
  }
}
