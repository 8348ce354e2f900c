package io.hardline.mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.hardline.event.RecordedEvents;
import io.hardline.loop.RunningLoop;
import io.hardline.net.Connection;
import io.hardline.net.Listener;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.port.PortState;
import io.hardline.port.Ports;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettings.Packing;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.Settings;
import io.hardline.settings.TtySelector;
import io.hardline.tty.PtyPeer;
import io.hardline.tty.SystemRoots;
import io.hardline.tty.Tty;
import io.hardline.tty.TtyFinder;
import io.hardline.tty.TtyOpener;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the loop's thread allocates for the bytes it carries, by the JVM's own counter. */
@Tag("once")
@Timeout(180)
public abstract class AllocationContract {
  private static final int MOST_BYTES_PER_CALL = 64;

  /** A read and a write, each way. */
  private static final int CALLS_PER_ROUND_TRIP = 4;

  private static final int WARM_UP = 5_000;
  private static final int ROUND_TRIPS = 50_000;
  private static final int STREAM_WARM_UP_BYTES = 16_000_000;

  /** The most that a pty hands over at once (N_TTY_BUF_SIZE). */
  private static final int PTY_BYTES = 4096;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final RecordedEvents events = new RecordedEvents();
  private final CompletableFuture<Integer> tcpPort = new CompletableFuture<>();
  private RunningLoop loop;
  private PtyPeer device;
  private Ports ports;
  private Socket client;
  private long loopThread;

  @BeforeEach
  void start() throws Exception {
    device = new PtyPeer();
    loop = RunningLoop.start();
    loopThread = loop.call(() -> Thread.currentThread().threadId());
    ports = new Ports(List.of(loop.loop), events.log(), AllocationContract::open, this::startMode);
    apply(settings(), Packing.STANDARD);
    client = new Socket(InetAddress.ofLiteral("127.0.0.1"), tcpPort.get(20, TimeUnit.SECONDS));
    client.setTcpNoDelay(true);
    greet(client);
    // Before, the kernel would echo what the device sends.
    await().until(() -> ports.status().getFirst().state() == PortState.OPEN);
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    ports.close();
    loop.close();
    device.close();
    events.close();
  }

  /** Puts other settings in force, in place. */
  protected void apply(ModeSettings mode, Packing packing) {
    PortSettings port =
        new PortSettingsBuilder()
            .tty(new TtySelector.Path(device.path().toString()))
            .listen("127.0.0.1")
            .packing(packing)
            .mode(mode)
            .build();
    ports.apply(
        new Settings(
            Settings.VERSION,
            Settings.STANDARD.ttyAllow(),
            Settings.STANDARD.services(),
            new TreeMap<>(Map.of(1, port))));
  }

  private static Tty open(PortSettings settings) throws IOException {
    TtyFinder finder = new TtyFinder(SystemRoots.REAL);
    return new TtyOpener(SystemRoots.REAL, finder, Settings.STANDARD.ttyAllow())
        .open(Objects.requireNonNull(settings.tty()), settings.line());
  }

  /** The mode with one place; the port it listens on does not matter. */
  protected abstract ModeSettings settings();

  protected abstract Mode start(PortSettings settings, Port port, Listener.Opener opener);

  /** What is said before the first byte of data. */
  protected void greet(Socket toMode) throws IOException {}

  /** What a client gets when the device sends {@code serial}, and sends to have it sent there. */
  protected byte[] coded(byte[] serial) {
    return serial;
  }

  private Mode startMode(PortSettings settings, Port port) {
    return start(settings, port, this::listen);
  }

  private Listener listen(
      io.hardline.loop.Loop on,
      String address,
      int port,
      long aliveCheckMs,
      java.util.function.Consumer<Connection> onConnection)
      throws IOException {
    Listener listener = Listener.tcp(on, address, 0, aliveCheckMs, onConnection);
    tcpPort.complete(listener.port());
    return listener;
  }

  private long allocated() {
    long bytes = threads.getThreadAllocatedBytes(loopThread);
    assertThat(bytes).as("the JVM counts").isPositive();
    return bytes;
  }

  private void roundTrips(int count) throws IOException {
    byte[] message = "0123456789abc\u00ff\u00ffx".getBytes(StandardCharsets.ISO_8859_1);
    byte[] coded = coded(message);
    for (int i = 0; i < count; i++) {
      client.getOutputStream().write(coded);
      byte[] there = device.receive(message.length);
      device.send(there);
      byte[] back = client.getInputStream().readNBytes(coded.length);
      assertThat(Arrays.equals(back, coded)).isTrue();
    }
  }

  @Test
  void aRoundTripAllocatesNextToNothing() throws Exception {
    assertRoundTripsAllocateNothing();
  }

  protected void assertRoundTripsAllocateNothing() throws IOException {
    roundTrips(WARM_UP);
    long before = allocated();
    roundTrips(ROUND_TRIPS);
    long perCall = (allocated() - before) / (ROUND_TRIPS * CALLS_PER_ROUND_TRIP);

    assertThat(perCall).isLessThanOrEqualTo(MOST_BYTES_PER_CALL);
  }

  @Test
  void aStreamBothWaysThatHasToWaitAllocatesNextToNothing() throws Exception {
    // The first class of a JVM to come here has all that a stream needs compiled by then.
    stream(STREAM_WARM_UP_BYTES);
    long before = allocated();
    int count = 16_000_000;
    stream(count);
    // Each way at least one read or write for what a pty holds; in truth there are more.
    long calls = 2L * count / PTY_BYTES;

    assertThat((allocated() - before) / calls).isLessThanOrEqualTo(MOST_BYTES_PER_CALL);
  }

  private void stream(int count) throws Exception {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    byte[] coded = coded(bytes);
    CompletableFuture<Void> toDevice = doing(() -> client.getOutputStream().write(coded));
    CompletableFuture<Void> toClient = doing(() -> sendInPieces(bytes));
    CompletableFuture<byte[]> atDevice = new CompletableFuture<>();
    CompletableFuture<Void> reading = doing(() -> atDevice.complete(device.receive(count)));
    byte[] atClient = client.getInputStream().readNBytes(coded.length);
    for (CompletableFuture<Void> task : List.of(toDevice, toClient, reading)) {
      task.get(60, TimeUnit.SECONDS);
    }

    assertThat(Arrays.equals(atClient, coded)).isTrue();
    assertThat(Arrays.equals(atDevice.get(), bytes)).isTrue();
  }

  /** A send gives up after a while, so it is not asked for everything at once. */
  private void sendInPieces(byte[] bytes) throws IOException {
    int piece = 100_000;
    for (int from = 0; from < bytes.length; from += piece) {
      device.send(Arrays.copyOfRange(bytes, from, Math.min(from + piece, bytes.length)));
    }
  }

  private interface Doing {
    void run() throws Exception;
  }

  private static CompletableFuture<Void> doing(Doing task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            task.run();
            done.complete(null);
          } catch (Exception failed) {
            done.completeExceptionally(failed);
          }
        });
    return done;
  }
}
