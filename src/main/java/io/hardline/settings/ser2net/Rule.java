package io.hardline.settings.ser2net;

import java.util.Map;

/** What becomes of one option. */
interface Rule {
  void apply(PortDraft draft, Given given, Report report);

  /** It has no counterpart; said when it was turned on or given a value. */
  static Rule missing(String text) {
    return (draft, given, report) -> {
      if (given.isOn() || !isSwitchedOff(given)) {
        report.missing(given.line(), text);
      }
    };
  }

  /** Nothing is lost without it; said, because somebody had a reason to write it. */
  static Rule needless(String text) {
    return (draft, given, report) -> report.changed(given.line(), text);
  }

  /** Means here what it means there without being asked for. */
  static Rule same() {
    return (draft, given, report) -> {};
  }

  /** It protected the port, so without it nobody is let in. */
  static Rule protection(String text) {
    return (draft, given, report) -> {
      if (given.isOn() || !isSwitchedOff(given)) {
        draft.disable(given.line(), text);
      }
    };
  }

  private static boolean isSwitchedOff(Given given) {
    return switch (given.value().toLowerCase(java.util.Locale.ROOT)) {
      case "false", "off", "no", "0" -> true;
      default -> false;
    };
  }

  /** Applies the rule of that name; answers whether there is one. */
  static boolean apply(
      Map<String, Rule> rules, PortDraft draft, String name, Given given, Report report) {
    Rule rule = rules.get(PortDraft.folded(name));
    if (rule == null) {
      return false;
    }
    rule.apply(draft, given, report);
    return true;
  }
}
