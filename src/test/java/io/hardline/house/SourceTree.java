package io.hardline.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The files that people wrote: everything in the tree that is not made from something else. Vectors
 * of tests are data, wrong on purpose, and not texts.
 */
final class SourceTree {
  private static final Set<String> MADE =
      Set.of(".git", "target", "out", "__pycache__", ".idea", ".vscode", "home");

  private SourceTree() {}

  /** A file and what is in it. */
  record Source(Path path, String text) {
    String name() {
      return path.getFileName().toString();
    }

    boolean isTest() {
      return path.startsWith("src/test");
    }
  }

  /** Paths relative to the root of the tree, in order. */
  static List<Path> files() {
    List<Path> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          Path.of(""),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes a) {
              return MADE.contains(directory.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
              files.add(file);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files.stream().sorted().toList();
  }

  /** The texts with one of these endings. */
  static List<Source> sources(String... endings) {
    return files().stream()
        .filter(path -> !path.startsWith("src/test/resources"))
        .filter(path -> List.of(endings).stream().anyMatch(path.toString()::endsWith))
        .map(SourceTree::read)
        .toList();
  }

  static Source read(Path path) {
    try {
      // Not strictly: a file that is no UTF-8 on purpose is a text all the same.
      return new Source(path, new String(Files.readAllBytes(path), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(path.toString(), e);
    }
  }
}
