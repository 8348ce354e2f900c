package io.hardline.settings.schema;

import org.jspecify.annotations.Nullable;

/** What an unknown key was probably meant to be. */
final class Suggestion {
  private Suggestion() {}

  /**
   * A key of the group that is spelt almost like it, or else the way to a setting of just this name
   * further down: {@code line.baud-rate} for a {@code baud-rate} that stands one level too high.
   */
  static @Nullable String forKey(String key, Group group) {
    String close = Spelling.closest(key, group.keys());
    return close != null ? close : below(key, group);
  }

  private static @Nullable String below(String key, Group group) {
    for (Field field : group.fields()) {
      String found = field.key().equals(key) ? key : within(key, field.shape());
      if (found != null) {
        return field.key().equals(key) ? key : field.key() + "." + found;
      }
    }
    return null;
  }

  private static @Nullable String within(String key, Shape shape) {
    return switch (shape) {
      case Group group -> below(key, group);
      case Shape.Choice choice -> {
        String found = null;
        for (Shape.Option option : choice.options()) {
          String within = option.key().equals(key) ? key : within(key, option.written());
          if (found == null && within != null) {
            found = option.key().equals(key) ? key : option.key() + "." + within;
          }
        }
        yield found;
      }
      // Which entry or item would be meant is not known.
      case Shape.Entries entries -> null;
      case Shape.Items items -> null;
      case Scalar scalar -> null;
    };
  }
}
