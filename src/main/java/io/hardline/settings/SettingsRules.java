package io.hardline.settings;

import io.hardline.settings.LineSettings.FlowControl;
import io.hardline.settings.LineSettings.Interface;
import io.hardline.settings.LineSettings.StopBits;
import io.hardline.settings.schema.BadSetting;
import io.hardline.settings.schema.Problems;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a single setting's type and range cannot say: settings that exclude each other or need each
 * other. Pure functions of the tree; each names the setting to change.
 */
public final class SettingsRules {
  private SettingsRules() {}

  /** What is wrong with a tree that did not come from a file. */
  public static List<BadSetting> check(Settings settings) {
    Problems problems = new Problems("");
    check(settings, problems);
    return problems.errors();
  }

  static void check(Settings settings, Problems problems) {
    for (int i = 0; i < settings.ttyAllow().size(); i++) {
      checkPattern(settings.ttyAllow().get(i), "tty-allow." + (i + 1), problems);
    }
    Map<String, Integer> portOfTty = new HashMap<>();
    settings
        .ports()
        .forEach((number, port) -> {
          String path = "ports." + number;
          checkTty(port, path, problems);
          checkTtyIsFree(number, port.tty(), portOfTty, problems);
          checkLine(port, path + ".line", problems);
          checkRs485(port, path, problems);
          DataRules.check(port, path, problems);
          ModeRules.check(number, port.mode(), path + ".mode", problems);
        });
    ServiceRules.check(settings.services(), problems);
    ListenRules.check(settings, problems);
  }

  /** A pattern is a name below /dev that cannot lead out of it. */
  private static void checkPattern(String pattern, String path, Problems problems) {
    boolean leadsOut = pattern.startsWith("/") || ("/" + pattern + "/").contains("/../");
    if (leadsOut || !pattern.chars().allMatch(SettingsRules::isInPattern)) {
      problems.add(
          path, pattern, "a name below /dev, such as ttyUSB*, with * and ? for what may vary");
    }
  }

  private static boolean isInPattern(int c) {
    return Character.isLetterOrDigit(c) || "/*?._:+@-".indexOf(c) >= 0;
  }

  private static void checkTty(PortSettings port, String path, Problems problems) {
    switch (port.tty()) {
      case null -> {
        if (!(port.mode() instanceof ModeSettings.Disabled)) {
          problems.add(
              path + ".tty", "nothing", "a serial device, or mode: disabled", path + ".mode");
        }
      }
      case TtySelector.Path(String device) -> {
        if (!isAbsoluteAndPlain(device)) {
          problems.add(path + ".tty.path", device, "an absolute path such as /dev/ttyS1");
        }
      }
      case TtySelector.Usb usb -> checkUsb(usb, path + ".tty.usb", problems);
      case TtySelector.Virtual simulated -> {}
    }
  }

  /** One way of writing a path, so that two ports on one device have the same text. */
  private static boolean isAbsoluteAndPlain(String path) {
    String closed = path + "/";
    return path.startsWith("/")
        && !closed.contains("//")
        && !closed.contains("/./")
        && !closed.contains("/../");
  }

  private static void checkUsb(TtySelector.Usb usb, String path, Problems problems) {
    String serial = usb.serial();
    String location = usb.location();
    if ((serial == null) == (location == null)) {
      String found = serial == null ? "neither serial nor location" : "serial and location";
      problems.add(path, found, "exactly one of serial, location");
    }
    if (location != null && !isUsbLocation(location)) {
      problems.add(
          path + ".location", location, "bus-port.port as the kernel counts them, such as 1-1.4");
    }
  }

  /** {@code 1-1.4}: numbers, a dash after the first, dots between the others. */
  private static boolean isUsbLocation(String location) {
    int dash = location.indexOf('-');
    if (dash < 0 || !isNumber(location.substring(0, dash))) {
      return false;
    }
    for (String port : location.substring(dash + 1).split("\\.", -1)) {
      if (!isNumber(port)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNumber(String text) {
    int maxDigits = 3;
    return !text.isEmpty()
        && text.length() <= maxDigits
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Simulated devices are made for each port; everything else there is once. */
  private static void checkTtyIsFree(
      int number, @Nullable TtySelector tty, Map<String, Integer> portOfTty, Problems problems) {
    String device = deviceOf(tty);
    if (device == null) {
      return;
    }
    Integer other = portOfTty.putIfAbsent(device, number);
    if (other != null) {
      problems.add(
          "ports." + number + ".tty",
          device,
          "a device no other port has, and port " + other + " has this",
          "ports." + other + ".tty");
    }
  }

  private static @Nullable String deviceOf(@Nullable TtySelector tty) {
    return switch (tty) {
      case null -> null;
      case TtySelector.Path(String path) -> path;
      case TtySelector.Usb usb -> {
        String by = usb.serial() == null ? "location " + usb.location() : "serial " + usb.serial();
        yield "usb " + by + " interface " + usb.usbInterface();
      }
      case TtySelector.Virtual simulated -> null;
    };
  }

  /** A UART makes one stop bit and a half of two when a character has five bits, and only then. */
  private static void checkLine(PortSettings port, String path, Problems problems) {
    LineSettings line = port.line();
    String stopBits = path + ".stop-bits";
    String dataBits = path + ".data-bits";
    if (line.dataBits() == 5 && line.stopBits() == StopBits.TWO) {
      problems.add(stopBits, "2", "1 or 1.5 with 5 data bits", dataBits);
    }
    if (line.dataBits() != 5 && line.stopBits() == StopBits.ONE_AND_A_HALF) {
      String allowed = "1 or 2 with " + line.dataBits() + " data bits";
      problems.add(stopBits, "1.5", allowed, dataBits);
    }
    if (isRs485(line) && line.flowControl() == FlowControl.RTS_CTS) {
      problems.add(
          path + ".flow-control",
          "rts-cts",
          "any other with RS-485, where RTS switches the transmitter",
          path + ".interface");
    }
  }

  private static boolean isRs485(LineSettings line) {
    Interface electrical = line.electricalInterface();
    return electrical == Interface.RS_485 || electrical == Interface.RS_485_4_WIRE;
  }

  private static void checkRs485(PortSettings port, String path, Problems problems) {
    PortSettings.Rs485 rs485 = port.rs485();
    String allowed = "0 unless line.interface is rs-485 or rs-485-4-wire";
    String line = path + ".line.interface";
    if (isRs485(port.line())) {
      return;
    }
    if (!rs485.delayBeforeSend().isZero()) {
      problems.add(path + ".rs-485.delay-before-send", "a delay", allowed, line);
    }
    if (!rs485.delayAfterSend().isZero()) {
      problems.add(path + ".rs-485.delay-after-send", "a delay", allowed, line);
    }
  }
}
