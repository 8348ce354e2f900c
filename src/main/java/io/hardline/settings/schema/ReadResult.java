package io.hardline.settings.schema;

import java.util.List;

/** What came of reading settings: the tree, or everything that is wrong with it. */
public sealed interface ReadResult<T> {

  /** All is well. */
  record Good<T>(T tree) implements ReadResult<T> {}

  /**
   * Nothing was taken over.
   *
   * @param errors in the order of the file, at least one, at most {@link Problems#MAX_ERRORS}
   * @param leftOut how many more there were
   */
  record Refused<T>(List<BadSetting> errors, int leftOut) implements ReadResult<T> {

    /** One line for each error, and one that counts those left out. */
    public String text() {
      StringBuilder text = new StringBuilder();
      for (BadSetting error : errors) {
        text.append(error.text()).append('\n');
      }
      if (leftOut > 0) {
        text.append("and ").append(leftOut).append(" more\n");
      }
      return text.toString();
    }
  }
}
