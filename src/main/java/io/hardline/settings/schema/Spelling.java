package io.hardline.settings.schema;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What was meant by a misspelt word, and how to show text from outside without harm. */
public final class Spelling {
  /** Texts longer than this are shortened before they are shown or compared. */
  static final int MAX_SHOWN_CHARACTERS = 60;

  private Spelling() {}

  /**
   * The candidate that is closest to the word, or null when none is close: at most two slips, and
   * fewer than half of its letters; or else the only one that begins with it. Upper case, {@code _}
   * and {@code -} do not count.
   */
  static @Nullable String closest(String word, List<String> candidates) {
    if (word.length() > MAX_SHOWN_CHARACTERS) {
      return null;
    }
    String wanted = folded(word);
    String best = null;
    int bestSlips = Math.min(2, (wanted.length() - 1) / 2) + 1;
    for (String candidate : candidates) {
      int slips = slips(wanted, folded(candidate));
      if (slips < bestSlips) {
        best = candidate;
        bestSlips = slips;
      }
    }
    return best == null ? only(wanted, candidates) : best;
  }

  private static @Nullable String only(String start, List<String> candidates) {
    String found = null;
    for (String candidate : candidates) {
      if (start.length() > 1 && folded(candidate).startsWith(start)) {
        if (found != null) {
          return null;
        }
        found = candidate;
      }
    }
    return found;
  }

  private static String folded(String word) {
    return lowerCase(word).replace("-", "").replace("_", "");
  }

  static String lowerCase(String word) {
    return word.toLowerCase(Locale.ROOT);
  }

  /** Letters to insert, remove, replace or swap with their neighbour to make one of the other. */
  private static int slips(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replace, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], 1 + d[i - 2][j - 2]);
        }
      }
    }
    return d[a.length()][b.length()];
  }

  /** Whether every character can be seen: no control, no direction marks, no half characters. */
  public static boolean isPrintable(String text) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      if (!isPrintable(text.codePointAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** A text from a file, safe to print on one line of a terminal, and not too long. */
  public static String shown(String text) {
    return shown(text, MAX_SHOWN_CHARACTERS);
  }

  /** The same for a sentence about the file that quotes it. */
  static String shownSentence(String text) {
    return shown(text, 3 * MAX_SHOWN_CHARACTERS);
  }

  private static String shown(String text, int maxCharacters) {
    StringBuilder out = new StringBuilder();
    int count = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      if (count++ == maxCharacters) {
        return out.append("...").toString();
      }
      int c = text.codePointAt(i);
      if (isPrintable(c)) {
        out.appendCodePoint(c);
      } else {
        out.append("\\u").append(HexFormat.of().toHexDigits((char) c));
      }
    }
    return out.toString();
  }
}
