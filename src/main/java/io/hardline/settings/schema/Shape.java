package io.hardline.settings.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may stand at one place of a settings file. A tree of shapes describes a tree of records;
 * {@link Schema} makes it once, and everything else walks it: reading, writing, comparing, the
 * reference page.
 *
 * <p>Immutable, for any thread.
 */
public sealed interface Shape permits Group, Shape.Choice, Shape.Entries, Shape.Items, Scalar {

  /** What is allowed here, as the second half of "found X, allowed Y". */
  String allowed();

  /** One of several records, named by its key. */
  record Choice(Class<?> type, String about, List<Option> options) implements Shape {

    /** The option that a record belongs to. */
    public Option optionOf(Object value) {
      for (Option option : options) {
        if (option.group().type() == value.getClass()) {
          return option;
        }
      }
      throw new IllegalArgumentException(value.getClass() + " is none of " + allowed());
    }

    public @Nullable Option optionNamed(String key) {
      for (Option option : options) {
        if (option.key().equals(key)) {
          return option;
        }
      }
      return null;
    }

    /** The option that a bare value means, if there is one. */
    public @Nullable Option withoutKey() {
      for (Option option : options) {
        if (option.alsoWithoutKey()) {
          return option;
        }
      }
      return null;
    }

    /** The options' keys, in order. */
    public List<String> keys() {
      return options.stream().map(Option::key).toList();
    }

    @Override
    public String allowed() {
      return "exactly one of " + String.join(", ", keys());
    }
  }

  /**
   * One way of a {@link Choice}.
   *
   * @param unwrapped the group has one field and is written as that field's value
   * @param alsoWithoutKey a bare value in place of the choice means this option
   */
  record Option(String key, String about, Group group, boolean unwrapped, boolean alsoWithoutKey) {
    /** What is written behind the key. */
    public Shape written() {
      return unwrapped ? group.fields().getFirst().shape() : group;
    }
  }

  /** A map from numbers or names to values of one shape, always in the order of its keys. */
  record Entries(Scalar key, Shape value, long min, long max) implements Shape {
    @Override
    public String allowed() {
      return Scalar.span(min, max) + (max == 1 ? " entry" : " entries");
    }
  }

  /** A list of values of one shape; replaced whole. */
  record Items(Shape item, long min, long max) implements Shape {
    @Override
    public String allowed() {
      return "a list of " + Scalar.span(min, max) + (max == 1 ? " item" : " items");
    }
  }
}
