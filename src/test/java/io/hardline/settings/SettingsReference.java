package io.hardline.settings;

import io.hardline.settings.schema.Field;
import io.hardline.settings.schema.Group;
import io.hardline.settings.schema.Scalar;
import io.hardline.settings.schema.Shape;
import io.hardline.settings.schema.YamlText;
import java.util.ArrayList;
import java.util.List;

/** Writes the reference page of the settings: a section for each group, a row for each setting. */
final class SettingsReference {
  private static final String HEAD =
      """
      # Settings

      <!-- Generated from the settings records. Do not edit: `./check --update` writes it anew. -->

      The file is YAML, at most SIZE bytes. Only its plain part is read: anchors, aliases, merge
      keys, tags, a second document and a key that stands twice are refused. What is left out has
      its default. All errors are shown at once, one a line:
      `FILE:LINE:COLUMN: PATH: found X, allowed Y (did you mean Z?)`.

      A duration is a whole number with its unit: `20ms`, `5s`, `7m`, `1h`, `1d`; `0` is off. A
      text may stand without quotes where YAML allows it. The items of a list are counted from 1
      in paths; a list is always given whole.
      """;

  /** What {@link SettingsRules} and {@link ListenRules} say, for people. */
  private static final String RULES =
      """

      ## Settings that belong together

      - Every listener has a TCP or UDP port of its own on each of its addresses. `*` covers every
        address, `0.0.0.0` every IPv4 address, `::` every IPv6 address. Addresses are literal,
        never names; a link-local one may name its interface: `fe80::1%eth0`.
      - A device serves one port: no two ports name the same path, or the same adapter and
        interface. Simulated devices are made for each port.
      - `tty.usb` has exactly one of `serial` and `location`; a location is written as the kernel
        writes it, `1-1.4`. `tty.path` is absolute.
      - A mode other than `disabled` needs a `tty`.
      - 5 data bits go with 1 or 1.5 stop bits, 6 to 8 data bits with 1 or 2.
      - The delays of `rs-485` need `line.interface` to be `rs-485` or `rs-485-4-wire`; flow
        control `rts-cts` excludes both, since RTS switches the transmitter.
      - A pattern of `tty-allow` is a name below /dev; `*` stands for any characters, `?` for one.
      """;

  private final StringBuilder out = new StringBuilder();

  private SettingsReference() {}

  static String page() {
    SettingsReference page = new SettingsReference();
    page.out.append(HEAD.replace("SIZE", Integer.toString(YamlText.MAX_BYTES)));
    page.group(SettingsFile.schema(), "");
    page.out.append(RULES);
    return page.out.toString();
  }

  private void group(Group group, String path) {
    if (group.fields().isEmpty()) {
      return;
    }
    heading(path.isEmpty() ? "The file" : "`" + path + "`", group.about());
    out.append("\n| setting | values | default | |\n|---|---|---|---|\n");
    for (Field field : group.fields()) {
      row(field.key(), values(field.shape()), standard(field), field.about());
    }
    words(group.fields());
    for (Field field : group.fields()) {
      below(field.shape(), path.isEmpty() ? field.key() : path + "." + field.key());
    }
  }

  private void heading(String title, String about) {
    String stop = about.endsWith(".") ? "" : ".";
    out.append("\n## ").append(title).append("\n\n").append(about).append(stop).append('\n');
  }

  private void row(String key, String values, String standard, String about) {
    String row = "| `" + key + "` | " + values + " | " + standard + " | " + about + " |\n";
    out.append(row);
  }

  private static String values(Shape shape) {
    return switch (shape) {
      case Scalar.Word word -> "`" + String.join("`, `", word.keys()) + "`";
      case Scalar.Truth truth -> "`true`, `false`";
      case Scalar scalar -> scalar.allowed();
      case Group group -> "a group, below";
      case Shape.Choice choice -> "exactly one of `" + String.join("`, `", choice.keys()) + "`";
      case Shape.Items items -> items.allowed() + ", each: " + values(items.item());
      case Shape.Entries entries ->
          entries.allowed() + " by key, each key: " + entries.key().allowed();
    };
  }

  private static String standard(Field field) {
    Object standard = field.standard();
    if (field.required()) {
      return "must be given";
    } else if (standard == null) {
      return "absent";
    }
    return switch (field.shape()) {
      case Scalar.Text text -> "`\"" + standard + "\"`";
      case Scalar scalar -> "`" + scalar.text(standard) + "`";
      case Group group -> "";
      case Shape.Choice choice -> "`" + choice.optionOf(standard).key() + "`";
      case Shape.Items items -> list(items, (List<?>) standard);
      case Shape.Entries entries -> "none";
    };
  }

  private static String list(Shape.Items items, List<?> standard) {
    if (!(items.item() instanceof Scalar scalar)) {
      return "";
    }
    List<String> texts = new ArrayList<>();
    for (Object item : standard) {
      texts.add("`" + scalar.text(item) + "`");
    }
    return texts.isEmpty() ? "none" : String.join(", ", texts);
  }

  /** What the words mean where they do not say it themselves. */
  private void words(List<Field> fields) {
    for (Field field : fields) {
      if (field.shape() instanceof Scalar.Word word) {
        words(field.key(), word);
      }
    }
  }

  private void words(String key, Scalar.Word word) {
    if (word.values().stream().allMatch(v -> v.about().isEmpty())) {
      return;
    }
    out.append("\nValues of `").append(key).append("`:\n\n");
    for (Scalar.Value value : word.values()) {
      String about = value.about().isEmpty() ? "" : ": " + value.about();
      out.append("- `").append(value.key()).append('`').append(about).append('\n');
    }
  }

  private void below(Shape shape, String path) {
    switch (shape) {
      case Group group -> group(group, path);
      case Shape.Choice choice -> choice(choice, path);
      case Shape.Entries entries -> {
        String key = entries.key() instanceof Scalar.Whole ? "NUMBER" : "NAME";
        below(entries.value(), path + "." + key);
      }
      case Shape.Items items -> below(items.item(), path + ".NUMBER");
      case Scalar scalar -> {}
    }
  }

  private void choice(Shape.Choice choice, String path) {
    heading("`" + path + "`", choice.about());
    out.append("\n| key | written | |\n|---|---|---|\n");
    for (Shape.Option option : choice.options()) {
      String row =
          "| `" + option.key() + "` | " + written(option) + " | " + option.about() + " |\n";
      out.append(row);
    }
    for (Shape.Option option : choice.options()) {
      if (option.written() instanceof Scalar.Word word) {
        words(option.key(), word);
      }
    }
    for (Shape.Option option : choice.options()) {
      if (!option.unwrapped()) {
        group(option.group(), path + "." + option.key());
      }
    }
  }

  private static String written(Shape.Option option) {
    String key = "`" + option.key();
    if (option.unwrapped()) {
      String alone = option.alsoWithoutKey() ? ", or its value alone" : "";
      return key + ": ...`" + alone + "; " + values(option.written());
    }
    return option.group().fields().isEmpty() ? key + "`" : key + ": { ... }`; a group, below";
  }
}
