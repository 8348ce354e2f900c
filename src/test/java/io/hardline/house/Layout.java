package io.hardline.house;

import static java.util.stream.Collectors.toCollection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which package may use which: the drawing of the house that cannot lie.
 *
 * <p>A row allows its package to use the packages named, and the packages inside those. {@code
 * mode.*} is every package inside {@code mode} that has no row of its own. A new package needs a
 * row; a new arrow must point downwards.
 */
final class Layout {
  private static final String OURS = "io.hardline";

  /** From the ground up. The package of {@code Main} sees everything and has no row. */
  static final Map<String, Set<String>> ALLOWED =
      Map.ofEntries(
          row("linux"),
          row("json"),
          row("loop", "linux"),
          row("telnet", "loop", "linux"),
          row("aspp", "loop", "linux", "settings"),
          row("settings.schema"),
          row("settings", "settings.schema"),
          row("settings.store", "settings", "linux"),
          row("settings.ser2net", "settings"),
          row("event", "settings", "json"),
          row("tty", "linux", "loop", "settings"),
          row("tty.virtual", "tty", "loop", "settings"),
          row("net", "linux", "loop", "settings", "event"),
          row("net.tls", "net", "loop", "settings"),
          row("port", "tty", "net", "loop", "settings", "event"),
          row("service", "settings"),
          row("discovery.mdns", "event"),
          row("discovery", "discovery.mdns", "service", "port", "net", "loop", "settings", "event"),
          row("mode.client", "port", "net", "loop", "settings", "event"),
          row(
              "mode.command",
              "mode.client",
              "port",
              "tty",
              "net",
              "loop",
              "settings",
              "event",
              "aspp"),
          row(
              "mode.*",
              "mode.client",
              "mode.command",
              "port",
              "tty",
              "net",
              "loop",
              "settings",
              "event",
              "telnet",
              "aspp"),
          row("mode", "mode", "port", "net", "loop", "settings", "event"),
          row("control", "service", "port", "net", "loop", "settings", "event", "json"),
          row("remote", "telnet", "net", "tty", "loop", "settings"),
          row(
              "cli",
              "control",
              "service",
              "port",
              "remote",
              "net",
              "loop",
              "settings",
              "event",
              "json",
              "linux"));

  /** An external library, and the one package that knows it. */
  static final Map<String, String> LIBRARIES =
      Map.of(
          "org.snakeyaml.engine", "settings.schema",
          "tools.jackson", "json",
          "com.fasterxml.jackson", "json",
          "javax.jmdns", "discovery.mdns");

  /** Annotations only, allowed everywhere. */
  private static final Set<String> EVERYWHERE = Set.of("org.jspecify.annotations");

  private static final List<String> JDK = List.of("java.", "javax.", "jdk.");

  /** One class uses another. */
  record Use(String from, String to) {
    String fromPackage() {
      return packageOf(from);
    }

    String toPackage() {
      return packageOf(to);
    }

    private static String packageOf(String type) {
      return type.substring(0, Math.max(0, type.lastIndexOf('.')));
    }
  }

  private Layout() {}

  private static Map.Entry<String, Set<String>> row(String from, String... to) {
    return Map.entry(from, Set.of(to));
  }

  /** What is wrong, one sentence each, with the way out. */
  static List<String> complaints(Collection<Use> uses) {
    Set<String> complaints = new TreeSet<>();
    for (Use use : uses) {
      String complaint =
          inside(use.toPackage(), OURS) ? complainOfOurs(use) : complainOfLibrary(use);
      if (complaint != null) {
        complaints.add(complaint);
      }
    }
    complaints.addAll(circles(uses));
    return List.copyOf(complaints);
  }

  private static @Nullable String complainOfOurs(Use use) {
    String from = relative(use.fromPackage());
    String to = relative(use.toPackage());
    if (from.isEmpty() || from.equals(to)) {
      return null;
    }
    Set<String> row = rowOf(from);
    if (row == null) {
      return "%s: package %s has no row in Layout.ALLOWED; give it one".formatted(use.from(), from);
    }
    if (row.stream().anyMatch(allowed -> inside(to, allowed))) {
      return null;
    }
    return ("%s uses %s: %s may use %s. Hand it in from above (a record, an interface of %s),"
            + " or move the class")
        .formatted(
            use.from(),
            use.to(),
            from,
            row.isEmpty() ? "nothing of ours" : "only " + String.join(", ", new TreeSet<>(row)),
            from);
  }

  private static @Nullable Set<String> rowOf(String name) {
    Set<String> row = ALLOWED.get(name);
    int dot = name.lastIndexOf('.');
    return row == null && dot > 0 ? ALLOWED.get(name.substring(0, dot) + ".*") : row;
  }

  private static @Nullable String complainOfLibrary(Use use) {
    String to = use.toPackage();
    for (Map.Entry<String, String> library : LIBRARIES.entrySet()) {
      if (inside(to, library.getKey())) {
        return relative(use.fromPackage()).equals(library.getValue())
            ? null
            : "%s uses %s: only %s knows that library; add what you need there"
                .formatted(use.from(), use.to(), library.getValue());
      }
    }
    if (EVERYWHERE.contains(to) || JDK.stream().anyMatch(prefix -> (to + ".").startsWith(prefix))) {
      return null;
    }
    return "%s uses %s: a library without a row in Layout.LIBRARIES; is it worth it?"
        .formatted(use.from(), use.to());
  }

  /** Packages that reach themselves, {@code Main}'s apart. */
  private static List<String> circles(Collection<Use> uses) {
    Map<String, Set<String>> arrows = new TreeMap<>();
    for (Use use : uses) {
      String from = use.fromPackage();
      String to = use.toPackage();
      if (inside(to, OURS) && !from.equals(to) && !from.equals(OURS)) {
        arrows.computeIfAbsent(from, _ -> new TreeSet<>()).add(to);
      }
    }
    List<String> circles = new ArrayList<>();
    for (String start : arrows.keySet()) {
      if (reached(start, arrows).contains(start)) {
        circles.add(
            "%s is on a circle of packages: turn one of its arrows (%s) round"
                .formatted(
                    relative(start),
                    arrows.get(start).stream()
                        .map(Layout::relative)
                        .collect(toCollection(TreeSet::new))));
      }
    }
    return circles;
  }

  private static Set<String> reached(String start, Map<String, Set<String>> arrows) {
    Set<String> reached = new HashSet<>();
    List<String> open = new ArrayList<>(List.of(start));
    while (!open.isEmpty()) {
      for (String next : arrows.getOrDefault(open.removeLast(), Set.of())) {
        if (reached.add(next)) {
          open.add(next);
        }
      }
    }
    return reached;
  }

  private static boolean inside(String name, String outer) {
    return name.equals(outer) || name.startsWith(outer + ".");
  }

  private static String relative(String name) {
    return name.equals(OURS) ? "" : name.substring(OURS.length() + 1);
  }
}
