package io.hardline.settings.schema;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A record: settings with names. Immutable, for any thread. */
public final class Group implements Shape {
  private final Class<?> type;
  private final String about;
  private final List<Field> fields;
  private final @Nullable Object standard;
  private final Constructor<?> constructor;

  Group(
      Class<?> type,
      String about,
      List<Field> fields,
      @Nullable Object standard,
      Constructor<?> constructor) {
    this.type = type;
    this.about = about;
    this.fields = List.copyOf(fields);
    this.standard = standard;
    this.constructor = constructor;
  }

  /** The record's class. */
  public Class<?> type() {
    return type;
  }

  public String about() {
    return about;
  }

  /** The settings in the order of the record's components, which is the order of the file. */
  public List<Field> fields() {
    return fields;
  }

  /** The group with all defaults; null when some setting has none and must be given. */
  public @Nullable Object standard() {
    return standard;
  }

  public @Nullable Field field(String key) {
    for (Field field : fields) {
      if (field.key().equals(key)) {
        return field;
      }
    }
    return null;
  }

  /** The settings' names, in order. */
  public List<String> keys() {
    return fields.stream().map(Field::key).toList();
  }

  @Override
  public String allowed() {
    return fields.isEmpty() ? "nothing, or {}" : "a group of " + String.join(", ", keys());
  }

  /** A record with these values, in the order of {@link #fields}. */
  Object make(@Nullable Object[] values) {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(type + " refuses values that its schema allows", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " cannot be made", e);
    }
  }
}
