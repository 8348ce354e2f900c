package io.hardline.discovery.mdns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The interfaces on which services are announced. */
final class Interfaces {
  /** The most interfaces; a machine full of containers has hundreds, and each costs threads. */
  static final int MAX_INTERFACES = 8;

  private Interfaces() {}

  /**
   * One address of each interface that is up and does multicast, by the interface's name: of IPv4
   * if it has one, else the link-local one of IPv6.
   *
   * @param listen addresses as settings have them; {@code *} is every one
   */
  static Map<String, InetAddress> of(List<String> listen) {
    Map<String, InetAddress> found = new LinkedHashMap<>();
    try {
      NetworkInterface.networkInterfaces()
          .filter(Interfaces::isUsable)
          .forEach(each ->
              Stream.concat(inet4(each), inet6(each))
                  .filter(address -> isWanted(address, listen))
                  .findFirst()
                  .filter(_ -> found.size() < MAX_INTERFACES)
                  .ifPresent(address -> found.put(each.getName(), address)));
    } catch (SocketException none) {
      // Nothing can be announced as long as the kernel does not list them.
    }
    return found;
  }

  private static boolean isUsable(NetworkInterface each) {
    try {
      return each.isUp()
          && each.supportsMulticast()
          && !each.isLoopback()
          && !each.isPointToPoint();
    } catch (SocketException gone) {
      return false;
    }
  }

  private static Stream<InetAddress> inet4(NetworkInterface each) {
    return each.inetAddresses().filter(Inet4Address.class::isInstance);
  }

  private static Stream<InetAddress> inet6(NetworkInterface each) {
    return each.inetAddresses()
        .filter(address -> address instanceof Inet6Address && address.isLinkLocalAddress());
  }

  private static boolean isWanted(InetAddress address, List<String> listen) {
    String every = address instanceof Inet4Address ? "0.0.0.0" : "::";
    return listen.contains("*")
        || listen.contains(every)
        || listen.stream().anyMatch(each -> isSame(each, address));
  }

  /** Whether an address of the settings is this one, be its zone written or not. */
  static boolean isSame(String setting, InetAddress address) {
    int percent = setting.indexOf('%');
    String literal = percent < 0 ? setting : setting.substring(0, percent);
    try {
      byte[] bytes = InetAddress.ofLiteral(literal).getAddress();
      return java.util.Arrays.equals(bytes, address.getAddress());
    } catch (IllegalArgumentException every) {
      return false;
    }
  }
}
