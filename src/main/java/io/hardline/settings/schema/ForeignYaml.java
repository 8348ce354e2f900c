package io.hardline.settings.schema;

import static io.hardline.settings.schema.YamlEvents.column;
import static io.hardline.settings.schema.YamlEvents.line;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;

/**
 * YAML that was written for another program, to be imported: with anchors and aliases, keys that
 * stand there twice and several documents, which {@link YamlText} refuses in settings. Tags are
 * read over; a merge key is a key.
 *
 * <p>An alias is the node it stands for and not a copy, and the nodes are counted as if all were
 * written out: a few lines cannot become a billion (nested aliases), and who walks the tree walks
 * at most {@link #MAX_NODES}. One thread at a time.
 */
public final class ForeignYaml {
  /** Nodes of a file with all aliases written out; a file with more is refused. */
  public static final int MAX_NODES = 100_000;

  private final Problems problems;
  private final Iterator<Event> events;
  private final Map<String, ForeignNode> anchored = new HashMap<>();
  private long total;

  private ForeignYaml(Problems problems, Iterator<Event> events) {
    this.problems = problems;
    this.events = events;
  }

  /**
   * The documents of a file, or null when it cannot be made out, which has been reported. An alias
   * without its anchor is reported, too, and is then a text with a star.
   */
  public static @Nullable List<ForeignNode> parse(byte[] content, Problems problems) {
    return YamlEvents.read(content, problems, events -> documents(problems, events));
  }

  private static @Nullable List<ForeignNode> documents(Problems problems, Iterator<Event> events) {
    try {
      return new ForeignYaml(problems, events).documents();
    } catch (TooMuch e) {
      return null;
    }
  }

  /** Thrown and caught in this class: the rest of the file is not worth reading. */
  private static final class TooMuch extends RuntimeException {
    TooMuch() {
      super(null, null, false, false);
    }
  }

  private List<ForeignNode> documents() {
    List<ForeignNode> roots = new ArrayList<>();
    while (events.hasNext()) {
      Event event = events.next();
      if (event instanceof NodeEvent) {
        roots.add(node(event, 1));
      }
    }
    return roots;
  }

  private ForeignNode node(Event event, int depth) {
    if (event instanceof AliasEvent alias) {
      ForeignNode node = aliased(alias);
      count(event, node.size());
      return node;
    }
    if (event instanceof CollectionStartEvent && depth > YamlText.MAX_DEPTH) {
      refuse(event, "a group or list at depth " + depth, "a depth of 1 to " + YamlText.MAX_DEPTH);
    }
    count(event, 1);
    String anchor =
        event instanceof NodeEvent named ? named.getAnchor().map(Anchor::getValue).orElse("") : "";
    ForeignNode node =
        switch (event) {
          case ScalarEvent scalar -> new ForeignNode.Text(scalar.getValue(), line(event), anchor);
          case SequenceStartEvent start -> items(line(event), anchor, depth);
          case MappingStartEvent start -> mapping(line(event), anchor, depth);
          default -> throw new IllegalStateException("the parser sent " + event);
        };
    if (!anchor.isEmpty()) {
      anchored.put(anchor, node);
    }
    return node;
  }

  private ForeignNode aliased(AliasEvent alias) {
    String name = alias.getAlias().getValue();
    ForeignNode node = anchored.get(name);
    if (node == null) {
      String star = "*" + name;
      // Another program's way of naming one inside a text; it is the caller's to look it up.
      if (!name.startsWith("(")) {
        add(alias, Spelling.shown(star), "a name that stands behind & above");
      }
      return new ForeignNode.Text(star, line(alias), "");
    }
    return node;
  }

  /** An alias counts as all that it stands for; a group or list as one, being counted inside. */
  private void count(Event at, long nodes) {
    total += nodes;
    if (total > MAX_NODES) {
      refuse(at, "more than " + MAX_NODES + " values, aliases written out", "fewer");
    }
  }

  private ForeignNode items(int line, String anchor, int depth) {
    List<ForeignNode> items = new ArrayList<>();
    long size = 1;
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      ForeignNode item = node(event, depth + 1);
      size += item.size();
      items.add(item);
    }
    return new ForeignNode.Items(List.copyOf(items), line, anchor, size);
  }

  private ForeignNode mapping(int line, String anchor, int depth) {
    List<ForeignNode.Entry> entries = new ArrayList<>();
    long size = 1;
    for (Event event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      int keyLine = line(event);
      String key = node(event, depth + 1) instanceof ForeignNode.Text text ? text.text() : "";
      if (key.isEmpty()) {
        add(event, "a key that is no word", "a word as a key");
      }
      ForeignNode value = node(events.next(), depth + 1);
      size += 1 + value.size();
      entries.add(new ForeignNode.Entry(key, keyLine, value));
    }
    return new ForeignNode.Mapping(List.copyOf(entries), line, anchor, size);
  }

  private void refuse(Event at, String found, String allowed) {
    add(at, found, allowed);
    throw new TooMuch();
  }

  private void add(Event at, String found, String allowed) {
    problems.add(line(at), column(at), "", found, allowed, null);
  }
}
