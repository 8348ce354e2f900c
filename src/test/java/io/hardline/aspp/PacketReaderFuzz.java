package io.hardline.aspp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.house.FuzzRuns;
import io.hardline.loop.IoBuffer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Packets with noise among them, in any pieces: the good ones before the noise are read. */
@Timeout(600)
class PacketReaderFuzz {

  @Test
  void anyBytesInAnyPieces() {
    FuzzRuns.run(PacketReaderFuzz::anyBytes);
  }

  private static void anyBytes(RandomGenerator random) {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    List<byte[]> payloads = new ArrayList<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      byte[] payload = new byte[random.nextInt(random.nextBoolean() ? 8 : 2049)];
      random.nextBytes(payload);
      ByteBuffer header = ByteBuffer.allocate(PacketHeader.BYTES);
      PacketHeader.put(header, random.nextInt(256), 1, i, i, payload.length);
      sent.writeBytes(header.array());
      sent.writeBytes(payload);
      payloads.add(payload);
    }
    byte[] noise = new byte[random.nextInt(200)];
    random.nextBytes(noise);
    sent.writeBytes(noise);

    List<byte[]> read = readInPieces(sent.toByteArray(), random);
    assertThat(read.size()).isGreaterThanOrEqualTo(payloads.size());
    for (int i = 0; i < payloads.size(); i++) {
      assertThat(read.get(i)).isEqualTo(payloads.get(i));
    }
  }

  private static List<byte[]> readInPieces(byte[] all, RandomGenerator random) {
    PacketReader reader = new PacketReader();
    List<byte[]> read = new ArrayList<>();
    IoBuffer data = new IoBuffer(4096);
    for (int from = 0; from < all.length; ) {
      int to = Math.min(all.length, from + random.nextInt(1, random.nextBoolean() ? 20 : 4097));
      data.bytes.clear().put(Arrays.copyOfRange(all, from, to)).flip();
      while (reader.next(data)) {
        byte[] payload = new byte[reader.payload().bytes.remaining()];
        reader.payload().bytes.get(payload);
        read.add(payload);
      }
      assertThat(data.bytes.hasRemaining()).isFalse();
      from = to;
    }
    return read;
  }
}
