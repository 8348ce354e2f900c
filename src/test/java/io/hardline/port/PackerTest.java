package io.hardline.port;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.IoBuffer;
import io.hardline.settings.PortSettings.DelimiterProcess;
import io.hardline.settings.PortSettings.Packing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Packets are written {@code a|b|}: what stands behind the last bar waits. */
class PackerTest {
  private static final int LIMIT = Packer.LIMIT_BYTES;

  static Packing length(int bytes) {
    return new Packing(bytes, "", DelimiterProcess.NONE, Duration.ZERO);
  }

  static Packing delimiter(String hex, DelimiterProcess process) {
    return new Packing(0, hex, process, Duration.ZERO);
  }

  static IoBuffer buffer(byte... bytes) {
    IoBuffer buffer = new IoBuffer(bytes.length);
    buffer.bytes.put(bytes).flip();
    return buffer;
  }

  static byte[] rest(IoBuffer data) {
    byte[] bytes = new byte[data.bytes.remaining()];
    data.bytes.get(bytes);
    return bytes;
  }

  /** The packets of {@code pieces} put one after the other, and then what waits. */
  private static String packed(Packing packing, String... pieces) {
    Packer packer = new Packer(packing);
    StringBuilder packets = new StringBuilder();
    for (String piece : pieces) {
      IoBuffer data = buffer(piece.getBytes(ISO_8859_1));
      packer.put(data, packet -> packets.append(text(packet)).append('|'));
      assertThat(data.bytes.hasRemaining()).isFalse();
    }
    packer.flush(packet -> packets.append(text(packet)));
    return packets.toString();
  }

  /** Every way to cut the input in two gives the same. */
  private static String packedHoweverCut(Packing packing, String input) {
    String whole = packed(packing, input);
    for (int i = 0; i <= input.length(); i++) {
      assertThat(packed(packing, input.substring(0, i), input.substring(i)))
          .as("cut at " + i)
          .isEqualTo(whole);
    }
    assertThat(packed(packing, input.split(""))).as("byte by byte").isEqualTo(whole);
    return whole;
  }

  private static String text(IoBuffer data) {
    return new String(rest(data), ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({"1, a|b|c|d|e|", "2, ab|cd|e", "4, abcd|e", "5, abcde|", "6, abcde"})
  void byLength(int bytes, String packets) {
    assertThat(packedHoweverCut(length(bytes), "abcde")).isEqualTo(packets);
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, ab;|c;|;|d",
    "DELIMITER_PLUS_1, ab;c|;;|d",
    "DELIMITER_PLUS_2, ab;c;|;d",
    "STRIP, ab|c|d"
  })
  void byOneDelimiter(DelimiterProcess process, String packets) {
    assertThat(packedHoweverCut(delimiter("3b", process), "ab;c;;d")).isEqualTo(packets);
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, a<b>c<>|d<<>|<>|>e<",
    "DELIMITER_PLUS_1, a<b>c<>d|<<><|>>e<",
    "DELIMITER_PLUS_2, a<b>c<>d<|<><>|>e<",
    "STRIP, a<b>c|d<|>e<"
  })
  void byTwoDelimitersInTheirOrder(DelimiterProcess process, String packets) {
    assertThat(packedHoweverCut(delimiter("3c3e", process), "a<b>c<>d<<><>>e<")).isEqualTo(packets);
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, a--|-b-c--|--|",
    "DELIMITER_PLUS_1, a---|b-c---|-",
    "DELIMITER_PLUS_2, a---b|-c----|",
    "STRIP, a|-b-c|"
  })
  void byTheSameDelimiterTwice(DelimiterProcess process, String packets) {
    assertThat(packedHoweverCut(delimiter("2d2d", process), "a---b-c----")).isEqualTo(packets);
  }

  @Test
  void everyByteMayBeADelimiter() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    for (int wanted = 0; wanted < 256; wanted++) {
      List<Integer> lengths = new ArrayList<>();
      Packer packer = new Packer(delimiter("%02x".formatted(wanted), DelimiterProcess.NONE));
      packer.put(buffer(all), packet -> lengths.add(packet.bytes.remaining()));
      assertThat(lengths).containsExactly(wanted + 1);
      assertThat(packer.gatheredBytes()).isEqualTo(255 - wanted);
    }
  }

  @Test
  void nothingIsSentOfADelimiterAloneThatIsStripped() {
    assertThat(packedHoweverCut(delimiter("0d0a", DelimiterProcess.STRIP), "\r\n\r\na\r\n"))
        .isEqualTo("a|");
  }

  @ParameterizedTest
  @EnumSource(DelimiterProcess.class)
  void aThousandAndTwentyFourBytesAreAlwaysSent(DelimiterProcess process) {
    String full = "x".repeat(LIMIT);

    assertThat(packed(delimiter("3b", process), full)).isEqualTo(full + "|");
    assertThat(packed(delimiter("3b", process), "x".repeat(LIMIT - 1)))
        .isEqualTo("x".repeat(LIMIT - 1));
    assertThat(packed(delimiter("3b", process), "xx", full + full + "y"))
        .isEqualTo(full + "|" + full + "|xxy");
  }

  @Test
  void aGapAloneSendsWhatHasGatheredOrWhatIsTooMuch() {
    Packing gap = new Packing(0, "", DelimiterProcess.NONE, Duration.ofMillis(50));
    String full = "x".repeat(LIMIT);

    assertThat(packed(gap, "some")).isEqualTo("some");
    assertThat(packed(gap, full + "y")).isEqualTo(full + "|y");
  }

  @Test
  void theLongestLengthAndTheLimitAreTheSame() {
    String full = "x".repeat(LIMIT);

    assertThat(packed(length(LIMIT), full + "y")).isEqualTo(full + "|y");
  }

  @Test
  void aDelimiterIsNotCutWhereTheLimitIs() {
    String most = "x".repeat(LIMIT - 1);

    assertThat(packed(delimiter("0d0a", DelimiterProcess.NONE), most + "\r", "\nab"))
        .isEqualTo(most + "|\r\n|ab");
    assertThat(packed(delimiter("0d0a", DelimiterProcess.STRIP), most + "\r\nab"))
        .isEqualTo(most + "|ab");
    assertThat(packed(delimiter("0d0a", DelimiterProcess.STRIP), most + "\rab"))
        .isEqualTo(most + "|\rab");
    assertThat(packed(delimiter("0d0a", DelimiterProcess.NONE), most + "\r".repeat(LIMIT + 1)))
        .isEqualTo(most + "|" + "\r".repeat(LIMIT - 1) + "|\r\r");
  }

  @Test
  void messagesEndWhereTheyWouldHaveEndedWithoutTheLimit() {
    String most = "x".repeat(LIMIT - 1);

    assertThat(packed(delimiter("3b", DelimiterProcess.DELIMITER_PLUS_2), most + ";12ab;34"))
        .isEqualTo(most + ";|12|ab;34|");
  }

  @Test
  void aGapEndsAMessageAndForgetsHalfADelimiter() {
    Packer packer = new Packer(delimiter("0d0a", DelimiterProcess.NONE));
    List<String> packets = new ArrayList<>();
    packer.put(buffer((byte) 'a', (byte) '\r'), packet -> packets.add(text(packet)));
    packer.flush(packet -> packets.add(text(packet)));
    packer.flush(packet -> packets.add(text(packet)));
    packer.put(buffer((byte) '\n', (byte) 'b'), packet -> packets.add(text(packet)));

    assertThat(packets).containsExactly("a\r");
    assertThat(packer.gatheredBytes()).isEqualTo(2);
  }

  @Test
  void whatComesWholeIsNotCopied() {
    IoBuffer data = buffer("one;two;".getBytes(ISO_8859_1));
    List<IoBuffer> packets = new ArrayList<>();
    new Packer(delimiter("3b", DelimiterProcess.NONE)).put(data, packets::add);

    assertThat(packets).containsExactly(data, data);
  }
}
