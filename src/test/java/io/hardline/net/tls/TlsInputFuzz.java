package io.hardline.net.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.house.FuzzRuns;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a peer sends and a file holds: records in the right order, or a refusal in words. */
@Tag("fuzz")
class TlsInputFuzz {
  private static final String[] WORDS = {
    "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN EC PRIVATE KEY-----",
    "-----END PRIVATE KEY-----",
    "-----BEGIN RSA PRIVATE KEY-----",
    "-----BEGIN CERTIFICATE-----",
    "-----END CERTIFICATE-----",
    "-----END EC PRIVATE KEY-----",
    "-----BEGIN -----",
    "-----",
    "\n",
    " ",
    "=",
    "MIGHAgEAMBMG",
    "Proc-Type: 4,ENCRYPTED",
    "DEK-Info: x",
    "AAAA",
    "MHcCAQEE",
    "oAoGCCqGSM49AwEH",
    "\u00ff"
  };

  @TempDir static Path directory;
  private static TestCertificates.Pair own = new TestCertificates.Pair(Path.of(""), Path.of(""));

  @BeforeAll
  static void makeCertificate() {
    own = new TestCertificates(directory).ownCertificate("plc7", "");
  }

  @Test
  void recordsComeWholeHoweverTheyAreCut() {
    FuzzRuns.run(TlsInputFuzz::cutRecords);
  }

  private static void cutRecords(RandomGenerator random) {
    int count = random.nextInt(1, 12);
    ByteBuffer all = ByteBuffer.allocate(count * (5 + RecordInput.MAX_CONTENT_BYTES));
    for (int i = 0; i < count; i++) {
      int length = random.nextInt(4) == 0 ? random.nextInt(18_433) : random.nextInt(40);
      all.put((byte) random.nextInt(20, 24)).put((byte) 3).put((byte) i).putShort((short) length);
      all.position(all.position() + length);
    }
    all.flip();
    RecordInput input = new RecordInput();
    int found = 0;
    while (all.hasRemaining()) {
      byte[] piece = new byte[Math.min(all.remaining(), random.nextInt(1, 30_000))];
      all.get(piece);
      found = takeRecords(input, ByteBuffer.wrap(piece), found);
    }
    assertThat(found).isEqualTo(count);
    assertThat(input.size()).isZero();
  }

  private static int takeRecords(RecordInput input, ByteBuffer fresh, int first) {
    int next = first;
    try {
      for (ByteBuffer at = input.next(fresh); at != null; at = input.next(fresh)) {
        assertThat(at.get(at.position() + 2)).isEqualTo((byte) next++);
        at.position(at.position() + 5 + (at.getShort(at.position() + 3) & 0xffff));
      }
    } catch (RecordInput.NotTls other) {
      throw new AssertionError("they are records", other);
    }
    assertThat(fresh.hasRemaining()).isFalse();
    return next;
  }

  @Test
  void anyBytesBeforeInAndAfterTheHandshake() {
    FuzzRuns.run(TlsInputFuzz::noise);
  }

  private static void noise(RandomGenerator random) {
    TlsRig rig = TlsRig.server(TestCertificates.encrypted(own)).begin();
    EnginePeer peer = TlsRig.peer(null, true);
    if (random.nextInt(3) == 0) {
      rig.talk(peer);
      rig.start();
    } else {
      byte[] hello = peer.take();
      for (int i = random.nextInt(4); i > 0; i--) {
        hello[random.nextInt(hello.length)] ^= (byte) (1 << random.nextInt(8));
      }
      rig.raw.feed(hello);
    }
    byte[] bytes = new byte[random.nextInt(1, 200)];
    random.nextBytes(bytes);
    if (random.nextBoolean()) {
      bytes[0] = (byte) random.nextInt(20, 24);
    }
    rig.raw.feed(bytes);
    rig.loop.runAll();
    rig.loop.advanceMs(TlsConnection.HANDSHAKE_DEADLINE_MS);

    assertThat(rig.received.size()).as("nothing that nobody sent").isZero();
    boolean over = !rig.failed.isEmpty() || !rig.closed.isEmpty();
    assertThat(over).isEqualTo(!rig.tls.isOpen());
    assertThat(rig.ready || over).as("no handshake is open for ever").isTrue();
    rig.tls.close();
  }

  @Test
  void anyFile() {
    FuzzRuns.run(TlsInputFuzz::file);
  }

  private static void file(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(40); i > 0; i--) {
      text.append(WORDS[random.nextInt(WORDS.length)]);
      text.append(random.nextBoolean() ? "\n" : "");
    }
    try {
      List<Pem.Block> blocks = Pem.blocks(text.toString());
      assertThat(PrivateKeys.read(blocks).getAlgorithm()).isIn("EC", "RSA");
    } catch (BadTlsFile bad) {
      assertThat(bad).hasMessageNotContaining("null");
      assertThat(String.valueOf(bad.getMessage()).getBytes(ISO_8859_1)).isNotEmpty();
    }
  }
}
