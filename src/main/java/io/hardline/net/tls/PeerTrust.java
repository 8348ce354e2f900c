package io.hardline.net.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Judges a peer's certificate: signed by one of {@code ca}, or one of these itself; in force; with
 * a name that is wanted. The chain is the JDK's business, the words are ours. Immutable.
 */
final class PeerTrust extends X509ExtendedTrustManager {
  private final Set<X509Certificate> ca;
  private final X509ExtendedTrustManager jdk;
  private final List<String> names;
  private final String nobody;

  /**
   * @param names patterns of which one must fit; empty for any name
   * @param nobody what is said when none fits: {@code matches none of peers}
   */
  PeerTrust(Set<X509Certificate> ca, List<String> names, String nobody) {
    this.ca = Set.copyOf(ca);
    this.jdk = jdkTrust(ca);
    this.names = List.copyOf(names);
    this.nobody = nobody;
  }

  /** Of a peer nobody asks for its certificate, or of one that may show any. */
  static X509ExtendedTrustManager anybody() {
    return new Anybody();
  }

  private static X509ExtendedTrustManager jdkTrust(Set<X509Certificate> ca) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int number = 0;
      for (X509Certificate certificate : ca) {
        store.setCertificateEntry("ca" + number++, certificate);
      }
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager found) {
          return found;
        }
      }
    } catch (GeneralSecurityException | java.io.IOException impossible) {
      throw new AssertionError("every JDK has PKCS12 and PKIX", impossible);
    }
    throw new AssertionError("PKIX yields an X509ExtendedTrustManager");
  }

  /** Version, suite and the peer's name, for people. */
  static String describe(SSLSession session) {
    String suite = session.getProtocol() + " " + session.getCipherSuite();
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate certificate
          ? suite + ", " + name(certificate)
          : suite;
    } catch (SSLPeerUnverifiedException none) {
      return suite;
    }
  }

  static String name(X509Certificate certificate) {
    String common = PeerNames.commonName(certificate);
    return common == null ? certificate.getSubjectX500Principal().getName() : "CN=" + common;
  }

  /** A day, in universal time, as certificates count. */
  static String day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC).toString();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain, trust -> trust.checkClientTrusted(chain, authType, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain, trust -> trust.checkServerTrusted(chain, authType, engine));
  }

  /** The JDK's judgement of a chain. */
  private interface Judge {
    void check(X509ExtendedTrustManager trust) throws CertificateException;
  }

  private void check(X509Certificate[] chain, Judge judge) throws CertificateException {
    if (chain.length == 0) {
      throw new PeerRefused(TlsFailure.NO_CERTIFICATE);
    }
    X509Certificate own = chain[0];
    checkDates(own);
    if (own.getPublicKey() instanceof RSAKey rsa
        && rsa.getModulus().bitLength() < PrivateKeys.MIN_RSA_BITS) {
      throw new PeerRefused(
          "the RSA key of its certificate has only " + rsa.getModulus().bitLength() + " bits");
    }
    if (!ca.contains(own)) {
      try {
        judge.check(jdk);
      } catch (CertificateException untrusted) {
        throw new PeerRefused(words(own, untrusted), untrusted);
      }
      checkSigners(chain, judge);
    }
    PeerNames shown = PeerNames.of(own);
    if (!names.isEmpty() && !shown.fit(names)) {
      throw new PeerRefused("the name in its certificate, " + shown + ", " + nobody);
    }
  }

  /**
   * The JDK takes an authority as it is, whatever its dates (RFC 5280, 6.1.1 d). So the chain must
   * hold with those that are in force now; one that was renewed may be there with both.
   */
  private void checkSigners(X509Certificate[] chain, Judge judge) throws CertificateException {
    Instant now = Instant.now();
    Set<X509Certificate> inForce = new HashSet<>(ca);
    inForce.removeIf(one -> !notInForce(one, now).isEmpty());
    if (inForce.size() == ca.size()) {
      return;
    }
    String refusal =
        "its certificate, %s, is signed by %s".formatted(name(chain[0]), signer(chain, now));
    if (inForce.isEmpty()) {
      throw new PeerRefused(refusal);
    }
    try {
      judge.check(jdkTrust(inForce));
    } catch (CertificateException untrusted) {
      throw new PeerRefused(refusal, untrusted);
    }
  }

  /** The authority that is not in force and has signed one of the chain, for people. */
  private String signer(X509Certificate[] chain, Instant now) {
    for (X509Certificate signed : chain) {
      for (X509Certificate one : ca) {
        String why = notInForce(one, now);
        if (!why.isEmpty()
            && one.getSubjectX500Principal().equals(signed.getIssuerX500Principal())) {
          return name(one) + ", which " + why;
        }
      }
    }
    return "one in ca that is not in force";
  }

  /** Empty when it is. */
  private static String notInForce(X509Certificate certificate, Instant now) {
    Instant last = certificate.getNotAfter().toInstant();
    Instant first = certificate.getNotBefore().toInstant();
    if (now.isAfter(last)) {
      return "has expired on " + day(last);
    }
    return now.isBefore(first) ? "is not valid before " + day(first) : "";
  }

  private static void checkDates(X509Certificate certificate) throws PeerRefused {
    Instant now = Instant.now();
    Instant last = certificate.getNotAfter().toInstant();
    Instant first = certificate.getNotBefore().toInstant();
    if (now.isAfter(last)) {
      throw new PeerRefused("its certificate, " + name(certificate) + ", expired on " + day(last));
    }
    if (now.isBefore(first)) {
      throw new PeerRefused(
          "its certificate, %s, is not valid before %s; is the clock of this machine right?"
              .formatted(name(certificate), day(first)));
    }
  }

  private static String words(X509Certificate own, Throwable untrusted) {
    String which = "its certificate, " + name(own) + ", ";
    for (Throwable cause = untrusted; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertPathValidatorException path
          && path.getReason() == CertPathValidatorException.BasicReason.EXPIRED) {
        return which + "is signed by one that has expired";
      }
      if (cause instanceof CertPathValidatorException path
          && path.getReason() == CertPathValidatorException.BasicReason.ALGORITHM_CONSTRAINED) {
        return which + "is signed in a way that is too weak";
      }
    }
    String text = String.valueOf(untrusted.getMessage());
    if (text.contains("key usage") || text.contains("keyUsage")) {
      return which + "is not meant for this use: " + text;
    }
    return which + "is signed by nobody in ca";
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain, trust -> trust.checkClientTrusted(chain, authType, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain, trust -> trust.checkServerTrusted(chain, authType, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain, trust -> trust.checkClientTrusted(chain, authType));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain, trust -> trust.checkServerTrusted(chain, authType));
  }

  /** None: a peer shows the certificate that it has, and we judge it. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  /** Encrypted, and nobody asked who it is: the setting says so ({@code type: encrypted}). */
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
