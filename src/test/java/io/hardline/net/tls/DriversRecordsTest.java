package io.hardline.net.tls;

import static io.hardline.net.tls.EnginePeer.noise;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the NPort driver's TLS has to be spared: long records, and messages without data. */
class DriversRecordsTest {
  private static final int DATA = 23;

  /** Type, tag and the 16 zeros by which the JDK pads TLS 1.3; of TLS 1.2 nonce and tag. */
  private static final int OVERHEAD_BYTES = 33;

  @TempDir static Path directory;
  private static TestCertificates.Pair own = new TestCertificates.Pair(Path.of(""), Path.of(""));

  @BeforeAll
  static void makeCertificate() {
    own = new TestCertificates(directory).ownCertificate("plc7", "");
  }

  private static TlsRig server(RecordStyle style) {
    return TlsRig.server(TestCertificates.encrypted(own), style);
  }

  private record Sent(int type, int bytes) {}

  /** What a peer is sent, record by record, without reading it. */
  private static List<Sent> records(byte[] sent) {
    List<Sent> records = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(sent);
    while (bytes.hasRemaining()) {
      int type = bytes.get();
      int length = bytes.getShort(bytes.position() + 2);
      records.add(new Sent(type, length));
      bytes.position(bytes.position() + 4 + length);
    }
    return records;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void rule11NoRecordCarriesMoreThan1024Bytes(String protocol) {
    EnginePeer peer = TlsRig.peer(null, true, protocol);
    TlsRig rig = server(RecordStyle.DRIVERS).open(peer);
    byte[] large = noise(100_000);
    assertThat(rig.write(large)).isEqualTo(large.length);
    byte[] sent = rig.raw.sent();

    assertThat(records(sent)).hasSize(98).allMatch(record -> record.type == DATA);
    assertThat(records(sent)).extracting(Sent::bytes).allMatch(n -> n <= 1024 + OVERHEAD_BYTES);
    peer.give(sent);
    assertThat(peer.received.toByteArray()).isEqualTo(large);
  }

  @Test
  void othersGetLargeOnes() {
    EnginePeer peer = TlsRig.peer(null, true);
    TlsRig rig = server(RecordStyle.LARGE).open(peer);
    rig.write(noise(32_768));

    assertThat(records(rig.raw.sent())).hasSizeBetween(2, 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void rule11NothingFollowsTheHandshakeBeforeTheDeviceSpeaks(String protocol) {
    EnginePeer peer = TlsRig.peer(null, true, protocol);
    TlsRig rig = server(RecordStyle.DRIVERS).begin();
    while (!peer.isReady()) {
      rig.raw.feed(peer.take());
      rig.loop.runAll();
      peer.give(rig.raw.sent());
    }
    rig.raw.feed(peer.take());
    rig.loop.runAll();
    rig.start();
    rig.loop.advanceMs(60_000);

    assertThat(rig.ready).isTrue();
    assertThat(rig.raw.sent()).as("no ticket (RFC 8446, 4.6.1)").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 1_279, 1_280, 1_281, 5_000, 100_000})
  void whatThereIsRoomForIsTaken(int already) {
    EnginePeer peer = TlsRig.peer(null, true);
    TlsRig rig = server(RecordStyle.DRIVERS).open(peer);
    rig.raw.setRoom(0);
    rig.write(noise(already));
    int room = rig.tls.room();

    assertThat(rig.write(noise(200_000))).isGreaterThanOrEqualTo(room);
    rig.raw.setRoom(Integer.MAX_VALUE);
    rig.talk(peer);
    assertThat(peer.failure).as("no record was cut").isNull();
  }

  @Test
  void anAnswerToNewKeysWaitsForData() {
    EnginePeer peer = TlsRig.peer(null, true, "TLSv1.3");
    TlsRig rig = server(RecordStyle.DRIVERS).open(peer);
    for (int i = 0; i < 3; i++) {
      peer.handshakeAgain();
      peer.send(("asked " + i).getBytes(ISO_8859_1));
      rig.raw.feed(peer.take());
      rig.loop.runAll();
      assertThat(rig.raw.sent()).isEmpty();
    }
    assertThat(rig.received.toString(ISO_8859_1)).isEqualTo("asked 0asked 1asked 2");

    rig.write("data".getBytes(ISO_8859_1));
    peer.give(rig.raw.sent());
    assertThat(peer.failure).isNull();
    assertThat(peer.received.toString(ISO_8859_1)).isEqualTo("data");
  }

  @Test
  void anAnswerToNewKeysOfOthersGoesAtOnce() {
    EnginePeer peer = TlsRig.peer(null, true, "TLSv1.3");
    TlsRig rig = server(RecordStyle.LARGE).open(peer);
    peer.handshakeAgain();
    rig.raw.feed(peer.take());
    rig.loop.runAll();

    assertThat(rig.raw.sent()).isNotEmpty();
  }

  @Test
  void whoAsksForNewKeysAgainAndAgainIsClosed() {
    EnginePeer peer = TlsRig.peer(null, true, "TLSv1.3");
    TlsRig rig = server(RecordStyle.DRIVERS).open(peer);
    for (int i = 0; i < TlsConnection.MAX_UNANSWERED; i++) {
      peer.handshakeAgain();
      rig.raw.feed(peer.take());
      rig.loop.runAll();
    }
    assertThat(rig.tls.isOpen()).isTrue();
    peer.handshakeAgain();
    rig.raw.feed(peer.take());
    rig.loop.runAll();

    assertThat(rig.closed).isEqualTo(TlsFailure.RESTLESS);
  }
}
