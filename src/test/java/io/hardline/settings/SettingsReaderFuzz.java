package io.hardline.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.settings.schema.BadSetting;
import io.hardline.settings.schema.Problems;
import io.hardline.settings.schema.ReadResult;
import io.hardline.settings.schema.YamlText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Whatever bytes come, the reader answers with a tree or with a bounded list of errors, and soon. A
 * short run with a fixed seed is part of every build; {@code -Dhardline.fuzzMs=...} makes it long,
 * with a new seed each time, and {@code -Dhardline.fuzzSeed=...} repeats a failure.
 */
class SettingsReaderFuzz {
  private static final long SHORT_MS = 2000;
  private static final long RUN_MS = Long.getLong("hardline.fuzzMs", SHORT_MS);
  private static final long SEED =
      Long.getLong("hardline.fuzzSeed", RUN_MS > SHORT_MS ? System.nanoTime() : 4001);

  /** An error quotes what it found; it does not repeat it at length. */
  private static final int MAX_LINE_CHARACTERS = 1200;

  /** Reading a mutated file of a few kilobytes takes well under this, on a slow machine too. */
  private static final long MAX_READ_NS = 5_000_000_000L;

  private static final String[] TOKENS = {
    ": ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "\n",
    "\n  ",
    "\n    ",
    "? ",
    "| ",
    "> ",
    "&a ",
    "*a ",
    "!!str ",
    "! ",
    "<<: ",
    "---\n",
    "...\n",
    "#",
    "\"",
    "'",
    "\t",
    "%YAML 1.2\n",
    "%TAG ! x:\n",
    "\\",
    "\"\\UFFFFFFFF\"",
    "\"\\ud800\"",
    "\r",
    "\u0085",
    "\u2028",
    "\uFEFF",
    "null",
    "~",
    "0",
    "-1",
    "1e999",
    "0x7fffffff",
    "99999999999999999999",
    "true",
    "ports",
    "version: 1\n",
    "mode",
    "tcp-server",
    "tty",
    "usb",
    "path",
    "listen",
    "\"*\"",
    "::",
    "%",
    "1ms",
    "9999999999999999d"
  };

  @Test
  void truncatedAnywhere() throws IOException {
    for (byte[] file : goodFiles()) {
      for (int length = 0; length < file.length; length++) {
        check(Arrays.copyOf(file, length), "cut at " + length);
      }
    }
  }

  @Test
  void mutated() throws IOException {
    List<byte[]> seeds = new ArrayList<>(goodFiles());
    for (GoldenFile golden : GoldenFile.in("bad")) {
      seeds.add(golden.input());
    }
    long end = System.nanoTime() + RUN_MS * 1_000_000;
    for (long round = 0; System.nanoTime() - end < 0; round++) {
      // Each round has a seed of its own, so that one round can be repeated alone.
      SplittableRandom random = new SplittableRandom(SEED + round);
      byte[] content =
          switch (random.nextInt(8)) {
            case 0 -> randomBytes(random);
            case 1 -> randomTokens(random);
            default -> mutated(seeds.get(random.nextInt(seeds.size())), random);
          };
      check(content, "-Dhardline.fuzzSeed=" + (SEED + round));
    }
  }

  /** Shapes that make some YAML readers slow or deep. */
  @Test
  void hugeAndOdd() {
    int size = RUN_MS > SHORT_MS ? YamlText.MAX_BYTES : YamlText.MAX_BYTES / 16;
    for (String part :
        List.of(
            "[", "{", "- ", "? ", "a: ", "\"", "#", "\n", "[a,", "{a: ", "&a ", "!", "a", "- \n",
            "{a,b},")) {
      check(part.repeat(size / part.length()).getBytes(StandardCharsets.UTF_8), part);
      String wide = "ports: [" + part.repeat((size - 8) / part.length());
      check(wide.getBytes(StandardCharsets.UTF_8), wide.substring(0, 20));
    }
    StringBuilder manyKeys = new StringBuilder("version: 1\n");
    for (int i = 0; manyKeys.length() < size - 20; i++) {
      manyKeys.append("k").append(i).append(": 1\n");
    }
    check(manyKeys.toString().getBytes(StandardCharsets.UTF_8), "many keys");
  }

  private static List<byte[]> goodFiles() throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (Path example : SettingsFileTest.examples()) {
      files.add(Files.readAllBytes(example));
    }
    for (GoldenFile golden : GoldenFile.in("good")) {
      files.add(golden.input());
    }
    return files;
  }

  private static byte[] randomBytes(SplittableRandom random) {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] randomTokens(SplittableRandom random) {
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "version: 1\n" : "");
    for (int i = random.nextInt(60); i > 0; i--) {
      text.append(TOKENS[random.nextInt(TOKENS.length)]);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] mutated(byte[] file, SplittableRandom random) {
    byte[] content = file.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(content.length + 1);
      int to = Math.min(content.length, at + random.nextInt(30));
      switch (random.nextInt(5)) {
        case 0 -> {
          if (at < content.length) {
            content[at] ^= (byte) (1 << random.nextInt(8));
          }
        }
        case 1 -> content = spliced(content, at, to, new byte[0]);
        case 2 -> content = spliced(content, to, to, Arrays.copyOfRange(content, at, to));
        default -> {
          byte[] token = TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.UTF_8);
          content = spliced(content, at, random.nextBoolean() ? at : to, token);
        }
      }
    }
    return content;
  }

  private static byte[] spliced(byte[] content, int from, int to, byte[] with) {
    byte[] result = Arrays.copyOf(content, content.length - (to - from) + with.length);
    System.arraycopy(with, 0, result, from, with.length);
    System.arraycopy(content, to, result, from + with.length, content.length - to);
    return result;
  }

  private static void check(byte[] content, String how) {
    long start = System.nanoTime();
    ReadResult<Settings> result;
    try {
      result = SettingsFile.read("f.yaml", content);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw new AssertionError(how + ": " + shown(content), e);
    }
    assertThat(System.nanoTime() - start).as(how).isLessThan(MAX_READ_NS);
    switch (result) {
      case ReadResult.Good<Settings>(Settings tree) -> {
        assertThat(SettingsFileTest.read(SettingsFile.write(tree))).as(how).isEqualTo(tree);
        assertThat(SettingsFileTest.read(SettingsFile.writeComplete(tree))).as(how).isEqualTo(tree);
      }
      case ReadResult.Refused<Settings> refused -> {
        assertThat(refused.errors()).as(how).hasSizeBetween(1, Problems.MAX_ERRORS);
        for (BadSetting error : refused.errors()) {
          assertThat(error.text()).as(how).hasSizeLessThan(MAX_LINE_CHARACTERS);
          assertThat(error.text().chars().noneMatch(Character::isISOControl))
              .as(how + ": " + error)
              .isTrue();
          assertThat(error.line()).as(how).isPositive();
          assertThat(error.column()).as(how).isPositive();
        }
      }
    }
  }

  private static String shown(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    return text.substring(0, Math.min(2000, text.length()));
  }
}
