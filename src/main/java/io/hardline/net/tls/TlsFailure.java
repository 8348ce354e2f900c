package io.hardline.net.tls;

import java.util.Locale;
import java.util.Map;

/** Why there is no TLS with a peer, in words for the person who has to mend it. */
final class TlsFailure {
  static final String NO_TLS = "it speaks no TLS: a plain client on a TLS port";
  static final String SILENT = "it said nothing for 10 s; a plain client waits like that";
  static final String TOO_SLOW = "its handshake took longer than 10 s";
  static final String CLOSED_AT_ONCE = "it closed the connection before it said anything";
  static final String CLOSED_EARLY = "it closed the connection in the middle of the handshake";
  static final String TOO_MANY =
      "more handshakes are under way than this unit allows (" + Handshakes.MAX_AT_ONCE + ")";
  static final String DEAF = "the peer does not read what TLS has to tell it";
  static final String RESTLESS =
      "the peer asked for new keys more than %d times and was sent nothing meanwhile"
          .formatted(TlsConnection.MAX_UNANSWERED);
  static final String RENEGOTIATION = "the peer wanted to negotiate TLS anew, which is refused";
  static final String NO_CERTIFICATE = "it showed no certificate";

  private static final String NOT_OURS = "it does not accept our certificate: ";
  private static final String VERSIONS = "it knows neither TLS 1.3 nor TLS 1.2";
  private static final String SUITES =
      "it knows none of the ciphers allowed here (or none for the kind of our key)";

  /** Alerts of a peer: RFC 8446, 6.2. */
  private static final Map<String, String> ALERTS =
      Map.ofEntries(
          Map.entry("unknown_ca", NOT_OURS + "it does not know who signed it"),
          Map.entry("bad_certificate", NOT_OURS + "it calls it bad, or it wants one and got none"),
          Map.entry("certificate_required", "it wants a certificate from us, and we have none"),
          Map.entry("certificate_expired", NOT_OURS + "it has expired"),
          Map.entry("certificate_revoked", NOT_OURS + "it was revoked"),
          Map.entry("certificate_unknown", NOT_OURS + "it does not say why"),
          Map.entry("unsupported_certificate", NOT_OURS + "it cannot use such a one"),
          Map.entry("access_denied", "it knows our certificate and does not admit us"),
          Map.entry("protocol_version", VERSIONS),
          Map.entry("insufficient_security", SUITES),
          Map.entry("handshake_failure", "it found no way to speak TLS with us that both allow"),
          Map.entry("unrecognized_name", "it does not know the name that we asked for"));

  private TlsFailure() {}

  /** Of an exception of the engine, or of one of its tasks. */
  static String words(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PeerRefused refused) {
        return String.valueOf(refused.getMessage());
      }
    }
    String text = String.valueOf(failure.getMessage());
    String alert = "fatal alert: ";
    int at = text.indexOf(alert);
    if (at >= 0) {
      String name = text.substring(at + alert.length()).strip();
      return ALERTS.getOrDefault(name, "it ended TLS: " + name);
    }
    return ofOurSide(text);
  }

  /** The JDK's own texts, as far as an operator can do something about them. */
  private static String ofOurSide(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("no cipher suites in common")
        || lower.contains("no negotiable cipher suite")) {
      return SUITES;
    }
    if (lower.contains("empty client certificate chain")) {
      return NO_CERTIFICATE;
    }
    if (lower.contains("protocol version") || lower.contains("requested protocol")) {
      return VERSIONS;
    }
    if (lower.contains("tag mismatch") || lower.contains("bad record mac")) {
      return "the peer sent a record that was changed on its way";
    }
    boolean said = text.equals(RENEGOTIATION) || text.equals(DEAF) || text.equals(RESTLESS);
    return said ? text : "TLS failed: " + text;
  }
}
