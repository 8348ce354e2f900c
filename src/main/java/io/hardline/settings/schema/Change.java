package io.hardline.settings.schema;

import org.jspecify.annotations.Nullable;

/**
 * One difference between two trees, in the words of the file.
 *
 * @param path such as {@code ports.1.line.baud-rate}, or {@code ports.3} for an entry that came or
 *     went
 * @param before what it was, on one line; null when there was nothing
 * @param after what it is to be; null when there is to be nothing
 */
public record Change(String path, @Nullable String before, @Nullable String after) {

  String beforeText() {
    return before == null ? "nothing" : before;
  }

  String afterText() {
    return after == null ? "nothing" : after;
  }

  /** {@code ports.1.alias: pump -> scale}, on one line. */
  public String text() {
    if (before == null) {
      return path + ": added " + afterText();
    }
    return after == null ? path + ": removed " + before : path + ": " + before + " -> " + after;
  }
}
