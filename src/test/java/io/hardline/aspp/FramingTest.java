package io.hardline.aspp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.settings.LineSettings.Parity;
import io.hardline.settings.LineSettings.StopBits;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FramingTest {
  private static final Parity[] PARITIES = {
    Parity.NONE, Parity.EVEN, Parity.ODD, Parity.MARK, Parity.SPACE
  };

  @ParameterizedTest
  @CsvSource({
    "0x03, 8N1",
    "0x0a, 7E1",
    "0x16, 7O2",
    "0x00, 5N1",
    "0x05, 6N2",
    "0x1b, 8M1",
    "0x23, 8S1",
    "0x0b, 8E1",
    "0x04, 5N1.5",
    "0x07, 8N2"
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

  @ParameterizedTest
  @MethodSource("everyMode")
  void everyModeByte(int mode) {
    boolean longer = (mode & 4) != 0;
    StopBits two = (mode & 3) == 0 ? StopBits.ONE_AND_A_HALF : StopBits.TWO;
    Framing means =
        new Framing(5 + (mode & 3), PARITIES[mode >> 3 & 7], longer ? two : StopBits.ONE);

    assertThat(Framing.of(mode)).isEqualTo(means);
    assertThat(means.mode()).isEqualTo(mode & 0x3f);
  }

  static IntStream everyMode() {
    return IntStream.range(0, 256).filter(mode -> (mode >> 3 & 7) < PARITIES.length);
  }

  @Test
  void aParityThatNobodyKnowsIsNone() {
    assertThat(IntStream.range(0, 256).filter(mode -> (mode >> 3 & 7) >= PARITIES.length))
        .hasSize(96)
        .allMatch(mode -> Framing.of(mode) == null);
  }
}
