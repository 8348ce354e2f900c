package io.hardline.house;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** docs/reference/requirements.md: every requirement is there, and says what is the case now. */
class RequirementsTest {
  /** How many of each kind the guides gave; none is ever dropped. */
  private static final Map<String, Integer> COUNTS =
      Map.ofEntries(
          Map.entry("CONF", 21),
          Map.entry("SVC", 27),
          Map.entry("CON", 16),
          Map.entry("OPM", 25),
          Map.entry("SEC", 6),
          Map.entry("TLS", 15),
          Map.entry("ACC", 29),
          Map.entry("ALW", 9),
          Map.entry("LOG", 19),
          Map.entry("SNM", 4),
          Map.entry("DOS", 5),
          Map.entry("LIF", 12),
          Map.entry("ENV", 9),
          Map.entry("MIS", 12),
          Map.entry("ADV", 5));

  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  private static final List<Map<String, String>> ROWS =
      Table.rows(SourceTree.read(Path.of("docs/reference/requirements.md")).text()).stream()
          .filter(row -> row.containsKey("id"))
          .toList();

  @Test
  void everyIdIsThereOnce() {
    Map<String, Long> found =
        ROWS.stream().map(row -> row.get("id")).collect(groupingBy(identity(), counting()));

    Set<String> wanted =
        COUNTS.entrySet().stream()
            .flatMap(kind -> IntStream.rangeClosed(1, kind.getValue()).mapToObj(n -> id(kind, n)))
            .collect(Collectors.toSet());
    assertThat(found.keySet()).isEqualTo(wanted);
    assertThat(found.values()).containsOnly(1L);
  }

  @Test
  void everyRowSaysWhereAndWhichTestOrLater() {
    assertThat(ROWS.stream().flatMap(row -> complaints(row).stream())).isEmpty();
  }

  @Test
  void aRowThatClaimsTooMuchIsFound() {
    assertThat(complaints(row("later", "later"))).isEmpty();
    assertThat(complaints(row("`Main`", "later"))).isEmpty();
    assertThat(complaints(row("`SECURITY.md`", "`RequirementsTest`"))).isEmpty();
    assertThat(complaints(row("", "later"))).hasSize(1);
    assertThat(complaints(row("`NoSuchClass`", "later"))).hasSize(1);
    assertThat(complaints(row("`Main`", "it works"))).hasSize(1);
    assertThat(complaints(row("later", "`TidyTest`"))).hasSize(1);
  }

  private static List<String> complaints(Map<String, String> row) {
    List<String> complaints = new ArrayList<>();
    String where = row.getOrDefault("where", "");
    String test = row.getOrDefault("test", "");
    if (where.equals("later") && !test.equals("later")) {
      complaints.add(row.get("id") + ": a test, but where is it done?");
    }
    for (String column : List.of("where", "test")) {
      String cell = row.getOrDefault(column, "");
      if (!cell.equals("later")) {
        List<String> names = QUOTED.matcher(cell).results().map(m -> m.group(1)).toList();
        if (names.isEmpty()) {
          complaints.add(row.get("id") + ": name a class or a file in `quotes`, or say later");
        }
        names.stream()
            .filter(name -> !exists(name))
            .forEach(name -> complaints.add(row.get("id") + ": there is no " + name));
      }
    }
    return complaints;
  }

  /** A file of the tree, or a class by its name, perhaps with what is inside it. */
  private static boolean exists(String name) {
    Matcher type = Pattern.compile("([A-Z]\\w*)(\\.\\w+)*").matcher(name);
    return Files.exists(Path.of(name))
        || (type.matches() && CLASS_FILES.contains(type.group(1) + ".java"));
  }

  private static final Set<String> CLASS_FILES =
      SourceTree.files().stream()
          .map(path -> path.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .collect(Collectors.toSet());

  private static String id(Map.Entry<String, Integer> kind, int number) {
    return kind.getKey() + (kind.getKey().equals("CONF") ? "-%02d" : "-%03d").formatted(number);
  }

  private static Map<String, String> row(String where, String test) {
    return Map.of("id", "X-001", "where", where, "test", test);
  }
}
