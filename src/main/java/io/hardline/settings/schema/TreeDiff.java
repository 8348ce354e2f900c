package io.hardline.settings.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares two trees of one shape. An entry of a map comes and goes as a whole; a list, and a
 * choice whose kind changes, are replaced as a whole; everything else is compared setting by
 * setting.
 */
public final class TreeDiff {
  private final List<Change> changes = new ArrayList<>();

  private TreeDiff() {}

  /** The differences, in the order of the file. */
  public static List<Change> between(Group shape, Object before, Object after) {
    return between(shape, before, after, "");
  }

  static List<Change> between(
      Shape shape, @Nullable Object before, @Nullable Object after, String path) {
    TreeDiff diff = new TreeDiff();
    diff.compare(shape, before, after, path);
    return List.copyOf(diff.changes);
  }

  private void compare(Shape shape, @Nullable Object before, @Nullable Object after, String path) {
    if (before == after) {
      return;
    }
    if (before == null || after == null) {
      add(shape, before, after, path);
      return;
    }
    switch (shape) {
      case Scalar scalar -> compareWhole(shape, before, after, path);
      case Shape.Items items -> compareWhole(shape, before, after, path);
      case Group group -> compareFields(group, before, after, path);
      case Shape.Choice choice -> compareChoice(choice, before, after, path);
      case Shape.Entries entries -> compareEntries(entries, before, after, path);
    }
  }

  private void compareWhole(Shape shape, Object before, Object after, String path) {
    if (!before.equals(after)) {
      add(shape, before, after, path);
    }
  }

  private void compareFields(Group group, Object before, Object after, String path) {
    for (Field field : group.fields()) {
      compare(field.shape(), field.get(before), field.get(after), Place.join(path, field.key()));
    }
  }

  private void compareChoice(Shape.Choice choice, Object before, Object after, String path) {
    Shape.Option option = choice.optionOf(before);
    if (option != choice.optionOf(after)) {
      add(choice, before, after, path);
      return;
    }
    String below = Place.join(path, option.key());
    if (option.unwrapped()) {
      Field only = option.group().fields().getFirst();
      compare(only.shape(), only.get(before), only.get(after), below);
    } else {
      compareFields(option.group(), before, after, below);
    }
  }

  private void compareEntries(Shape.Entries shape, Object before, Object after, String path) {
    Map<?, ?> was = (SortedMap<?, ?>) before;
    Map<?, ?> is = (SortedMap<?, ?>) after;
    TreeSet<Object> keys = new TreeSet<>(was.keySet());
    keys.addAll(is.keySet());
    for (Object key : keys) {
      String below = Place.join(path, shape.key().text(key));
      compare(shape.value(), was.get(key), is.get(key), below);
    }
  }

  private void add(Shape shape, @Nullable Object before, @Nullable Object after, String path) {
    String was = before == null ? null : TreeWriter.onOneLine(shape, before);
    String is = after == null ? null : TreeWriter.onOneLine(shape, after);
    if (!Objects.equals(was, is)) {
      changes.add(new Change(path, was, is));
    }
  }
}
