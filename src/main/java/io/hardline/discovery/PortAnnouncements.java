package io.hardline.discovery;

import io.hardline.discovery.mdns.Announcement;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.PortSettings;
import io.hardline.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What mDNS says of the ports: each to which programs connect by TCP is a service of the type
 * {@code _hardline-port._tcp}, as the manual describes it. Pure functions of the settings.
 */
public final class PortAnnouncements {
  /** Thirteen characters; a name has at most 15 (RFC 6335, 5.1). */
  static final String TYPE = "_hardline-port._tcp";

  /** The most ports that are announced; with more, those with higher numbers are not. */
  static final int MAX_ANNOUNCED = 256;

  /** Bytes of a service's name (RFC 6763, 4.1.1). */
  static final int MAX_SERVICE_NAME_BYTES = 63;

  private PortAnnouncements() {}

  /** The ports of a unit. */
  public static List<Announcement> of(Settings settings, String unit) {
    return settings.ports().entrySet().stream()
        .filter(port -> port.getValue().mode() instanceof ModeSettings.Serving)
        .limit(MAX_ANNOUNCED)
        .map(port -> announcement(port.getKey(), port.getValue(), unit))
        .toList();
  }

  private static Announcement announcement(int number, PortSettings port, String unit) {
    ModeSettings.Serving serving = (ModeSettings.Serving) port.mode();
    Map<String, String> text = new TreeMap<>();
    text.put("txtvers", "1");
    text.put("port", Integer.toString(number));
    text.put("alias", port.alias());
    text.put("mode", ModeSettings.name(port.mode()));
    text.put("tls", serving.tls().type().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    text.put("unit", unit);
    String what = port.alias().isEmpty() ? "port " + number : port.alias();
    return new Announcement(
        TYPE,
        cut(what + " on " + unit),
        serving.portOf(number),
        new TreeMap<>(text),
        port.listen());
  }

  /** Between characters, never inside of one. */
  private static String cut(String name) {
    StringBuilder kept = new StringBuilder();
    int bytes = 0;
    for (int c : name.codePoints().toArray()) {
      bytes += Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MAX_SERVICE_NAME_BYTES) {
        break;
      }
      kept.appendCodePoint(c);
    }
    return kept.toString();
  }
}
