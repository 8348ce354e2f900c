package io.hardline.settings.schema;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes records from {@link YamlNode}s as the shapes say, and reports everything that does not fit.
 * A value that was refused is replaced by its default so that reading goes on; with errors reported
 * the tree is good for looking for more errors and for nothing else.
 */
public final class TreeReader {
  private final Problems problems;

  private TreeReader(Problems problems) {
    this.problems = problems;
  }

  /** The tree, or null when not even a stand-in can be made. */
  public static @Nullable Object read(Group shape, YamlNode root, Problems problems) {
    return new TreeReader(problems).read(shape, root, Place.ROOT);
  }

  /** The value, or null when it was refused. */
  private @Nullable Object read(Shape shape, YamlNode node, Place place) {
    if (node instanceof YamlNode.Refused) {
      return null;
    }
    return switch (shape) {
      case Scalar scalar -> scalar(scalar, node, place);
      case Group group -> group(group, node, place);
      case Shape.Choice choice -> choice(choice, node, place);
      case Shape.Entries entries -> entries(entries, node, place);
      case Shape.Items items -> items(items, node, place);
    };
  }

  private @Nullable Object scalar(Scalar scalar, YamlNode node, Place place) {
    if (!(node instanceof YamlNode.Leaf leaf) || leaf.isNull()) {
      return refuse(node, place, scalar.allowed(), null);
    }
    Object value = scalar.parse(leaf.text(), leaf.quoted());
    if (value == null) {
      return refuse(node, place, scalar.allowed(), scalar.suggestion(leaf.text()));
    }
    return value;
  }

  private @Nullable Object group(Group group, YamlNode node, Place place) {
    YamlNode.Mapping mapping;
    if (node instanceof YamlNode.Mapping given) {
      mapping = given;
    } else if (node instanceof YamlNode.Leaf leaf && leaf.isNull()) {
      mapping = new YamlNode.Mapping(List.of(), node.line(), node.column());
    } else {
      return refuse(node, place, group.allowed(), null);
    }
    for (YamlNode.Entry entry : mapping.entries()) {
      if (group.field(entry.key()) == null) {
        String meant = problems.isFull() ? null : Suggestion.forKey(entry.key(), group);
        unknown(entry, place, group.keys(), meant);
      }
    }
    boolean complete = true;
    @Nullable Object[] values = new @Nullable Object[group.fields().size()];
    for (int i = 0; i < values.length; i++) {
      Field field = group.fields().get(i);
      values[i] = field(field, mapping, place.child(field.key()));
      complete &= values[i] != null || field.optional();
    }
    return complete ? group.make(values) : null;
  }

  private @Nullable Object field(Field field, YamlNode.Mapping mapping, Place place) {
    YamlNode.Entry entry = mapping.entry(field.key());
    if (entry == null) {
      if (field.required()) {
        String allowed = field.shape().allowed();
        problems.add(mapping, place.path(), "nothing", allowed, null);
      }
      return field.standard();
    }
    YamlNode node = entry.value();
    if (field.optional() && node instanceof YamlNode.Leaf leaf && leaf.isNull()) {
      return null;
    }
    Object value = read(field.shape(), node, place);
    return value == null ? field.standard() : value;
  }

  private @Nullable Object choice(Shape.Choice choice, YamlNode node, Place place) {
    if (node instanceof YamlNode.Leaf leaf && !leaf.isNull()) {
      Shape.Option bare = choice.withoutKey();
      if (bare != null) {
        return option(bare, node, place.child(bare.key()));
      }
      Shape.Option named = choice.optionNamed(leaf.text());
      if (named != null && named.group().standard() != null) {
        return named.group().standard();
      }
      String meant = Spelling.closest(leaf.text(), choice.keys());
      return refuse(node, place, choice.allowed(), meant);
    }
    if (!(node instanceof YamlNode.Mapping mapping)) {
      return refuse(node, place, choice.allowed(), null);
    }
    boolean known = true;
    for (YamlNode.Entry entry : mapping.entries()) {
      if (choice.optionNamed(entry.key()) == null) {
        unknown(entry, place, choice.keys(), Spelling.closest(entry.key(), choice.keys()));
        known = false;
      }
    }
    if (known && mapping.entries().size() != 1) {
      String found =
          mapping.entries().isEmpty()
              ? node.shown()
              : String.join(" and ", mapping.entries().stream().map(YamlNode.Entry::key).toList());
      problems.add(node, place.path(), found, choice.allowed(), null);
    }
    Object value = null;
    for (YamlNode.Entry entry : mapping.entries()) {
      Shape.Option option = choice.optionNamed(entry.key());
      if (option != null) {
        value = option(option, entry.value(), place.child(entry.key()));
      }
    }
    return value;
  }

  private @Nullable Object option(Shape.Option option, YamlNode node, Place place) {
    Object value = read(option.written(), node, place);
    if (value == null || !option.unwrapped()) {
      return value;
    }
    return option.group().make(new Object[] {value});
  }

  private @Nullable Object entries(Shape.Entries shape, YamlNode node, Place place) {
    SortedMap<Object, Object> map = new TreeMap<>();
    int size = 0;
    if (node instanceof YamlNode.Mapping mapping) {
      size = mapping.entries().size();
      for (YamlNode.Entry entry : mapping.entries()) {
        Object key = shape.key().parse(entry.key(), false);
        if (key == null) {
          problems.add(
              entry.line(),
              entry.column(),
              place.child(entry.key()).path(),
              Spelling.shown(entry.key()),
              shape.key().allowed(),
              shape.key().suggestion(entry.key()));
          continue;
        }
        Object value = read(shape.value(), entry.value(), place.child(entry.key()));
        if (value != null) {
          map.put(key, value);
        }
      }
    } else if (!(node instanceof YamlNode.Leaf leaf && leaf.isNull())) {
      return refuse(node, place, "a group of " + shape.allowed(), null);
    }
    if (size < shape.min() || size > shape.max()) {
      problems.add(node, place.path(), size + " entries", shape.allowed(), null);
    }
    return Collections.unmodifiableSortedMap(map);
  }

  private @Nullable Object items(Shape.Items shape, YamlNode node, Place place) {
    if (!(node instanceof YamlNode.Sequence sequence)) {
      String meant =
          node instanceof YamlNode.Leaf leaf && !leaf.isNull() ? "[" + leaf.shown() + "]" : null;
      return refuse(node, place, shape.allowed(), meant);
    }
    int size = sequence.items().size();
    if (size < shape.min() || size > shape.max()) {
      problems.add(node, place.path(), size + " items", shape.allowed(), null);
      return null;
    }
    List<Object> list = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      YamlNode each = sequence.items().get(i);
      Object item = read(shape.item(), each, place.child(Integer.toString(i + 1)));
      if (item == null && shape.item() instanceof Scalar.Text) {
        // The others keep their numbers, for errors that are still to come.
        item = each instanceof YamlNode.Leaf leaf ? leaf.text() : "";
      }
      if (item != null) {
        list.add(item);
      }
    }
    return list.size() == size ? List.copyOf(list) : null;
  }

  private void unknown(
      YamlNode.Entry entry, Place place, List<String> keys, @Nullable String suggestion) {
    problems.add(
        entry.line(),
        entry.column(),
        place.child(entry.key()).path(),
        "an unknown key",
        keys.isEmpty() ? "none here" : String.join(", ", keys),
        suggestion);
  }

  private @Nullable Object refuse(
      YamlNode node, Place place, String allowed, @Nullable String suggestion) {
    problems.add(node, place.path(), node.shown(), allowed, suggestion);
    return null;
  }
}
