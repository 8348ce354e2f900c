package io.hardline.telnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.IoBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TelnetDecoderTest {
  private final TelnetDecoder decoder = new TelnetDecoder();
  private final RecordedTelnet events = new RecordedTelnet();

  private List<String> decode(String hex) {
    return decode(Octets.of(hex));
  }

  private List<String> decode(byte[] octets) {
    IoBuffer input = Octets.buffer(octets);
    decoder.decode(input, events);
    assertThat(input.bytes.hasRemaining()).isFalse();
    return events.taken();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "00 01 0D 0A 7F 80 FE      | data 00 01 0D 0A 7F 80 FE",
        "FF FF                     | data FF",
        "FF FF FF FF 41            | data FF FF 41",
        "41 FF FF 42               | data 41 FF 42",
        "FF FB 2C                  | option 251 44",
        "FF FC 00                  | option 252 0",
        "FF FD 03                  | option 253 3",
        "FF FE FF                  | option 254 255",
        "FF F1                     | command 241",
        "FF F3                     | command 243",
        "FF F9                     | command 249",
        "FF FA 2C 01 00 00 25 80 FF F0 | sub 44 01 00 00 25 80",
        "FF FA 2C 01 00 FF FF 00 01 FF F0 | sub 44 01 00 FF 00 01",
        "FF FA FF FF 01 FF F0      | sub 255 01",
        "FF FA 2C FF F0            | sub 44",
      })
  void eachEvent(String hex, String event) {
    assertThat(decode(hex)).containsExactly(event);
    assertThat(decoder.ignored()).isZero();
  }

  @Test
  void eventsComeInOrderWithTheData() {
    assertThat(decode("41 42 FF FB 2C 43 FF FF FF FA 2C 05 05 FF F0 FF F3 44"))
        .containsExactly(
            "data 41 42", "option 251 44", "data 43 FF", "sub 44 05 05", "command 243", "data 44");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'FF EF 41' | data 41",
        "'FF F0 41' | data 41",
        "'FF 00 41' | data 41",
        "'FF FA FF F0 41' | data 41",
        // Broken off by a command: what was meant is not known, what follows is.
        "'FF FA 2C 01 00 FF FB 03' | option 251 3",
        "'FF FA 2C 01 00 FF FA 2C 05 FF F0' | sub 44 05",
      })
  void whatIsNothingIsIgnoredAndCounted(String hex, String event) {
    assertThat(decode(hex)).containsExactly(event);
    assertThat(decoder.ignored()).isEqualTo(1);
  }

  @Test
  void aSubNegotiationAtTheLimitAndOneBeyondIt() {
    byte[] longest = sub(TelnetDecoder.SUB_NEGOTIATION_LIMIT_BYTES);
    assertThat(decode(longest)).hasSize(1).first().asString().startsWith("sub 44 07 07");
    assertThat(decoder.ignored()).isZero();

    assertThat(decode(sub(TelnetDecoder.SUB_NEGOTIATION_LIMIT_BYTES + 1))).isEmpty();
    assertThat(decode(sub(1 << 20))).isEmpty();
    assertThat(decoder.ignored()).isEqualTo(2);
    assertThat(decode(longest)).hasSize(1);
  }

  private static byte[] sub(int length) {
    byte[] octets = new byte[length + 4];
    Arrays.fill(octets, (byte) 7);
    System.arraycopy(Octets.of("FF FA 2C"), 0, octets, 0, 3);
    System.arraycopy(Octets.of("FF F0"), 0, octets, length + 2, 2);
    return octets;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7})
  void whereverTheBytesAreCut(int piece) {
    String hex = "41 FF FF 42 0D 00 FF FB 2C FF FA 2C 01 FF FF FF FF 00 FF F0 FF F3 FF FF FF F0 43";
    byte[] octets = Octets.of(hex);
    for (int from = 0; from < octets.length; from += piece) {
      byte[] cut = Arrays.copyOfRange(octets, from, Math.min(octets.length, from + piece));
      decoder.decode(Octets.buffer(cut), events);
    }
    assertThat(events.taken())
        .containsExactly(
            "data 41 FF 42 0D 00",
            "option 251 44",
            "sub 44 01 FF FF 00",
            "command 243",
            "data FF 43");
    assertThat(decoder.ignored()).isEqualTo(1);
  }

  @Test
  void whoeverWantsNoMoreGetsTheRestLater() {
    IoBuffer input = Octets.buffer(Octets.of("41 FF FA 2C 05 05 FF F0 42 FF F3 43 FF FF"));
    events.takes(1);
    decoder.decode(input, events);
    assertThat(events.taken()).containsExactly("data 41", "sub 44 05 05");
    assertThat(Octets.hex(Octets.remaining(input.bytes))).isEqualTo("42 FF F3 43 FF FF");

    events.takes(1);
    decoder.decode(input, events);
    assertThat(events.taken()).containsExactly("data 42", "command 243");
    decoder.decode(input, events);
    assertThat(events.taken()).containsExactly("data 43 FF");
  }

  @Test
  void dataOfATerminalLoseTheNulBehindACr() {
    assertThat(decode("0D 00 0D 0A")).containsExactly("data 0D 00 0D 0A");
    decoder.nvt(true);
    assertThat(decode("0D 00 00 0D 0A 41 0D")).containsExactly("data 0D 00 0D 0A 41 0D");
    assertThat(decode("00")).as("the NUL comes with the next read").isEmpty();
    assertThat(decode("00 0D FF FF 00")).containsExactly("data 00 0D FF 00");
    decoder.nvt(false);
    assertThat(decode("0D 00")).containsExactly("data 0D 00");
  }

  @Test
  void longRunsAndDenseIacs() {
    byte[] data = new byte[4096];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i < 1000 || i % 300 == 0 ? 0xFF : i);
    }
    IoBuffer escaped = new IoBuffer(2 * data.length);
    assertThat(TelnetEncoder.escape(Octets.buffer(data), escaped)).isTrue();
    assertThat(decode(Octets.written(escaped.bytes))).containsExactly("data " + Octets.hex(data));
  }
}
