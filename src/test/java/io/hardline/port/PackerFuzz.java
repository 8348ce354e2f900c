package io.hardline.port;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.house.FuzzRuns;
import io.hardline.settings.PortSettings.DelimiterProcess;
import io.hardline.settings.PortSettings.Packing;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever comes, however it is cut, and wherever gaps are: as a model that looks at each byte. */
class PackerFuzz {
  @Test
  void asTheModelSays() {
    FuzzRuns.run(PackerFuzz::compare);
  }

  private static void compare(RandomGenerator random) {
    Packing packing = packing(random);
    Packer packer = new Packer(packing);
    Model model = new Model(packing);
    List<byte[]> packets = new ArrayList<>();
    // Few different bytes, so that delimiters are everywhere; or all.
    int bytes = random.nextBoolean() ? 3 : 256;
    for (int i = 0; i < 10; i++) {
      byte[] piece = new byte[random.nextInt(random.nextInt(1, 3000))];
      random.nextBytes(piece);
      for (int b = 0; b < piece.length; b++) {
        piece[b] = (byte) ((piece[b] & 0xff) % bytes);
        model.put(piece[b]);
      }
      packer.put(PackerTest.buffer(piece), packet -> packets.add(PackerTest.rest(packet)));
      if (random.nextInt(4) == 0) {
        packer.flush(packet -> packets.add(PackerTest.rest(packet)));
        model.flush();
      }
      assertThat(packer.gatheredBytes()).isEqualTo(model.gathered.size());
      assertThat(packets).as(packing.toString()).hasSameSizeAs(model.packets);
      for (int p = 0; p < packets.size(); p++) {
        String as = packing + ", packet " + p;
        assertThat(Arrays.equals(packets.get(p), model.packets.get(p))).as(as).isTrue();
      }
      packets.clear();
      model.packets.clear();
    }
  }

  private static Packing packing(RandomGenerator random) {
    if (random.nextInt(4) == 0) {
      int length = random.nextInt(1025);
      return new Packing(length, "", DelimiterProcess.NONE, Duration.ofMillis(10));
    }
    byte[] delimiter = new byte[random.nextInt(1, 3)];
    for (int i = 0; i < delimiter.length; i++) {
      delimiter[i] = (byte) random.nextInt(3);
    }
    DelimiterProcess[] processes = DelimiterProcess.values();
    return new Packing(
        0,
        HexFormat.of().formatHex(delimiter),
        processes[random.nextInt(processes.length)],
        Duration.ZERO);
  }

  /** The same, said as plainly as possible. */
  private static final class Model {
    final List<byte[]> packets = new ArrayList<>();
    ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private final Packing packing;
    private final byte[] delimiter;
    private final String end;
    private final StringBuilder message = new StringBuilder();
    private int after = -1;

    Model(Packing packing) {
      this.packing = packing;
      this.delimiter = HexFormat.of().parseHex(packing.delimiter());
      this.end = new String(delimiter, ISO_8859_1);
    }

    void put(byte next) {
      gathered.write(next);
      message.append((char) (next & 0xff));
      int from = message.length() - delimiter.length;
      boolean seen = delimiter.length > 0 && from >= 0 && message.indexOf(end, from) >= 0;
      if (after > 0) {
        after--;
      } else if (seen) {
        after =
            switch (packing.delimiterProcess()) {
              case NONE, STRIP -> 0;
              case DELIMITER_PLUS_1 -> 1;
              case DELIMITER_PLUS_2 -> 2;
            };
      }
      if (after == 0) {
        boolean strip = packing.delimiterProcess() == DelimiterProcess.STRIP;
        end(strip ? delimiter.length : 0);
        message.setLength(0);
        after = -1;
      } else if (gathered.size() == (packing.length() > 0 ? packing.length() : 1024)) {
        end(halfSeen() ? 1 : 0);
        if (halfSeen()) {
          gathered.write(next);
        }
      }
    }

    private boolean halfSeen() {
      return delimiter.length == 2
          && after < 0
          && message.charAt(message.length() - 1) == (delimiter[0] & 0xff);
    }

    private void end(int without) {
      byte[] all = gathered.toByteArray();
      if (all.length > without) {
        packets.add(Arrays.copyOf(all, all.length - without));
      }
      gathered = new ByteArrayOutputStream();
    }

    void flush() {
      end(0);
      message.setLength(0);
      after = -1;
    }
  }
}
