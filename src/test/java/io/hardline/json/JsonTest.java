package io.hardline.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  record Inner(boolean wellDone, List<Integer> someNumbers) {}

  record Outer(String firstName, Instant sinceWhen, @Nullable Inner inner, long count) {}

  private static final Outer OUTER =
      new Outer(
          "a \"b\"\n\u0001",
          Instant.parse("2026-11-20T12:00:00Z"),
          new Inner(true, List.of(1, 2)),
          1L << 40);

  @Test
  void aRecordIsAnObjectWithNamesAsInTheSettingsFile() {
    assertThat(Json.line(OUTER))
        .isEqualTo(
            "{\"first-name\":\"a \\\"b\\\"\\n\\u0001\",\"since-when\":\"2026-11-20T12:00:00Z\","
                + "\"inner\":{\"well-done\":true,\"some-numbers\":[1,2]},\"count\":1099511627776}");
    assertThat(Json.line(OUTER).lines()).as("on one line, whatever is in it").hasSize(1);
  }

  @Test
  void whatIsWrittenIsReadBack() {
    assertThat(Json.read(Json.line(OUTER), Outer.class)).isEqualTo(OUTER);
    assertThat(Json.read(Json.pretty(OUTER), Outer.class)).isEqualTo(OUTER);
    assertThat(Json.pretty(OUTER).lines().count()).isGreaterThan(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "null", "1", "[]", "\"x\"", "{", "{\"a\":}", "{\"a\":1,}", "{a:1}", "x"})
  void whatIsNoObjectIsRefusedInWords(String text) {
    assertThatThrownBy(() -> Json.object(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a JSON object: ");
  }

  @Test
  void textAfterAnObjectIsRefused() {
    assertThatThrownBy(() -> Json.object("{} {}")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nestingUpToTheLimitIsReadAndOneMoreIsRefused() {
    assertThat(Json.object(nested(Json.MAX_DEPTH))).containsKey("a");
    assertThatThrownBy(() -> Json.object(nested(Json.MAX_DEPTH + 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("depth");
  }

  @Test
  void nestingBeyondAnyLimitDoesNotOverflow() {
    assertThatThrownBy(() -> Json.object("{\"a\":" + "[".repeat(1_000_000)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String nested(int depth) {
    return "{\"a\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}";
  }

  @Test
  void anObjectIsAMap() {
    assertThat(Json.object("{\"do\":\"attach\",\"port\":2}"))
        .isEqualTo(Map.of("do", "attach", "port", 2));
  }
}
