package io.hardline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.RunningLoop;
import io.hardline.net.Connection;
import io.hardline.net.Listener;
import io.hardline.net.tls.RecordStyle;
import io.hardline.net.tls.TestCertificates;
import io.hardline.net.tls.TestCertificates.Pair;
import io.hardline.net.tls.TlsConnection;
import io.hardline.net.tls.TlsFiles;
import io.hardline.settings.ModeSettings.Tls;
import io.hardline.settings.ModeSettings.TlsType;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS as its client, with openssl as the server; socat carries the bytes between the two. */
class TlsClientIT {
  @TempDir Path directory;
  private final BlockingQueue<String> outcome = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private TestCertificates made = new TestCertificates(Path.of(""));
  private Pair ca = new Pair(Path.of(""), Path.of(""));
  private Pair server = ca;
  private final RunningLoop running = startLoop();

  private static RunningLoop startLoop() {
    try {
      return RunningLoop.start();
    } catch (java.io.IOException cannot) {
      throw new AssertionError("no loop", cannot);
    }
  }

  @BeforeEach
  void makeCertificates() {
    Program.assumeInstalled("openssl", "openssl");
    Program.assumeInstalled("socat", "socat");
    made = new TestCertificates(directory);
    ca = made.authority("Plant CA");
    server = made.signed(ca, "server", "DNS:server.plant.example", 30);
  }

  @AfterEach
  void stopLoop() throws Exception {
    running.close();
  }

  /** What became of it: {@code ready TLSv1.3 ...} or the reason. */
  private final class Ends implements TlsConnection.Outcome, Connection.Handler {
    @Override
    public void ready(TlsConnection connection) {
      connection.start(this);
      IoBuffer question = new IoBuffer(64);
      question.bytes.put("question\n".getBytes(ISO_8859_1)).flip();
      connection.write(question);
      outcome.add("ready " + connection.security());
    }

    @Override
    public void failed(TlsConnection connection, String why) {
      outcome.add(why);
    }

    @Override
    public void received(IoBuffer data) {
      while (data.bytes.hasRemaining()) {
        received.write(data.bytes.get());
      }
      outcome.add("received " + received.toString(ISO_8859_1));
    }

    @Override
    public void ended() {
      outcome.add("ended");
    }

    @Override
    public void drained() {}

    @Override
    public void closed(String cause) {
      outcome.add("closed: " + cause);
    }
  }

  private static final TlsFiles.Listener SILENT =
      new TlsFiles.Listener() {
        @Override
        public void inUse(String certificate) {}

        @Override
        public void trouble(String what) {}

        @Override
        public void warning(String what) {}
      };

  /** Listens; who comes is spoken to as if it had been dialled as {@code host}. */
  private int dial(Tls tls, String host) throws Exception {
    return running.call(() -> {
      TlsFiles files =
          new TlsFiles(running.loop, tls, false, RecordStyle.LARGE, Runnable::run, SILENT);
      Listener listener =
          Listener.tcp(running.loop, "127.0.0.1", 0, 0, raw -> connected(files, raw, host));
      return listener.port();
    });
  }

  private void connected(TlsFiles files, Connection raw, String host) {
    files.client(
        raw,
        host,
        tls -> {
          if (tls != null) {
            tls.handshake(new Ends());
          } else {
            outcome.add("no files");
          }
        });
  }

  private String next() throws InterruptedException {
    return String.valueOf(outcome.poll(Program.PATIENCE.toSeconds(), TimeUnit.SECONDS));
  }

  private Program opensslServer(int port, Pair pair, String... more) throws Exception {
    List<String> command =
        new java.util.ArrayList<>(
            List.of("openssl", "s_server", "-quiet", "-accept", "127.0.0.1:" + port));
    command.addAll(List.of("-cert", pair.certificate().toString()));
    command.addAll(List.of("-key", pair.key().toString()));
    command.addAll(List.of(more));
    return Program.start(command.toArray(String[]::new));
  }

  private Program between(int ours, int theirs) throws Exception {
    return Program.start(
        "socat", "TCP:127.0.0.1:" + ours, "TCP:127.0.0.1:" + theirs + ",retry=100,interval=0.1");
  }

  private Tls trusting(Pair own) {
    return new Tls(
        TlsType.AUTHENTICATED,
        own.certificate().toString(),
        own.key().toString(),
        ca.certificate().toString(),
        List.of());
  }

  private String outcomeWith(Pair shown, Tls tls, String host) throws Exception {
    int theirs = TestDaemon.freePort();
    int ours = dial(tls, host);
    try (Program openssl = opensslServer(theirs, shown);
        Program socat = between(ours, theirs)) {
      assertThat(openssl.isAlive()).isTrue();
      assertThat(socat.pid()).isPositive();
      return next();
    }
  }

  @Test
  void bytesPassBothWaysAndBothSidesKnowEachOther() throws Exception {
    Pair own = made.signed(ca, "hardline", "", 30);
    int theirs = TestDaemon.freePort();
    int ours = dial(trusting(own), "server.plant.example");
    try (Program openssl =
            opensslServer(
                theirs,
                server,
                "-Verify",
                "1",
                "-verify_return_error",
                "-CAfile",
                ca.certificate().toString());
        Program socat = between(ours, theirs)) {
      assertThat(next()).isEqualTo("ready TLSv1.3 TLS_AES_128_GCM_SHA256, CN=server");
      openssl.awaitOut("question");
      openssl.send("answer\n");
      assertThat(next()).isEqualTo("received answer\n");
      assertThat(openssl.err()).contains("CN = hardline");
      socat.terminate();
    }
  }

  @Test
  void aServerWithAnotherNameIsRefused() throws Exception {
    assertThat(outcomeWith(server, trusting(server), "plc7.plant.example"))
        .isEqualTo(
            "the name in its certificate, server.plant.example, is not plc7.plant.example,"
                + " which was dialled");
  }

  @Test
  void aForeignServerIsRefused() throws Exception {
    Pair foreign = made.ownCertificate("foreign", "DNS:server.plant.example");
    assertThat(outcomeWith(foreign, trusting(server), "server.plant.example"))
        .isEqualTo("its certificate, CN=foreign, is signed by nobody in ca");
  }

  @Test
  void aServerThatHasExpiredIsRefused() throws Exception {
    Pair old = made.signed(ca, "old", "DNS:server.plant.example", -1);
    assertThat(outcomeWith(old, trusting(server), "server.plant.example"))
        .startsWith("its certificate, CN=old, expired on ");
  }

  @Test
  void anEncryptedClientAsksNobody() throws Exception {
    Pair foreign = made.ownCertificate("foreign", "");
    assertThat(outcomeWith(foreign, TestCertificates.encrypted(), "x"))
        .isEqualTo("ready TLSv1.3 TLS_AES_128_GCM_SHA256, CN=foreign");
  }

  @Test
  void aServerThatWantsACertificateSaysSo() throws Exception {
    int theirs = TestDaemon.freePort();
    int ours = dial(TestCertificates.encrypted(), "x");
    try (Program openssl =
            opensslServer(theirs, server, "-Verify", "1", "-verify_return_error", "-tls1_2");
        Program socat = between(ours, theirs)) {
      assertThat(next()).contains("it found no way to speak TLS with us that both allow");
      assertThat(openssl.isAlive()).isTrue();
      assertThat(socat.pid()).isPositive();
    }
  }
}
