package io.hardline.settings.schema;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects everything that is wrong with one settings tree, each with its position in the file. One
 * thread at a time.
 */
public final class Problems {
  /** More errors than this are counted and not kept: nobody reads them. */
  public static final int MAX_ERRORS = 100;

  private final String file;
  private final List<BadSetting> errors = new ArrayList<>();
  private @Nullable YamlNode root;
  private int leftOut;

  /**
   * @param file the name to print; empty when the settings do not come from a file
   */
  public Problems(String file) {
    this.file = file;
  }

  /** From now on {@link #add} finds positions in this file. */
  void locateIn(YamlNode node) {
    root = node;
  }

  void add(YamlNode at, String path, String found, String allowed, @Nullable String suggestion) {
    add(at.line(), at.column(), path, found, allowed, suggestion);
  }

  void add(
      int line,
      int column,
      String path,
      String found,
      String allowed,
      @Nullable String suggestion) {
    if (isFull()) {
      leftOut++;
      return;
    }
    errors.add(new BadSetting(file, line, column, path, found, allowed, suggestion));
  }

  /**
   * Reports settings that do not go together. Says nothing when one of them was refused already:
   * its value is then only a stand-in.
   *
   * @param path where the error is shown; one that is not in the file is shown where it would stand
   * @param dependsOn the paths of the other settings that were looked at
   */
  public void add(String path, String found, String allowed, String... dependsOn) {
    if (isRefused(path)) {
      return;
    }
    for (String other : dependsOn) {
      if (isRefused(other)) {
        return;
      }
    }
    int line = 0;
    int column = 0;
    if (root != null) {
      Position position = position(root, path);
      line = position.line();
      column = position.column();
    }
    add(line, column, path, Spelling.shown(found), allowed, null);
  }

  private boolean isRefused(String path) {
    for (BadSetting error : errors) {
      if (isWithin(path, error.path()) || isWithin(error.path(), path)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWithin(String path, String outer) {
    return path.startsWith(outer)
        && !outer.isEmpty()
        && (path.length() == outer.length() || path.charAt(outer.length()) == '.');
  }

  private record Position(int line, int column) {}

  /** Where the path is in the file, or the deepest part of it that is. */
  private static Position position(YamlNode root, String path) {
    YamlNode node = root;
    Position position = new Position(root.line(), root.column());
    for (String key : path.split("\\.", -1)) {
      switch (node) {
        case YamlNode.Mapping mapping -> {
          YamlNode.Entry entry = mapping.entry(key);
          if (entry == null) {
            return position;
          }
          node = entry.value();
          // A group is shown at its name; in block style its own start is its first key.
          position =
              node instanceof YamlNode.Mapping
                  ? new Position(entry.line(), entry.column())
                  : new Position(node.line(), node.column());
        }
        case YamlNode.Sequence sequence -> {
          node = sequence.items().get(Integer.parseInt(key) - 1);
          position = new Position(node.line(), node.column());
        }
        case YamlNode.Leaf leaf -> {
          return position;
        }
        case YamlNode.Refused refused -> {
          return position;
        }
      }
    }
    return position;
  }

  /** The file has so many bytes that nobody looks at them. */
  public void tooLarge(int bytes) {
    add(1, 1, "", bytes + " bytes", "at most " + YamlText.MAX_BYTES + " bytes", null);
  }

  /** Whether more errors are only counted, so that there is no use in explaining them. */
  boolean isFull() {
    return errors.size() == MAX_ERRORS;
  }

  public boolean isEmpty() {
    return errors.isEmpty();
  }

  /** What was wrong, in the order of the file. */
  public List<BadSetting> errors() {
    return errors.stream().sorted(BadSetting.BY_POSITION).toList();
  }

  /** The refusal. */
  public <T> ReadResult<T> refused() {
    if (errors.isEmpty()) {
      throw new IllegalStateException("nothing is wrong with " + file);
    }
    return new ReadResult.Refused<>(errors(), leftOut);
  }
}
