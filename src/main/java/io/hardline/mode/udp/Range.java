package io.hardline.mode.udp;

import io.hardline.net.UdpAddress;
import io.hardline.settings.ModeSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One destination of the settings: an address, a group, or a range. Loop thread only. */
final class Range {
  final Traffic traffic = new Traffic();
  private final ModeSettings.Destination settings;
  private final String text;
  private List<UdpAddress> addresses = List.of();

  Range(ModeSettings.Destination settings) {
    String span = settings.to().isEmpty() ? "" : " to " + settings.to();
    this.settings = settings;
    this.text = settings.from() + span + " UDP " + settings.port();
    resolve();
  }

  /**
   * Finds the addresses anew: the zone of a link-local one is an interface, which may come, go and
   * come back with another number. There are none while it is not there.
   */
  void resolve() {
    try {
      addresses = List.copyOf(all());
    } catch (IOException noSuchInterface) {
      addresses = List.of();
    }
  }

  private List<UdpAddress> all() throws IOException {
    List<UdpAddress> all = new ArrayList<>();
    UdpAddress address = UdpAddress.of(settings.from(), settings.port());
    String to = settings.to().isEmpty() ? settings.from() : settings.to();
    UdpAddress last = UdpAddress.of(to, settings.port());
    all.add(address);
    while (!address.sameHost(last) && all.size() < ModeSettings.MAX_RANGE_ADDRESSES) {
      address = address.next();
      all.add(address);
    }
    return all;
  }

  boolean isOf(ModeSettings.Destination other) {
    return settings.equals(other);
  }

  List<UdpAddress> addresses() {
    return addresses;
  }

  boolean isGroup() {
    return !addresses.isEmpty() && addresses.getFirst().isMulticast();
  }

  /** The first address, as the settings write it. */
  String from() {
    return settings.from();
  }

  /** Whether a peer is one of its addresses, port and all. */
  boolean names(UdpAddress peer) {
    return !addresses.isEmpty() && peer.isBetween(addresses.getFirst(), addresses.getLast());
  }

  /** For people: {@code 192.0.2.1 to 192.0.2.9 UDP 4001}. */
  String text() {
    return text;
  }
}
