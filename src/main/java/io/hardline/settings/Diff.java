package io.hardline.settings;

import io.hardline.settings.schema.Change;
import io.hardline.settings.schema.TreeDiff;
import java.util.List;

/** What differs between two trees of settings. */
public final class Diff {
  private Diff() {}

  /** The differences in the order of the file; none for equal trees. */
  public static List<Change> between(Settings before, Settings after) {
    return TreeDiff.between(SettingsFile.schema(), before, after);
  }
}
