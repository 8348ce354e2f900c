package io.hardline.settings.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A place in a YAML file with its line and column, both from 1. Immutable. */
public sealed interface YamlNode {
  int line();

  int column();

  /** How it is called in "found X". */
  String shown();

  /** A word or text. */
  record Leaf(String text, boolean quoted, int line, int column) implements YamlNode {

    /** Whether nothing was written, or one of YAML's words for it. */
    public boolean isNull() {
      return !quoted
          && switch (text) {
            case "", "~", "null", "Null", "NULL" -> true;
            default -> false;
          };
    }

    @Override
    public String shown() {
      String shown = Spelling.shown(text);
      return isNull() ? "nothing" : quoted ? '"' + shown + '"' : shown;
    }
  }

  /** Keys with values, in the order of the file; no key twice. */
  record Mapping(List<Entry> entries, int line, int column) implements YamlNode {
    public @Nullable Entry entry(String key) {
      for (Entry entry : entries) {
        if (entry.key().equals(key)) {
          return entry;
        }
      }
      return null;
    }

    @Override
    public String shown() {
      return entries.isEmpty() ? "an empty group" : "a group";
    }
  }

  /** A key with its value. */
  record Entry(String key, int line, int column, YamlNode value) {}

  /** A list. */
  record Sequence(List<YamlNode> items, int line, int column) implements YamlNode {
    @Override
    public String shown() {
      return "a list";
    }
  }

  /** Something that is no plain YAML and was reported already. */
  record Refused(int line, int column) implements YamlNode {
    @Override
    public String shown() {
      return "something refused";
    }
  }
}
