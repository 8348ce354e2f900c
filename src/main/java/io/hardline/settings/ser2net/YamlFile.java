package io.hardline.settings.ser2net;

import io.hardline.settings.schema.ForeignNode;
import io.hardline.settings.schema.ForeignNode.Entry;
import io.hardline.settings.schema.ForeignNode.Items;
import io.hardline.settings.schema.ForeignNode.Mapping;
import io.hardline.settings.schema.ForeignNode.Text;
import io.hardline.settings.schema.Spelling;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The YAML of ser2net.yaml(5): what stands there more than once, such as {@code connection}, in the
 * order of the file; names behind {@code &}; {@code *(name)} inside a text. Version 2 of that
 * format, which is plain YAML, has lists and maps in their place.
 */
final class YamlFile {
  /** A text with all {@code *(name)} written out; longer is not used. */
  static final int MAX_TEXT_CHARACTERS = 16_384;

  private static final Set<String> CONNECTION =
      Set.of("name", "accepter", "connector", "timeout", "enable", "options");

  private final Connections connections;
  private final Report report;
  private final Defaults defaults = new Defaults();
  private final Map<String, String> defined = new HashMap<>();

  private YamlFile(Connections connections, Report report) {
    this.connections = connections;
    this.report = report;
  }

  static void read(List<ForeignNode> documents, Connections connections, Report report) {
    for (ForeignNode document : documents) {
      // Each document has its own names and defaults.
      YamlFile file = new YamlFile(connections, report);
      if (document instanceof Mapping root) {
        root.entries().forEach(file::section);
      } else {
        report.missing(document.line(), "no section, such as connection: or default:");
      }
    }
  }

  private void section(Entry entry) {
    ForeignNode value = entry.value();
    switch (entry.key()) {
      case "define", "defines" -> define(value);
      case "connection" -> connection(value, value.anchor(), entry.line());
      case "connections" -> connections(value);
      case "default", "defaults" -> each(value, this::setDefault);
      case "delete_default", "delete_defaults" -> each(value, this::deleteDefault);
      case "rotator", "rotators" -> report.missing(entry.line(), Ser2net.NO_ROTATOR);
      case "admin" -> report.missing(entry.line(), Ser2net.NO_ADMIN);
      // Said where a connection uses it.
      case "led", "leds" -> {}
      case "include" ->
          report.missing(entry.line(), "include: other files are not read; import each of them");
      default ->
          report.missing(entry.line(), "section " + Finding.quoted(entry.key()) + " is unknown");
    }
  }

  private void define(ForeignNode value) {
    switch (value) {
      case Text text -> {
        if (!text.anchor().isEmpty()) {
          defined.put(text.anchor(), substituted(text));
        }
      }
      case Mapping mapping -> {
        String name = text(mapping, "name");
        if (name.isEmpty()) {
          mapping.entries().forEach(e -> defined.put(e.key(), substituted(e.value())));
        } else {
          defined.put(name, text(mapping, "value"));
        }
      }
      case Items items -> items.items().forEach(this::define);
    }
  }

  /** Version 2: a map by name, or a list. */
  private void connections(ForeignNode value) {
    switch (value) {
      case Mapping mapping -> {
        boolean one = mapping.entries().stream().anyMatch(e -> e.key().equals("accepter"));
        if (one) {
          connection(mapping, mapping.anchor(), mapping.line());
        } else {
          mapping.entries().forEach(e -> connection(e.value(), e.key(), e.line()));
        }
      }
      case Items items -> items.items().forEach(i -> connection(i, i.anchor(), i.line()));
      case Text text -> report.missing(text.line(), "connections without any");
    }
  }

  private void each(ForeignNode value, Consumer<Mapping> body) {
    switch (value) {
      case Mapping mapping -> body.accept(mapping);
      case Items items -> items.items().forEach(item -> each(item, body));
      case Text text -> report.missing(text.line(), "a default without name and value");
    }
  }

  private void setDefault(Mapping mapping) {
    Given given = new Given(text(mapping, "value"), mapping.line());
    defaults.set(text(mapping, "class"), text(mapping, "name"), given);
  }

  private void deleteDefault(Mapping mapping) {
    defaults.delete(text(mapping, "class"), text(mapping, "name"));
  }

  private void connection(ForeignNode value, String anchor, int line) {
    String given = value instanceof Mapping mapping ? text(mapping, "name") : "";
    String name = anchor.isEmpty() ? given : anchor;
    connections.add(
        line,
        printable(name, line),
        draft -> {
          if (!(value instanceof Mapping mapping)) {
            throw new LeftOut(line, "a connection has at least an accepter and a connector");
          }
          fill(draft, mapping, line);
        });
  }

  private String printable(String name, int line) {
    if (!Spelling.isPrintable(name)) {
      report.changed(line, "the name has characters that cannot be seen; it is left away");
      return "";
    }
    return name;
  }

  private void fill(PortDraft draft, Mapping mapping, int line) {
    ConnectionRules.applyDefaults(draft, defaults, report);
    Entry accepter = last(mapping, "accepter", line);
    Entry connector = last(mapping, "connector", line);
    Accepter.apply(draft, usable(accepter), defaults, report, accepter.line());
    Connector.apply(draft, usable(connector), defaults, report, connector.line());
    for (Entry entry : mapping.entries()) {
      switch (entry.key()) {
        case "timeout" -> ConnectionRules.timeout(draft, given(entry), report);
        case "enable" -> {
          if (!given(entry).isOn()) {
            draft.disable(entry.line(), Ser2net.OFF);
          }
        }
        case "options" -> options(draft, entry.value());
        default -> {
          if (!CONNECTION.contains(entry.key())) {
            option(draft, entry);
          }
        }
      }
    }
  }

  private static Entry last(Mapping mapping, String key, int line) {
    Entry found = null;
    for (Entry entry : mapping.entries()) {
      found = entry.key().equals(key) ? entry : found;
    }
    if (found == null) {
      throw new LeftOut(line, "it has no " + key);
    }
    return found;
  }

  /** A text without which there is no port. */
  private String usable(Entry entry) {
    String text = substituted(entry.value());
    if (text.contains("*{")) {
      throw new LeftOut(
          entry.line(), entry.key() + " takes a part from another file: " + Finding.quoted(text));
    }
    if (text.contains("*(")) {
      throw new LeftOut(
          entry.line(), entry.key() + " names what is not defined: " + Finding.quoted(text));
    }
    return text;
  }

  private void options(PortDraft draft, ForeignNode value) {
    if (value instanceof Mapping mapping) {
      mapping.entries().forEach(entry -> option(draft, entry));
    }
  }

  private void option(PortDraft draft, Entry entry) {
    if (!ConnectionRules.apply(draft, entry.key(), given(entry), report)) {
      report.missing(entry.line(), "there is no option " + Finding.quoted(entry.key()));
    }
  }

  /** Nothing behind a key is a text without characters, or off. */
  private Given given(Entry entry) {
    String text = substituted(entry.value());
    boolean nothing = entry.value() instanceof Text && text.isEmpty();
    return new Given(nothing ? "false" : text, entry.line());
  }

  private String text(Mapping mapping, String key) {
    String text = "";
    for (Entry entry : mapping.entries()) {
      text = entry.key().equals(key) ? substituted(entry.value()) : text;
    }
    return text.strip();
  }

  /** With {@code *(name)} replaced by what it is; what is unknown stays. */
  private String substituted(ForeignNode node) {
    if (!(node instanceof Text text)) {
      return node.anchor();
    }
    StringBuilder out = new StringBuilder();
    String in = text.text();
    int at = 0;
    for (int star = in.indexOf("*("); star >= 0; star = in.indexOf("*(", at)) {
      int end = in.indexOf(')', star);
      String value = end < 0 ? null : defined.get(in.substring(star + 2, end));
      out.append(in, at, star).append(value == null ? in.substring(star, star + 2) : value);
      at = value == null ? star + 2 : end + 1;
      if (out.length() > MAX_TEXT_CHARACTERS) {
        report.missing(text.line(), "a text longer than " + MAX_TEXT_CHARACTERS + " characters");
        return "";
      }
    }
    return out.append(in.substring(at)).toString();
  }
}
