package io.hardline.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.settings.LineSettings;
import io.hardline.settings.LineSettings.FlowControl;
import io.hardline.settings.LineSettings.StopBits;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WantedLineTest {

  @ParameterizedTest
  @CsvSource({
    "9600,9600 ???",
    "9600 7E1,9600 7E1",
    "'9600,8n2',9600 8N2",
    "50 5O1.5,50 5O1.5",
    "4000000 8M1,4000000 8M1",
    "' 1200  8S1 ',1200 8S1"
  })
  void linesAsEngineersWriteThem(String text, String means) {
    assertThat(Objects.requireNonNull(WantedLine.parse(text)).text()).isEqualTo(means);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "fast", "9600 9N1", "9600 8N3", "9600 8N", "9600x", "7E1"})
  void whatIsNone(String text) {
    assertThat(WantedLine.parse(text)).isNull();
  }

  @Test
  void whatAProgramHasChangedOfAPty() {
    LineSettings before = LineSettings.STANDARD;
    LineSettings now =
        before
            .withFraming(9600, 8, LineSettings.Parity.NONE, StopBits.TWO)
            .withFlowControl(FlowControl.RTS_CTS);
    assertThat(WantedLine.change(before, before)).isEqualTo(WantedLine.ANY);
    assertThat(WantedLine.change(before, now).text()).isEqualTo("9600 ??2 rts-cts");
    // A rate of 0 hangs a modem up; no line has it.
    LineSettings hungUp = now.withFraming(0, 8, LineSettings.Parity.NONE, StopBits.TWO);
    assertThat(WantedLine.change(now, hungUp)).isEqualTo(WantedLine.ANY);
  }

  @Test
  void flowControlByItsName() {
    assertThat(Objects.requireNonNull(WantedLine.ANY.withFlow("xon-xoff")).text())
        .isEqualTo("? ??? xon-xoff");
    assertThat(WantedLine.ANY.withFlow("dtr-dsr")).isNull();
  }

  @Test
  void whatIsNewerCounts() {
    WantedLine older = Objects.requireNonNull(WantedLine.parse("9600 7E1"));
    WantedLine newer = Objects.requireNonNull(WantedLine.parse("1200"));
    assertThat(newer.over(older).text()).isEqualTo("1200 7E1");
  }
}
