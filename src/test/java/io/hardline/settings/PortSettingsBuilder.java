package io.hardline.settings;

import io.hardline.settings.PortSettings.WhenAbsent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Settings of a port for tests, one change after the other. */
public final class PortSettingsBuilder {
  private String alias = "";
  private @Nullable TtySelector tty = new TtySelector.Path("/dev/fake");
  private WhenAbsent whenAbsent = WhenAbsent.KEEP_CLIENTS;
  private LineSettings line = LineSettings.STANDARD;
  private PortSettings.Rs485 rs485 = PortSettings.Rs485.STANDARD;
  private List<String> listen = PortSettings.STANDARD.listen();
  private PortSettings.Packing packing = PortSettings.Packing.STANDARD;
  private PortSettings.Buffer buffer = PortSettings.Buffer.STANDARD;
  private ModeSettings mode = ModeSettings.Disabled.STANDARD;

  public PortSettingsBuilder alias(String newAlias) {
    alias = newAlias;
    return this;
  }

  public PortSettingsBuilder tty(@Nullable TtySelector newTty) {
    tty = newTty;
    return this;
  }

  public PortSettingsBuilder whenAbsent(WhenAbsent newWhenAbsent) {
    whenAbsent = newWhenAbsent;
    return this;
  }

  public PortSettingsBuilder listen(String... addresses) {
    listen = List.of(addresses);
    return this;
  }

  public PortSettingsBuilder line(LineSettings newLine) {
    line = newLine;
    return this;
  }

  public PortSettingsBuilder baud(int baudRate) {
    line = line.withFraming(baudRate, line.dataBits(), line.parity(), line.stopBits());
    return this;
  }

  public PortSettingsBuilder rs485(PortSettings.Rs485 newRs485) {
    rs485 = newRs485;
    return this;
  }

  public PortSettingsBuilder packing(PortSettings.Packing newPacking) {
    packing = newPacking;
    return this;
  }

  public PortSettingsBuilder buffer(int size, boolean replay) {
    buffer = new PortSettings.Buffer(size, replay);
    return this;
  }

  public PortSettingsBuilder mode(ModeSettings newMode) {
    mode = newMode;
    return this;
  }

  public PortSettings build() {
    return new PortSettings(alias, tty, whenAbsent, listen, line, rs485, packing, buffer, mode);
  }
}
