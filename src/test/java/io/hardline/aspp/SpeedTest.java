package io.hardline.aspp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpeedTest {
  @ParameterizedTest
  @CsvSource({
    "0, 300",
    "1, 600",
    "2, 1200",
    "3, 2400",
    "4, 4800",
    "5, 7200",
    "6, 9600",
    "7, 19200",
    "8, 38400",
    "9, 57600",
    "10, 115200",
    "11, 230400",
    "12, 460800",
    "13, 921600",
    "14, 150",
    "15, 134",
    "16, 110",
    "17, 75",
    "18, 50"
  })
  void everySpeedHasItsIndex(int index, int baudRate) {
    assertThat(Speed.baudRate(index)).hasValue(baudRate);
    assertThat(Speed.index(baudRate)).isEqualTo(index);
  }

  @Test
  void whatIsNotInTheTableKeepsTheSpeed() {
    assertThat(IntStream.rangeClosed(19, 255).mapToObj(Speed::baudRate))
        .allMatch(java.util.OptionalInt::isEmpty);
    assertThat(Speed.baudRate(-1)).isEmpty();
    assertThat(Speed.index(250_000)).isEqualTo(Speed.KEEP);
  }
}
