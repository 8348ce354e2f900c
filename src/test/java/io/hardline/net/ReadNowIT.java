package io.hardline.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.RunningLoop;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Connection#readNow} of a real socket: what has come by now, paused or not. */
@Timeout(60)
class ReadNowIT {
  private final List<Socket> clients = new ArrayList<>();
  private final LoopPeer peer = new LoopPeer();
  private RunningLoop loop;

  @SuppressWarnings("NullAway.Init") // by start()
  private Listener listener;

  @SuppressWarnings("NullAway.Init") // by start()
  private Connection connection;

  @SuppressWarnings("NullAway.Init") // by start()
  private Socket client;

  @SuppressWarnings("NullAway.Init") // by start()
  private LoopPeer next;

  @BeforeEach
  void start() throws Exception {
    loop = RunningLoop.start();
    next = peer;
    listener = loop.call(() -> Listener.tcp(loop.loop, "127.0.0.1", 0, 0, it -> next.accept(it)));
    client = connect();
    connection = peer.connected.get(20, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket each : clients) {
      each.close();
    }
    loop.run(listener::close);
    loop.close();
  }

  private Socket connect() throws Exception {
    Socket made = new Socket(InetAddress.ofLiteral("127.0.0.1"), loop.call(() -> listener.port()));
    clients.add(made);
    return made;
  }

  private void send(String text) throws Exception {
    client.getOutputStream().write(text.getBytes(US_ASCII));
  }

  private void awaitUnread(int bytes) {
    await().until(() -> loop.call(connection::unreadBytes) == bytes);
  }

  private String received() throws Exception {
    return new String(peer.received(loop), US_ASCII);
  }

  @Test
  void whileItIsPausedWhatHasComeIsHandedOnAndItStaysPaused() throws Exception {
    loop.run(connection::pauseReading);
    send("now");
    awaitUnread(3);
    String read =
        loop.call(() -> {
          connection.readNow();
          return peer.received.toString(US_ASCII);
        });
    assertThat(read).isEqualTo("now");

    send("later");
    awaitUnread(5);
    assertThat(received()).isEqualTo("now");
    loop.run(connection::resumeReading);
    await().untilAsserted(() -> assertThat(received()).isEqualTo("nowlater"));
  }

  /** The loop is kept from its turn meanwhile, as by the handler of another connection. */
  @Test
  void whatComesInTheSameTurnIsThereAtOnce() throws Exception {
    String read =
        loop.call(() -> {
          client.getOutputStream().write("raced".getBytes(US_ASCII));
          while (connection.unreadBytes() < 5) {
            Thread.onSpinWait();
          }
          connection.readNow();
          return peer.received.toString(US_ASCII);
        });
    assertThat(read).isEqualTo("raced");
  }

  @Test
  void anotherConnectionsHandlerMayAskForIt() throws Exception {
    CompletableFuture<String> seen = new CompletableFuture<>();
    next =
        new LoopPeer() {
          @Override
          public void received(IoBuffer data) {
            // Who asks has copied what it was given: the scratch buffer is used again.
            super.received(data);
            connection.readNow();
            seen.complete(peer.received.toString(US_ASCII));
          }
        };
    loop.run(connection::pauseReading);
    send("data first");
    awaitUnread(10);
    connect().getOutputStream().write("is it empty?".getBytes(US_ASCII));

    assertThat(seen.get(20, TimeUnit.SECONDS)).isEqualTo("data first");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void thatThePeerHasEndedIsToldLater(boolean paused) throws Exception {
    loop.run(connection::pauseReading);
    send("last");
    client.shutdownOutput();
    awaitUnread(4);
    List<String> told =
        loop.call(() -> {
          if (!paused) {
            connection.resumeReading();
          }
          connection.readNow();
          return List.copyOf(peer.told);
        });
    assertThat(told).isEmpty();
    assertThat(received()).isEqualTo("last");

    loop.run(connection::resumeReading);
    await().untilAsserted(() -> assertThat(peer.told(loop)).startsWith("ended"));
  }

  @Test
  void anErrorIsToldLater() throws Exception {
    loop.run(connection::pauseReading);
    client.setSoLinger(true, 0);
    client.close();
    List<String> told =
        loop.call(() -> {
          connection.readNow();
          return List.copyOf(peer.told);
        });
    assertThat(told).isEmpty();
    loop.run(connection::resumeReading);

    await().untilAsserted(() -> assertThat(peer.told(loop).toString()).contains("closed: "));
  }

  @Test
  void noMoreThanTheLimitIsReadHoweverFastThePeerSends() throws Exception {
    byte[] large = new byte[1_000_000];
    new Random(1).nextBytes(large);
    loop.run(connection::pauseReading);
    CompletableFuture<Void> sent =
        CompletableFuture.runAsync(() -> {
          try {
            client.getOutputStream().write(large);
          } catch (java.io.IOException failed) {
            throw new AssertionError(failed);
          }
        });
    await().until(() -> loop.call(connection::unreadBytes) > 0);
    int read =
        loop.call(() -> {
          connection.readNow();
          return peer.received.size();
        });
    assertThat(read).isBetween(1, Connection.BACKLOG_LIMIT_BYTES);

    loop.run(connection::resumeReading);
    sent.get(20, TimeUnit.SECONDS);
    await().untilAsserted(() -> assertThat(peer.received(loop)).isEqualTo(large));
  }
}
