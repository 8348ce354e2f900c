package io.hardline.settings;

import io.hardline.settings.schema.About;
import io.hardline.settings.schema.Range;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** All settings of a unit: the whole tree, immutable. A change is a new tree. */
@About("All settings of a unit")
public record Settings(
    @About("Version of the settings format; values left out have this version's defaults.")
        @Range(min = 1, max = 1)
        int version,
    @About(
            "Names of devices below /dev that a port may open, as patterns; anything else is"
                + " refused, whoever names it.")
        @Range(min = 0, max = 64)
        List<String> ttyAllow,
    @About("The serial ports, by number.") @Range(min = 0, max = MAX_PORTS)
        SortedMap<Integer, PortSettings> ports) {

  /** The most ports a unit has. */
  public static final int MAX_PORTS = 1024;

  public static final Settings STANDARD =
      new Settings(
          1,
          List.of("ttyS*", "ttyUSB*", "ttyACM*", "ttyAMA*", "ttymxc*", "ttySC*", "pts/*"),
          new TreeMap<>());
}
