package io.hardline.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hardline.loop.RunningLoop;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connecting to real sockets of this machine. */
@Timeout(60)
class DialerIT {
  private final List<AutoCloseable> open = new ArrayList<>();
  private RunningLoop loop;
  private int watchedAtFirst;

  @BeforeEach
  void start() throws Exception {
    loop = RunningLoop.start();
    watchedAtFirst = loop.call(loop.loop::watched);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable it : open) {
      it.close();
    }
    assertThat(loop.call(loop.loop::watched)).as("descriptors left").isEqualTo(watchedAtFirst);
    loop.close();
  }

  /** A dial, and what it was told. */
  private static final class Told extends LoopPeer implements Dialer.Outcome {
    final CompletableFuture<String> failed = new CompletableFuture<>();

    @Override
    public void connected(Connection connection) {
      accept(connection);
    }

    @Override
    public void failed(String cause) {
      failed.complete(cause);
    }
  }

  private Told dial(String name, String address, int port, int localPort) throws Exception {
    Told told = new Told();
    Dialer.Target target = new Dialer.Target(name, InetAddress.ofLiteral(address), port, localPort);
    loop.run(() -> Dialer.tcp(loop.loop, target, 60_000, told));
    return told;
  }

  private Connection connected(Told told) throws Exception {
    Connection connection = told.connected.get();
    open.add(() -> loop.run(connection::close));
    return connection;
  }

  private ServerSocket listen(String address) throws IOException {
    ServerSocket server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0), 1);
    open.add(server);
    return server;
  }

  private int freePort() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return server.getLocalPort();
    }
  }

  @Test
  void aHostThatListensIsConnectedAndBytesPassBothWays() throws Exception {
    ServerSocket server = listen("127.0.0.1");
    Told told = dial("plc.example", "127.0.0.1", server.getLocalPort(), 0);
    Connection connection = connected(told);
    byte[] bytes = new byte[100_000];
    new Random(1).nextBytes(bytes);
    try (Socket peer = server.accept()) {
      peer.getOutputStream().write(bytes);
      await().until(() -> told.received(loop).length == bytes.length);
      loop.run(() -> {
        var buffer = loop.loop.scratch();
        buffer.bytes.clear().put("back".getBytes(StandardCharsets.US_ASCII)).flip();
        connection.write(buffer);
      });
      assertThat(peer.getInputStream().readNBytes(4)).asString().isEqualTo("back");
    }
    assertThat(Arrays.equals(told.received(loop), bytes)).isTrue();
    assertThat(loop.call(connection::peer))
        .isEqualTo("127.0.0.1:" + server.getLocalPort() + " (plc.example)");
  }

  @Test
  void anIpv6AddressIsConnected() throws Exception {
    boolean loopback =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .anyMatch(a -> a instanceof Inet6Address && a.isLoopbackAddress());
    assumeTrue(loopback, "this machine has no IPv6 loopback address");
    ServerSocket server = listen("::1");
    Connection connection = connected(dial("", "::1", server.getLocalPort(), 0));

    assertThat(loop.call(connection::peer)).isEqualTo("[::1]:" + server.getLocalPort());
  }

  @Test
  void whatAPeerSaidBeforeItWentIsRead() throws Exception {
    ServerSocket server = listen("127.0.0.1");
    CompletableFuture<Void> peer =
        CompletableFuture.runAsync(() -> {
          try (Socket accepted = server.accept()) {
            accepted.getOutputStream().write("busy".getBytes(StandardCharsets.US_ASCII));
          } catch (IOException failed) {
            throw new AssertionError(failed);
          }
        });
    Told told = dial("", "127.0.0.1", server.getLocalPort(), 0);
    connected(told);
    peer.get();
    await().until(() -> !told.told(loop).isEmpty());

    assertThat(told.received(loop)).asString().isEqualTo("busy");
    assertThat(told.told(loop).getFirst()).isEqualTo("ended");
  }

  @Test
  void aRefusalIsSaidInWords() throws Exception {
    assertThat(dial("", "127.0.0.1", freePort(), 0).failed.get())
        .isEqualTo("connection refused (ECONNREFUSED)");
  }

  @Test
  void anAddressThatCannotBeReachedIsSaidInWords() throws Exception {
    // A broadcast address takes no connections; nothing leaves this machine.
    assertThat(dial("", "255.255.255.255", 4001, 0).failed.get())
        .isIn("network unreachable (ENETUNREACH)", "permission denied (EACCES)");
  }

  @Test
  void aHostThatDoesNotAnswerIsGivenUpAtTheDeadline() throws Exception {
    ServerSocket server = listen("127.0.0.1");
    // Its queue is full, and the kernel leaves further ones without an answer.
    for (int i = 0; i < 2; i++) {
      open.add(new Socket(InetAddress.ofLiteral("127.0.0.1"), server.getLocalPort()));
    }
    long beganNs = System.nanoTime();
    String cause = dial("", "127.0.0.1", server.getLocalPort(), 0).failed.get();

    assertThat(cause).isEqualTo("no answer in 10 s");
    assertThat(Duration.ofNanos(System.nanoTime() - beganNs))
        .isBetween(
            // The loop reads its clock once a turn.
            Duration.ofMillis(Dialer.DEADLINE_MS - 1_000),
            Duration.ofMillis(2 * Dialer.DEADLINE_MS));
  }

  @Test
  void aDialThatWasGivenUpTellsNothingAndLeavesNothing() throws Exception {
    ServerSocket server = listen("127.0.0.1");
    Told told = new Told();
    Dialer.Target target =
        new Dialer.Target("", InetAddress.ofLiteral("127.0.0.1"), server.getLocalPort(), 0);
    loop.run(() -> {
      Attempt attempt = Dialer.tcp(loop.loop, target, 0, told);
      attempt.cancel();
      attempt.cancel();
    });
    Dialer.Target wrong = new Dialer.Target("", InetAddress.ofLiteral("255.255.255.255"), 4001, 0);
    loop.run(() -> Dialer.tcp(loop.loop, wrong, 0, told).cancel());
    connected(dial("", "127.0.0.1", server.getLocalPort(), 0));

    assertThat(told.connected).isNotDone();
    assertThat(told.failed).isNotDone();
  }

  @Test
  void aConnectionToItselfIsNone() throws Exception {
    int port = freePort();
    assertThat(dial("", "127.0.0.1", port, port).failed.get())
        .isEqualTo("nobody listens there: the connection came back to itself");
  }

  @Test
  void twoHostsAreConnectedFromOneLocalPort() throws Exception {
    ServerSocket first = listen("127.0.0.1");
    ServerSocket second = listen("127.0.0.1");
    int localPort = freePort();
    connected(dial("", "127.0.0.1", first.getLocalPort(), localPort));
    connected(dial("", "127.0.0.1", second.getLocalPort(), localPort));

    assertThat(first.accept().getPort()).isEqualTo(localPort);
    assertThat(second.accept().getPort()).isEqualTo(localPort);
  }

  @Test
  void aLocalPortThatCannotBeHadIsSaidInWords() throws Exception {
    ServerSocket server = listen("127.0.0.1");
    ServerSocket other = new ServerSocket(0, 1);
    open.add(other);
    int taken = other.getLocalPort();
    assertThat(dial("", "127.0.0.1", server.getLocalPort(), taken).failed.get())
        .isEqualTo("local TCP port " + taken + ": address already in use (EADDRINUSE)");

    int localPort = freePort();
    connected(dial("", "127.0.0.1", server.getLocalPort(), localPort));
    assertThat(dial("", "127.0.0.1", server.getLocalPort(), localPort).failed.get())
        .isEqualTo(
            "local TCP port "
                + localPort
                + ": its last connection to that host is not forgotten yet (EADDRNOTAVAIL)");
  }
}
