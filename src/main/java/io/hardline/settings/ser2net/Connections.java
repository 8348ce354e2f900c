package io.hardline.settings.ser2net;

import io.hardline.settings.PortSettings;
import io.hardline.settings.ServiceSettings;
import io.hardline.settings.Settings;
import io.hardline.settings.SettingsFile;
import io.hardline.settings.TtySelector;
import io.hardline.settings.schema.BadSetting;
import io.hardline.settings.schema.ReadResult;
import io.hardline.settings.ser2net.Finding.Weight;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The connections of a file in its order, and the ports made of them. */
final class Connections {
  private static final Pattern PORT_PATH = Pattern.compile("ports\\.([0-9]+)\\b.*");

  /** A device that the kernel names so is one; which, the settings have to allow. */
  private static final Pattern TTY = Pattern.compile("/dev/(tty[A-Za-z]+)([0-9]+)");

  private final Report report;
  private final List<Made> made = new ArrayList<>();
  private final Map<TtySelector, Integer> portOfTty = new HashMap<>();
  private int seen;

  /** A port, with where it came from. */
  private record Made(PortDraft draft, PortSettings port) {}

  Connections(Report report) {
    this.report = report;
  }

  /**
   * Makes a port of one connection, or reports why there is none.
   *
   * @param fill writes all that is known about it into the draft
   */
  void add(int line, String name, Consumer<PortDraft> fill) {
    seen++;
    PortDraft draft = new PortDraft(line, name);
    try {
      fill.accept(draft);
      refuseTakenTty(draft);
      if (made.size() == Settings.MAX_PORTS) {
        throw new LeftOut(line, "a unit has at most " + Settings.MAX_PORTS + " ports");
      }
      PortSettings port = draft.build(report);
      made.add(new Made(draft, port));
      if (port.tty() instanceof TtySelector.Path) {
        portOfTty.put(port.tty(), made.size());
      }
    } catch (LeftOut why) {
      leftOut(draft, why.line(), why.why());
    }
  }

  private void leftOut(PortDraft draft, int line, String why) {
    String what = draft.name.isEmpty() ? "" : Finding.quoted(draft.name) + ": ";
    report.add(Weight.LEFT_OUT, line, what + why);
  }

  /** ser2net lets several connections take turns on a device, each with a line of its own. */
  private void refuseTakenTty(PortDraft draft) {
    Integer taken = draft.tty == null ? null : portOfTty.get(draft.tty);
    if (taken != null) {
      throw new LeftOut(
          draft.line,
          "its device is that of port "
              + taken
              + " already, and a device has one port; for another speed use mode rfc2217, where"
              + " clients set it");
    }
  }

  int seen() {
    return seen;
  }

  /** The settings: what they refuse is left out and reported. */
  Settings settings() {
    SortedMap<Integer, PortSettings> ports = new TreeMap<>();
    while (true) {
      ports.clear();
      for (Made each : made) {
        ports.put(ports.size() + 1, each.port);
      }
      Settings settings =
          new Settings(Settings.VERSION, allowed(), ServiceSettings.STANDARD, ports);
      List<BadSetting> errors = errors(settings);
      if (errors.isEmpty()) {
        return settings;
      }
      takeOut(errors);
    }
  }

  /** As if it were read from a file, which looks at every range. */
  private static List<BadSetting> errors(Settings settings) {
    byte[] text = SettingsFile.write(settings).getBytes(StandardCharsets.UTF_8);
    return switch (SettingsFile.read("", text)) {
      case ReadResult.Good<Settings> good -> List.of();
      case ReadResult.Refused<Settings> refused -> refused.errors();
    };
  }

  /** Every port with an error; of two that exclude each other the later one has it. */
  private void takeOut(List<BadSetting> errors) {
    Map<Integer, BadSetting> firstOfPort = new TreeMap<>(Comparator.reverseOrder());
    for (BadSetting error : errors) {
      Matcher matcher = PORT_PATH.matcher(error.path());
      if (matcher.matches()) {
        firstOfPort.putIfAbsent(Integer.parseInt(matcher.group(1)), error);
      }
    }
    if (firstOfPort.isEmpty()) {
      throw new IllegalStateException("settings that no port has made bad: " + errors);
    }
    firstOfPort.forEach((number, error) -> {
      PortDraft draft = made.remove(number - 1).draft;
      String setting = error.path().replaceFirst("ports\\.[0-9]+\\.?", "");
      String why = setting + ": found " + error.found() + ", allowed " + error.allowed();
      leftOut(draft, draft.line, why);
    });
  }

  /** The standard list, and kinds of device that the file names and the list does not have. */
  private List<String> allowed() {
    List<String> allowed = new ArrayList<>(Settings.STANDARD.ttyAllow());
    for (Made each : made) {
      if (each.port.tty() instanceof TtySelector.Path(String path)) {
        Matcher matcher = TTY.matcher(path);
        boolean isNew = matcher.matches() && !allowed.contains(matcher.group(1) + "*");
        if (isNew && allowed.size() < Settings.MAX_TTY_PATTERNS) {
          allowed.add(matcher.group(1) + "*");
          report.changed(each.draft.line, "tty-allow gets " + matcher.group(1) + "*");
        }
      }
    }
    return allowed;
  }
}
