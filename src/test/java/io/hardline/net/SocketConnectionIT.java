package io.hardline.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.RunningLoop;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a connection promises, kept by a real socket. */
@Timeout(60)
class SocketConnectionIT {
  private static final int CHUNK = 64 * 1024;

  private RunningLoop loop;

  @SuppressWarnings("NullAway.Init") // by connect()
  private Listener listener;

  @SuppressWarnings("NullAway.Init") // by connect()
  private Socket client;

  @BeforeEach
  void start() throws Exception {
    loop = RunningLoop.start();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    loop.run(listener::close);
    loop.close();
  }

  private Connection connect(LoopPeer peer) throws Exception {
    listener = loop.call(() -> Listener.tcp(loop.loop, "127.0.0.1", 0, 0, peer::accept));
    client = new Socket(InetAddress.ofLiteral("127.0.0.1"), loop.call(listener::port));
    return peer.connected.get(20, TimeUnit.SECONDS);
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private static IoBuffer buffer(byte[] bytes) {
    IoBuffer buffer = new IoBuffer(Math.max(1, bytes.length));
    buffer.bytes.put(bytes).flip();
    return buffer;
  }

  private void awaitReceived(LoopPeer peer, byte[] wanted) {
    await().untilAsserted(() -> assertThat(peer.received(loop)).isEqualTo(wanted));
  }

  private CompletableFuture<byte[]> readAll(int count) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return client.getInputStream().readNBytes(count);
      } catch (IOException failed) {
        throw new AssertionError(failed);
      }
    });
  }

  @Test
  void itKnowsItsPeer() throws Exception {
    Connection connection = connect(new LoopPeer());

    assertThat(connection.peer()).isEqualTo("127.0.0.1:" + client.getLocalPort());
    assertThat(client.getTcpNoDelay()).as("the test's own end is not what is meant").isFalse();
  }

  @Test
  void bytesThatComeInPiecesAreAllTold() throws Exception {
    LoopPeer peer = new LoopPeer();
    connect(peer);
    client.getOutputStream().write("one".getBytes(US_ASCII));
    awaitReceived(peer, "one".getBytes(US_ASCII));
    client.getOutputStream().write("two".getBytes(US_ASCII));
    awaitReceived(peer, "onetwo".getBytes(US_ASCII));

    assertThat(peer.told(loop)).isEmpty();
  }

  @Test
  void afterItsEndThePeerMayStillRead() throws Exception {
    LoopPeer peer = new LoopPeer();
    Connection connection = connect(peer);
    client.getOutputStream().write("last words".getBytes(US_ASCII));
    client.shutdownOutput();
    await().until(() -> peer.told(loop).equals(List.of("ended")));
    assertThat(peer.received(loop)).isEqualTo("last words".getBytes(US_ASCII));
    assertThat(loop.call(connection::isOpen)).isTrue();

    loop.run(() -> connection.write(buffer("the answer".getBytes(US_ASCII))));
    assertThat(client.getInputStream().readNBytes(10)).isEqualTo("the answer".getBytes(US_ASCII));
    loop.run(connection::close);
    assertThat(client.getInputStream().read()).isEqualTo(-1);
    assertThat(peer.told(loop)).as("never after close").containsExactly("ended");
  }

  @Test
  void dataAndEndThatArriveWhilePausedAreToldInOrder() throws Exception {
    LoopPeer peer = new LoopPeer();
    Connection connection = connect(peer);
    loop.run(connection::pauseReading);
    byte[] bytes = random(200_000);
    client.getOutputStream().write(bytes);
    client.close();
    loop.run(() -> {});
    assertThat(peer.told(loop)).isEmpty();
    loop.run(connection::resumeReading);

    await().until(() -> !peer.told(loop).isEmpty());
    assertThat(peer.told(loop)).containsExactly("ended");
    assertThat(peer.received(loop)).isEqualTo(bytes);
  }

  @Test
  void aResetClosesIt() throws Exception {
    LoopPeer peer = new LoopPeer();
    Connection connection = connect(peer);
    client.setSoLinger(true, 0);
    client.close();

    await().until(() -> !peer.told(loop).isEmpty());
    assertThat(peer.told(loop))
        .containsExactly("closed: connection reset by the peer (ECONNRESET)");
    assertThat(loop.call(connection::isOpen)).isFalse();
  }

  @Test
  void anErrorInAWriteIsToldInTheNextTurnNotInsideTheWrite() throws Exception {
    LoopPeer peer = new LoopPeer();
    Connection connection = connect(peer);
    List<String> inside =
        loop.call(() -> {
          client.setSoLinger(true, 0);
          client.close();
          connection.write(buffer("x".getBytes(US_ASCII)));
          connection.write(buffer("y".getBytes(US_ASCII)));
          assertThat(connection.isOpen()).isTrue();
          return List.copyOf(peer.told);
        });
    assertThat(inside).isEmpty();
    await().until(() -> !loop.call(connection::isOpen));

    // What was kept is given up first, which is told too.
    assertThat(peer.told(loop)).last().asString().startsWith("closed: ");
    assertThat(loop.call(() -> connection.write(buffer("z".getBytes(US_ASCII))))).isZero();
  }

  @Test
  void whatIsKeptForAPeerIsBoundedAndDrainsCompletely() throws Exception {
    LoopPeer peer = new LoopPeer();
    Connection connection = connect(peer);
    byte[] chunk = random(CHUNK);
    long taken =
        loop.call(() -> {
          long all = 0;
          int last = CHUNK;
          while (last == CHUNK) {
            last = connection.write(buffer(chunk));
            all += last;
          }
          assertThat(connection.backlogBytes()).isEqualTo(Connection.BACKLOG_LIMIT_BYTES);
          assertThat(connection.write(buffer(chunk))).as("not a byte more").isZero();
          return all;
        });
    InputStream in = client.getInputStream();
    for (long left = taken; left > 0; left -= Math.min(left, CHUNK)) {
      int count = (int) Math.min(left, CHUNK);
      byte[] wanted = new byte[count];
      System.arraycopy(chunk, 0, wanted, 0, count);
      assertThat(in.readNBytes(count)).isEqualTo(wanted);
    }

    await().until(() -> peer.told(loop).equals(List.of("drained")));
    assertThat(loop.call(connection::backlogBytes)).isZero();
  }

  @Test
  void pausingAndResumingLosesNothing() throws Exception {
    Random random = new Random(3);
    Connection[] own = new Connection[1];
    LoopPeer peer =
        new LoopPeer() {
          @Override
          public void received(IoBuffer data) {
            super.received(data);
            own[0].pauseReading();
            loop.loop.timer(own[0]::resumeReading).setMs(random.nextInt(3));
          }

          @Override
          void accept(Connection connection) {
            own[0] = connection;
            super.accept(connection);
          }
        };
    connect(peer);
    byte[] bytes = random(3_000_000);
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(() -> {
          try {
            client.getOutputStream().write(bytes);
            client.shutdownOutput();
          } catch (IOException failed) {
            throw new AssertionError(failed);
          }
        });
    sending.get(30, TimeUnit.SECONDS);

    awaitReceived(peer, bytes);
    await().until(() -> peer.told(loop).equals(List.of("ended")));
  }

  @Test
  void aLargeTransferBothWaysWithBackPressure() throws Exception {
    Connection[] own = new Connection[1];
    LoopPeer echo =
        new LoopPeer() {
          @Override
          void accept(Connection connection) {
            own[0] = connection;
            super.accept(connection);
          }

          @Override
          public void received(IoBuffer data) {
            int wanted = data.bytes.remaining();
            assertThat(own[0].write(data)).isEqualTo(wanted);
            if (own[0].backlogBytes() > 0) {
              own[0].pauseReading();
            }
          }

          @Override
          public void drained() {
            own[0].resumeReading();
          }
        };
    connect(echo);
    byte[] bytes = random(8_000_000);
    CompletableFuture<byte[]> reading = readAll(bytes.length);
    client.getOutputStream().write(bytes);

    assertThat(reading.get(30, TimeUnit.SECONDS)).isEqualTo(bytes);
  }

  @Test
  void closedInsideReceivedItSaysNothingMore() throws Exception {
    Connection[] own = new Connection[1];
    LoopPeer peer =
        new LoopPeer() {
          @Override
          void accept(Connection connection) {
            own[0] = connection;
            super.accept(connection);
          }

          @Override
          public void received(IoBuffer data) {
            told.add("received");
            own[0].close();
          }
        };
    int before = loop.call(loop.loop::watched);
    connect(peer);
    client.getOutputStream().write(random(100_000));
    await().until(() -> peer.told(loop).contains("received"));
    loop.run(own[0]::resumeReading);
    loop.run(() -> {});

    assertThat(peer.told(loop)).containsExactly("received");
    assertThat(loop.call(loop.loop::watched)).as("the listener is left").isEqualTo(before + 1);
  }

  @Test
  void movedToAnotherLoopItReadsOnThere() throws Exception {
    LoopPeer here = new LoopPeer();
    LoopPeer there = new LoopPeer();
    Connection connection = connect(here);
    client.getOutputStream().write("here".getBytes(US_ASCII));
    awaitReceived(here, "here".getBytes(US_ASCII));
    try (RunningLoop other = RunningLoop.start()) {
      loop.run(connection::pauseReading);
      client.getOutputStream().write("there".getBytes(US_ASCII));
      Connection moved = loop.call(() -> connection.moveTo(other.loop));
      other.run(() -> moved.start(there));
      await()
          .untilAsserted(
              () -> assertThat(there.received(other)).isEqualTo("there".getBytes(US_ASCII)));
      other.run(moved::close);
    }

    assertThat(here.received(loop)).isEqualTo("here".getBytes(US_ASCII));
    assertThat(client.getInputStream().read()).isEqualTo(-1);
  }
}
