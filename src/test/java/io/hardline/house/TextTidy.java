package io.hardline.house;

import io.hardline.house.SourceTree.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is untidy in a text of any kind. */
final class TextTidy {
  static final int MAX_FILE_LINES = 500;
  static final int MAX_LINE_CHARACTERS = 100;

  /** Spelt so that this file does not complain of itself. */
  private static final Pattern LEFTOVER =
      Pattern.compile("\\b(" + "TO" + "DO|FIX" + "ME|XX" + "X)\\b");

  /** Where somebody's checkout or home happened to be. */
  private static final Pattern MACHINE_PATH =
      Pattern.compile("(?<![\\w/.])/(" + "work/|tmp/wt-|root/\\.|Users/)");

  /** A link cannot be broken, and imports are not ours to shorten. */
  private static final Pattern UNBREAKABLE = Pattern.compile("https?://|^import ");

  /** One word for a thing; the other ones, and what we say. */
  private static final Map<Pattern, String> WORDS =
      Map.of(
          word("white" + "list(ed|s)?"), "allowlist",
          word("black" + "list(ed|s)?"), "denylist",
          word("config(uration)? " + "files?"), "settings file",
          word("dae" + "mon process"), "daemon");

  private TextTidy() {}

  private static Pattern word(String expression) {
    return Pattern.compile("\\b" + expression + "\\b", Pattern.CASE_INSENSITIVE);
  }

  /** {@code FILE:LINE: what is wrong; what to do}, one for each. */
  static List<String> complaints(Source source) {
    List<String> complaints = new ArrayList<>();
    List<String> lines = new ArrayList<>(List.of(source.text().split("\n", -1)));
    if (!lines.removeLast().isEmpty()) {
      complaints.add(at(source, lines.size() + 1) + "no end of line at the end; add it");
    }
    if (isCode(source) && lines.size() > MAX_FILE_LINES) {
      complaints.add(
          at(source, lines.size())
              + "more than %d lines; one file, one subject".formatted(MAX_FILE_LINES));
    }
    boolean inTextBlock = false;
    for (int i = 0; i < lines.size(); i++) {
      complainOfLine(source, i + 1, lines.get(i), complaints);
      // What stands in a text block is as long as what it says.
      if (isJava(source) && !inTextBlock && isTooLong(lines.get(i))) {
        complaints.add(
            at(source, i + 1) + "more than %d characters; break it".formatted(MAX_LINE_CHARACTERS));
      }
      inTextBlock ^= lines.get(i).split("\"\"\"", -1).length % 2 == 0;
    }
    return complaints;
  }

  private static void complainOfLine(Source source, int number, String line, List<String> to) {
    String at = at(source, number);
    if (!line.equals(line.stripTrailing())) {
      to.add(at + "blanks or a carriage return at the end of the line; delete them");
    }
    if (line.indexOf('\t') >= 0) {
      to.add(at + "a tab; write blanks, or \\t in code");
    }
    Matcher leftover = LEFTOVER.matcher(line);
    if (leftover.find()) {
      to.add(at + leftover.group() + "; do it, or open an issue and say here what is the case now");
    }
    Matcher path = MACHINE_PATH.matcher(line);
    if (path.find()) {
      to.add(at + path.group() + ": a path of one machine; make it relative or a variable");
    }
    WORDS.forEach((pattern, ours) -> {
      Matcher word = pattern.matcher(line);
      if (word.find()) {
        to.add(at + "we say \"%s\", not \"%s\"".formatted(ours, word.group()));
      }
    });
  }

  private static boolean isTooLong(String line) {
    return line.length() > MAX_LINE_CHARACTERS && !UNBREAKABLE.matcher(line).find();
  }

  private static boolean isJava(Source source) {
    return source.name().endsWith(".java");
  }

  /** Documents and recorded data may be as long as they are. */
  private static boolean isCode(Source source) {
    return isJava(source) || source.name().endsWith(".py") || !source.name().contains(".");
  }

  private static String at(Source source, int line) {
    return source.path() + ":" + line + ": ";
  }
}
