package io.hardline.settings.schema;

import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * {@link YamlNode}s to text: groups in block style, lists on one line. Its YAML is the part that
 * every reader understands alike: a text is left without quotes only when no version of YAML takes
 * it for something else.
 */
final class YamlPrinter {
  /** Words that some version of YAML reads as something else than a text. */
  private static final Set<String> NOT_TEXTS =
      Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null");

  private final StringBuilder out = new StringBuilder();

  private YamlPrinter() {}

  static String block(YamlNode node) {
    YamlPrinter printer = new YamlPrinter();
    if (node instanceof YamlNode.Mapping mapping && !mapping.entries().isEmpty()) {
      printer.blockEntries(mapping.entries(), "");
    } else {
      printer.printFlow(node);
      printer.out.append('\n');
    }
    return printer.out.toString();
  }

  static String flow(YamlNode node) {
    YamlPrinter printer = new YamlPrinter();
    printer.printFlow(node);
    return printer.out.toString();
  }

  private void blockEntries(List<YamlNode.Entry> entries, String indent) {
    for (YamlNode.Entry entry : entries) {
      out.append(indent).append(entry.key()).append(':');
      if (entry.value() instanceof YamlNode.Mapping below && !below.entries().isEmpty()) {
        out.append('\n');
        blockEntries(below.entries(), indent + "  ");
      } else {
        out.append(' ');
        printFlow(entry.value());
        out.append('\n');
      }
    }
  }

  private void printFlow(YamlNode node) {
    switch (node) {
      case YamlNode.Leaf leaf when leaf.quoted() -> quote(leaf.text());
      case YamlNode.Leaf leaf -> out.append(leaf.text());
      case YamlNode.Sequence sequence -> {
        out.append('[');
        String separator = "";
        for (YamlNode item : sequence.items()) {
          out.append(separator);
          printFlow(item);
          separator = ", ";
        }
        out.append(']');
      }
      case YamlNode.Mapping mapping -> {
        String separator = "{ ";
        for (YamlNode.Entry entry : mapping.entries()) {
          out.append(separator).append(entry.key()).append(": ");
          printFlow(entry.value());
          separator = ", ";
        }
        out.append(mapping.entries().isEmpty() ? "{}" : " }");
      }
      case YamlNode.Refused refused -> throw new IllegalArgumentException("nothing to print");
    }
  }

  /** Whether a text needs no quotes. */
  static boolean isPlainText(String text) {
    if (text.isEmpty() || NOT_TEXTS.contains(Spelling.lowerCase(text))) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean start = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/';
      boolean inside = (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '+';
      if (!start && (i == 0 || !inside)) {
        return false;
      }
    }
    return true;
  }

  private void quote(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append((char) c);
      } else if ((c >= ' ' && c <= '~') || Character.isLetterOrDigit(c)) {
        out.appendCodePoint(c);
      } else {
        out.append("\\U").append(HexFormat.of().toHexDigits(c));
      }
    }
    out.append('"');
  }
}
