package io.hardline.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.ManualLoop;
import io.hardline.settings.LineSettings;
import io.hardline.settings.LineSettings.Parity;
import io.hardline.settings.LineSettings.StopBits;
import org.junit.jupiter.api.Test;

class WireClockTest {
  private final ManualLoop loop = new ManualLoop();
  private final WireClock wire = new WireClock(loop);

  private static LineSettings line(int baud) {
    return LineSettings.STANDARD.withFraming(baud, 8, Parity.NONE, StopBits.ONE);
  }

  @Test
  void bytesTakeAsLongAsTheLineNeeds() {
    wire.lineIs(line(1200), true);
    wire.sent(12);
    assertThat(wire.busyMs()).as("12 characters of 10 bits at 1200 baud").isBetween(100L, 101L);
    assertThat(wire.timeMs(120)).isBetween(1000L, 1001L);

    loop.advanceMs(60);
    wire.sent(12);
    assertThat(wire.busyMs()).isBetween(140L, 141L);
    loop.advanceMs(141);
    assertThat(wire.busyMs()).isZero();
  }

  @Test
  void aCharacterHasItsStartParityAndStopBits() {
    LineSettings slow = LineSettings.STANDARD.withFraming(50, 5, Parity.EVEN, StopBits.TWO);

    assertThat(line(9600).characterUs()).isEqualTo(1042);
    assertThat(slow.characterUs()).isEqualTo(9 * 20_000);
    assertThat(
            LineSettings.STANDARD
                .withFraming(50, 5, Parity.NONE, StopBits.ONE_AND_A_HALF)
                .characterUs())
        .isEqualTo(150_000);
  }

  @Test
  void aPtyIsNeverBusy() {
    wire.lineIs(line(50), false);
    wire.sent(1_000_000);

    assertThat(wire.busyMs()).isZero();
  }

  @Test
  void whatIsThrownAwayTakesNoTime() {
    wire.lineIs(line(50), true);
    wire.sent(1_000);
    wire.cleared();

    assertThat(wire.busyMs()).isZero();
  }
}
