package io.hardline.telnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.house.FuzzRuns;
import io.hardline.loop.IoBuffer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever a peer sends, and wherever it is cut: no exception, the same events, no byte lost. */
class TelnetFuzz {
  private static final String[] WORDS = {
    "FF",
    "FF FF",
    "FF F0",
    "FF FA 2C",
    "FF FB",
    "FF FD 00",
    "0D 00",
    "0D",
    "00",
    "01 00 01 C2",
    "FF FA 2C 05 05 FF F0",
    "FF FA 2C 00 FF F0",
    "FF F3",
    "FF EC",
    "65",
    "6B"
  };

  private static byte[] input(RandomGenerator random) {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    int most = random.nextInt(1, 2_000);
    while (input.size() < most) {
      byte[] noise = new byte[random.nextInt(1, random.nextBoolean() ? 8 : 600)];
      random.nextBytes(noise);
      boolean noisy = random.nextInt(4) == 0;
      input.writeBytes(noisy ? noise : Octets.of(WORDS[random.nextInt(WORDS.length)]));
    }
    return input.toByteArray();
  }

  @Test
  void cutsDoNotMatter() {
    FuzzRuns.run(random -> {
      byte[] input = input(random);
      boolean nvt = random.nextBoolean();
      List<String> whole = decode(input, input.length, nvt);
      assertThat(decode(input, 1, nvt)).isEqualTo(whole);
      assertThat(decode(input, random.nextInt(2, 40), nvt)).isEqualTo(whole);
    });
  }

  private static List<String> decode(byte[] input, int piece, boolean nvt) {
    TelnetDecoder decoder = new TelnetDecoder();
    decoder.nvt(nvt);
    RecordedTelnet events = new RecordedTelnet();
    for (int from = 0; from < input.length; from += piece) {
      int to = Math.min(input.length, from + piece);
      IoBuffer cut = Octets.buffer(Arrays.copyOfRange(input, from, to));
      decoder.decode(cut, events);
      assertThat(cut.bytes.hasRemaining()).isFalse();
    }
    return events.taken();
  }

  @Test
  void dataCrossBothWays() {
    FuzzRuns.run(random -> {
      byte[] data = input(random);
      boolean nvt = random.nextBoolean();
      IoBuffer escaped = new IoBuffer(TelnetEncoder.GROWTH * data.length);
      assertThat(TelnetEncoder.escape(Octets.buffer(data), escaped)).isTrue();
      escaped.bytes.flip();
      IoBuffer padded = new IoBuffer(TelnetEncoder.GROWTH * escaped.bytes.limit());
      if (nvt) {
        TelnetEncoder.padReturns(escaped, padded);
      } else {
        padded.bytes.put(escaped.bytes);
      }
      byte[] wire = Octets.written(padded.bytes);
      assertThat(decode(wire, random.nextInt(1, wire.length + 1), nvt))
          .containsExactly("data " + Octets.hex(data));
    });
  }

  @Test
  void whatASubOptionIsReadAsIsWhatItIs() {
    FuzzRuns.run(random -> {
      byte[] content = new byte[random.nextInt(0, 8)];
      random.nextBytes(content);
      if (content.length > 0 && random.nextInt(8) > 0) {
        content[0] = (byte) (random.nextInt(14) + (random.nextBoolean() ? 100 : 0));
      }
      for (ComPortCoding sender : ComPortCoding.values()) {
        ComPortOption option = sender.decode(ByteBuffer.wrap(content));
        byte[] again = option == null ? content : encoded(sender, option);
        boolean asks =
            sender == ComPortCoding.CLIENT
                && (option instanceof ComPortOption.NotifyLineState
                    || option instanceof ComPortOption.NotifyModemState);
        assertThat(again).startsWith(asks ? Arrays.copyOf(content, 1) : content);
      }
    });
  }

  private static byte[] encoded(ComPortCoding sender, ComPortOption option) {
    ByteBuffer to = ByteBuffer.allocate(ComPortCoding.ENCODED_BYTES);
    sender.encode(option, to);
    RecordedTelnet events = new RecordedTelnet();
    new TelnetDecoder().decode(Octets.buffer(Octets.written(to)), events);
    return Octets.of(events.taken().getFirst().replace("sub 44 ", ""));
  }
}
