package io.hardline.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * docs/reference/dependencies.txt lists every library that runs in the product, with its version
 * and why it is there, so that a new one is seen in a review.
 */
class DependenciesTest {
  private static final Path LIST = Path.of("docs/reference/dependencies.txt");
  private static final Path LIBRARIES = Path.of("target/app/lib");
  private static final Pattern JAR = Pattern.compile("(.+?)-(\\d.*)\\.jar");
  private static final Pattern LINE = Pattern.compile("(\\S+) +(\\S+)(?: +(\\S.*))?");
  private static final String UNSAID = "(say why)";
  private static final String HEAD =
      """
      # The libraries that run in the product: name, version, why.
      # `./check --update` rewrites names and versions; the reasons are ours.
      """;

  @Test
  void theListIsWhatShips() throws IOException {
    String old = Files.exists(LIST) ? Files.readString(LIST) : "";
    String now = list(shipped(), reasons(old));
    if (Boolean.getBoolean("hardline.update")) {
      Files.writeString(LIST, now);
      old = now;
    }

    assertThat(old)
        .as("./check --update rewrites %s; mvn clean clears %s of old jars", LIST, LIBRARIES)
        .isEqualTo(now);
    assertThat(old).as("say in %s why it is needed", LIST).doesNotContain(UNSAID);
  }

  @Test
  void aNewLibraryHasToSayWhy() {
    assertThat(list(Map.of("new", "1.0"), Map.of())).contains("new  1.0  " + UNSAID);
    assertThat(list(Map.of("old", "1.1"), reasons("old  1.0  because\n")))
        .endsWith("old  1.1  because\n");
  }

  private static Map<String, String> shipped() throws IOException {
    Map<String, String> versions = new TreeMap<>();
    List<Path> jars;
    try (Stream<Path> files = Files.list(LIBRARIES)) {
      jars = files.toList();
    }
    for (Path jar : jars) {
      Matcher name = JAR.matcher(jar.getFileName().toString());
      if (name.matches()) {
        versions.put(name.group(1), name.group(2));
      }
    }
    return versions;
  }

  private static Map<String, String> reasons(String list) {
    Map<String, String> reasons = new TreeMap<>();
    for (String line : list.lines().toList()) {
      Matcher entry = LINE.matcher(line);
      if (!line.startsWith("#") && entry.matches() && entry.group(3) != null) {
        reasons.put(entry.group(1), entry.group(3));
      }
    }
    return reasons;
  }

  private static String list(Map<String, String> versions, Map<String, String> reasons) {
    int name = versions.keySet().stream().mapToInt(String::length).max().orElse(1);
    int version = versions.values().stream().mapToInt(String::length).max().orElse(1);
    StringBuilder list = new StringBuilder(HEAD);
    new TreeMap<>(versions)
        .forEach((library, is) ->
            list.append(pad(library, name))
                .append(pad(is, version))
                .append(reasons.getOrDefault(library, UNSAID))
                .append('\n'));
    return list.toString();
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length() + 2);
  }
}
