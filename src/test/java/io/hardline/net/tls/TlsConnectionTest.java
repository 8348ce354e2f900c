package io.hardline.net.tls;

import static io.hardline.net.tls.EnginePeer.noise;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.EpollLoop;
import io.hardline.net.Connection;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The connection with TLS does what {@link Connection} says, whatever the peer does. */
class TlsConnectionTest {
  private static final String TLS_1_2 = "TLSv1.2";

  @TempDir static Path directory;
  private static TestCertificates.Pair own = new TestCertificates.Pair(Path.of(""), Path.of(""));

  @BeforeAll
  static void makeCertificate() {
    own = new TestCertificates(directory).ownCertificate("plc7", "DNS:plc7.plant.example");
  }

  private static TlsRig server() {
    return TlsRig.server(TestCertificates.encrypted(own));
  }

  private static EnginePeer client(String... protocols) {
    return TlsRig.peer(null, true, protocols);
  }

  private static byte[] text(String latin1) {
    return latin1.getBytes(ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void bytesPassBothWays(String protocol) {
    EnginePeer peer = client(protocol);
    TlsRig rig = server().open(peer);
    byte[] large = noise(300_000);
    peer.send(large);
    rig.talk(peer);
    assertThat(rig.received.toByteArray()).isEqualTo(large);

    assertThat(rig.write(large)).isEqualTo(large.length);
    rig.talk(peer);
    assertThat(peer.received.toByteArray()).isEqualTo(large);
    assertThat(rig.tls.security()).startsWith(protocol + " TLS_").contains("AES_128_GCM");
  }

  @Test
  void asTheClientItDoesTheSame() {
    EnginePeer peer = TlsRig.peer(TestCertificates.encrypted(own), false);
    TlsRig rig = TlsRig.client(TestCertificates.encrypted(), "plc7.plant.example").begin();
    rig.talk(peer);
    assertThat(rig.ready).isTrue();
    rig.start();
    peer.send(text("question"));
    rig.write(text("answer"));
    rig.talk(peer);

    assertThat(rig.received.toString(ISO_8859_1)).isEqualTo("question");
    assertThat(peer.received.toString(ISO_8859_1)).isEqualTo("answer");
    assertThat(rig.tls.security()).isEqualTo("TLSv1.3 TLS_AES_128_GCM_SHA256, CN=plc7");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 1000})
  void inputMayBeCutAnywhere(int pieceBytes) {
    EnginePeer peer = client();
    TlsRig rig = server().begin();
    peer.talk(rig.raw, pieceBytes, rig.loop::runAll);
    rig.start();
    peer.send(noise(20_000));
    peer.talk(rig.raw, pieceBytes, rig.loop::runAll);
    assertThat(rig.received.toByteArray()).isEqualTo(noise(20_000));
  }

  @Test
  void inputMayBeCutIntoTwoAtEveryByte() {
    int length = client().take().length;
    for (int cut = 1; cut < length; cut++) {
      EnginePeer peer = client();
      TlsRig rig = server().begin();
      byte[] hello = peer.take();
      rig.raw.feed(Arrays.copyOf(hello, cut));
      rig.loop.runAll();
      rig.raw.feed(Arrays.copyOfRange(hello, cut, hello.length));
      rig.talk(peer);
      assertThat(rig.ready).as("cut after %d bytes", cut).isTrue();
      rig.tls.close();
    }
  }

  @Test
  void dataThatComesWithTheEndOfTheHandshakeWaitsForStart() {
    EnginePeer peer = client();
    TlsRig rig = server().begin();
    rig.raw.feed(peer.take());
    rig.loop.runAll();
    peer.give(rig.raw.sent());
    assertThat(peer.isReady()).isTrue();
    peer.send(text("early"));
    rig.raw.feed(peer.take());
    rig.loop.runAll();
    assertThat(rig.ready).isTrue();
    assertThat(rig.raw.isPaused()).isTrue();
    assertThat(rig.tls.unreadBytes()).isPositive();

    rig.start();
    assertThat(rig.received.toString(ISO_8859_1)).isEqualTo("early");
    assertThat(rig.raw.isPaused()).isFalse();
  }

  @Test
  void whoIsPausedWhenItStartsGetsNothing() {
    EnginePeer peer = client();
    TlsRig rig = server().begin();
    rig.talk(peer);
    rig.tls.pauseReading();
    rig.start();
    peer.send(text("later"));
    rig.talk(peer);
    assertThat(rig.pieces).isZero();
    assertThat(rig.tls.unreadBytes()).isPositive();

    rig.tls.resumeReading();
    rig.loop.runAll();
    assertThat(rig.received.toString(ISO_8859_1)).isEqualTo("later");
  }

  @Test
  void pausingStopsTheSocket() {
    EnginePeer peer = client();
    TlsRig rig = server().open(peer);
    rig.tls.pauseReading();
    peer.send(noise(200_000));
    rig.talk(peer);
    assertThat(rig.pieces).isZero();
    assertThat(rig.tls.unreadBytes()).isGreaterThan(200_000);
    rig.tls.resumeReading();
    rig.loop.runAll();
    assertThat(rig.received.toByteArray()).isEqualTo(noise(200_000));
  }

  @Test
  void onePieceIsNoMoreThanOneReadAndAPauseIsHeardBetweenTwo() {
    EnginePeer peer = client();
    TlsRig rig = server().open(peer);
    rig.pauseAfterPiece = true;
    for (int i = 0; i < 75; i++) {
      peer.send(Arrays.copyOfRange(noise(300_000), i * 4000, (i + 1) * 4000));
    }
    byte[] records = peer.take();
    // Most of a record is kept when as much comes as one read can be.
    rig.raw.feed(Arrays.copyOf(records, 3900));
    rig.loop.runAll();
    rig.raw.feed(Arrays.copyOfRange(records, 3900, records.length));
    while (rig.received.size() < 300_000) {
      int pieces = rig.pieces;
      rig.tls.resumeReading();
      rig.loop.runAll();
      assertThat(rig.pieces).as("in a pause nothing is handed on").isEqualTo(pieces + 1);
    }
    assertThat(rig.largestPiece).isBetween(40_000, EpollLoop.SCRATCH_BYTES);
    assertThat(rig.received.toByteArray()).isEqualTo(noise(300_000));
    assertThat(rig.tls.unreadBytes()).isZero();
  }

  @Test
  void aSlowReaderIsKeptForUpToTheLimitAndMissesNoByteThatWasTaken() {
    EnginePeer peer = client();
    TlsRig rig = server().open(peer);
    rig.raw.setRoom(0);
    rig.loop.runAll();
    int taken = rig.write(noise(400_000));
    assertThat(taken).isBetween(100_000, Connection.BACKLOG_LIMIT_BYTES);
    assertThat(rig.tls.backlogBytes()).isBetween(taken, Connection.BACKLOG_LIMIT_BYTES);
    assertThat(rig.write(noise(400_000))).as("no room for a whole record").isZero();

    rig.raw.setRoom(Integer.MAX_VALUE);
    rig.loop.runAll();
    assertThat(rig.drained).isEqualTo(1);
    rig.talk(peer);
    assertThat(peer.received.toByteArray()).isEqualTo(Arrays.copyOf(noise(400_000), taken));
    rig.write(text("!"));
    rig.talk(peer);
    assertThat(peer.received.size()).isEqualTo(taken + 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 16_384, 16_640, 50_000, 163_000})
  void whatThereIsRoomForIsTaken(int already) {
    EnginePeer peer = client();
    TlsRig rig = server().open(peer);
    rig.raw.setRoom(0);
    rig.loop.runAll();
    rig.write(noise(already));
    int room = rig.tls.room();
    assertThat(room).isBetween(0, Connection.BACKLOG_LIMIT_BYTES);
    assertThat(rig.write(noise(room))).isEqualTo(room);
  }

  @Test
  void afterACloseNotifyOfTls13ThePeerStillGetsItsAnswer() {
    EnginePeer peer = client();
    TlsRig rig = server().open(peer);
    peer.send(text("last"));
    peer.end();
    rig.talk(peer);
    assertThat(rig.received.toString(ISO_8859_1)).isEqualTo("last");
    assertThat(rig.ended).isTrue();
    assertThat(rig.tls.isOpen()).isTrue();

    rig.write(text("answer"));
    rig.talk(peer);
    assertThat(peer.received.toString(ISO_8859_1)).isEqualTo("answer");
  }

  @Test
  void aCloseNotifyOfTls12EndsTheConnection() {
    EnginePeer peer = client(TLS_1_2);
    TlsRig rig = server().open(peer);
    peer.send(text("last"));
    peer.end();
    rig.talk(peer);
    assertThat(rig.received.toString(ISO_8859_1)).isEqualTo("last");
    assertThat(rig.closed).isEqualTo("the peer closed the connection");
    assertThat(rig.raw.isOpen()).isFalse();
  }

  @Test
  void anEndWithoutACloseNotifyIsAnEnd() {
    EnginePeer peer = client();
    TlsRig rig = server().open(peer);
    rig.raw.ends();
    rig.loop.runAll();
    assertThat(rig.ended).isTrue();
    assertThat(rig.closed).isEmpty();
    rig.raw.vanishes("connection reset by the peer (ECONNRESET)");
    rig.loop.runAll();
    assertThat(rig.closed).isEqualTo("connection reset by the peer (ECONNRESET)");
  }

  @Test
  void closingSaysSoToThePeer() {
    EnginePeer peer = client();
    TlsRig rig = server().open(peer);
    rig.tls.close();
    peer.give(rig.raw.sent());
    assertThat(peer.ended).isTrue();
    assertThat(peer.failure).isNull();
    assertThat(rig.closed).as("never after close()").isEmpty();
    assertThat(rig.write(text("x"))).isZero();
  }

  @Test
  void aPlainClientIsKnownByItsFirstByte() {
    TlsRig rig = server().begin();
    rig.raw.feed("G");
    rig.loop.runAll();
    assertThat(rig.failed).isEqualTo("it speaks no TLS: a plain client on a TLS port");
    assertThat(rig.raw.isOpen()).isFalse();
  }

  @Test
  void aRecordLongerThanAllowedIsRefusedAtItsHeader() {
    TlsRig rig = server().begin();
    int longest = RecordInput.MAX_CONTENT_BYTES;
    rig.raw.feed((byte) 22, (byte) 3, (byte) 1, (byte) (longest >> 8), (byte) longest);
    rig.loop.runAll();
    assertThat(rig.failed).as("it may still come").isEmpty();

    TlsRig other = server().begin();
    other.raw.feed(
        (byte) 22, (byte) 3, (byte) 1, (byte) ((longest + 1) >> 8), (byte) (longest + 1));
    other.loop.runAll();
    assertThat(other.failed).isNotEmpty();
    assertThat(other.raw.isOpen()).isFalse();
  }

  @Test
  void garbageInAHandshakeEndsIt() {
    TlsRig rig = server().begin();
    rig.raw.feed(
        (byte) 22, (byte) 3, (byte) 1, (byte) 0, (byte) 4, (byte) 9, (byte) 9, (byte) 9, (byte) 9);
    rig.loop.runAll();
    assertThat(rig.failed).startsWith("TLS failed: ");
    assertThat(rig.raw.sent()).as("an alert").startsWith(21, 3);
  }

  @Test
  void garbageLaterClosesTheConnection() {
    EnginePeer peer = client();
    TlsRig rig = server().open(peer);
    rig.raw.feed("plain text");
    rig.loop.runAll();
    assertThat(rig.closed).isEqualTo("the peer sent bytes that are not TLS");
  }

  @Test
  void aChangedRecordClosesTheConnection() {
    EnginePeer peer = client();
    TlsRig rig = server().open(peer);
    peer.send(text("good"));
    byte[] first = peer.take();
    peer.send(text("evil"));
    byte[] second = peer.take();
    second[second.length - 1] ^= 1;
    rig.raw.feed(first);
    rig.raw.feed(second);
    rig.loop.runAll();
    assertThat(rig.received.toString(ISO_8859_1)).isEqualTo("good");
    assertThat(rig.closed).isEqualTo("the peer sent a record that was changed on its way");
  }

  @Test
  void aPeerThatSaysNothingIsGivenUp() {
    TlsRig rig = server().begin();
    rig.loop.advanceMs(TlsConnection.HANDSHAKE_DEADLINE_MS - 1);
    assertThat(rig.failed).isEmpty();
    rig.loop.advanceMs(1);
    assertThat(rig.failed).startsWith("it said nothing for 10 s");
  }

  @Test
  void aPeerThatTricklesIsGivenUp() {
    TlsRig rig = server().begin();
    byte[] hello = client().take();
    for (int i = 0; rig.failed.isEmpty() && i < hello.length; i++) {
      rig.raw.feed(hello[i]);
      rig.loop.advanceMs(500);
    }
    assertThat(rig.failed).isEqualTo("its handshake took longer than 10 s");
  }

  @Test
  void aPeerThatGoesBeforeOrInTheHandshake() {
    TlsRig atOnce = server().begin();
    atOnce.raw.ends();
    atOnce.loop.runAll();
    assertThat(atOnce.failed).isEqualTo("it closed the connection before it said anything");

    TlsRig inIt = server().begin();
    inIt.raw.feed(client().take());
    inIt.loop.runAll();
    inIt.raw.ends();
    inIt.loop.runAll();
    assertThat(inIt.failed).isEqualTo("it closed the connection in the middle of the handshake");

    TlsRig reset = server().begin();
    reset.raw.vanishes("connection reset by the peer (ECONNRESET)");
    reset.loop.runAll();
    assertThat(reset.failed).isEqualTo("connection reset by the peer (ECONNRESET)");
  }

  @Test
  void negotiatingAnewIsRefused() {
    EnginePeer peer = client(TLS_1_2);
    TlsRig rig = server().open(peer);
    peer.handshakeAgain();
    rig.talk(peer);
    rig.write(text("x"));
    assertThat(rig.closed).isNotEmpty();
    assertThat(rig.raw.isOpen()).isFalse();
  }

  @Test
  void newKeysOfTls13AreTaken() {
    EnginePeer peer = client();
    TlsRig rig = server().open(peer);
    peer.handshakeAgain();
    rig.talk(peer);
    peer.send(text("with new keys"));
    rig.talk(peer);
    rig.write(text("and back"));
    rig.talk(peer);
    assertThat(rig.received.toString(ISO_8859_1)).isEqualTo("with new keys");
    assertThat(peer.received.toString(ISO_8859_1)).isEqualTo("and back");
  }

  @Test
  void theUnitHasRoomForSoManyHandshakesAndNoMore() {
    int taken = 0;
    while (Handshakes.admit()) {
      taken++;
    }
    assertThat(taken).isEqualTo(Handshakes.MAX_AT_ONCE);
    TlsRig rig = server().begin();
    rig.raw.feed(client().take());
    rig.loop.runAll();
    for (int i = 0; i < taken; i++) {
      Handshakes.release();
    }
    assertThat(rig.failed).startsWith("more handshakes are under way");

    server().open(client());
    assertThat(Handshakes.admit()).as("each gives its place back").isTrue();
    Handshakes.release();
  }

  @Test
  void aHandshakeThatIsOverHoldsNoPlace() {
    for (int i = 0; i < Handshakes.MAX_AT_ONCE + 10; i++) {
      TlsRig rig = server().begin();
      rig.raw.feed(i % 2 == 0 ? client().take() : new byte[] {22, 3, 1, 0, 1, 7});
      rig.loop.runAll();
      rig.tls.close();
      assertThat(rig.failed).isNotEqualTo(TlsFailure.TOO_MANY);
    }
  }
}
