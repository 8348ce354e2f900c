package io.hardline.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.house.SourceTree.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/manual/limits.md: every limit that has a name in the code is there, with its value. */
class LimitsTest {
  private static final Path PAGE = Path.of("docs/manual/limits.md");

  private static final Pattern CONSTANT =
      Pattern.compile(
          "(?:static final |^ *)(?:int|long) ([A-Z][A-Z0-9_]+) =\\s*([\\d_* L]+);",
          Pattern.MULTILINE);

  /** What the name of a limit looks like. */
  private static final Pattern LIMIT =
      Pattern.compile("MAX_.*|.*_MAX_.*|.*LIMIT.*|.*DEADLINE.*|.*_PER_TURN|BURST|.*RETRY.*");

  private static final Pattern VALUE = Pattern.compile("([\\d,]+)(?: (KiB|MiB|ms|s|bytes))?");

  /** Limits of a format that others made, and of the simulated devices. */
  private static final List<String> NO_BUSINESS_OF_AN_OPERATOR =
      List.of(
          "ControlClient.MAX_ANSWER_BYTES",
          "HostPort.MAX_NAME_CHARACTERS",
          "SocketAddress.MAX_BYTES",
          "SocketAddress.UNIX_PATH_MAX_BYTES",
          "Spelling.MAX_SHOWN_CHARACTERS");

  @Test
  void everyLimitIsOnThePage() {
    List<String> listed = rows(PAGE).stream().map(row -> row.get("name")).toList();
    List<String> limits =
        constants().keySet().stream()
            .filter(name -> LIMIT.matcher(name.substring(name.indexOf('.') + 1)).matches())
            .filter(name -> !NO_BUSINESS_OF_AN_OPERATOR.contains(name))
            .map(name -> "`" + name + "`")
            .toList();

    assertThat(limits).hasSizeGreaterThan(20);
    assertThat(listed).doesNotHaveDuplicates().containsAll(limits);
  }

  @Test
  void everyValueOnThePageIsThatOfTheCode() {
    assertThat(complaints(rows(PAGE), constants())).isEmpty();
  }

  @Test
  void aWrongValueIsFound() {
    Map<String, Long> code = Map.of("A.MAX_X", 64L, "A.MAX_BYTES", 4096L, "A.D_MS", 5000L);

    assertThat(complaints(List.of(row("`A.MAX_X`", "64")), code)).isEmpty();
    assertThat(complaints(List.of(row("`A.MAX_BYTES`", "4 KiB")), code)).isEmpty();
    assertThat(complaints(List.of(row("`A.D_MS`", "5 s")), code)).isEmpty();
    assertThat(complaints(List.of(row("`A.MAX_X`", "65")), code)).hasSize(1);
    assertThat(complaints(List.of(row("`A.MAX_Y`", "64")), code)).hasSize(1);
    assertThat(complaints(List.of(row("`A.MAX_X`", "many")), code)).hasSize(1);
  }

  private static List<Map<String, String>> rows(Path page) {
    return Table.rows(SourceTree.read(page).text()).stream()
        .filter(row -> row.containsKey("name"))
        .toList();
  }

  private static Map<String, String> row(String name, String value) {
    return Map.of("name", name, "value", value);
  }

  private static List<String> complaints(List<Map<String, String>> rows, Map<String, Long> code) {
    List<String> complaints = new ArrayList<>();
    for (Map<String, String> row : rows) {
      String name = row.getOrDefault("name", "").replace("`", "");
      String value = row.getOrDefault("value", "");
      Long real = code.get(name);
      if (real == null) {
        complaints.add("there is no " + name);
      } else if (!real.equals(number(value))) {
        complaints.add(name + " is " + real + ", not " + value);
      }
    }
    return complaints;
  }

  /** In bytes, milliseconds or pieces; -1 for what is none of these. */
  private static long number(String value) {
    Matcher matcher = VALUE.matcher(value);
    if (!matcher.matches()) {
      return -1;
    }
    long factor =
        switch (matcher.group(2)) {
          case "KiB" -> 1024;
          case "MiB" -> 1024 * 1024;
          case "s" -> 1000;
          case null, default -> 1;
        };
    return Long.parseLong(matcher.group(1).replace(",", "")) * factor;
  }

  /** The whole numbers that have a name: {@code HalfClosed.HALF_CLOSED_MS} and its value. */
  private static Map<String, Long> constants() {
    Map<String, Long> constants = new TreeMap<>();
    SourceTree.sources(".java").stream()
        .filter(source -> !source.isTest() && !source.path().toString().contains("/virtual/"))
        .forEach(source -> constants.putAll(constantsOf(source)));
    return constants;
  }

  private static Map<String, Long> constantsOf(Source source) {
    Map<String, Long> constants = new HashMap<>();
    String type = source.name().replace(".java", "");
    for (var match : CONSTANT.matcher(source.text()).results().toList()) {
      long product =
          Stream.of(match.group(2).replaceAll("[_ L\n]", "").split("\\*", -1))
              .mapToLong(Long::parseLong)
              .reduce(1, (a, b) -> a * b);
      constants.put(type + "." + match.group(1), product);
    }
    return constants;
  }
}
