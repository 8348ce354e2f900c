package io.hardline.settings.ser2net;

import io.hardline.settings.ser2net.Finding.Weight;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The line format, ser2net.conf: {@code port:state:timeout:device:options}, and lines that begin
 * with a word in capitals. A backslash at its end continues a line; {@code #} begins a comment.
 */
final class ConfFile {
  /** The port may contain colons, being an IPv6 address; so the state is what is looked for. */
  private static final Pattern CONNECTION =
      Pattern.compile("(.*?):\\s*(off|raw|rawlp|telnet)\\s*:([^:]*):([^:]*)(?::(.*))?");

  private static final Pattern STACK =
      Pattern.compile("(tcp|udp|sctp|unix|telnet|ssl|mux|certauth)[,(]");

  private static final Pattern DIRECTIVE = Pattern.compile("([A-Z][A-Z0-9]*):([^:]*):?(.*)");

  /** Texts that have a name, and that options of a connection call by it. */
  private static final Set<String> TEXTS =
      Set.of("BANNER", "SIGNATURE", "OPENSTR", "CLOSESTR", "CLOSEON", "TRACEFILE", "LED");

  private final Connections connections;
  private final Report report;
  private final Defaults defaults = new Defaults();

  /** By name: devices, RS-485 settings, and the names of texts with what they are. */
  private final Map<String, String> devices = new HashMap<>();

  private final Map<String, String> rs485 = new HashMap<>();
  private final Map<String, String> texts = new HashMap<>();

  private ConfFile(Connections connections, Report report) {
    this.connections = connections;
    this.report = report;
  }

  static void read(String text, Connections connections, Report report) {
    ConfFile file = new ConfFile(connections, report);
    StringBuilder open = new StringBuilder();
    int line = 0;
    int begin = 1;
    for (String each : text.lines().toList()) {
      line++;
      boolean goesOn = each.endsWith("\\") && !(open.isEmpty() && each.startsWith("#"));
      open.append(goesOn ? each.substring(0, each.length() - 1) : each);
      if (!goesOn) {
        file.line(open.toString().strip(), begin);
        open.setLength(0);
        begin = line + 1;
      }
    }
    file.line(open.toString().strip(), begin);
  }

  private void line(String text, int line) {
    if (text.isEmpty() || text.startsWith("#")) {
      return;
    }
    Matcher directive = DIRECTIVE.matcher(text);
    if (directive.matches()) {
      directive(directive.group(1), directive.group(2), directive.group(3), line);
      return;
    }
    Matcher connection = CONNECTION.matcher(text);
    if (connection.matches()) {
      connections.add(line, "", draft -> connection(draft, connection, line));
    } else {
      report.add(
          Weight.LEFT_OUT,
          line,
          Finding.quoted(text) + " is not PORT:STATE:TIMEOUT:DEVICE:OPTIONS");
    }
  }

  private void directive(String word, String name, String value, int line) {
    switch (word) {
      case "DEVICE" -> devices.put(name, value);
      case "RS485CONF" -> rs485.put(name, value);
      case "DEFAULT" -> setDefault(name, value, line);
      case "DELDEFAULT" -> defaults.delete(value.strip(), name);
      case "CONTROLPORT" -> report.missing(line, Ser2net.NO_ADMIN);
      case "ROTATOR" -> report.missing(line, Ser2net.NO_ROTATOR);
      default -> {
        if (TEXTS.contains(word)) {
          texts.put(name, word.toLowerCase(Locale.ROOT));
        } else {
          report.missing(line, Finding.quoted(word) + " is unknown");
        }
      }
    }
  }

  /** {@code DEFAULT:name:value[:class]}; of a connection when no class is named. */
  private void setDefault(String name, String value, int line) {
    int colon = value.lastIndexOf(':');
    String kind = colon < 0 ? "ser2net" : value.substring(colon + 1).strip();
    Given given = new Given(colon < 0 ? value : value.substring(0, colon), line);
    boolean base = kind.equals("default");
    defaults.set(base ? "" : kind, name, given);
    if (colon < 0) {
      defaults.set("serialdev", name, given);
    }
  }

  private void connection(PortDraft draft, Matcher parts, int line) {
    String state = parts.group(2);
    if (state.equals("rawlp")) {
      throw new LeftOut(line, "rawlp is for printers, which are no serial devices");
    }
    SerialRules.applyDefaults(draft, defaults, report);
    ConnectionRules.applyDefaults(draft, defaults, report);
    boolean remoteControl = draft.remoteControl;
    accepter(draft, parts.group(1).strip(), line);
    draft.telnet |= state.equals("telnet");
    draft.remoteControl |= remoteControl;
    ConnectionRules.timeout(draft, new Given(parts.group(3), line), report);
    String device = parts.group(4).strip();
    Connector.device(draft, devices.getOrDefault(device, device), line);
    options(draft, parts.group(5), line);
    if (draft.udp && draft.telnet) {
      throw new LeftOut(line, "telnet needs TCP");
    }
    if (state.equals("off")) {
      draft.disable(line, Ser2net.OFF);
    }
  }

  /** A port and its address, or since version 4 a stack as in YAML. */
  private void accepter(PortDraft draft, String text, int line) {
    boolean stack = STACK.matcher(text).lookingAt();
    Accepter.apply(draft, stack ? text : "tcp," + text, defaults, report, line);
  }

  private void options(PortDraft draft, @Nullable String text, int line) {
    List<String> words = text == null ? List.of() : GensioText.words(text, line);
    for (String word : words) {
      option(draft, word, line);
    }
    Connector.carrier(draft, line, report);
  }

  private void option(PortDraft draft, String word, int line) {
    boolean off = word.startsWith("-");
    int equals = Math.max(word.indexOf('='), word.startsWith("t") ? word.indexOf(':') : -1);
    String name = equals < 0 ? word : word.substring(0, equals);
    String value = equals < 0 ? "" : word.substring(equals + 1);
    if (PortDraft.folded(name).equals("rs485")) {
      SerialRules.apply(draft, "rs485=" + rs485.getOrDefault(value, value), line, report);
    } else if (!SerialRules.apply(draft, word, line, report)) {
      String plain = off ? name.substring(1) : name;
      Given given = new Given(off ? "false" : value, line);
      if (!ConnectionRules.apply(draft, plain, given, report)) {
        named(draft, word, line);
      }
    }
  }

  /** A banner and the like by its name alone. */
  private void named(PortDraft draft, String word, int line) {
    String kind = texts.get(word);
    if (kind == null || !ConnectionRules.apply(draft, kind, new Given(word, line), report)) {
      report.missing(line, "there is no option " + Finding.quoted(word));
    }
  }
}
