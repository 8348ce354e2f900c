package io.hardline.settings.ser2net;

import static java.util.Map.entry;

import io.hardline.settings.LineSettings.FlowControl;
import io.hardline.settings.LineSettings.Interface;
import io.hardline.settings.LineSettings.LevelAtOpen;
import io.hardline.settings.LineSettings.Parity;
import io.hardline.settings.PortSettings.Rs485;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Options of the serial device, as {@code gensio(5)} names them for serialdev and as {@code
 * ser2net(8)} of version 3 names them for the line format: {@code 9600n81}, {@code -RTSCTS}, {@code
 * 7DATABITS}, {@code xonxoff=true}.
 */
final class SerialRules {
  private static final Pattern SPEED =
      Pattern.compile("([0-9]{1,30})(?:([neoms])(?:([5-8])([12])?)?)?");

  private static final Pattern STOP_BITS = Pattern.compile("([12])stopbits?");
  private static final Pattern DATA_BITS = Pattern.compile("([5-8])databits?");

  private static final int MIN_BAUD_RATE = 50;
  private static final int FASTEST_BAUD_RATE = 4_000_000;
  private static final int LONGEST_DELAY_MS = 1_000;

  /** Layers that stand for a serial device, older names included. */
  static final List<String> LAYERS = List.of("serialdev", "sdev", "termios");

  private static final String ALWAYS_OPEN =
      ": the device stays open from start to end, so nothing happens when the last client goes";

  private static final Map<String, Rule> RULES =
      Map.ofEntries(
          entry("speed", SerialRules::speed),
          entry("parity", (draft, given, report) -> draft.parity = parity(given)),
          entry("databits", (d, given, r) -> d.dataBits = bits(given, "databits", 5, 8)),
          entry("stopbits", (d, given, r) -> d.twoStopBits = bits(given, "stopbits", 1, 2) == 2),
          entry("xonxoff", (d, given, report) -> flow(d, given, FlowControl.XON_XOFF, report)),
          entry("rtscts", (d, given, report) -> flow(d, given, FlowControl.RTS_CTS, report)),
          entry("rs485", SerialRules::rs485),
          entry("dtr", (draft, given, report) -> draft.dtrAtOpen = level(given)),
          entry("rts", (draft, given, report) -> draft.rtsAtOpen = level(given)),
          entry("local", (draft, given, report) -> draft.followsCarrier = !given.isOn()),
          entry("nobreak", Rule.same()),
          entry("custspeed", Rule.same()),
          entry("nouucplock", Rule.same()),
          entry("readbuf", Rule.same()),
          entry("drain-time", Rule.needless("drain_time is not needed" + ALWAYS_OPEN)),
          entry("char-drain-wait", Rule.needless("char_drain_wait is not needed" + ALWAYS_OPEN)),
          entry(
              "hangup-when-done",
              Rule.missing(
                  "hangup-when-done"
                      + ALWAYS_OPEN
                      + "; on-last-client-gone: { dtr: off, rts: off } lowers the lines, and they"
                      + " stay low until a client raises them")),
          entry(
              "wronly",
              (draft, given, report) -> {
                if (given.isOn()) {
                  throw new LeftOut(
                      given.line(), "wronly is for printers, which are no serial devices");
                }
              }));

  private SerialRules() {}

  /** Applies a word of the device's options; answers whether it is one. */
  static boolean apply(PortDraft draft, String word, int line, Report report) {
    String folded = PortDraft.folded(word);
    boolean off = folded.startsWith("-");
    folded = off ? folded.substring(1) : folded;
    int equals = folded.indexOf('=');
    String name = equals < 0 ? folded : folded.substring(0, equals);
    String value = equals < 0 ? (off ? "false" : "") : folded.substring(equals + 1);
    if (Rule.apply(RULES, draft, name, new Given(value, line), report)) {
      return true;
    }
    return equals < 0 && !off && applyBare(draft, folded, line, report);
  }

  /** Words that are values themselves. */
  private static boolean applyBare(PortDraft draft, String word, int line, Report report) {
    Matcher stopBits = STOP_BITS.matcher(word);
    Matcher dataBits = DATA_BITS.matcher(word);
    Parity named = parityNamed(word);
    if (stopBits.matches()) {
      draft.twoStopBits = stopBits.group(1).equals("2");
    } else if (dataBits.matches()) {
      draft.dataBits = Integer.parseInt(dataBits.group(1));
    } else if (named != null) {
      draft.parity = named;
    } else if (SPEED.matcher(word).matches()) {
      speed(draft, new Given(word, line), report);
    } else {
      return false;
    }
    return true;
  }

  /** What the file says for all devices from here on. */
  static void applyDefaults(PortDraft draft, Defaults defaults, Report report) {
    for (Map.Entry<String, Rule> rule : RULES.entrySet()) {
      Given given = defaults.get("serialdev", rule.getKey());
      if (given != null) {
        rule.getValue().apply(draft, given, report);
      }
    }
  }

  private static void speed(PortDraft draft, Given given, Report report) {
    Matcher matcher = SPEED.matcher(given.value().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new LeftOut(given.line(), Finding.quoted(given.value()) + " is no speed");
    }
    Given digits = new Given(matcher.group(1), given.line());
    draft.baudRate = digits.number("the speed", 0, Integer.MAX_VALUE);
    if (draft.baudRate < MIN_BAUD_RATE || draft.baudRate > FASTEST_BAUD_RATE) {
      throw new LeftOut(
          given.line(),
          "the speed " + digits.value() + " is none of " + MIN_BAUD_RATE + " to 4000000");
    }
    if (matcher.group(2) != null) {
      draft.parity = parity(new Given(matcher.group(2), given.line()));
    }
    if (matcher.group(3) != null) {
      draft.dataBits = Integer.parseInt(matcher.group(3));
    }
    if (matcher.group(4) != null) {
      draft.twoStopBits = matcher.group(4).equals("2");
    }
  }

  private static int bits(Given given, String name, int min, int max) {
    int bits = given.number(name, min, Integer.MAX_VALUE);
    if (bits > max) {
      throw new LeftOut(given.line(), name + " is " + bits + ", more than " + max);
    }
    return bits;
  }

  private static Parity parity(Given given) {
    Parity parity = parityNamed(given.value().toLowerCase(Locale.ROOT));
    if (parity == null) {
      throw new LeftOut(given.line(), Finding.quoted(given.value()) + " is no parity");
    }
    return parity;
  }

  private static @Nullable Parity parityNamed(String word) {
    return switch (word) {
      case "n", "none" -> Parity.NONE;
      case "e", "even" -> Parity.EVEN;
      case "o", "odd" -> Parity.ODD;
      case "m", "mark" -> Parity.MARK;
      case "s", "space" -> Parity.SPACE;
      default -> null;
    };
  }

  private static void flow(PortDraft draft, Given given, FlowControl wanted, Report report) {
    if (!given.isOn()) {
      draft.flowControl = draft.flowControl == wanted ? FlowControl.NONE : draft.flowControl;
    } else if (draft.flowControl == FlowControl.NONE || draft.flowControl == wanted) {
      draft.flowControl = wanted;
    } else {
      draft.flowControl = FlowControl.RTS_CTS;
      report.missing(given.line(), "xonxoff beside rtscts: a port has one flow control, rts-cts");
    }
  }

  private static LevelAtOpen level(Given given) {
    return given.isOn() ? LevelAtOpen.ON : LevelAtOpen.OFF;
  }

  /** {@code off}, or delays before and after sending in ms, and words about the wiring. */
  private static void rs485(PortDraft draft, Given given, Report report) {
    if (given.value().equalsIgnoreCase("off")) {
      draft.electricalInterface = Interface.RS_232;
      draft.rs485 = Rs485.STANDARD;
      return;
    }
    String[] parts = given.value().split(":", -1);
    if (parts.length < 2) {
      throw new LeftOut(given.line(), "rs485 without its two delays");
    }
    draft.electricalInterface = Interface.RS_485;
    draft.rs485 =
        new Rs485(
            Duration.ofMillis(
                new Given(parts[0], given.line()).number("rs485", 0, LONGEST_DELAY_MS)),
            Duration.ofMillis(
                new Given(parts[1], given.line()).number("rs485", 0, LONGEST_DELAY_MS)));
    for (String part : List.of(parts).subList(2, parts.length)) {
      if (!part.equals("rts-on-send")) {
        report.missing(
            given.line(), "rs485 " + Finding.quoted(part) + ": RTS is on while sending, no more");
      }
    }
  }
}
