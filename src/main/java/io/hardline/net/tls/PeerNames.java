package io.hardline.net.tls;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/**
 * The names in a certificate, and whether they are those that are wanted: RFC 9525, with the common
 * name for certificates that have no subject alternative name, of which plants are full.
 */
final class PeerNames {
  private static final int DNS = 2;
  private static final int IP = 7;

  private final List<String> names;

  private PeerNames(List<String> names) {
    this.names = names;
  }

  static PeerNames of(X509Certificate certificate) {
    return new PeerNames(read(certificate));
  }

  private static List<String> read(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      for (List<?> name : alternatives == null ? List.<List<?>>of() : alternatives) {
        int kind = (Integer) name.get(0);
        if ((kind == DNS || kind == IP) && name.get(1) instanceof String text) {
          names.add(text);
        }
      }
      if (alternatives != null) {
        return names;
      }
    } catch (CertificateParsingException garbled) {
      return List.of();
    }
    String common = commonName(certificate);
    return common == null ? List.of() : List.of(common);
  }

  static @Nullable String commonName(X509Certificate certificate) {
    try {
      for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          return String.valueOf(part.getValue());
        }
      }
      return null;
    } catch (InvalidNameException garbled) {
      return null;
    }
  }

  /** Whether one of the names fits one of the patterns. */
  boolean fit(Collection<String> patterns) {
    return patterns.stream()
        .anyMatch(pattern -> names.stream().anyMatch(name -> fits(pattern, name)));
  }

  /** For people. */
  @Override
  public String toString() {
    return names.isEmpty() ? "(none)" : String.join(", ", names);
  }

  /**
   * A star stands for one whole label at the front, on either side: in what is wanted ({@code
   * *.plant.example}) and in the certificate.
   */
  static boolean fits(String pattern, String name) {
    byte[] wanted = address(pattern);
    byte[] shown = address(name);
    if (wanted != null || shown != null) {
      return Arrays.equals(wanted, shown);
    }
    String left = lower(pattern);
    String right = lower(name);
    return left.equals(right) || starFits(left, right) || starFits(right, left);
  }

  private static boolean starFits(String pattern, String name) {
    int dot = name.indexOf('.');
    return pattern.startsWith("*.")
        && pattern.indexOf('.', 2) > 0
        && dot > 0
        && name.indexOf('*') < 0
        && name.substring(dot).equals(pattern.substring(1));
  }

  /** Without the dot that ends an absolute name (RFC 1034, 3.1). */
  private static String lower(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static byte @Nullable [] address(String text) {
    try {
      return InetAddress.ofLiteral(text).getAddress();
    } catch (IllegalArgumentException name) {
      return null;
    }
  }
}
