package io.hardline.settings;

import io.hardline.settings.schema.About;
import io.hardline.settings.schema.Range;
import io.hardline.settings.schema.Required;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** All settings of a unit: the whole tree, immutable. A change is a new tree. */
@About("All settings of a unit")
public record Settings(
    @About("Version of the settings format; values left out have this version's defaults.")
        @Range(min = 1, max = VERSION)
        @Required
        int version,
    @About(
            "Names of devices below /dev that a port may open, as patterns; anything else is"
                + " refused, whoever names it.")
        @Range(min = 0, max = MAX_TTY_PATTERNS)
        List<@Range(min = 1, max = 64) String> ttyAllow,
    @About("What runs beside the ports.") ServiceSettings services,
    @About("The serial ports, by number.") @Range(min = 0, max = MAX_PORTS)
        SortedMap<@Range(min = 1, max = MAX_PORTS) Integer, PortSettings> ports) {

  /** The version of the settings format that this program writes. */
  public static final int VERSION = 1;

  /** The most ports a unit has. */
  public static final int MAX_PORTS = 1024;

  /** The most patterns in {@code tty-allow}. */
  public static final int MAX_TTY_PATTERNS = 64;

  public static final Settings STANDARD =
      new Settings(
          VERSION,
          List.of("ttyS*", "ttyUSB*", "ttyACM*", "ttyAMA*", "ttymxc*", "ttySC*", "pts/*"),
          ServiceSettings.STANDARD,
          new TreeMap<>());

  public Settings {
    ttyAllow = List.copyOf(ttyAllow);
    ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
  }
}
