package io.hardline.tty.virtual;

import io.hardline.settings.LineSettings;
import io.hardline.settings.TtySelector;
import io.hardline.tty.Tty;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Function;

/** Opens virtual ttys. Any thread. */
public final class VirtualTtys {

  /**
   * A new device of the kind named, and the tty that it hangs on. DTR and RTS are as the line says;
   * KEEP is on, because that is what the kernel makes of a tty that it opens.
   */
  public static Tty open(TtySelector.Device device, LineSettings line) {
    Function<DeviceLine, SimulatedDevice> maker =
        switch (device) {
          case ECHO -> EchoDevice::new;
          case MODBUS -> ModbusDevice::new;
          case NMEA -> far -> new NmeaDevice(far, InstantSource.system());
          case CONSOLE -> ConsoleDevice::new;
          case LOOPBACK -> LoopbackDevice::new;
        };
    return new VirtualTty("virtual " + device.name().toLowerCase(Locale.ROOT), maker, line);
  }

  private VirtualTtys() {}
}
