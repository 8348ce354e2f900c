package io.hardline.net.tls;

import static io.hardline.net.tls.EnginePeer.noise;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.net.Connection;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Connection#readNow} with TLS: what the peer has sent by now, also what lies inside. */
class TlsReadNowTest {
  @TempDir static Path directory;
  private static TestCertificates.Pair own = new TestCertificates.Pair(Path.of(""), Path.of(""));

  private final EnginePeer peer = TlsRig.peer(null, true);
  private final TlsRig rig = TlsRig.server(TestCertificates.encrypted(own)).open(peer);

  @BeforeAll
  static void makeCertificate() {
    own = new TestCertificates(directory).ownCertificate("plc7", "");
  }

  /** It has come; the loop has not turned. */
  private void comes(byte[] plain) {
    peer.send(plain);
    rig.raw.feed(peer.take());
  }

  private String received() {
    return rig.received.toString(ISO_8859_1);
  }

  @Test
  void whatHasComeIsHandedOnAtOnce() {
    comes("now".getBytes(ISO_8859_1));
    rig.tls.readNow();
    assertThat(received()).isEqualTo("now");
    comes("then".getBytes(ISO_8859_1));
    rig.loop.runAll();
    assertThat(received()).isEqualTo("nowthen");
  }

  @Test
  void alsoWhileReadingIsPausedAndItStaysSo() {
    rig.tls.pauseReading();
    comes("now".getBytes(ISO_8859_1));
    rig.loop.runAll();
    rig.tls.readNow();
    assertThat(received()).isEqualTo("now");
    assertThat(rig.tls.unreadBytes()).isZero();

    comes("later".getBytes(ISO_8859_1));
    rig.loop.runAll();
    assertThat(received()).isEqualTo("now");
    rig.tls.resumeReading();
    rig.loop.runAll();
    assertThat(received()).isEqualTo("nowlater");
  }

  @Test
  void whatLiesInsideComesFirst() {
    byte[] large = noise(60_000);
    rig.pauseAfterPiece = true;
    for (int i = 0; i < large.length; i += 1_000) {
      peer.send(Arrays.copyOfRange(large, i, i + 1_000));
    }
    rig.raw.feed(peer.take());
    rig.loop.runAll();
    assertThat(rig.received.size()).isLessThan(60_000);
    assertThat(rig.tls.unreadBytes()).isPositive();

    rig.tls.readNow();
    assertThat(rig.received.toByteArray()).isEqualTo(large);
    assertThat(rig.tls.unreadBytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCutRecordWaitsForItsRest(boolean paused) {
    if (paused) {
      rig.tls.pauseReading();
    }
    peer.send("whole".getBytes(ISO_8859_1));
    peer.send("cut".getBytes(ISO_8859_1));
    byte[] cipher = peer.take();
    rig.raw.feed(Arrays.copyOf(cipher, cipher.length - 1));
    rig.tls.readNow();
    assertThat(received()).isEqualTo("whole");
    assertThat(rig.tls.unreadBytes()).isPositive();

    rig.raw.feed(cipher[cipher.length - 1]);
    rig.tls.readNow();
    assertThat(received()).isEqualTo("wholecut");
  }

  @Test
  void moreThanTheLimitIsLeftAndFollowsInOrder() {
    byte[] large = noise(500_000);
    rig.tls.pauseReading();
    comes(large);
    rig.tls.readNow();
    int first = rig.received.size();
    assertThat(first)
        .isBetween(
            Connection.BACKLOG_LIMIT_BYTES - 2 * RecordStyle.MOST_BYTES,
            Connection.BACKLOG_LIMIT_BYTES);
    assertThat(rig.tls.unreadBytes()).isGreaterThanOrEqualTo(500_000 - first);
    rig.tls.readNow();
    assertThat(rig.received.size() - first).isLessThanOrEqualTo(Connection.BACKLOG_LIMIT_BYTES);

    rig.tls.resumeReading();
    rig.loop.runAll();
    assertThat(rig.received.toByteArray()).isEqualTo(large);
  }

  @Test
  void moreThanTheLimitFollowsByItselfWhenNothingIsPaused() {
    byte[] large = noise(500_000);
    comes(large);
    rig.tls.readNow();
    rig.loop.runAll();

    assertThat(rig.received.toByteArray()).isEqualTo(large);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void thatThePeerHasEndedIsToldLater(boolean paused) {
    if (paused) {
      rig.tls.pauseReading();
    }
    peer.send("last".getBytes(ISO_8859_1));
    peer.end();
    rig.raw.feed(peer.take());
    rig.tls.readNow();
    assertThat(received()).isEqualTo("last");
    assertThat(rig.ended).isFalse();

    rig.tls.resumeReading();
    rig.loop.runAll();
    assertThat(rig.ended).isTrue();
  }

  @Test
  void anErrorIsToldLaterAndWhatCameBeforeIsNotLost() {
    peer.send("good".getBytes(ISO_8859_1));
    rig.raw.feed(peer.take());
    peer.send("bad".getBytes(ISO_8859_1));
    byte[] changed = peer.take();
    changed[changed.length - 1] ^= 1;
    rig.raw.feed(changed);
    rig.tls.readNow();
    assertThat(received()).isEqualTo("good");
    assertThat(rig.closed).isEmpty();

    rig.loop.runAll();
    assertThat(rig.closed).isNotEmpty();
    assertThat(rig.raw.isOpen()).isFalse();
  }

  @Test
  void whoClosesWhileItReadsGetsNothingMore() {
    rig.closeAfterPiece = true;
    comes(noise(100_000));
    rig.tls.readNow();
    rig.loop.runAll();

    assertThat(rig.pieces).isOne();
    assertThat(rig.tls.isOpen()).isFalse();
  }

  @Test
  void beforeTheStartAndAfterTheEndNothingIsRead() {
    EnginePeer other = TlsRig.peer(null, true);
    TlsRig early = TlsRig.server(TestCertificates.encrypted(own)).begin();
    early.raw.feed(other.take());
    early.tls.readNow();
    assertThat(early.raw.unreadBytes()).as("a worker may be at it").isPositive();
    early.loop.runAll();
    early.talk(other);
    assertThat(early.ready).isTrue();
    early.tls.readNow();
    early.tls.close();
    early.tls.readNow();

    assertThat(early.pieces).isZero();
  }
}
