package io.hardline.settings.schema;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value written as one word or text. Immutable, for any thread. */
public sealed interface Scalar extends Shape {

  /**
   * The value that a text stands for, or null when it is none of those allowed.
   *
   * @param quoted whether it was written in quotes: {@code "8"} is a text and no number
   */
  @Nullable Object parse(String text, boolean quoted);

  /** The value as it is written in a file, before quotes. */
  String text(Object value);

  /** What was probably meant by a text that {@link #parse} refused. */
  default @Nullable String suggestion(String text) {
    return null;
  }

  /** A whole number. */
  record Whole(long min, long max) implements Scalar {
    @Override
    public @Nullable Object parse(String text, boolean quoted) {
      long value = quoted ? -1 : digits(text.startsWith("-") ? text.substring(1) : text);
      if (value < 0) {
        return null;
      }
      long signed = text.startsWith("-") ? -value : value;
      return signed < min || signed > max ? null : (Object) (int) signed;
    }

    @Override
    public String text(Object value) {
      return value.toString();
    }

    /** {@code 115_200}, {@code 115'200} and {@code "115200"} all mean 115200. */
    @Override
    public @Nullable String suggestion(String text) {
      String bare = text.replace("_", "").replace("'", "").replace(",", "").strip();
      return parse(bare, false) == null ? null : bare;
    }

    @Override
    public String allowed() {
      return span(min, max);
    }
  }

  /** Yes or no. */
  record Truth() implements Scalar {
    @Override
    public @Nullable Object parse(String text, boolean quoted) {
      if (quoted) {
        return null;
      }
      return text.equals("true") ? (Object) true : text.equals("false") ? (Object) false : null;
    }

    @Override
    public String text(Object value) {
      return value.toString();
    }

    @Override
    public @Nullable String suggestion(String text) {
      return switch (Spelling.lowerCase(text)) {
        case "true", "yes", "on", "y", "1", "enabled" -> "true";
        case "false", "no", "off", "n", "0", "disabled" -> "false";
        default -> null;
      };
    }

    @Override
    public String allowed() {
      return "true or false";
    }
  }

  /**
   * Free text. Taken as written, whether quoted or not, so that a serial number {@code 00123} keeps
   * its zeros. Never with characters that would move a terminal's cursor or turn text around.
   */
  record Text(long min, long max) implements Scalar {
    @Override
    public @Nullable Object parse(String text, boolean quoted) {
      long length = text.codePointCount(0, text.length());
      return length < min || length > max || !Spelling.isPrintable(text) ? null : text;
    }

    @Override
    public String text(Object value) {
      return (String) value;
    }

    @Override
    public String allowed() {
      return "a text of " + span(min, max) + " characters, without control characters";
    }
  }

  /** A name: letters, digits, {@code -} and {@code _}, so that it can be part of a path. */
  record Name(long min, long max) implements Scalar {
    @Override
    public @Nullable Object parse(String text, boolean quoted) {
      if (text.length() < min || text.length() > max) {
        return null;
      }
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && c != '_' && (c != '-' || i == 0)) {
          return null;
        }
      }
      return text;
    }

    @Override
    public String text(Object value) {
      return (String) value;
    }

    @Override
    public String allowed() {
      return "a name of " + span(min, max) + " letters, digits, - and _";
    }
  }

  /** One word of a closed list. */
  record Word(Class<?> type, List<Value> values) implements Scalar {
    @Override
    public @Nullable Object parse(String text, boolean quoted) {
      for (Value value : values) {
        if (value.key().equals(text)) {
          return value.constant();
        }
      }
      return null;
    }

    @Override
    public String text(Object constant) {
      for (Value value : values) {
        if (value.constant() == constant) {
          return value.key();
        }
      }
      throw new IllegalArgumentException(constant + " is no " + type);
    }

    @Override
    public @Nullable String suggestion(String text) {
      List<String> keys = keys();
      String close = Spelling.closest(text, keys);
      if (close != null) {
        return close;
      }
      String level = "true".equals(new Truth().suggestion(text)) ? "on" : "off";
      return new Truth().suggestion(text) != null && keys.contains(level) ? level : null;
    }

    /** The words, in order. */
    public List<String> keys() {
      return values.stream().map(Value::key).toList();
    }

    @Override
    public String allowed() {
      return String.join(", ", keys());
    }
  }

  /** A word of a list and what it means; the sentence is empty where the word says it all. */
  record Value(String key, String about, Enum<?> constant) {}

  /** A time with its unit; whole milliseconds. */
  record Span(long min, long max, @Nullable Duration standard) implements Scalar {
    /** Largest first, so that 60,000 ms is written as a minute. */
    private enum Unit {
      D("d", 86_400_000),
      H("h", 3_600_000),
      M("m", 60_000),
      S("s", 1000),
      MS("ms", 1);

      final String suffix;
      final long ms;

      Unit(String suffix, long ms) {
        this.suffix = suffix;
        this.ms = ms;
      }
    }

    @Override
    public @Nullable Object parse(String text, boolean quoted) {
      long ms = text.equals("0") ? 0 : withUnit(text);
      return ms < Math.max(0, min) || ms > max ? null : Duration.ofMillis(ms);
    }

    private static long withUnit(String text) {
      int end = text.length();
      while (end > 0 && text.charAt(end - 1) >= 'a' && text.charAt(end - 1) <= 'z') {
        end--;
      }
      long count = digits(text.substring(0, end));
      for (Unit unit : Unit.values()) {
        if (unit.suffix.equals(text.substring(end))) {
          return count < 0 || count > Long.MAX_VALUE / unit.ms ? -1 : count * unit.ms;
        }
      }
      return -1;
    }

    @Override
    public String text(Object value) {
      return text(((Duration) value).toMillis());
    }

    private static String text(long ms) {
      Unit unit = unitOf(ms);
      return ms == 0 ? "0" : ms / unit.ms + unit.suffix;
    }

    private static Unit unitOf(long ms) {
      for (Unit unit : Unit.values()) {
        if (ms % unit.ms == 0) {
          return unit;
        }
      }
      return Unit.MS;
    }

    /**
     * A bare number gets the unit of the default; of a setting that is off by default, milliseconds
     * when its range ends within two minutes, else seconds.
     */
    @Override
    public @Nullable String suggestion(String text) {
      String bare = text.replace(" ", "");
      if (digits(bare) > 0) {
        long standardMs = standard == null ? 0 : standard.toMillis();
        Unit off = max <= 2 * Unit.M.ms ? Unit.MS : Unit.S;
        bare += (standardMs == 0 ? off : unitOf(standardMs)).suffix;
      }
      bare = Spelling.lowerCase(bare);
      return parse(bare, false) == null ? null : bare;
    }

    @Override
    public String allowed() {
      return text(min) + " to " + text(max) + ", with its unit (ms, s, m, h, d)";
    }
  }

  /** "1 to 16", or one number. */
  static String span(long min, long max) {
    return min == max ? Long.toString(min) : min + " to " + max;
  }

  /**
   * The number that decimal digits stand for, or -1. A leading zero is refused: some read it as
   * octal.
   */
  private static long digits(String text) {
    int maxDigits = 18;
    if (text.isEmpty()
        || text.length() > maxDigits
        || (text.length() > 1 && text.charAt(0) == '0')) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
