package io.hardline.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The parts of the manual that are generated: between {@code <!-- settings PATH -->} and {@code
 * <!-- end of settings -->} stands what the reference page has under that path.
 */
class ManualSettingsTest {
  private static final Path MANUAL = Path.of("docs/manual");
  private static final Pattern PART =
      Pattern.compile("(?s)(<!-- settings (\\S+) -->\n)(.*?)(<!-- end of settings -->)");

  @Test
  void everyGeneratedPartIsUpToDate() throws IOException {
    int parts = 0;
    for (Path page : pages()) {
      String text = Files.readString(page);
      String generated =
          PART.matcher(text)
              .replaceAll(
                  m -> Matcher.quoteReplacement(m.group(1) + part(m.group(2)) + m.group(4)));
      parts += (int) PART.matcher(text).results().count();
      if (GoldenFile.UPDATE && !generated.equals(text)) {
        Files.writeString(page, generated);
        text = generated;
      }
      assertThat(text).as(page + "; ./check --update writes it anew").isEqualTo(generated);
    }
    assertThat(parts).isPositive();
  }

  /** A mention in the reference does not tell anybody what a setting is good for. */
  @Test
  void everySettingIsInTheManual() throws IOException {
    String manual = pages().stream().map(ManualSettingsTest::read).collect(Collectors.joining());
    List<String> keys =
        ScalarPlaces.all().stream()
            .flatMap(place -> place.keys().stream())
            .filter(key -> Pattern.matches("[a-z0-9-]+", key))
            .distinct()
            .toList();

    assertThat(keys).contains("baud-rate", "when-full");
    for (String key : keys) {
      assertThat(manual).containsPattern("\\b" + key + "\\b");
    }
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(MANUAL)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  private static String read(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What stands under a heading of the reference page, without the heading and its sentence. */
  private static String part(String path) {
    String page = SettingsReference.page();
    int heading = page.indexOf("\n## `" + path + "`\n");
    assertThat(heading).as("a heading `" + path + "` in the reference").isNotNegative();
    int begin = page.indexOf("\n| ", heading);
    int end = page.indexOf("\n## ", heading + 1);
    return page.substring(begin, end < 0 ? page.length() : end) + "\n";
  }
}
