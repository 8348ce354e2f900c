package io.hardline.aspp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.house.FuzzRuns;
import java.io.ByteArrayOutputStream;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever a host sends, and wherever it is cut: no exception, and the same requests. */
class RequestParserFuzz {
  private static byte[] input(RandomGenerator random) {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    for (int i = random.nextInt(1, 60); i > 0; i--) {
      byte[] payload = new byte[random.nextInt(random.nextInt(10) == 0 ? 256 : 10)];
      random.nextBytes(payload);
      input.write(random.nextInt(4) == 0 ? random.nextInt(256) : random.nextInt(0x10, 0x3a));
      input.write(payload.length);
      input.writeBytes(payload);
    }
    return input.toByteArray();
  }

  @Test
  void cutsDoNotMatter() {
    FuzzRuns.run(random -> {
      byte[] input = input(random);
      var whole = RequestParserTest.parse(input, input.length);
      assertThat(RequestParserTest.parse(input, 1)).isEqualTo(whole);
      assertThat(RequestParserTest.parse(input, random.nextInt(2, 300))).isEqualTo(whole);
      assertThat(whole).isNotEmpty();
    });
  }
}
