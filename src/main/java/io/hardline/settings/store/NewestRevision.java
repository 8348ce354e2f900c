package io.hardline.settings.store;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest revision that can be used.
 *
 * @param revision null when there is none
 * @param skipped newer ones that cannot be used, newest first; to be reported loudly
 */
public record NewestRevision(@Nullable Revision revision, List<Skipped> skipped) {

  /**
   * A revision that cannot be used.
   *
   * @param why one or more lines
   */
  public record Skipped(Path file, String why) {}
}
