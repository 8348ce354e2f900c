package io.hardline.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/reference/events.md is the table of events. */
class EventsReferenceTest {
  private static final boolean UPDATE = Boolean.getBoolean("hardline.update");
  private static final Path PAGE = Path.of("docs/reference/events.md");
  private static final String HEAD =
      """
      # Events

      <!-- Generated from EventKind. Do not edit: `./check --update` writes it anew. -->

      Every line of the log is one of these, as `TIME SEVERITY port N: TEXT`, without the port when
      it is about the whole unit. `...` are the details. The id never changes. What each means and
      what to do about it is in [Troubleshooting](../manual/troubleshooting.md).

      | id | category | severity | text |
      |---|---|---|---|
      """;

  @Test
  void thePageIsUpToDate() throws Exception {
    String page = page();
    if (UPDATE) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).as("./check --update writes it anew").isEqualTo(page);
  }

  private static String page() {
    StringBuilder page = new StringBuilder(HEAD);
    for (EventKind kind : EventKind.values()) {
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(kind.id(), word(kind.category()), word(kind.severity()), text(kind)));
    }
    return page.toString();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** With as many details as any has; formatting leaves out those that are too many. */
  private static String text(EventKind kind) {
    String text = kind.text("...", "...", "...", "...");
    return Pattern.compile("\\|").matcher(text).replaceAll("\\\\|");
  }
}
