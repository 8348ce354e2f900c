package io.hardline.settings;

import java.net.Inet4Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * An address to listen on, as settings name it: a literal IPv4 or IPv6 address, or {@code *} for
 * every address of both. Never a name: what is reachable must not depend on a name server.
 *
 * @param address null is every address
 * @param zone the interface of a link-local address, {@code eth0} in {@code fe80::1%eth0}; else
 *     empty
 */
record ListenAddress(@Nullable InetAddress address, String zone) {

  /** Every address of both kinds. */
  static final ListenAddress ALL = new ListenAddress(null, "");

  /** The address, or null when the text is none. */
  static @Nullable ListenAddress parse(String text) {
    if (text.equals("*")) {
      return ALL;
    }
    // The zone is cut off first: the JDK refuses the name of an interface that is not there today.
    int percent = text.indexOf('%');
    String literal = percent < 0 ? text : text.substring(0, percent);
    String zone = percent < 0 ? "" : text.substring(percent + 1);
    boolean ipv6 = literal.indexOf(':') >= 0 && literal.indexOf('[') < 0;
    if (percent >= 0 && (!ipv6 || !isInterfaceName(zone))) {
      return null;
    }
    if (!ipv6 && !hasFourNumbers(literal)) {
      return null;
    }
    try {
      return new ListenAddress(InetAddress.ofLiteral(literal), zone);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The JDK takes {@code 4001} for 0.0.15.161; nobody who writes settings means that. */
  private static boolean hasFourNumbers(String text) {
    String[] numbers = text.split("\\.", -1);
    if (numbers.length != 4) {
      return false;
    }
    for (String number : numbers) {
      boolean digits = !number.isEmpty() && number.chars().allMatch(c -> c >= '0' && c <= '9');
      if (!digits || (number.length() > 1 && number.charAt(0) == '0')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isInterfaceName(String zone) {
    int maxCharacters = 15;
    return !zone.isEmpty()
        && zone.length() <= maxCharacters
        && zone.chars().allMatch(c -> c > ' ' && c <= '~' && c != '/' && c != '%');
  }

  /**
   * Whether one port cannot be listened on at both. {@code *} covers everything, {@code 0.0.0.0}
   * every IPv4 address and {@code ::} every IPv6 address.
   */
  boolean clashesWith(ListenAddress other) {
    if (address == null || other.address == null) {
      return true;
    }
    boolean sameFamily =
        (address instanceof Inet4Address) == (other.address instanceof Inet4Address);
    if (address.isAnyLocalAddress() || other.address.isAnyLocalAddress()) {
      return sameFamily;
    }
    return address.equals(other.address) && zone.equals(other.zone);
  }
}
