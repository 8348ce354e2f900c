package io.hardline.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import com.google.googlejavaformat.java.StringWrapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every Java file is as google-java-format leaves it; {@code ./check --update} rewrites those that
 * are not.
 */
class FormatTest {
  private static final boolean UPDATE = Boolean.getBoolean("hardline.update");

  @Test
  void everyFileIsFormatted() throws Exception {
    Formatter formatter = new Formatter();
    List<Path> wrong = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> tree = Files.walk(Path.of("src"))) {
      files = tree.filter(p -> p.toString().endsWith(".java")).sorted().toList();
    }
    for (Path file : files) {
      String source = Files.readString(file);
      String formatted =
          StringWrapper.wrap(
              formatter.formatSourceAndFixImports(RemoveUnusedImports.removeUnusedImports(source)),
              formatter);
      if (!formatted.equals(source)) {
        wrong.add(file);
        if (UPDATE) {
          Files.writeString(file, formatted);
        }
      }
    }
    assertThat(files).isNotEmpty();
    assertThat(UPDATE ? List.of() : wrong).as("run ./check --update to format these").isEmpty();
  }
}
