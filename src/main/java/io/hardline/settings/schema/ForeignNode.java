package io.hardline.settings.schema;

import java.util.List;

/**
 * A place in a YAML file that others made for their own program: see {@link ForeignYaml}. Aliases
 * are the node that they stand for, so nodes may be shared. Immutable.
 */
public sealed interface ForeignNode {
  /** From 1. */
  int line();

  /** The name behind {@code &}; empty without. */
  String anchor();

  /** How many nodes it is with all aliases written out. */
  long size();

  /** A text, with quotes taken off. */
  record Text(String text, int line, String anchor) implements ForeignNode {
    @Override
    public long size() {
      return 1;
    }
  }

  /** Keys with values in the order of the file; a key may stand there more than once. */
  record Mapping(List<Entry> entries, int line, String anchor, long size) implements ForeignNode {}

  /** A key with its value. */
  record Entry(String key, int line, ForeignNode value) {}

  /** A list. */
  record Items(List<ForeignNode> items, int line, String anchor, long size)
      implements ForeignNode {}
}
