package io.hardline.tty.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.ManualLoop;
import io.hardline.settings.LineSettings;
import io.hardline.settings.TtySelector;
import io.hardline.tty.Tty;
import io.hardline.tty.TtyCapability;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VirtualTtysTest {
  private final ManualLoop loop = new ManualLoop();

  @ParameterizedTest
  @EnumSource
  void everyDeviceOpensAndCloses(TtySelector.Device device) throws Exception {
    Tty tty = VirtualTtys.open(device, LineSettings.STANDARD);
    TtyOwner owner = new TtyOwner(tty, loop);
    owner.send(new byte[100]);
    loop.advanceMs(3000);

    assertThat(tty.name()).isEqualTo("virtual " + device.name().toLowerCase(Locale.ROOT));
    assertThat(tty.capabilities()).containsExactlyInAnyOrder(TtyCapability.values());
    assertThat(tty.unsentBytes()).isZero();
    assertThat(tty.modemLines().cts() && tty.modemLines().dsr() && tty.modemLines().dcd()).isTrue();
    assertThat(tty.modemChanges()).isZero();
    tty.detach();
    tty.close();
    assertThat(owner.events).doesNotContain("gone: closed");
  }

  @ParameterizedTest
  @CsvSource({"ECHO, hello", "LOOPBACK, hello", "NMEA, $GPRMC", "CONSOLE, cc4 login:"})
  void theDeviceIsTheOneNamed(TtySelector.Device device, String says) {
    TtyOwner owner = new TtyOwner(VirtualTtys.open(device, LineSettings.STANDARD), loop);
    owner.send("hello".getBytes(StandardCharsets.US_ASCII));
    loop.advanceMs(1000);

    assertThat(new String(owner.received(), StandardCharsets.US_ASCII)).contains(says);
  }

  @Test
  void theModbusDeviceAnswersUnitOne() {
    TtyOwner owner =
        new TtyOwner(VirtualTtys.open(TtySelector.Device.MODBUS, LineSettings.STANDARD), loop);
    owner.send(ModbusFrames.frame("01 03 0000 0001"));
    loop.advanceMs(20);

    assertThat(owner.received()).isEqualTo(ModbusFrames.frame("01 03 02 0258"));
  }
}
