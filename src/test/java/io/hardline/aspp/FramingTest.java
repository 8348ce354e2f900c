package io.hardline.aspp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.settings.LineSettings.Parity;
import io.hardline.settings.LineSettings.StopBits;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FramingTest {
  private static final Parity[] PARITIES = {
    Parity.NONE, Parity.EVEN, Parity.ODD, Parity.MARK, Parity.SPACE
  };

  @ParameterizedTest
  @CsvSource({
    "0x03, 8N1", "0x0a, 7E1", "0x16, 7O2", "0x00, 5N1", "0x05, 6N2", "0x1b, 8M1", "0x23, 8S1",
    "0x0b, 8E1", "0x04, 5N1.5", "0x07, 8N2"
  })
  void theModesThatTheDriverWasSeenToSend(String mode, String text) {
    Framing framing = Objects.requireNonNull(Framing.of(Integer.decode(mode)));

    assertThat(text(framing)).isEqualTo(text);
    assertThat(framing.mode()).isEqualTo(Integer.decode(mode));
  }

  private static String text(Framing framing) {
    String stop =
        switch (framing.stopBits()) {
          case ONE -> "1";
          case ONE_AND_A_HALF -> "1.5";
          case TWO -> "2";
        };
    return "" + framing.dataBits() + framing.parity().name().charAt(0) + stop;
  }

  @Test
  void everyModeByte() {
    for (int mode = 0; mode < 256; mode++) {
      int parity = mode >> 3 & 7;
      Framing framing = Framing.of(mode);
      if (parity >= PARITIES.length) {
        assertNone(framing);
      } else {
        assertMeans(Objects.requireNonNull(framing), mode, PARITIES[parity]);
      }
    }
  }

  private static void assertNone(@Nullable Framing framing) {
    assertThat(framing).as("a parity that nobody knows").isNull();
  }

  private static void assertMeans(Framing framing, int mode, Parity parity) {
    boolean longer = (mode & 4) != 0;
    StopBits two = (mode & 3) == 0 ? StopBits.ONE_AND_A_HALF : StopBits.TWO;
    assertThat(framing)
        .isEqualTo(new Framing(5 + (mode & 3), parity, longer ? two : StopBits.ONE));
    assertThat(framing.mode()).isEqualTo(mode & 0x3f);
  }
}
