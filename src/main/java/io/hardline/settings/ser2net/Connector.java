package io.hardline.settings.ser2net;

import io.hardline.settings.TtySelector;
import io.hardline.settings.ser2net.GensioText.Layer;
import io.hardline.settings.ser2net.GensioText.Option;

/** What a connection leads to: a serial device, and its options. */
final class Connector {
  private Connector() {}

  /** {@code serialdev,/dev/ttyS0,9600n81,local}, with layers above it or none. */
  static void apply(PortDraft draft, String text, Defaults defaults, Report report, int line) {
    GensioText stack = GensioText.parse(text, line);
    for (Layer filter : stack.filters()) {
      if (!filter.name().equals("keepopen")) {
        throw new LeftOut(line, "a port has no " + filter.name() + " between it and its device");
      }
    }
    String base = stack.base().name();
    SerialRules.applyDefaults(draft, defaults, report);
    if (base.equals("echo")) {
      draft.tty = new TtySelector.Virtual(TtySelector.Device.ECHO);
      draft.followsCarrier = false;
    } else if (SerialRules.LAYERS.contains(base)) {
      for (Option option : stack.base().options()) {
        String word = option.value().isEmpty() ? "" : "=" + option.value();
        serialWord(draft, option.name() + word, line, report);
      }
      serialDevice(draft, stack.rest(), line, report);
    } else {
      throw new LeftOut(
          line, "a port leads to a serial device, and not to " + Finding.quoted(base));
    }
  }

  private static void serialDevice(PortDraft draft, String text, int line, Report report) {
    int comma = text.indexOf(',');
    String device = (comma < 0 ? text : text.substring(0, comma)).strip();
    device(draft, device, line);
    if (comma >= 0) {
      GensioText.words(text.substring(comma + 1), line)
          .forEach(word -> serialWord(draft, word, line, report));
    }
    carrier(draft, line, report);
  }

  /** The device of a draft, by its path. */
  static void device(PortDraft draft, String path, int line) {
    if (path.chars().anyMatch(Character::isWhitespace)) {
      throw new LeftOut(
          line, "the device is " + Finding.quoted(path) + "; is a comma missing after its name?");
    }
    if (!path.startsWith("/")) {
      throw new LeftOut(line, "the device is " + Finding.quoted(path) + ", no absolute path");
    }
    draft.tty = new TtySelector.Path(path);
  }

  private static void serialWord(PortDraft draft, String word, int line, Report report) {
    if (SerialRules.apply(draft, word, line, report)) {
      return;
    }
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    Given given = new Given(equals < 0 ? "" : word.substring(equals + 1), line);
    if (ConnectionRules.apply(draft, name, given, report)) {
      report.changed(
          line,
          Finding.quoted(name) + " is no option of a device; taken for one of the connection");
    } else {
      report.missing(line, "there is no option " + Finding.quoted(word) + " of a serial device");
    }
  }

  /** Said when all options of the device are known. */
  static void carrier(PortDraft draft, int line, Report report) {
    if (draft.followsCarrier) {
      report.changed(
          line, "without local the device's DCD was followed; here it is shown and never followed");
    }
  }
}
