package io.hardline.settings.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Writes a tree as YAML, in the order of the records' components, so that equal trees give equal
 * text. What it writes {@link TreeReader} reads back as an equal tree.
 */
public final class TreeWriter {
  /** How much is written. */
  public enum Extent {
    /** Only what differs from the defaults. */
    CHANGED,
    /** Every setting. */
    COMPLETE
  }

  private final Extent extent;

  private TreeWriter(Extent extent) {
    this.extent = extent;
  }

  /** A file's text. */
  public static String write(Group shape, Object tree, Extent extent) {
    return YamlPrinter.block(new TreeWriter(extent).node(shape, tree));
  }

  /** What differs from the defaults, on one line. */
  static String onOneLine(Shape shape, Object value) {
    return YamlPrinter.flow(new TreeWriter(Extent.CHANGED).node(shape, value));
  }

  private YamlNode node(Shape shape, Object value) {
    return switch (shape) {
      case Scalar scalar -> leaf(scalar, value);
      case Group group -> group(group, value);
      case Shape.Choice choice -> choice(choice, value);
      case Shape.Entries entries -> entries(entries, value);
      case Shape.Items items -> items(items, value);
    };
  }

  private static YamlNode leaf(Scalar scalar, Object value) {
    String text = scalar.text(value);
    boolean quoted = scalar instanceof Scalar.Text && !YamlPrinter.isPlainText(text);
    return new YamlNode.Leaf(text, quoted, 0, 0);
  }

  private YamlNode.Mapping group(Group group, Object value) {
    List<YamlNode.Entry> entries = new ArrayList<>();
    for (Field field : group.fields()) {
      Object part = field.get(value);
      if (part != null && isWritten(field, part)) {
        entries.add(entry(field.key(), node(field.shape(), part)));
      }
    }
    return new YamlNode.Mapping(entries, 0, 0);
  }

  private boolean isWritten(Field field, Object value) {
    return extent == Extent.COMPLETE
        || field.required()
        || !TreeDiff.between(field.shape(), field.standard(), value, "").isEmpty();
  }

  private YamlNode choice(Shape.Choice choice, Object value) {
    Shape.Option option = choice.optionOf(value);
    if (option.unwrapped()) {
      Field only = option.group().fields().getFirst();
      YamlNode node = node(only.shape(), partOf(only, value));
      return option.alsoWithoutKey() ? node : single(option.key(), node);
    }
    YamlNode.Mapping node = group(option.group(), value);
    boolean allDefault = node.entries().isEmpty() && option.group().standard() != null;
    return allDefault && choice.withoutKey() == null
        ? new YamlNode.Leaf(option.key(), false, 0, 0)
        : single(option.key(), node);
  }

  private static Object partOf(Field field, Object group) {
    Object part = field.get(group);
    if (part == null) {
      throw new IllegalArgumentException(group.getClass() + " without its " + field.key());
    }
    return part;
  }

  private YamlNode entries(Shape.Entries shape, Object value) {
    List<YamlNode.Entry> entries = new ArrayList<>();
    for (Map.Entry<?, ?> each : ((SortedMap<?, ?>) value).entrySet()) {
      entries.add(entry(shape.key().text(each.getKey()), node(shape.value(), each.getValue())));
    }
    return new YamlNode.Mapping(entries, 0, 0);
  }

  private YamlNode items(Shape.Items shape, Object value) {
    List<YamlNode> items = new ArrayList<>();
    for (Object item : (List<?>) value) {
      items.add(node(shape.item(), item));
    }
    return new YamlNode.Sequence(items, 0, 0);
  }

  private static YamlNode single(String key, YamlNode node) {
    return new YamlNode.Mapping(List.of(entry(key, node)), 0, 0);
  }

  private static YamlNode.Entry entry(String key, YamlNode node) {
    return new YamlNode.Entry(key, 0, 0, node);
  }
}
