package io.hardline.settings;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host and a TCP port on it, as settings and command lines name them: {@code plc.example:4001},
 * {@code 192.0.2.7:4001}, {@code [2001:db8::7]:4001}.
 *
 * @param host a name or an address, without brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {
  /** RFC 1123, 2.1; and the underscore, which local names have. */
  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");

  /** RFC 1035, 2.3.4. */
  private static final int MAX_NAME_CHARACTERS = 253;

  private static final Pattern DIGITS = Pattern.compile("[1-9][0-9]{0,4}");

  /** Null when the text is none. */
  public static @Nullable HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0 || !DIGITS.matcher(text.substring(colon + 1)).matches()) {
      return null;
    }
    String host = text.substring(0, colon);
    int port = Integer.parseInt(text.substring(colon + 1));
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
    }
    boolean usable = bracketed ? isInet6(host) : isInet4(host) || isName(host);
    return usable && port <= 65_535 ? new HostPort(host, port) : null;
  }

  /** Whether a text names a host: a name, an IPv4 or an IPv6 address without brackets. */
  static boolean isHost(String text) {
    return isInet6(text) || isInet4(text) || isName(text);
  }

  private static boolean isInet6(String host) {
    return host.indexOf(':') >= 0 && ListenAddress.parse(host) != null;
  }

  private static boolean isInet4(String host) {
    return host.indexOf(':') < 0 && !host.equals("*") && ListenAddress.parse(host) != null;
  }

  /** A name whose last label is a number would be taken for an address by some resolvers. */
  private static boolean isName(String host) {
    String[] labels = host.split("\\.", -1);
    if (host.length() > MAX_NAME_CHARACTERS) {
      return false;
    }
    for (String label : labels) {
      if (!LABEL.matcher(label).matches()) {
        return false;
      }
    }
    return !labels[labels.length - 1].chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** As it is written. */
  public String text() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
