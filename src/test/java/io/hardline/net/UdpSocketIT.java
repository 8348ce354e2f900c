package io.hardline.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.hardline.linux.Errno;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.RunningLoop;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a UDP port promises, kept by a real socket. */
@Timeout(60)
class UdpSocketIT {
  /** The most that UDP over IPv4 carries. */
  private static final int LARGEST = 65_507;

  private static final int MOST_BYTES_PER_CALL = 64;

  /** Waiting, reading, sending, and finding nothing more. */
  private static final int CALLS_PER_ROUND_TRIP = 4;

  private final List<String> heard = new ArrayList<>();
  private final List<Datagrams> opened = new ArrayList<>();
  private RunningLoop loop;
  private int watched;

  @BeforeEach
  void start() throws Exception {
    loop = RunningLoop.start();
    watched = loop.call(loop.loop::watched);
  }

  @AfterEach
  void stop() throws Exception {
    loop.run(() -> opened.forEach(Datagrams::close));
    assertThat(loop.call(loop.loop::watched)).as("left behind").isEqualTo(watched);
    loop.close();
  }

  private Datagrams open(String address, int port, Datagrams.Handler handler) throws Exception {
    return loop.call(() -> {
      Datagrams socket = Datagrams.udp(loop.loop, address, port, handler);
      opened.add(socket);
      return socket;
    });
  }

  /** Hears, and answers with the same. */
  private Datagrams echo(String address) throws Exception {
    return open(
        address,
        0,
        (on, data, from) -> {
          heard.add(from.text() + " " + data.bytes.remaining());
          on.send(data, from);
        });
  }

  private List<String> heard() throws Exception {
    return loop.call(() -> List.copyOf(heard));
  }

  private static IoBuffer buffer(byte[] bytes) {
    IoBuffer buffer = new IoBuffer(Math.max(1, bytes.length));
    buffer.bytes.put(bytes).flip();
    return buffer;
  }

  private static byte[] receive(DatagramSocket at) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
    at.setSoTimeout(20_000);
    at.receive(packet);
    return java.util.Arrays.copyOf(packet.getData(), packet.getLength());
  }

  private static DatagramSocket peer(String address) throws IOException {
    return new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
  }

  @ParameterizedTest
  @CsvSource({
    "*, 127.0.0.1",
    "*, ::1",
    "127.0.0.1, 127.0.0.1",
    "::1, ::1",
    "0.0.0.0, 127.0.0.1",
    "::, ::1"
  })
  void datagramsPassBothWaysAndKeepTheirEdges(String listen, String host) throws Exception {
    Datagrams socket = echo(listen);
    try (DatagramSocket peer = peer(host)) {
      // Not connected: the JDK then sends no empty datagrams.
      InetSocketAddress to = new InetSocketAddress(InetAddress.ofLiteral(host), socket.port());
      for (int size : new int[] {1, 0, 1024, LARGEST}) {
        byte[] bytes = new byte[size];
        new java.util.Random(size).nextBytes(bytes);
        peer.send(new DatagramPacket(bytes, size, to));
        assertThat(receive(peer)).isEqualTo(bytes);
      }
      String from = UdpAddress.of(host, peer.getLocalPort()).text();
      assertThat(heard())
          .containsExactly(from + " 1", from + " 0", from + " 1024", from + " " + LARGEST);
    }
  }

  @Test
  void aSocketReachesItsKind() throws Exception {
    Datagrams both = echo("*");
    Datagrams four = echo("127.0.0.1");
    Datagrams six = echo("::1");

    assertThat(both.reachesInet4() && both.reachesInet6()).isTrue();
    assertThat(four.reachesInet4()).isTrue();
    assertThat(four.reachesInet6()).isFalse();
    assertThat(six.reachesInet4()).isFalse();
    assertThat(six.reachesInet6()).isTrue();
  }

  @Test
  void nobodySharesThePort() throws Exception {
    Datagrams first = echo("127.0.0.1");

    assertThatThrownBy(() -> open("127.0.0.1", first.port(), (on, data, from) -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("address already in use (EADDRINUSE)");
    assertThatThrownBy(() -> open("192.0.2.77", 0, (on, data, from) -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("this machine does not have that address (EADDRNOTAVAIL)");
  }

  @Test
  void whatWeSendToOurselvesIsNotHeard() throws Exception {
    Datagrams any = echo("*");
    Datagrams one = echo("127.0.0.1");
    UdpAddress anyHere = UdpAddress.of("127.0.0.1", any.port());
    loop.run(() -> any.send(buffer("own".getBytes(ISO_8859_1)), anyHere));
    UdpAddress oneHere = UdpAddress.of("127.0.0.1", one.port());
    loop.run(() -> one.send(buffer("own".getBytes(ISO_8859_1)), oneHere));
    try (DatagramSocket peer = peer("127.0.0.1")) {
      for (Datagrams to : List.of(any, one)) {
        peer.send(
            new DatagramPacket(new byte[7], 7, InetAddress.ofLiteral("127.0.0.1"), to.port()));
        assertThat(receive(peer)).hasSize(7);
      }
    }

    assertThat(heard()).hasSize(2).allMatch(line -> line.endsWith(" 7"));
  }

  @Test
  void theSamePortOfAnotherAddressIsAnotherPeer() throws Exception {
    Datagrams here = echo("127.0.0.1");
    try (DatagramSocket peer =
        new DatagramSocket(
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), here.port()))) {
      peer.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), here.port()));
      peer.send(new DatagramPacket(new byte[3], 3));
      assertThat(receive(peer)).hasSize(3);
    }
  }

  @Test
  void aDatagramThatIsTooLargeIsRefusedByTheKernel() throws Exception {
    Datagrams socket = echo("127.0.0.1");
    UdpAddress to = UdpAddress.of("127.0.0.1", 9);
    IoBuffer data = buffer(new byte[LARGEST + 1]);

    assertThat(loop.call(() -> socket.send(data, to))).isEqualTo(-Errno.EMSGSIZE);
    assertThat(data.bytes.remaining()).as("left as it was").isEqualTo(LARGEST + 1);
  }

  @Test
  void afterTheCloseNothingIsHeardOrSent() throws Exception {
    Datagrams socket = echo("127.0.0.1");
    int port = socket.port();
    loop.run(socket::close);
    loop.run(socket::close);
    UdpAddress to = UdpAddress.of("127.0.0.1", 9);
    assertThat(loop.call(() -> socket.send(buffer(new byte[1]), to))).isNegative();

    Datagrams next = open("127.0.0.1", port, (on, data, from) -> {});
    assertThat(next.port()).isEqualTo(port);
  }

  @Test
  void moreThanATurnsWorthIsAllHeard() throws Exception {
    Datagrams socket = echo("127.0.0.1");
    int count = 5 * DatagramReader.DATAGRAMS_PER_TURN + 1;
    try (DatagramSocket peer = peer("127.0.0.1")) {
      InetAddress host = InetAddress.ofLiteral("127.0.0.1");
      loop.run(() -> {
        // The loop does not read meanwhile: they all wait.
        for (int i = 0; i < count; i++) {
          try {
            peer.send(new DatagramPacket(new byte[1], 1, host, socket.port()));
          } catch (IOException failed) {
            throw new AssertionError(failed);
          }
        }
      });
      await().untilAsserted(() -> assertThat(heard()).hasSize(count));
    }
  }

  @Test
  void aDatagramAllocatesNextToNothing() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Datagrams socket = open("*", 0, (on, data, from) -> on.send(data, from));
    long thread = loop.call(() -> Thread.currentThread().threadId());
    try (DatagramSocket peer = peer("127.0.0.1")) {
      peer.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), socket.port()));
      roundTrips(peer, 5_000);
      long before = threads.getThreadAllocatedBytes(thread);
      int count = 50_000;
      roundTrips(peer, count);
      long bytes = threads.getThreadAllocatedBytes(thread) - before;

      assertThat(bytes / count / CALLS_PER_ROUND_TRIP).isLessThanOrEqualTo(MOST_BYTES_PER_CALL);
    }
  }

  private static void roundTrips(DatagramSocket peer, int count) throws IOException {
    DatagramPacket out = new DatagramPacket(new byte[16], 16);
    DatagramPacket in = new DatagramPacket(new byte[16], 16);
    peer.setSoTimeout(20_000);
    for (int i = 0; i < count; i++) {
      peer.send(out);
      peer.receive(in);
    }
  }
}
