package io.hardline.telnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.IoBuffer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TelnetEncoderTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "00 41 FE    | 00 41 FE",
        "FF          | FF FF",
        "41 FF       | 41 FF FF",
        "FF FF 42    | FF FF FF FF 42",
        "0D 00 0D 0A | 0D 00 0D 0A",
      })
  void iacsAreDoubled(String data, String escaped) {
    IoBuffer to = new IoBuffer(64);

    assertThat(TelnetEncoder.escape(Octets.buffer(Octets.of(data)), to)).isTrue();
    assertThat(Octets.hex(Octets.written(to.bytes))).isEqualTo(escaped);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0D          | 0D 00",
        "0D 00       | 0D 00 00",
        "0D 0A       | 0D 00 0A",
        "0A FF FF 0D FF FF | 0A FF FF 0D 00 FF FF",
      })
  void aTerminalGetsANulBehindEachCr(String data, String escaped) {
    IoBuffer to = new IoBuffer(64);

    assertThat(TelnetEncoder.padReturns(Octets.buffer(Octets.of(data)), to)).isTrue();
    assertThat(Octets.hex(Octets.written(to.bytes))).isEqualTo(escaped);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 16, 17, 40, 100})
  void aTargetThatIsSmallIsFilledAgainAndAgain(int room) {
    byte[] data = new byte[300];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i % 7 == 0 || i % 41 < 5 ? 0xFF : i % 13 == 0 ? '\r' : i);
    }
    assertThat(inPieces(data, room, false)).isEqualTo(inPieces(data, 1000, false));
    byte[] padded = inPieces(data, 1000, true);
    assertThat(inPieces(data, room, true)).isEqualTo(padded).hasSizeGreaterThan(data.length);
  }

  private static byte[] inPieces(byte[] data, int room, boolean nvt) {
    IoBuffer from = Octets.buffer(data);
    IoBuffer to = new IoBuffer(room);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    boolean done = false;
    while (!done) {
      to.bytes.clear();
      done = nvt ? TelnetEncoder.padReturns(from, to) : TelnetEncoder.escape(from, to);
      byte[] piece = Octets.written(to.bytes);
      assertThat(piece).isNotEmpty();
      assertThat(nvt ? 0 : iacs(piece) % 2).as("two IACs are not cut").isZero();
      all.writeBytes(piece);
    }
    return all.toByteArray();
  }

  private static int iacs(byte[] octets) {
    int count = 0;
    for (byte octet : octets) {
      count += octet == (byte) Telnet.IAC ? 1 : 0;
    }
    return count;
  }

  @Test
  void plainIsWhatHasNoIac() {
    byte[] data = new byte[100];
    assertThat(TelnetEncoder.isPlain(Octets.buffer(data))).isTrue();
    assertThat(TelnetEncoder.isPlain(Octets.buffer(new byte[0]))).isTrue();
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) 0xFF;
      IoBuffer buffer = Octets.buffer(data);
      assertThat(TelnetEncoder.isPlain(buffer)).as("IAC at %s", i).isFalse();
      buffer.bytes.limit(i);
      assertThat(TelnetEncoder.isPlain(buffer)).as("IAC behind the limit").isTrue();
      buffer.bytes.limit(100).position(i + 1);
      assertThat(TelnetEncoder.isPlain(buffer)).as("IAC before the position").isTrue();
      data[i] = 0;
    }
  }

  @Test
  void commandsAndOptions() {
    ByteBuffer to = ByteBuffer.allocate(16);
    TelnetEncoder.command(Telnet.NOP, to);
    TelnetEncoder.option(Telnet.WILL, Telnet.COM_PORT, to);

    assertThat(Octets.hex(Octets.written(to))).isEqualTo("FF F1 FF FB 2C");
  }
}
