package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.mode.realcom.NportDriver;
import io.hardline.mode.realcom.NportTermios;
import io.hardline.port.RemoteLine;
import io.hardline.settings.LineSettings.FlowControl;
import io.hardline.settings.LineSettings.Parity;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every rate and every framing that a host can set, as the port then has it. */
@Timeout(120)
class RealComLineIT {
  /** Those with an index on the wire, and some that the driver sends as numbers. */
  private static final int[] RATES = {
    50, 75, 110, 134, 150, 200, 300, 600, 1200, 1800, 2400, 4800, 7200, 9600, 19200, 38400, 57600,
    115200, 230400, 250000, 460800, 921600, 1000000, 3000000
  };

  @TempDir Path directory;

  private RealComUnit unit;
  private NportDriver driver;

  @BeforeEach
  void open() throws Exception {
    unit = RealComUnit.start(directory, "", "{ virtual: echo }");
    driver = unit.driver(1);
    driver.open();
  }

  @AfterEach
  void close() throws Exception {
    unit.close();
  }

  private void assertLine(NportTermios wanted, String line) throws Exception {
    driver.setAttributes(wanted);
    assertThat(unit.daemon().port(1).effectiveLine()).isEqualTo(line);
  }

  @Test
  void everyRate() throws Exception {
    for (int rate : RATES) {
      assertLine(NportTermios.RAW.baudRate(rate), rate + " 8N1");
    }
  }

  @Test
  void everyFraming() throws Exception {
    for (int dataBits = 5; dataBits <= 8; dataBits++) {
      for (Parity parity : Parity.values()) {
        String bits = "9600 " + dataBits + parity.name().charAt(0);
        assertLine(NportTermios.RAW.framing(dataBits, parity, false), bits + "1");
        String more = dataBits == 5 ? "1.5" : "2";
        assertLine(NportTermios.RAW.framing(dataBits, parity, true), bits + more);
      }
    }
  }

  @Test
  void everyFlowControl() throws Exception {
    assertFlow(NportTermios.RAW.flow(true, false, false), FlowControl.RTS_CTS);
    assertFlow(NportTermios.RAW.flow(false, true, true), FlowControl.XON_XOFF);
    assertFlow(NportTermios.RAW, FlowControl.NONE);
  }

  private void assertFlow(NportTermios wanted, FlowControl expected) throws Exception {
    driver.setAttributes(wanted);
    RemoteLine remote = Objects.requireNonNull(unit.daemon().port(1).remoteLine());
    assertThat(remote.line().flowControl()).isEqualTo(expected);
  }
}
