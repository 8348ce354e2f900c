package io.hardline.settings.schema;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with the settings, said to the operator.
 *
 * @param file the file's name; empty when the settings did not come from a file
 * @param line from 1; 0 when there is no file
 * @param column from 1, in characters; 0 when there is no file
 * @param path which setting, such as {@code ports.1.line.baud-rate}; empty is the file as a whole.
 *     Items of a list are counted from 1
 * @param suggestion what was probably meant, if anything comes close
 */
public record BadSetting(
    String file,
    int line,
    int column,
    String path,
    String found,
    String allowed,
    @Nullable String suggestion) {

  static final Comparator<BadSetting> BY_POSITION =
      Comparator.comparingInt(BadSetting::line)
          .thenComparingInt(BadSetting::column)
          .thenComparing(BadSetting::path);

  /** {@code FILE:LINE:COLUMN: PATH: found X, allowed Y (did you mean Z?)}, on one line. */
  public String text() {
    String where = file.isEmpty() ? "" : file + ":" + line + ":" + column + ": ";
    String meant = suggestion == null ? "" : " (did you mean " + suggestion + "?)";
    String what = path.isEmpty() ? "(file)" : path;
    return where + what + ": found " + found + ", allowed " + allowed + meant;
  }
}
