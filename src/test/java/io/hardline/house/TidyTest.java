package io.hardline.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.house.SourceTree.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree is tidy; and each thing that counts as untidy is found when it is there. */
class TidyTest {
  private static final int MAX_FILE_BYTES = 1_000_000;
  private static final String[] TEXTS = {
    ".java",
    ".md",
    ".txt",
    ".yaml",
    ".yml",
    ".json",
    ".xml",
    ".sh",
    ".py",
    ".c",
    "hardline",
    "check",
    ".ci/run",
    "bench/run",
    "run-guest",
    "build-app",
    "exercise",
    ".gitignore"
  };

  @Test
  void textsAreTidy() {
    List<Source> texts = SourceTree.sources(TEXTS);

    assertThat(texts).extracting(Source::name).contains("pom.xml", "hardline", "check");
    assertThat(texts.stream().flatMap(s -> TextTidy.complaints(s).stream())).isEmpty();
  }

  @Test
  void javaIsTidy() {
    List<Source> sources = SourceTree.sources(".java");

    assertThat(sources).extracting(Source::name).contains("Main.java", "TidyTest.java");
    assertThat(sources.stream().flatMap(s -> JavaTidy.complaints(s).stream())).isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIs() {
    Set<Path> silent = new TreeSet<>();
    for (Source source : SourceTree.sources(".java")) {
      Path info = source.path().resolveSibling("package-info.java");
      if (!source.isTest() && !Files.exists(info)) {
        silent.add(info);
      }
    }

    assertThat(silent).as("write it: what the package is, and what it is not").isEmpty();
    assertThat(SourceTree.sources("package-info.java"))
        .allSatisfy(
            source -> assertThat(source.text()).startsWith("/**").contains("\n@NullMarked\n"));
  }

  @Test
  void everyTestAsserts() {
    assertThat(SourceTree.sources("Test.java", "IT.java", "Fuzz.java"))
        .filteredOn(source -> source.text().contains("@Test"))
        .allSatisfy(source -> assertThat(source.text()).containsPattern("assert|verify|fail\\("));
  }

  @Test
  void noFileIsABlob() throws IOException {
    for (Path file : SourceTree.files()) {
      assertThat(Files.size(file))
          .as("%s: make it, fetch it or shorten it", file)
          .isLessThan(MAX_FILE_BYTES);
    }
  }

  // Each check on something untidy.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "no end             | no end of line",
        "blank \\n          | blanks or a carriage return",
        "carriage\\r\\n     | blanks or a carriage return",
        "a\\tb\\n           | a tab",
        "// TO_DO later\\n  | do it, or open",
        "cd /wo_rk/main\\n  | a path of one machine",
        "/tmp/w_t-x\\n      | a path of one machine",
        "the White_list\\n  | we say \"allowlist\"",
      })
  void untidyTextIsFound(String text, String complaint) {
    assertThat(TextTidy.complaints(source("A.java", unescape(text))))
        .singleElement()
        .asString()
        .startsWith("src/main/java/A.java:1: ")
        .contains(complaint);
  }

  @Test
  void longLinesAndFilesAreFound() {
    String line = "x".repeat(TextTidy.MAX_LINE_CHARACTERS + 1) + "\n";
    String lines = "\n".repeat(TextTidy.MAX_FILE_LINES + 1);

    assertThat(TextTidy.complaints(source("A.java", line))).hasSize(1);
    assertThat(TextTidy.complaints(source("A.md", line))).isEmpty();
    assertThat(TextTidy.complaints(source("A.java", "// https://" + line))).isEmpty();
    assertThat(TextTidy.complaints(source("A.java", "\"\"\"\n" + line + "\"\"\"\n"))).isEmpty();
    assertThat(TextTidy.complaints(source("A.java", lines))).hasSize(1);
    assertThat(TextTidy.complaints(source("A.md", lines))).isEmpty();
  }

  @Test
  void whatIsNotAMachinePathIsLeftAlone() {
    String text = "docs/work/main target/tmp/wt-x mount /root/tmp\n";

    assertThat(TextTidy.complaints(source("A.java", text))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "class PortManager {}                             | says nothing",
        "class TtyUtils {}                                | says nothing",
        "interface AbstractPort {}                        | says nothing",
        "class A { void f(Exception e) { e.printStackTrace(); } } | log an event",
        "class A { void f() { System.out.print(1); } }    | only Main and cli write",
        "class A { void f() { System.exit(1); } }         | only Main and cli end",
        "import java.util.*;                              | name the classes",
      })
  void untidyCodeIsFound(String code, String complaint) {
    assertThat(JavaTidy.complaints(source("A.java", code)))
        .singleElement()
        .asString()
        .startsWith("src/main/java/A.java:1: ")
        .contains(complaint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "class A { void f() { Thread.sleep(1); } }        | wait for the condition",
        "class A { void f() { System.out.println(1); } }  | says nothing",
        "class A { @Test void f() { if (x) assertThat(1); } } | inside an if",
        "class A { @ParameterizedTest void f() { if (x) {} else { assertEquals(1, 2); } } } |"
            + " inside an if",
        "@Disabled class A {}                             | never runs",
      })
  void untidyTestsAreFound(String code, String complaint) {
    assertThat(JavaTidy.complaints(new Source(Path.of("src/test/java/ATest.java"), code)))
        .singleElement()
        .asString()
        .contains(complaint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "package io.hardline.cli; class A { void f() { System.out.print(1); } }",
        "package io.hardline; class Main { void f() { System.exit(1); } }",
        "class Implied {}",
        "class A { void f() { if (x) { g(); } } }",
      })
  void tidyCodeIsLeftAlone(String code) {
    assertThat(JavaTidy.complaints(source("A.java", code))).isEmpty();
  }

  @Test
  void aLongFunctionIsFound() {
    String body = "\n".repeat(JavaTidy.MAX_FUNCTION_LINES);

    assertThat(JavaTidy.complaints(source("A.java", "class A { void f() {" + body + "} }")))
        .singleElement()
        .asString()
        .contains("71 lines");
    assertThat(JavaTidy.complaints(source("A.java", "class A {" + body + "void f() {} }")))
        .isEmpty();
  }

  private static Source source(String name, String text) {
    return new Source(Path.of("src/main/java", name), text);
  }

  /** The underscores keep the words above from being found in this file. */
  private static String unescape(String text) {
    return text.replace("_", "").replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t");
  }
}
