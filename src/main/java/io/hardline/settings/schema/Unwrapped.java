package io.hardline.settings.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A record with one component that is written as the component's value, without the component's
 * name: {@code { virtual: echo }} and not {@code { virtual: { device: echo } }}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Unwrapped {
  /**
   * Whether a value alone, where one of several records is expected, means this one: {@code tty:
   * /dev/ttyS1}.
   */
  boolean alsoWithoutKey() default false;
}
