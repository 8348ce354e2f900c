package io.hardline.settings;

import io.hardline.settings.schema.About;
import io.hardline.settings.schema.Range;
import java.util.List;

/** What runs beside the ports. All of it is off until somebody wants it (SVC-023). */
@About("What runs beside the ports")
public record ServiceSettings(@About("Being found in the network.") Discovery discovery) {
  public static final ServiceSettings STANDARD = new ServiceSettings(Discovery.STANDARD);

  /** The most characters of a name that a search tool shows. */
  public static final int MAX_NAME_CHARACTERS = 39;

  /** Where search tools ask. */
  public static final int SEARCH_UDP_PORT = 4800;

  /** Where mDNS asks and answers (RFC 6762, 3). */
  public static final int MDNS_UDP_PORT = 5353;

  /** Being found in the network (SVC-001 to SVC-003, MIS-008). */
  @About("Being found in the network by search tools (UDP 4800) and by mDNS (UDP 5353)")
  public record Discovery(
      @About("Whether the unit answers those who search for it.") boolean enabled,
      @About("What the unit is called there; empty is the host's name.")
          @Range(max = MAX_NAME_CHARACTERS)
          String name,
      @About("The MAC address shown, as 02:00:5e:10:00:00; empty is the host's.") @Range(max = 17)
          String mac,
      @About("Addresses of this machine on which searches are answered; \"*\" is every one.")
          @Range(min = 1, max = 16)
          List<@Range(min = 1, max = 64) String> listen) {
    public static final Discovery STANDARD = new Discovery(false, "", "", List.of("*"));

    public Discovery {
      listen = List.copyOf(listen);
    }
  }
}
