package io.hardline.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.house.SourceTree.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Documents: links lead somewhere, one title each, a change log that people can read. */
class DocsTest {
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|mailto:)([^)\\s]+)\\)");
  private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```$");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern RELEASE =
      Pattern.compile("## (Unreleased|\\d+\\.\\d+\\.\\d+, \\d{4}-\\d{2}-\\d{2})");
  private static final List<String> CHANGES =
      List.of("### Added", "### Changed", "### Fixed", "### Security", "### Upgrading");

  @Test
  void everyLinkLeadsSomewhere() {
    List<Source> pages = SourceTree.sources(".md");

    assertThat(pages).extracting(Source::name).contains("STYLE.md", "CONTRIBUTING.md");
    assertThat(pages.stream().flatMap(page -> brokenLinks(page).stream())).isEmpty();
  }

  @Test
  void everyPageHasOneTitle() {
    assertThat(SourceTree.sources(".md"))
        .allSatisfy(page -> assertThat(titles(page)).as(page.path().toString()).hasSize(1))
        .allSatisfy(page -> assertThat(page.text()).startsWith("# "));
  }

  @Test
  void theChangeLogHasItsForm() {
    assertThat(SourceTree.sources("CHANGELOG.md").stream().flatMap(s -> logComplaints(s).stream()))
        .isEmpty();
  }

  @Test
  void decisionsAreNumberedWithoutGap() {
    List<Path> decisions =
        SourceTree.files().stream().filter(p -> p.startsWith("docs/decisions")).toList();

    assertThat(decisions).isNotEmpty();
    for (int i = 0; i < decisions.size(); i++) {
      String number = String.format(Locale.ROOT, "%04d-", i + 1);
      assertThat(decisions.get(i).getFileName().toString()).startsWith(number).endsWith(".md");
    }
  }

  @Test
  void aBrokenLinkIsFound() {
    assertThat(brokenLinks(page("README.md", "[a](no-such-file.md) [b](https://x) [c](STYLE.md)")))
        .containsExactly("README.md: no-such-file.md leads nowhere");
    assertThat(brokenLinks(page("docs/decisions/x.md", "[a](../../STYLE.md)"))).isEmpty();
    assertThat(brokenLinks(page("README.md", "# A b: `c`!\n[a](#a-b-c) [b](#nothing)")))
        .containsExactly("README.md: #nothing leads nowhere");
    assertThat(brokenLinks(page("README.md", "```\n[a](no-such-file.md)\n```"))).isEmpty();
  }

  @Test
  void aChangeLogOfAnotherFormIsFound() {
    String good = "# Changelog\n\n## Unreleased\n\n### Added\n- a thing\n  on two lines\n";

    assertThat(logComplaints(page("CHANGELOG.md", good))).isEmpty();
    assertThat(logComplaints(page("CHANGELOG.md", good + "\n## 0.1\n"))).hasSize(1);
    assertThat(logComplaints(page("CHANGELOG.md", good + "\n### Removed\n"))).hasSize(1);
    assertThat(logComplaints(page("CHANGELOG.md", good + "\n* star\n"))).hasSize(1);
  }

  private static List<String> brokenLinks(Source page) {
    List<String> broken = new ArrayList<>();
    for (MatchResult link : LINK.matcher(prose(page)).results().toList()) {
      String target = link.group(1);
      if (!leadsSomewhere(page, target)) {
        broken.add("%s: %s leads nowhere".formatted(page.path(), target));
      }
    }
    return broken;
  }

  private static boolean leadsSomewhere(Source page, String target) {
    int hash = target.indexOf('#');
    String file = hash < 0 ? target : target.substring(0, hash);
    String anchor = hash < 0 ? "" : target.substring(hash + 1);
    Path path = page.path().resolveSibling(file).normalize();
    if (!file.isEmpty() && !Files.exists(path)) {
      return false;
    }
    return anchor.isEmpty()
        || anchors(file.isEmpty() ? page : SourceTree.read(path)).contains(anchor);
  }

  /** As GitHub makes them of headings. */
  private static List<String> anchors(Source page) {
    return HEADING
        .matcher(prose(page))
        .results()
        .map(m -> m.group(1).toLowerCase(Locale.ROOT))
        .map(text -> text.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }

  private static List<String> titles(Source page) {
    return prose(page).lines().filter(line -> line.startsWith("# ")).toList();
  }

  private static List<String> logComplaints(Source log) {
    List<String> complaints = new ArrayList<>();
    for (String line : log.text().lines().skip(1).toList()) {
      Matcher release = RELEASE.matcher(line);
      boolean fine =
          line.isEmpty()
              || line.startsWith("- ")
              || line.startsWith("  ")
              || CHANGES.contains(line)
              || release.matches();
      if (!fine) {
        complaints.add(
            "%s: \"%s\": write \"## Unreleased\", \"## 1.2.3, 2030-01-31\", \"- ...\" or one of %s"
                .formatted(log.path(), line, CHANGES));
      }
    }
    return complaints;
  }

  /** Without what stands in code blocks. */
  private static String prose(Source page) {
    return FENCED.matcher(page.text()).replaceAll("");
  }

  private static Source page(String path, String text) {
    return new Source(Path.of(path), text);
  }
}
