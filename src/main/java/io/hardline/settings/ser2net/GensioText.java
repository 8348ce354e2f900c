package io.hardline.settings.ser2net;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stack of protocols as ser2net writes it (gensio(5)): {@code
 * telnet(rfc2217),tcp(nodelay),localhost,3000}.
 *
 * @param filters the layers above the last, in the order of the text
 * @param base the last layer, in lower case: {@code tcp}
 * @param rest what the last layer is told, as it is written
 */
record GensioText(List<Layer> filters, Layer base, String rest) {
  /** Layers that stand on another one. */
  private static final Set<String> FILTERS =
      Set.of(
          "telnet",
          "ssl",
          "certauth",
          "mux",
          "keepopen",
          "msgdelim",
          "relpkt",
          "ratelimit",
          "trace",
          "perf",
          "kiss",
          "xlt",
          "script",
          "conacc",
          "mdns");

  /** A layer with its options in the order of the text. */
  record Layer(String name, List<Option> options) {
    /** The last option of that name; null when there is none. */
    @Nullable String option(String wanted) {
      String value = null;
      for (Option option : options) {
        value = option.name.equals(wanted) ? option.value : value;
      }
      return value;
    }
  }

  /**
   * An option of a layer.
   *
   * @param value empty when only the name was written
   */
  record Option(String name, String value) {}

  /**
   * @throws LeftOut when it cannot be made out
   */
  static GensioText parse(String text, int line) {
    Scanner scanner = new Scanner(text.strip(), line);
    List<Layer> filters = new ArrayList<>();
    Layer layer = scanner.layer();
    while (FILTERS.contains(layer.name) && !scanner.isAtEnd()) {
      filters.add(layer);
      layer = scanner.layer();
    }
    return new GensioText(List.copyOf(filters), layer, scanner.rest());
  }

  /**
   * Words between commas or blanks; quotes and backslashes hold a word together.
   *
   * @throws LeftOut when a quote does not end
   */
  static List<String> words(String text, int line) {
    Scanner scanner = new Scanner(text, line);
    List<String> words = new ArrayList<>();
    while (!scanner.isAtEnd()) {
      String word = scanner.word(", \t\n");
      if (!word.isEmpty()) {
        words.add(word);
      }
      scanner.skip();
    }
    return words;
  }

  /** Goes through a text once. */
  private static final class Scanner {
    private final String text;
    private final int line;
    private int at;

    Scanner(String text, int line) {
      this.text = text;
      this.line = line;
    }

    boolean isAtEnd() {
      return at >= text.length();
    }

    void skip() {
      at++;
    }

    String rest() {
      return text.substring(Math.min(at, text.length()));
    }

    Layer layer() {
      String name = word("(, \t\n").toLowerCase(Locale.ROOT);
      List<Option> options = new ArrayList<>();
      if (!isAtEnd() && text.charAt(at) == '(') {
        skip();
        while (isAtEnd() || text.charAt(at) != ')') {
          String word = word(",) \t\n");
          if (isAtEnd()) {
            throw new LeftOut(line, "a ( of " + Finding.quoted(text) + " is not closed");
          }
          if (!word.isEmpty()) {
            options.add(option(word));
          }
          at += text.charAt(at) == ')' ? 0 : 1;
        }
        skip();
      }
      while (!isAtEnd() && ", \t\n".indexOf(text.charAt(at)) >= 0) {
        skip();
      }
      return new Layer(name, List.copyOf(options));
    }

    private static Option option(String word) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      String value = equals < 0 ? "" : word.substring(equals + 1);
      return new Option(name.toLowerCase(Locale.ROOT).replace('_', '-'), value);
    }

    /** Up to one of the characters that end it, which is not taken. */
    String word(String ends) {
      StringBuilder word = new StringBuilder();
      char quote = 0;
      for (; at < text.length(); at++) {
        char c = text.charAt(at);
        if (c == '\\' && at + 1 < text.length()) {
          word.append(text.charAt(++at));
        } else if (quote != 0) {
          quote = append(word, c, quote);
        } else if (c == '"' || c == '\'') {
          quote = c;
        } else if (ends.indexOf(c) >= 0) {
          return word.toString();
        } else {
          word.append(c);
        }
      }
      if (quote != 0) {
        throw new LeftOut(line, "a quote of " + Finding.quoted(text) + " is not closed");
      }
      return word.toString();
    }

    /** Answers the quote that is still open. */
    private static char append(StringBuilder word, char c, char quote) {
      if (c == quote) {
        return 0;
      }
      word.append(c);
      return quote;
    }
  }
}
