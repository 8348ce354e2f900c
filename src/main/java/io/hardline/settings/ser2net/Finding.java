package io.hardline.settings.ser2net;

import io.hardline.settings.schema.Spelling;
import java.util.List;

/**
 * Something in a file that is not the same in the settings.
 *
 * @param lines of the file, ascending; at least one
 * @param text a sentence: what it is, and what to do
 */
public record Finding(Weight weight, List<Integer> lines, String text) {
  /** More lines than these are counted. */
  private static final int SHOWN_LINES = 12;

  /** How much it matters; the name begins its line. */
  public enum Weight {
    /** Carried over, in another form; worth reading, nothing to do. */
    CHANGED("changed"),
    /** Not carried over, and the port works without it. */
    MISSING("missing"),
    /** The port was written, and serves nobody until somebody decides. */
    DISABLED("disabled"),
    /** There is no port for it. */
    LEFT_OUT("left out");

    private final String word;

    Weight(String word) {
      this.word = word;
    }
  }

  public Finding {
    lines = List.copyOf(lines);
  }

  /** {@code FILE:LINE: missing: ...}, on one line, safe to print. */
  public String text(String file) {
    StringBuilder out = new StringBuilder(file);
    out.append(':').append(lines.getFirst()).append(": ").append(weight.word).append(": ");
    out.append(text);
    if (lines.size() > 1) {
      List<Integer> others = lines.subList(1, Math.min(lines.size(), 1 + SHOWN_LINES));
      out.append(others.size() == 1 ? " (also line " : " (also lines ");
      out.append(String.join(", ", others.stream().map(String::valueOf).toList()));
      int left = lines.size() - 1 - others.size();
      out.append(left > 0 ? " and " + left + " more)" : ")");
    }
    return out.toString();
  }

  /** A word of the file as part of a sentence. */
  static String quoted(String word) {
    return "'" + Spelling.shown(word) + "'";
  }
}
