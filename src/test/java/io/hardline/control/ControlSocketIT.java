package io.hardline.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.loop.RunningLoop;
import io.hardline.net.Connection;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ControlSocketIT {
  private final List<SocketChannel> channels = new ArrayList<>();
  private final Echo answers = new Echo();
  @TempDir Path state;
  private RunningLoop loop;
  private RunningLoop other;
  private ControlSocket socket;

  @BeforeEach
  void start() throws Exception {
    loop = RunningLoop.start();
    other = RunningLoop.start();
    socket = loop.call(() -> ControlSocket.open(loop.loop, state, answers));
  }

  @AfterEach
  void stop() throws Exception {
    answers.gate.countDown();
    loop.run(socket::close);
    for (SocketChannel channel : channels) {
      channel.close();
    }
    other.close();
    loop.close();
  }

  private SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channels.add(channel);
    channel.connect(UnixDomainSocketAddress.of(state.resolve(ControlSocket.FILE_NAME)));
    return channel;
  }

  private static void send(SocketChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** To the end, or to the first new line. */
  private static String read(SocketChannel channel) throws IOException {
    StringBuilder text = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(64 * 1024);
    while (text.indexOf("\n") < 0) {
      one.clear();
      int count = readSome(channel, one);
      if (count < 0) {
        break;
      }
      text.append(new String(one.array(), 0, count, StandardCharsets.UTF_8));
    }
    return text.toString();
  }

  /** A peer that closes with our bytes unread resets the connection: its end all the same. */
  private static int readSome(SocketChannel channel, ByteBuffer into) {
    try {
      return channel.read(into);
    } catch (IOException reset) {
      return -1;
    }
  }

  @Test
  void aRequestIsAnsweredHoweverItIsCut() throws Exception {
    SocketChannel channel = connect();
    for (String piece : List.of("he", "l", "lo", "\n")) {
      send(channel, piece);
    }

    assertThat(read(channel)).isEqualTo("you said hello\n");
  }

  @Test
  void theCommandLinesEndUnderstandsIt() throws Exception {
    try (ControlClient client = new ControlClient(state)) {
      assertThat(client.ask("hello")).isEqualTo("you said hello");
    }
  }

  @Test
  void oneThatEndsItsSideStillGetsItsAnswer() throws Exception {
    SocketChannel channel = connect();
    send(channel, "hello\n");
    channel.shutdownOutput();

    assertThat(read(channel)).isEqualTo("you said hello\n");
    assertThat(read(channel)).as("and then the end").isEmpty();
  }

  @Test
  void aRequestAtTheLimitIsAnsweredAndOneBeyondIsDropped() throws Exception {
    String longest = "x".repeat(ControlSocket.MAX_REQUEST_BYTES);
    SocketChannel good = connect();
    send(good, longest + "\n");
    assertThat(read(good)).isEqualTo("you said " + longest + "\n");

    SocketChannel bad = connect();
    send(bad, longest + "x");
    assertThat(read(bad)).isEmpty();
    assertThat(answers.asked).hasValue(1);
  }

  @Test
  void anAnswerLargerThanWhatIsKeptForAPeerArrivesWhole() throws Exception {
    answers.text = "y".repeat(20 * Connection.BACKLOG_LIMIT_BYTES);
    SocketChannel channel = connect();
    send(channel, "all\n");

    assertThat(read(channel)).isEqualTo(answers.text + "\n");
  }

  @Test
  void oneThatSaysNothingIsDropped() throws Exception {
    SocketChannel silent = connect();
    SocketChannel half = connect();
    send(half, "hel");
    long beganNs = System.nanoTime();

    assertThat(read(silent)).isEmpty();
    assertThat(read(half)).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - beganNs))
        .isGreaterThan(Duration.ofMillis(ControlSocket.REQUEST_DEADLINE_MS / 2));
  }

  @Test
  void oneThatDoesNotLeaveAfterItsAnswerIsDropped() throws Exception {
    SocketChannel stays = connect();
    send(stays, "hello\n");
    assertThat(read(stays)).isEqualTo("you said hello\n");

    assertThat(read(stays)).isEmpty();
  }

  @Test
  void moreThanTheLimitAreClosedAtOnceAndAPlaceThatBecomesFreeIsGivenAway() throws Exception {
    List<SocketChannel> all = new ArrayList<>();
    for (int i = 0; i < ControlSocket.MAX_CONNECTIONS; i++) {
      all.add(connect());
    }
    assertThat(read(connect())).isEmpty();
    all.getFirst().close();
    await()
        .until(() -> {
          SocketChannel again = connect();
          again.configureBlocking(true);
          sendUnlessClosed(again);
          return read(again).equals("you said hello\n");
        });
    SocketChannel last = all.getLast();
    send(last, "hello\n");
    assertThat(read(last)).isEqualTo("you said hello\n");
  }

  private static void sendUnlessClosed(SocketChannel channel) {
    try {
      send(channel, "hello\n");
    } catch (IOException closed) {
      // Refused again: the read says so.
    }
  }

  @Test
  void aSlowAnswerHoldsNobodyUp() throws Exception {
    SocketChannel slow = connect();
    send(slow, "slow\n");
    await().until(() -> answers.asked.get() == 1);
    SocketChannel quick = connect();
    send(quick, "quick\n");

    assertThat(read(quick)).isEqualTo("you said quick\n");
    answers.gate.countDown();
    assertThat(read(slow)).isEqualTo("you said slow\n");
  }

  @Test
  void anAnswerThatFailsEndsTheConnection() throws Exception {
    CompletableFuture<Throwable> reported = new CompletableFuture<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> reported.complete(thrown));
    try {
      SocketChannel channel = connect();
      send(channel, "fail\n");

      assertThat(read(channel)).isEmpty();
      assertThat(reported.get(20, TimeUnit.SECONDS)).hasMessage("on purpose");
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void anAttachedConnectionGoesOnAtItsPortsLoop() throws Exception {
    SocketChannel channel = connect();
    send(channel, "attach\n");
    assertThat(read(channel)).isEqualTo("you said attach\n");
    send(channel, "bytes for the port\n");

    assertThat(read(channel)).isEqualTo("BYTES FOR THE PORT\n");
  }

  @Test
  void thePathIsOursAloneAndGoesWithTheSocket() throws Exception {
    Path path = state.resolve(ControlSocket.FILE_NAME);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    SocketChannel open = connect();
    loop.run(socket::close);

    assertThat(path).doesNotExist();
    assertThat(read(open)).isEmpty();
    assertThatThrownBy(() -> new ControlClient(state))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(path.toString());
  }

  @Test
  void aSocketLeftOverFromACrashIsReplaced() throws Exception {
    loop.run(socket::close);
    Files.createFile(state.resolve(ControlSocket.FILE_NAME));
    socket = loop.call(() -> ControlSocket.open(loop.loop, state, answers));
    SocketChannel channel = connect();
    send(channel, "hello\n");

    assertThat(read(channel)).isEqualTo("you said hello\n");
  }

  private final class Echo implements ControlSocket.Answers {
    final AtomicInteger asked = new AtomicInteger();
    final CountDownLatch gate = new CountDownLatch(1);
    volatile String text = "";

    @Override
    public String answer(String request) {
      asked.incrementAndGet();
      if (request.equals("fail")) {
        throw new IllegalStateException("on purpose");
      }
      if (request.equals("slow")) {
        awaitGate();
      }
      return text.isEmpty() ? "you said " + request : text;
    }

    private void awaitGate() {
      try {
        gate.await();
      } catch (InterruptedException interrupted) {
        throw new IllegalStateException(interrupted);
      }
    }

    @Override
    public @Nullable Loop attachTo(String request) {
      return request.equals("attach") ? other.loop : null;
    }

    @Override
    public void attach(String request, Connection connection) {
      connection.start(new UpperCase(connection));
    }
  }

  private record UpperCase(Connection connection) implements Connection.Handler {
    @Override
    public void received(IoBuffer data) {
      for (int i = data.bytes.position(); i < data.bytes.limit(); i++) {
        data.bytes.put(i, (byte) Character.toUpperCase(data.bytes.get(i)));
      }
      connection.write(data);
    }

    @Override
    public void ended() {
      connection.close();
    }

    @Override
    public void drained() {}

    @Override
    public void closed(String cause) {}
  }
}
