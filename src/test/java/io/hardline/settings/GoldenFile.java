package io.hardline.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A test as a file: what goes in, a line of dashes, what comes out. With {@code
 * -Dhardline.update=true} the outcome is written instead of compared.
 */
public final class GoldenFile {
  public static final boolean UPDATE = Boolean.getBoolean("hardline.update");

  private static final byte[] DASHES = "----------\n".getBytes(StandardCharsets.UTF_8);

  private final Path path;
  private final byte[] input;
  private final String expected;

  private GoldenFile(Path path, byte[] input, String expected) {
    this.path = path;
    this.input = input;
    this.expected = expected;
  }

  /** All files of a directory below this package's resources, by name. */
  public static List<GoldenFile> in(String directory) throws IOException {
    Path root = Path.of("src/test/resources/io/hardline/settings", directory);
    try (Stream<Path> files = Files.list(root)) {
      return files.sorted().map(GoldenFile::load).toList();
    }
  }

  private static GoldenFile load(Path path) {
    try {
      byte[] all = Files.readAllBytes(path);
      int end = dashes(path, all);
      String expected =
          new String(
              all, end + DASHES.length, all.length - end - DASHES.length, StandardCharsets.UTF_8);
      return new GoldenFile(path, Arrays.copyOf(all, end), expected);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int dashes(Path path, byte[] all) {
    for (int i = 0; i + DASHES.length <= all.length; i++) {
      boolean lineStart = i == 0 || all[i - 1] == '\n';
      if (lineStart && Arrays.equals(all, i, i + DASHES.length, DASHES, 0, DASHES.length)) {
        return i;
      }
    }
    throw new AssertionError(path + " lacks its line of dashes");
  }

  /** What goes in. */
  public byte[] input() {
    return input;
  }

  /** The file's name without its directory. */
  public String name() {
    return path.getFileName().toString();
  }

  /** Fails where the outcome is not what stands in the file. */
  public void compare(String outcome) throws IOException {
    if (UPDATE) {
      write(outcome);
    }
    String wanted = UPDATE ? outcome : expected;
    assertThat(outcome).as(path + "; ./check --update rewrites it").isEqualTo(wanted);
  }

  private void write(String outcome) throws IOException {
    byte[] tail = outcome.getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(input, input.length + DASHES.length + tail.length);
    System.arraycopy(DASHES, 0, all, input.length, DASHES.length);
    System.arraycopy(tail, 0, all, input.length + DASHES.length, tail.length);
    Files.write(path, all);
  }
}
