package io.hardline.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.settings.ScalarPlaces.ScalarPlace;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The reference page says what the records say. */
class SettingsReferenceTest {
  private static final Path PAGE = Path.of("docs/reference/settings.md");

  @Test
  void thePageIsUpToDate() throws Exception {
    String page = SettingsReference.page();
    if (GoldenFile.UPDATE) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).as("./check --update writes it anew").isEqualTo(page);
  }

  @Test
  void everySettingIsOnThePage() {
    String page = SettingsReference.page();
    for (ScalarPlace place : ScalarPlaces.all()) {
      String key =
          place.keys().getLast().equals("[]")
              ? place.keys().reversed().get(1)
              : place.keys().getLast();
      assertThat(page).as(place.path()).contains("| `" + key + "` | ");
    }
  }
}
