package io.hardline.aspp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.IoBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacketReaderTest {
  /**
   * PUSH 7 of session 3 with "hello", expecting 258; then ACK 8; then PUSH|ACK 65535 of 3 bytes.
   */
  private static final String PACKETS =
      "ef be 01 0c 02 03 07 00 02 01 11 00 68 65 6c 6c 6f"
          + " ef be 01 0c 04 03 00 00 08 00 0c 00"
          + " ef be 01 0c 06 03 ff ff 00 00 0f 00 28 01 05";

  private static final List<String> READ =
      List.of("push 7, 258 of 3: 68656c6c6f", "0, 8 of 3: ", "push 65535, 0 of 3: 280105");

  private static byte[] octets(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static List<String> read(PacketReader reader, byte[] octets, int from, int to) {
    IoBuffer data = new IoBuffer(octets.length + 1);
    data.bytes.position(1);
    data.bytes.put(octets, from, to - from).flip().position(1);
    List<String> read = new ArrayList<>();
    while (reader.next(data)) {
      byte[] payload = new byte[reader.payload().bytes.remaining()];
      reader.payload().bytes.get(payload);
      read.add(
          "%s%d, %d of %d: %s"
              .formatted(
                  reader.isPush() ? "push " : "",
                  reader.number(),
                  reader.expected(),
                  reader.session(),
                  HexFormat.of().formatHex(payload)));
    }
    assertThat(data.bytes.hasRemaining()).as("everything is taken").isFalse();
    return read;
  }

  @Test
  void packetsAreRead() {
    byte[] all = octets(PACKETS);
    assertThat(read(new PacketReader(), all, 0, all.length)).isEqualTo(READ);
  }

  @Test
  void packetsAreReadWhereverTheyAreCut() {
    byte[] all = octets(PACKETS);
    for (int cut = 0; cut <= all.length; cut++) {
      PacketReader reader = new PacketReader();
      List<String> read = read(reader, all, 0, cut);
      read.addAll(read(reader, all, cut, all.length));
      assertThat(read).as("cut at " + cut).isEqualTo(READ);
    }
  }

  @Test
  void packetsAreReadByteByByte() {
    byte[] all = octets(PACKETS);
    PacketReader reader = new PacketReader();
    List<String> read = new ArrayList<>();
    for (int i = 0; i < all.length; i++) {
      read.addAll(read(reader, all, i, i + 1));
    }
    assertThat(read).isEqualTo(READ);
  }

  @Test
  void theRestIsGivenBackUnread() {
    PacketReader reader = new PacketReader();
    IoBuffer data = new IoBuffer(100);
    data.bytes.put(octets(PACKETS)).flip();
    assertThat(reader.next(data)).isTrue();
    reader.rest(data);

    assertThat(data.bytes.remaining()).isEqualTo(12 + 15);
    assertThat(reader.next(data)).isTrue();
    assertThat(reader.expected()).isEqualTo(8);
  }

  @ParameterizedTest
  @CsvSource({
    "47 45 54 20 2f 20 48 54 54 50 2f 31, no packet begins with 47 45",
    "be ef 01 0c 02 03 07 00 02 01 0c 00, no packet begins with be ef",
    "ef be 02 0c 02 03 07 00 02 01 0c 00, a packet of version 2",
    "ef be 01 0d 02 03 07 00 02 01 0d 00, a packet with a header of 13 bytes",
    "ef be 01 0c 02 03 07 00 02 01 0b 00, a packet of 11 bytes",
    "ef be 01 0c 02 03 07 00 02 01 00 00, a packet of 0 bytes",
    "ef be 01 0c 02 03 07 00 02 01 0d 08, a packet of 2061 bytes",
    "ef be 01 0c 02 03 07 00 02 01 ff ff, a packet of 65535 bytes"
  })
  void whatIsNoPacketEndsTheReading(String hex, String why) {
    byte[] bad = octets(hex);
    byte[] good = octets(PACKETS);
    for (int cut = 0; cut <= bad.length; cut++) {
      PacketReader reader = new PacketReader();
      assertThat(read(reader, bad, 0, cut)).isEmpty();
      assertThat(read(reader, bad, cut, bad.length)).isEmpty();
      assertThat(reader.trouble()).isEqualTo(why);
      assertThat(read(reader, good, 0, good.length)).as("there is no way back").isEmpty();
    }
  }

  @Test
  void theLongestPacketIsRead() {
    byte[] longest = new byte[PacketHeader.BYTES + PacketReader.MAX_PAYLOAD_BYTES];
    PacketHeader.put(ByteBuffer.wrap(longest), PacketHeader.PUSH, 1, 2, 3, 2048);
    assertThat(HexFormat.of().formatHex(longest, 0, 12)).isEqualTo("efbe010c0201020003000c08");

    PacketReader reader = new PacketReader();
    assertThat(read(reader, longest, 0, 100)).isEmpty();
    assertThat(read(reader, longest, 100, longest.length)).hasSize(1);
  }

  @Test
  void numbersGoRound() {
    assertThat(PacketHeader.next(65_535)).isZero();
    assertThat(PacketHeader.distance(65_535, 0)).isEqualTo(1);
    assertThat(PacketHeader.distance(0, 65_535)).isEqualTo(-1);
    assertThat(PacketHeader.distance(7, 7)).isZero();
  }
}
