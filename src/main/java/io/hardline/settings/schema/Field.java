package io.hardline.settings.schema;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** One setting of a {@link Group}: a component of its record. Immutable, for any thread. */
public final class Field {
  private final String key;
  private final String about;
  private final Shape shape;
  private final @Nullable Object standard;
  private final boolean required;
  private final Method accessor;

  Field(
      String key,
      String about,
      Shape shape,
      @Nullable Object standard,
      boolean required,
      Method accessor) {
    this.key = key;
    this.about = about;
    this.shape = shape;
    this.standard = standard;
    this.required = required;
    this.accessor = accessor;
  }

  /** The name in the file. */
  public String key() {
    return key;
  }

  /** One sentence for an operator. */
  public String about() {
    return about;
  }

  public Shape shape() {
    return shape;
  }

  /** The default; null when there is none, because the setting may be absent or must be given. */
  public @Nullable Object standard() {
    return standard;
  }

  /** Whether a file must name it. */
  public boolean required() {
    return required;
  }

  /** Whether it may be absent altogether: it has no default and needs none. */
  public boolean optional() {
    return !required && standard == null;
  }

  /** The value within a record. */
  public @Nullable Object get(Object group) {
    return Schema.call(accessor, group);
  }
}
