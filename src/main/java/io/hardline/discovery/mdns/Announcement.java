package io.hardline.discovery.mdns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A service that is to be found.
 *
 * @param type {@code _https._tcp}, of at most 15 characters after the underscore (RFC 6335, 5.1)
 * @param name what people see; at most 63 bytes (RFC 6763, 4.1.1)
 * @param tcpPort where it listens
 * @param text keys and values (RFC 6763, 6)
 * @param listen the addresses at which it listens, as settings have them; it is announced only at
 *     these
 */
public record Announcement(
    String type, String name, int tcpPort, SortedMap<String, String> text, List<String> listen) {
  public Announcement {
    text = Collections.unmodifiableSortedMap(new TreeMap<>(text));
    listen = List.copyOf(listen);
  }

  /** Whether it can be reached at an address of this machine. */
  boolean isAt(InetAddress address) {
    String every = address instanceof Inet4Address ? "0.0.0.0" : "::";
    return listen.stream()
        .anyMatch(
            each -> each.equals("*") || each.equals(every) || Interfaces.isSame(each, address));
  }
}
