package io.hardline.settings.schema;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The values a setting may have, ends included. Whole numbers: the number itself; durations:
 * milliseconds; texts: the count of characters; lists and maps: the count of entries. Within a
 * generic type it holds for each item or key: {@code SortedMap<@Range(min = 1, max = 1024) Integer,
 * PortSettings>}. {@link Schema} insists on one wherever a value could grow without bound.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE_USE})
public @interface Range {
  long min() default 0;

  long max();
}
