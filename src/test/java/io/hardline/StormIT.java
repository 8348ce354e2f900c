package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.port.PortState;
import io.hardline.port.PortStatus;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 64 ports with an echoing device each, and clients that connect, talk and leave as fast as they
 * can, in every manner: with a FIN, with a reset, in the middle of a sentence, without a word.
 */
class StormIT {
  private static final int PORTS = 64;
  private static final int CLIENTS = 16;
  private static final int MAX_FRAME_BYTES = 2000;

  /** An echo, and what was on its way to those who left before. */
  private static final int MAX_SEEN_BYTES = 1024 * 1024;

  private static final Duration STORM = Duration.ofSeconds(12);
  private static final long MAX_RESIDENT_KB = 120_000;
  private static final long SEED = 20_251;

  @TempDir Path directory;

  private final int[] tcpPorts = freePorts();
  private final AtomicLong echoes = new AtomicLong();
  private final AtomicLong connects = new AtomicLong();
  private final AtomicLong frames = new AtomicLong();

  private static int[] freePorts() {
    try {
      return TestDaemon.freePorts(PORTS);
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
  }

  private String settings(EchoingPtys devices) {
    StringBuilder yaml = new StringBuilder("version: 1\nports:\n");
    for (int i = 0; i < PORTS; i++) {
      yaml.append(TestDaemon.port(i + 1, devices.path(i), tcpPorts[i], "alive-check: 20s"));
    }
    return yaml.toString();
  }

  @Test
  void nothingIsLeftBehindAndEveryByteIsAccountedFor() throws Exception {
    try (EchoingPtys devices = new EchoingPtys(PORTS);
        TestDaemon daemon = TestDaemon.start(directory, settings(devices))) {
      assertThat(daemon.status().ports()).allMatch(p -> p.state() == PortState.OPEN);
      devices.begin();
      everyPortEchoes();
      awaitCalm(daemon, devices);
      long descriptors = daemon.descriptors();
      long threads = daemon.threads();

      storm();

      awaitCalm(daemon, devices);
      assertThat(echoes.get()).isGreaterThan(PORTS);
      Program.await().until(() -> known(daemon) == connects.get());
      Program.await()
          .untilAsserted(() -> assertThat(daemon.descriptors()).isLessThanOrEqualTo(descriptors));
      Program.await()
          .untilAsserted(() -> assertThat(daemon.threads()).isLessThanOrEqualTo(threads));
      assertThat(daemon.residentKb()).isLessThan(MAX_RESIDENT_KB);
      everyPortEchoes();
    }
  }

  private static long known(TestDaemon daemon) {
    return daemon.status().ports().stream()
        .mapToLong(p -> p.counters().clientsAccepted() + p.counters().clientsRefused())
        .sum();
  }

  private void everyPortEchoes() throws IOException {
    for (int port = 0; port < PORTS; port++) {
      talk(port, frame(new Random(port)));
    }
  }

  /** All clients gone, and the counters of the daemon agree with those of the devices. */
  private static void awaitCalm(TestDaemon daemon, EchoingPtys devices) {
    Program.await()
        .untilAsserted(() -> {
          for (PortStatus port : daemon.status().ports()) {
            assertAccountedFor(port, devices);
          }
        });
  }

  private static void assertAccountedFor(PortStatus port, EchoingPtys devices) {
    int index = port.number() - 1;
    assertThat(port.clients()).isEmpty();
    assertThat(port.queuedToSerialBytes()).isZero();
    assertThat(port.counters().toSerialDiscardedBytes()).isZero();
    assertThat(port.counters().skippedBytes()).isZero();
    assertThat(devices.received(index)).isEqualTo(port.counters().toSerialBytes());
    assertThat(port.counters().fromSerialBytes()).isEqualTo(devices.sent(index));
    assertThat(devices.sent(index)).isEqualTo(devices.received(index));
  }

  private void storm() throws Exception {
    long untilNs = System.nanoTime() + STORM.toNanos();
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      List<Future<Void>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(threads.submit(client(new Random(SEED + i), untilNs)));
      }
      for (Future<Void> client : clients) {
        Exchange.result(client);
      }
    }
  }

  private Callable<Void> client(Random random, long untilNs) {
    return () -> {
      while (System.nanoTime() < untilNs) {
        int port = random.nextInt(PORTS);
        switch (random.nextInt(5)) {
          case 0 -> connectAndVanish(port);
          case 1 -> breakOff(port, frame(random));
          default -> echoes.addAndGet(talk(port, frame(random)));
        }
      }
      return null;
    };
  }

  /** No two are alike: a number, and noise. */
  private byte[] frame(Random random) {
    byte[] frame = new byte[16 + random.nextInt(MAX_FRAME_BYTES)];
    random.nextBytes(frame);
    ByteBuffer.wrap(frame).putLong(frames.incrementAndGet());
    return frame;
  }

  private void connectAndVanish(int port) throws IOException {
    connect(port).reset();
  }

  private void breakOff(int port, byte[] frame) throws IOException {
    try (TestClient client = connect(port)) {
      client.send(frame);
      client.reset();
    } catch (SocketException taken) {
      // Somebody else has the port now.
    }
  }

  /**
   * Sends and waits for the echo; what comes before it was meant for somebody who left. Answers 1,
   * or 0 when somebody else has the port. A client that is stuck runs into its time-out, which
   * fails the test.
   */
  private int talk(int port, byte[] frame) throws IOException {
    ByteBuffer seen = ByteBuffer.allocate(MAX_SEEN_BYTES);
    try (TestClient client = connect(port)) {
      client.send(frame);
      while (!endsWith(seen, frame)) {
        seen.put(client.receiveSome());
      }
      return 1;
    } catch (SocketException | EOFException taken) {
      if (seen.position() > 0) {
        throw new IOException("dropped after " + seen.position() + " bytes", taken);
      }
      return 0;
    }
  }

  private TestClient connect(int port) throws IOException {
    TestClient client = TestClient.connect(tcpPorts[port]);
    connects.incrementAndGet();
    return client;
  }

  private static boolean endsWith(ByteBuffer seen, byte[] frame) {
    int from = seen.position() - frame.length;
    return from >= 0 && seen.slice(from, frame.length).equals(ByteBuffer.wrap(frame));
  }
}
