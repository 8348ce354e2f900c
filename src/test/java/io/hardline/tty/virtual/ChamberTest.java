package io.hardline.tty.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChamberTest {
  private static final long SECOND_NS = 1_000_000_000;

  private final Chamber chamber = new Chamber();

  @Test
  void theTemperatureCreepsToTheSetPointAndStaysThere() {
    chamber.advance(7);
    assertThat(chamber.temperatureTenths()).isEqualTo(200);
    chamber.advance(7 + SECOND_NS);
    assertThat(chamber.temperatureTenths()).isEqualTo(205);
    assertThat(chamber.atSetPoint()).isFalse();
    chamber.advance(7 + 1000 * SECOND_NS);
    assertThat(chamber.temperatureTenths()).isEqualTo(600);
    assertThat(chamber.atSetPoint()).isTrue();
  }

  @Test
  void withoutHeaterItCoolsToTheRoom() {
    chamber.advance(0);
    chamber.advance(1000 * SECOND_NS);
    chamber.setHeaterOn(false);
    chamber.advance(1002 * SECOND_NS);
    assertThat(chamber.temperatureTenths()).isEqualTo(590);
    chamber.advance(2000 * SECOND_NS);
    assertThat(chamber.temperatureTenths()).isEqualTo(200);
  }

  @Test
  void smallStepsOfTimeAddUp() {
    for (int i = 0; i <= 1000; i++) {
      chamber.advance(i * 10_000_000L);
    }
    assertThat(chamber.temperatureTenths()).isEqualTo(250);
  }

  @Test
  void theSetPointHasARange() {
    assertThat(Chamber.isSetPoint(199)).isFalse();
    assertThat(Chamber.isSetPoint(200)).isTrue();
    assertThat(Chamber.isSetPoint(2500)).isTrue();
    assertThat(Chamber.isSetPoint(2501)).isFalse();
  }
}
