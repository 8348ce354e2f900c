package io.hardline.json;

import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Values to JSON and back. Records become objects with names in kebab-case, as in the settings
 * file. Any thread.
 */
public final class Json {
  /** Nesting that is still read; more is refused. */
  public static final int MAX_DEPTH = 32;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enumNamingStrategy(EnumNamingStrategies.KEBAB_CASE)
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .build();

  private Json() {}

  /** On one line. */
  public static String line(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /** For people, indented. */
  public static String pretty(Object value) {
    return MAPPER.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
  }

  /**
   * An object.
   *
   * @throws IllegalArgumentException with the reason, when {@code text} is not a JSON object
   */
  public static Map<String, Object> object(String text) {
    try {
      Map<String, Object> object = MAPPER.readValue(text, new TypeReference<>() {});
      if (object == null) {
        throw new IllegalArgumentException("not a JSON object: null");
      }
      return object;
    } catch (JacksonException bad) {
      throw new IllegalArgumentException("not a JSON object: " + bad.getOriginalMessage(), bad);
    }
  }

  /**
   * A value of a record type.
   *
   * @throws IllegalArgumentException with the reason
   */
  public static <T> T read(String text, Class<T> type) {
    try {
      return MAPPER.readValue(text, type);
    } catch (JacksonException bad) {
      throw new IllegalArgumentException(bad.getOriginalMessage(), bad);
    }
  }
}
