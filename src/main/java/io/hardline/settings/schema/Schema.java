package io.hardline.settings.schema;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns a record type into a tree of {@link Shape}s. All reflection on settings is here and in the
 * one call each of {@link Group} and {@link Field}.
 *
 * <p>A record's defaults are its constant {@code STANDARD}. A component that is null there may be
 * absent; a record without the constant needs all its components. What the records get wrong (a
 * number without a {@link Range}, an unknown type) is an {@link IllegalArgumentException}.
 */
public final class Schema {
  private Schema() {}

  /** The shape of a record and of all that is below it. */
  public static Group of(Class<? extends Record> type) {
    return group(type);
  }

  private static Group group(Class<?> type) {
    Object standard = standard(type);
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    List<Field> fields = new ArrayList<>(components.length);
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      fields.add(field(components[i], standard));
    }
    try {
      return new Group(
          type, about(type, type), fields, standard, type.getDeclaredConstructor(types));
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(type + " is no record", e);
    }
  }

  private static @Nullable Object standard(Class<?> type) {
    try {
      return type.getField("STANDARD").get(null);
    } catch (NoSuchFieldException e) {
      return null;
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(type + ".STANDARD must be public and static", e);
    }
  }

  private static Field field(RecordComponent component, @Nullable Object group) {
    Object standard = group == null ? null : call(component.getAccessor(), group);
    Key key = component.getAnnotation(Key.class);
    return new Field(
        key == null ? kebab(component.getName()) : key.value(),
        about(component, component),
        componentShape(component, standard),
        standard,
        group == null || component.isAnnotationPresent(Required.class),
        component.getAccessor());
  }

  private static Shape componentShape(RecordComponent component, @Nullable Object standard) {
    Class<?> type = component.getType();
    if (type != List.class && type != SortedMap.class) {
      return shape(type, component, component, standard);
    }
    Range range = range(component, component);
    AnnotatedType[] arguments =
        ((AnnotatedParameterizedType) component.getAnnotatedType())
            .getAnnotatedActualTypeArguments();
    if (type == List.class) {
      return new Shape.Items(argument(arguments[0], component), range.min(), range.max());
    }
    Scalar key =
        switch (argument(arguments[0], component)) {
          case Scalar.Text text -> new Scalar.Name(Math.max(1, text.min()), text.max());
          case Scalar.Whole whole -> whole;
          default -> throw new IllegalArgumentException(component + ": neither number nor name");
        };
    return new Shape.Entries(key, argument(arguments[1], component), range.min(), range.max());
  }

  private static Shape argument(AnnotatedType argument, RecordComponent component) {
    if (argument.getType() instanceof Class<?> type) {
      return shape(type, argument, component, null);
    }
    throw new IllegalArgumentException(component + ": a list or map of lists or maps");
  }

  private static Shape shape(
      Class<?> type, AnnotatedElement limits, RecordComponent of, @Nullable Object standard) {
    if (type == boolean.class) {
      return new Scalar.Truth();
    } else if (type.isEnum()) {
      return word(type);
    } else if (type.isRecord()) {
      return group(type);
    } else if (type.isSealed()) {
      return choice(type);
    }
    Range range = range(limits, of);
    if (type == int.class || type == Integer.class) {
      return new Scalar.Whole(range.min(), range.max());
    } else if (type == String.class) {
      return new Scalar.Text(range.min(), range.max());
    } else if (type == Duration.class) {
      return new Scalar.Span(range.min(), range.max(), (Duration) standard);
    }
    throw new IllegalArgumentException(of + ": no shape for " + type);
  }

  private static Scalar.Word word(Class<?> type) {
    List<Scalar.Value> values = new ArrayList<>();
    for (Object each : type.getEnumConstants()) {
      Enum<?> constant = (Enum<?>) each;
      try {
        java.lang.reflect.Field field = type.getField(constant.name());
        Key key = field.getAnnotation(Key.class);
        About about = field.getAnnotation(About.class);
        values.add(
            new Scalar.Value(
                key == null ? Spelling.lowerCase(constant.name()).replace('_', '-') : key.value(),
                about == null ? "" : about.value(),
                constant));
      } catch (NoSuchFieldException e) {
        throw new IllegalArgumentException(type + " lacks " + constant, e);
      }
    }
    return new Scalar.Word(type, List.copyOf(values));
  }

  private static Shape.Choice choice(Class<?> type) {
    List<Shape.Option> options = new ArrayList<>();
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      Group group = group(permitted);
      Key key = permitted.getAnnotation(Key.class);
      Unwrapped unwrapped = permitted.getAnnotation(Unwrapped.class);
      if (key == null || (unwrapped != null && group.fields().size() != 1)) {
        throw new IllegalArgumentException(
            permitted + ": an option needs a @Key, and an @Unwrapped one exactly one component");
      }
      options.add(
          new Shape.Option(
              key.value(),
              group.about(),
              group,
              unwrapped != null,
              unwrapped != null && unwrapped.alsoWithoutKey()));
    }
    return new Shape.Choice(type, about(type, type), List.copyOf(options));
  }

  private static String about(AnnotatedElement element, Object of) {
    About about = element.getAnnotation(About.class);
    if (about == null) {
      throw new IllegalArgumentException(of + " lacks its @About");
    }
    return about.value();
  }

  private static Range range(AnnotatedElement element, RecordComponent of) {
    Range range = element.getAnnotation(Range.class);
    if (range == null) {
      throw new IllegalArgumentException(of + ": everything has a limit, and this has no @Range");
    }
    return range;
  }

  /** {@code baudRate} is written {@code baud-rate}. */
  private static String kebab(String camelCase) {
    StringBuilder kebab = new StringBuilder();
    for (int i = 0; i < camelCase.length(); i++) {
      char c = camelCase.charAt(i);
      if (Character.isUpperCase(c)) {
        kebab.append('-');
      }
      kebab.append(Character.toLowerCase(c));
    }
    return kebab.toString();
  }

  static @Nullable Object call(Method accessor, Object group) {
    try {
      return accessor.invoke(group);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(accessor + " cannot be called", e);
    }
  }
}
