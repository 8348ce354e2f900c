package io.hardline.settings;

import io.hardline.settings.schema.Field;
import io.hardline.settings.schema.Group;
import io.hardline.settings.schema.Scalar;
import io.hardline.settings.schema.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every place in a settings file where a single value stands, found by walking the schema: a
 * setting that is added tomorrow is tested tomorrow.
 */
final class ScalarPlaces {
  private static final String ITEM = "[]";

  private final List<ScalarPlace> places = new ArrayList<>();

  /**
   * One such place.
   *
   * @param keys from the root; the item of a list is a step of its own
   * @param standard the default, if there is one
   * @param optional it may be absent and has no default
   */
  record ScalarPlace(
      List<String> keys, Scalar scalar, @Nullable Object standard, boolean optional) {

    /** As errors name it. */
    String path() {
      return String.join(".", keys).replace(ITEM, "1");
    }

    /** A file that holds this value and what else must be there. */
    String file(String value) {
      String text = value;
      for (String key : keys.reversed()) {
        text = key.equals(ITEM) ? "[" + text + "]" : "{ " + key + ": " + text + " }";
      }
      return keys.isEmpty()
          ? "{ version: 1 }"
          : keys.getFirst().equals("version") ? text : "{ version: 1, " + text.substring(2);
    }

    @Override
    public String toString() {
      return path();
    }
  }

  static List<ScalarPlace> all() {
    ScalarPlaces walk = new ScalarPlaces();
    walk.walk(SettingsFile.schema(), List.of(), null);
    return walk.places;
  }

  private void walk(Shape shape, List<String> keys, @Nullable Object standard) {
    switch (shape) {
      case Scalar scalar -> places.add(new ScalarPlace(keys, scalar, standard, false));
      case Group group -> {
        for (Field field : group.fields()) {
          if (field.optional() && field.shape() instanceof Scalar scalar) {
            places.add(new ScalarPlace(and(keys, field.key()), scalar, null, true));
            continue;
          }
          walk(field.shape(), and(keys, field.key()), field.standard());
        }
      }
      case Shape.Choice choice -> {
        for (Shape.Option option : choice.options()) {
          walk(option.written(), and(keys, option.key()), null);
        }
      }
      case Shape.Entries entries -> {
        String key = entries.key() instanceof Scalar.Whole(long min, long max) ? "" + max : "name";
        walk(entries.value(), and(keys, key), null);
      }
      case Shape.Items items -> walk(items.item(), and(keys, ITEM), null);
    }
  }

  private static List<String> and(List<String> keys, String key) {
    List<String> more = new ArrayList<>(keys);
    more.add(key);
    return more;
  }
}
