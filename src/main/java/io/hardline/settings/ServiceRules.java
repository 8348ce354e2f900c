package io.hardline.settings;

import io.hardline.settings.schema.Problems;
import java.util.regex.Pattern;

/** What the types of the services' settings cannot say. */
final class ServiceRules {
  private static final Pattern MAC = Pattern.compile("([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}");

  private ServiceRules() {}

  static void check(ServiceSettings services, Problems problems) {
    String path = "services.discovery.";
    String mac = services.discovery().mac();
    if (!mac.isEmpty() && !isOfOneMachine(mac)) {
      problems.add(path + "mac", mac, "the address of one machine, as 02:00:5e:10:00:00, or empty");
    }
    String name = services.discovery().name();
    if (!name.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      problems.add(
          path + "name", name, "letters, digits and signs of ASCII: the tools know no other");
    }
  }

  /** The lowest bit of the first byte is that of groups (IEEE 802, 8.2). */
  private static boolean isOfOneMachine(String mac) {
    return MAC.matcher(mac).matches() && (Integer.parseInt(mac.substring(0, 2), 16) & 1) == 0;
  }
}
