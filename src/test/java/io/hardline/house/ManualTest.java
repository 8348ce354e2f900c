package io.hardline.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.event.EventKind;
import io.hardline.house.ManualPage.Block;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.Settings;
import io.hardline.settings.SettingsFile;
import io.hardline.settings.schema.ReadResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manual: complete, joined, and its settings are what Hardline reads. */
class ManualTest {
  private static final Path MANUAL = Path.of("docs/manual");
  private static final Set<String> LANGUAGES = Set.of("console", "yaml", "sh", "text", "ini");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+\\.md)[^)]*\\)");

  /** What every page of a mode says, in this order. */
  private static final List<String> MODE_PAGE =
      List.of("## Name", "## Description", "## Settings", "## Examples", "## Behaviours");

  @Test
  void everyBlockSaysWhatItIs() {
    assertThat(ManualPage.all()).isNotEmpty();
    for (ManualPage page : ManualPage.all()) {
      assertThat(page.blocks())
          .allSatisfy(b -> assertThat(LANGUAGES).as(page.at(b)).contains(b.language()));
    }
  }

  @Test
  void everySettingsFileIsAsGoodOrBadAsItSays() {
    assertThat(ManualPage.all().stream().flatMap(page -> complaints(page).stream())).isEmpty();
  }

  @Test
  void everyPageOfTheManualIsFoundFromItsFirst() {
    Set<Path> found = new TreeSet<>();
    Deque<Path> next = new ArrayDeque<>(List.of(MANUAL.resolve("index.md")));
    while (!next.isEmpty()) {
      Path page = next.remove();
      if (page.startsWith(MANUAL) && found.add(page)) {
        LINK.matcher(SourceTree.read(page).text())
            .results()
            .forEach(m -> next.add(page.resolveSibling(m.group(1)).normalize()));
      }
    }
    assertThat(found)
        .containsAll(SourceTree.files().stream().filter(p -> p.startsWith(MANUAL)).toList());
  }

  @Test
  void everyModeHasItsPage() {
    List<String> modes =
        Stream.of(ModeSettings.class.getPermittedSubclasses())
            .map(mode -> kebab(mode.getSimpleName()))
            .toList();
    assertThat(modes).isNotEmpty();
    for (String mode : modes) {
      String page = SourceTree.read(MANUAL.resolve("modes/" + mode + ".md")).text();
      assertThat(page).containsSubsequence(MODE_PAGE).contains("`" + mode + "`");
    }
  }

  private static String kebab(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(java.util.Locale.ROOT);
  }

  @Test
  void everyEventIsExplained() {
    String page = SourceTree.read(MANUAL.resolve("troubleshooting.md")).text();
    for (EventKind kind : EventKind.values()) {
      assertThat(page).contains("| `" + kind.id() + "` | " + kind.text("...", "...", "...") + " |");
    }
  }

  @Test
  void everyCommandOfTheHelpIsOnItsPage() {
    String page = SourceTree.read(MANUAL.resolve("command-line.md")).text();
    List<String> commands =
        Pattern.compile("(?m)^  ([a-z]+)  ")
            .matcher(page)
            .results()
            .map(m -> m.group(1))
            .distinct()
            .toList();
    assertThat(commands).contains("run", "status");
    for (String command : commands) {
      assertThat(page).contains("$ ./hardline " + command + " --help");
    }
  }

  @Test
  void aPageThatIsWrongIsFound() {
    String good = "```yaml\nversion: 1\n```\n";
    String bad = "```yaml\nversion: 1\nprots: {}\n```\n";

    assertThat(complaints(ManualPage.of(good))).isEmpty();
    assertThat(complaints(ManualPage.of(bad))).hasSize(1);
    assertThat(complaints(ManualPage.of(good.replace("yaml", "yaml bad")))).hasSize(1);
    assertThat(complaints(ManualPage.of(bad.replace("yaml", "yaml bad")))).hasSize(1);
    assertThat(complaints(ManualPage.of("```yaml port\nalias: x\n```\n"))).isEmpty();
    assertThat(complaints(ManualPage.of("```yaml port\nalais: x\n```\n"))).hasSize(1);
  }

  private static List<String> complaints(ManualPage page) {
    List<String> complaints = new ArrayList<>();
    for (int i = 0; i < page.blocks().size(); i++) {
      Block block = page.blocks().get(i);
      if (block.language().equals("yaml")) {
        String wanted = block.is("bad") ? textAfter(page, i) : "";
        String found = refusal(block);
        if (block.is("bad") && found.isEmpty()) {
          complaints.add(page.at(block) + ": is good and should be refused");
        } else if (!found.equals(wanted)) {
          complaints.add(page.at(block) + ": " + (found.isEmpty() ? "not refused" : found));
        }
      }
    }
    return complaints;
  }

  private static String textAfter(ManualPage page, int index) {
    return index + 1 < page.blocks().size() ? page.blocks().get(index + 1).body() : "";
  }

  /** Why a file is refused; empty when it is good. */
  private static String refusal(Block block) {
    String body =
        block.is("port") ? "version: 1\nports:\n  1:\n" + block.body().indent(4) : block.body();
    String name = block.fileName().isEmpty() ? "settings.yaml" : block.fileName();
    return switch (SettingsFile.read(name, body.getBytes(StandardCharsets.UTF_8))) {
      case ReadResult.Good<Settings> good -> "";
      case ReadResult.Refused<Settings> refused -> refused.text();
    };
  }
}
