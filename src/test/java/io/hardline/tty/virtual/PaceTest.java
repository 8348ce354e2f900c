package io.hardline.tty.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.settings.LineSettings;
import io.hardline.settings.LineSettings.Parity;
import io.hardline.settings.LineSettings.StopBits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {

  @ParameterizedTest
  @CsvSource({
    "9600, 8, NONE, ONE, 1041667",
    "9600, 7, EVEN, ONE, 1041667",
    "9600, 8, MARK, TWO, 1250000",
    "50, 5, NONE, ONE_AND_A_HALF, 150000000",
    "4000000, 8, NONE, ONE, 2500",
    "115200, 8, NONE, ONE, 86806",
  })
  void aCharacterTakesItsBits(
      int baudRate, int dataBits, Parity parity, StopBits stopBits, long expectedNs) {
    LineSettings line = LineSettings.STANDARD.withFraming(baudRate, dataBits, parity, stopBits);

    assertThat(Pace.characterNs(line)).isEqualTo(expectedNs);
  }

  @Test
  void charactersAreCarriedOneACharacterTime() {
    Pace pace = new Pace();
    pace.begin(1000, 5);

    assertThat(pace.carry(1099, 5, 100)).isZero();
    assertThat(pace.carry(1100, 5, 100)).isEqualTo(1);
    assertThat(pace.carry(1350, 4, 100)).isEqualTo(2);
    assertThat(pace.nextNs(100)).isEqualTo(1400);
    assertThat(pace.carry(1400, 2, 100)).isEqualTo(1);
    assertThat(pace.carry(9999, 1, 100)).isEqualTo(1);
  }

  @Test
  void anIdleLineSavesNothingUp() {
    Pace pace = new Pace();
    assertThat(pace.carry(1000, 0, 100)).isZero();
    assertThat(pace.nextNs(100)).isEqualTo(Pace.NEVER);

    assertThat(pace.carry(5000, 10, 100)).isZero();
    assertThat(pace.carry(5100, 10, 100)).isEqualTo(1);
  }

  @Test
  void aHeldLineStartsAnew() {
    Pace pace = new Pace();
    pace.begin(0, 10);
    pace.begin(50, 0);
    pace.begin(1000, 10);

    assertThat(pace.carry(1099, 10, 100)).isZero();
    assertThat(pace.carry(1100, 10, 100)).isEqualTo(1);
  }
}
