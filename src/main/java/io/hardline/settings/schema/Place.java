package io.hardline.settings.schema;

import org.jspecify.annotations.Nullable;

/**
 * The way from the root to a setting. The dotted path is put together only when it is printed; a
 * file without errors never prints one.
 */
record Place(@Nullable Place parent, String key) {
  static final Place ROOT = new Place(null, "");

  Place child(String childKey) {
    return new Place(this, childKey);
  }

  /** {@code ports.1.alias}; empty for the root. */
  String path() {
    return parent == null ? key : join(parent.path(), Spelling.shown(key));
  }

  /** A path and one more step. */
  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
