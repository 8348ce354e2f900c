package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hardline.house.ManualPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every command of README.md and of the manual does what the page says. */
@Tag("once")
class ManualIT {
  @TempDir Path directory;

  @TestFactory
  Stream<DynamicTest> everyCommandOfAPageDoesWhatThePageSays() {
    return ManualPage.all().stream()
        .filter(page -> page.blocks().stream().anyMatch(b -> b.language().equals("console")))
        .map(page -> DynamicTest.dynamicTest(page.path().toString(), () -> runPage(page)));
  }

  private void runPage(ManualPage page) throws IOException {
    assumeTrue(Files.exists(Path.of("target/app/lib/hardline.jar")), "needs the jar: mvn package");
    if (page.text().contains("nc 127.0.0.1")) {
      Program.assumeInstalled("nc", "ncat");
    }
    if (page.text().contains("$ /usr/bin/python3")) {
      Program.assumeInstalled("python3", "python3");
    }
    if (page.text().contains("import serial")) {
      Program.assumePyserial();
    }
    Path own = Files.createTempDirectory(directory, "page");
    try (ConsolePage console = new ConsolePage(page, own)) {
      console.run();
    }
  }

  @Test
  void aPageThatShowsSomethingElseIsFound() throws IOException {
    assertThat(failureOf("```console\n$ printf 'a b\\nc\\n'\na   b\nc\n```\n")).isEmpty();
    assertThat(failureOf("```console\n$ printf 'a\\nb\\nc\\n'\na\n...\n```\n")).isEmpty();
    assertThat(failureOf("```console\n$ echo at 12s; echo more\nat ...\n```\n")).contains("more");
    assertThat(failureOf("```console\n$ echo up 12s\nup 7s\n```\n")).isEmpty();
    assertThat(failureOf("```console\n$ echo b\na\n```\n")).contains("page.md:1: echo b");
    assertThat(failureOf("```console\n$ false\n```\n")).contains("page.md:1: false");
    assertThat(failureOf("```console exits=1\n$ false\n```\n")).isEmpty();
    assertThat(failureOf("```console\n$ echo a \\\n> b\na b\n```\n")).isEmpty();
  }

  private String failureOf(String text) throws IOException {
    Path own = Files.createTempDirectory(directory, "page");
    try (ConsolePage console = new ConsolePage(ManualPage.of(text), own)) {
      console.run();
      return "";
    } catch (AssertionError failure) {
      return String.valueOf(failure.getMessage());
    }
  }
}
