package io.hardline.settings;

import io.hardline.settings.schema.About;
import io.hardline.settings.schema.Key;
import io.hardline.settings.schema.Range;
import io.hardline.settings.schema.Unwrapped;
import org.jspecify.annotations.Nullable;

/** How a port finds its tty. A bare string in the file means {@code path}. */
@About("How a port finds its serial device; exactly one way")
public sealed interface TtySelector {

  /**
   * As people say it: {@code /dev/ttyS1}, {@code USB adapter A50285BI interface 0}, {@code virtual
   * echo}.
   */
  default String text() {
    return switch (this) {
      case Path path -> path.path();
      case Usb usb ->
          "USB adapter "
              + (usb.serial() != null ? usb.serial() : "at " + usb.location())
              + " interface "
              + usb.usbInterface();
      case Virtual virtual ->
          "virtual " + virtual.device().name().toLowerCase(java.util.Locale.ROOT);
    };
  }

  /** A device by its name. */
  @About("A device by its name; kept when it is a link, so that /dev/serial/by-id/... works.")
  @Key("path")
  @Unwrapped(alsoWithoutKey = true)
  record Path(@About("Absolute path of the device.") @Range(min = 1, max = 255) String path)
      implements TtySelector {}

  /** A USB adapter by its serial number or by where it is plugged in. */
  @About("A USB adapter, found again whatever name the kernel gives it.")
  @Key("usb")
  record Usb(
      @About("The adapter's serial number.") @Range(min = 1, max = 126) @Nullable String serial,
      @About("The socket it is plugged into, such as 1-1.4.") @Range(min = 1, max = 64)
          @Nullable String location,
      @About("Which of the adapter's interfaces.") @Key("interface") @Range(max = 31)
          int usbInterface)
      implements TtySelector {
    public static final Usb STANDARD = new Usb(null, null, 0);
  }

  /** A simulated device inside Hardline. */
  @About("A simulated device inside Hardline; needs no hardware.")
  @Key("virtual")
  @Unwrapped
  record Virtual(@About("Which simulated device.") Device device) implements TtySelector {}

  /** The simulated devices. */
  enum Device {
    @About("Sends back what it is sent.")
    ECHO,
    @About("A Modbus RTU slave with unit id 1: temperature, set point and a coil.")
    MODBUS,
    @About("A GPS receiver that sends NMEA 0183 sentences once a second.")
    NMEA,
    @About("The login console of a small imaginary controller.")
    CONSOLE,
    @About("A loopback plug: RTS to CTS, DTR to DSR and DCD, sent data to received data.")
    LOOPBACK
  }
}
