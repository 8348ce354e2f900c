package io.hardline.settings.schema;

import static io.hardline.settings.schema.YamlEvents.column;
import static io.hardline.settings.schema.YamlEvents.line;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;

/**
 * Bytes to {@link YamlNode}s. Takes the plain part of YAML 1.2 alone: no anchors and aliases, no
 * merge keys, no tags, no second document, no key twice. They make a file mean something else than
 * it seems to, and settings need none of them.
 *
 * <p>Reads the parser's events and not its composed nodes: the composer recurses as deep as the
 * file says and has lost, by then, whether a tag was written or guessed. One thread at a time.
 */
public final class YamlText {
  /** Larger files are refused before they are looked at. */
  public static final int MAX_BYTES = 1024 * 1024;

  /** Groups and lists within each other; deeper is refused and the rest is not read. */
  public static final int MAX_DEPTH = 16;

  private final Problems problems;
  private final Iterator<Event> events;

  private YamlText(Problems problems, Iterator<Event> events) {
    this.problems = problems;
    this.events = events;
  }

  /**
   * The root of the file, or null when it cannot be made out. What is refused has been reported;
   * with a root, reading may go on to find more.
   */
  public static @Nullable YamlNode parse(byte[] content, Problems problems) {
    return YamlEvents.read(content, problems, events -> root(problems, events));
  }

  private static @Nullable YamlNode root(Problems problems, Iterator<Event> events) {
    try {
      YamlNode root = new YamlText(problems, events).document();
      problems.locateIn(root);
      return root;
    } catch (TooDeep e) {
      return null;
    }
  }

  /** Thrown and caught in this class: the rest of the file is not worth reading. */
  private static final class TooDeep extends RuntimeException {
    TooDeep() {
      super(null, null, false, false);
    }
  }

  private YamlNode document() {
    Event event = events.next();
    while (event.getEventId() == Event.ID.StreamStart
        || event.getEventId() == Event.ID.DocumentStart) {
      event = events.next();
    }
    if (event.getEventId() == Event.ID.StreamEnd) {
      return new YamlNode.Leaf("", false, 1, 1);
    }
    YamlNode root = node(event, Place.ROOT, 1);
    while (events.hasNext()) {
      Event next = events.next();
      if (next.getEventId() == Event.ID.DocumentStart) {
        add(next, Place.ROOT, "a second document", "one document");
        break;
      }
    }
    return root;
  }

  private YamlNode node(Event event, Place place, int depth) {
    int line = line(event);
    int column = column(event);
    if (event instanceof AliasEvent) {
      add(event, place, "an alias", "a value; write it out");
      return new YamlNode.Refused(line, column);
    }
    if (event instanceof CollectionStartEvent && depth > MAX_DEPTH) {
      add(event, place, "a group or list at depth " + depth, "a depth of 1 to " + MAX_DEPTH);
      throw new TooDeep();
    }
    boolean plain = !isDecorated(event, place);
    YamlNode node =
        switch (event) {
          case ScalarEvent scalar ->
              new YamlNode.Leaf(scalar.getValue(), !scalar.isPlain(), line, column);
          case SequenceStartEvent start -> sequence(place, depth, line, column);
          case MappingStartEvent start -> mapping(place, depth, line, column);
          default -> throw new IllegalStateException("the parser sent " + event);
        };
    return plain ? node : new YamlNode.Refused(line, column);
  }

  /** Whether the event has an anchor or a tag, which are reported. */
  private boolean isDecorated(Event event, Place place) {
    boolean anchored = event instanceof NodeEvent node && node.getAnchor().isPresent();
    if (anchored) {
      add(event, place, "an anchor", "a value without one");
    }
    boolean tagged =
        switch (event) {
          case ScalarEvent scalar -> scalar.getTag().isPresent();
          case CollectionStartEvent start -> start.getTag().isPresent();
          default -> false;
        };
    if (tagged) {
      add(event, place, "a tag", "a value without one");
    }
    return anchored || tagged;
  }

  private YamlNode sequence(Place place, int depth, int line, int column) {
    List<YamlNode> items = new ArrayList<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      items.add(node(event, place.child(Integer.toString(items.size() + 1)), depth + 1));
    }
    return new YamlNode.Sequence(items, line, column);
  }

  private YamlNode mapping(Place place, int depth, int line, int column) {
    List<YamlNode.Entry> entries = new ArrayList<>();
    Map<String, Event> seen = new HashMap<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      if (!(event instanceof ScalarEvent key)) {
        // Read for its errors, and to get past it.
        YamlNode odd = node(event, place, depth + 1);
        if (!(odd instanceof YamlNode.Refused)) {
          add(event, place, odd.shown() + " as a key", "a word as a key");
        }
        node(events.next(), place, depth + 1);
        continue;
      }
      String name = key.getValue();
      Place child = place.child(name);
      boolean plain = !isDecorated(key, child);
      YamlNode value = node(events.next(), child, depth + 1);
      Event first = seen.putIfAbsent(name, event);
      if (name.equals("<<") && key.isPlain()) {
        add(key, child, "a merge key", "the settings themselves; write them out");
      } else if (first != null) {
        add(key, child, "this key again", "it once, and it is on line " + line(first));
      } else if (plain) {
        entries.add(new YamlNode.Entry(name, line(key), column(key), value));
      }
    }
    return new YamlNode.Mapping(entries, line, column);
  }

  private void add(Event at, Place place, String found, String allowed) {
    problems.add(line(at), column(at), place.path(), found, allowed, null);
  }
}
