package io.hardline.net.tls;

import io.hardline.settings.ModeSettings.Tls;
import io.hardline.settings.ModeSettings.TlsType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What the files of a port's TLS settings amount to: our certificate and key, whom we trust, and
 * the engines made of that. Immutable; any thread, but {@link #load} reads files and may block.
 */
final class TlsIdentity {
  static final String TLS_1_3 = "TLSv1.3";

  /** No smaller file is needed, and no larger one is read. */
  static final int MAX_FILE_BYTES = 1024 * 1024;

  private static final String[] PROTOCOLS = {TLS_1_3, "TLSv1.2"};

  /** RFC 9325, 4.2: forward secrecy and AEAD only. In the order in which a server prefers them. */
  private static final String[] SUITES = {
    "TLS_AES_128_GCM_SHA256",
    "TLS_AES_256_GCM_SHA384",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
  };

  private static final SecureRandom RANDOM = new SecureRandom();

  static {
    // No tickets: whoever resumed a session would not be asked for its certificate again, and a
    // connection that lives for months gains nothing. Read once by the JDK's TLS, for the process.
    System.setProperty("jdk.tls.server.newSessionTicketCount", "0");
    System.setProperty("jdk.tls.server.enableSessionTicketExtension", "false");
    System.setProperty("jdk.tls.client.enableSessionTicketExtension", "false");
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
  }

  private final Tls settings;
  private final @Nullable OwnKey own;
  private final Set<X509Certificate> ca;
  private final List<X509Certificate> chain;
  private final List<String> warnings;
  private final SSLContext serverContext;

  private TlsIdentity(
      Tls settings,
      @Nullable OwnKey own,
      Set<X509Certificate> ca,
      List<X509Certificate> chain,
      List<String> warnings)
      throws BadTlsFile {
    this.settings = settings;
    this.own = own;
    this.ca = ca;
    this.chain = List.copyOf(chain);
    this.warnings = List.copyOf(warnings);
    this.serverContext = context(settings.peers(), "matches none of peers");
  }

  /** Our certificate, for people; empty when we have none. */
  String description() {
    return chain.isEmpty()
        ? ""
        : "%s, valid until %s"
            .formatted(
                PeerTrust.name(chain.getFirst()),
                PeerTrust.day(chain.getFirst().getNotAfter().toInstant()));
  }

  /** What works and should be mended all the same: a key that everybody can read. */
  List<String> warnings() {
    return warnings;
  }

  /** Which certificates are not in force at that time, for people; empty when all are. */
  String trouble(Instant now) {
    List<String> trouble = new ArrayList<>();
    addDates(settings.certificate(), chain, now, trouble);
    addDates(settings.ca(), ca, now, trouble);
    return String.join("; ", trouble);
  }

  /**
   * Reads the files.
   *
   * @param server whether a certificate is needed
   * @throws BadTlsFile that names file and problem
   */
  static TlsIdentity load(Tls tls, boolean server) throws BadTlsFile {
    List<String> warnings = new ArrayList<>();
    List<X509Certificate> chain = List.of();
    OwnKey own = null;
    if (!tls.certificate().isEmpty() && !tls.key().isEmpty()) {
      chain = chain(tls);
      own = new OwnKey(key(tls, chain.getFirst(), warnings), chain);
    } else if (server || !tls.certificate().isEmpty() || !tls.key().isEmpty()) {
      throw new BadTlsFile("tls needs both certificate and key");
    }
    Set<X509Certificate> ca = new LinkedHashSet<>();
    if (tls.type() == TlsType.AUTHENTICATED) {
      if (tls.ca().isEmpty()) {
        throw new BadTlsFile("tls with authenticated peers needs ca");
      }
      ca.addAll(certificates("ca", tls.ca()));
    }
    return new TlsIdentity(tls, own, Collections.unmodifiableSet(ca), chain, warnings);
  }

  private static List<X509Certificate> chain(Tls tls) throws BadTlsFile {
    List<X509Certificate> chain = certificates("certificate", tls.certificate());
    for (int i = 1; i < chain.size(); i++) {
      X509Certificate above = chain.get(i);
      if (!chain.get(i - 1).getIssuerX500Principal().equals(above.getSubjectX500Principal())) {
        throw new BadTlsFile(
            "certificate %s: the order is wrong, number %d has not signed the one before it"
                .formatted(tls.certificate(), i + 1));
      }
    }
    return chain;
  }

  private static PrivateKey key(Tls tls, X509Certificate certificate, List<String> warnings)
      throws BadTlsFile {
    PrivateKey key;
    try {
      key = PrivateKeys.read(Pem.blocks(read("key", tls.key())));
    } catch (BadTlsFile bad) {
      throw named("key", tls.key(), bad);
    }
    if (!belongTogether(key, certificate)) {
      throw new BadTlsFile(
          "key %s does not belong to certificate %s".formatted(tls.key(), tls.certificate()));
    }
    if (othersMayRead(tls.key())) {
      warnings.add(
          "key %s can be read by other users of this machine; chmod 600 it".formatted(tls.key()));
    }
    return key;
  }

  private static boolean belongTogether(PrivateKey key, X509Certificate certificate) {
    String algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
    byte[] sample = {1, 2, 3, 4};
    try {
      Signature sign = Signature.getInstance(algorithm);
      sign.initSign(key);
      sign.update(sample);
      Signature verify = Signature.getInstance(algorithm);
      verify.initVerify(certificate.getPublicKey());
      verify.update(sample);
      return verify.verify(sign.sign());
    } catch (GeneralSecurityException another) {
      return false;
    }
  }

  private static boolean othersMayRead(String file) {
    try {
      return Files.getPosixFilePermissions(Path.of(file)).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException unknown) {
      return false;
    }
  }

  private static List<X509Certificate> certificates(String what, String file) throws BadTlsFile {
    List<X509Certificate> found = new ArrayList<>();
    try {
      for (Pem.Block block : Pem.blocks(read(what, file))) {
        if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
          found.add(certificate(block));
        }
      }
    } catch (BadTlsFile bad) {
      throw named(what, file, bad);
    }
    if (found.isEmpty()) {
      throw new BadTlsFile(what + " " + file + ": it holds no certificate in PEM");
    }
    return found;
  }

  private static X509Certificate certificate(Pem.Block block) throws BadTlsFile {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (CertificateException garbled) {
      throw new BadTlsFile("a certificate in it is garbled", garbled);
    }
  }

  private static BadTlsFile named(String what, String file, BadTlsFile bad) {
    String said = String.valueOf(bad.getMessage());
    return said.startsWith(what + " " + file)
        ? bad
        : new BadTlsFile(what + " " + file + ": " + said, bad);
  }

  private static String read(String what, String file) throws BadTlsFile {
    try (java.io.InputStream in = Files.newInputStream(Path.of(file))) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw new BadTlsFile("it is larger than 1 MiB");
      }
      return new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException missing) {
      throw new BadTlsFile(what + " " + file + " is not there", missing);
    } catch (java.nio.file.AccessDeniedException denied) {
      throw new BadTlsFile(what + " " + file + " may not be read by this user", denied);
    } catch (IOException cannot) {
      throw new BadTlsFile("it cannot be read: " + cannot.getMessage(), cannot);
    }
  }

  private static void addDates(
      String file, Iterable<X509Certificate> certificates, Instant now, List<String> trouble) {
    for (X509Certificate certificate : certificates) {
      Instant last = certificate.getNotAfter().toInstant();
      Instant first = certificate.getNotBefore().toInstant();
      String which = PeerTrust.name(certificate) + " in " + file;
      if (now.isAfter(last)) {
        trouble.add(which + " expired on " + PeerTrust.day(last));
      } else if (now.isBefore(first)) {
        trouble.add(which + " is not valid before " + PeerTrust.day(first));
      }
    }
  }

  private SSLContext context(List<String> names, String nobody) throws BadTlsFile {
    boolean authenticated = settings.type() == TlsType.AUTHENTICATED;
    TrustManager[] trust = {authenticated ? new PeerTrust(ca, names, nobody) : PeerTrust.anybody()};
    KeyManager[] keys = own == null ? new KeyManager[0] : new KeyManager[] {own};
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust, RANDOM);
      // What is invalidated leaves the cache; a peer that goes in between does not fill it.
      context.getServerSessionContext().setSessionCacheSize(1);
      return context;
    } catch (GeneralSecurityException cannot) {
      throw new BadTlsFile("this JDK has no TLS that could be used: " + cannot.getMessage());
    }
  }

  /** For a peer that came to us. */
  SSLEngine serverEngine() {
    SSLEngine engine = serverContext.createSSLEngine();
    SSLParameters parameters = parameters(engine);
    parameters.setNeedClientAuth(settings.type() == TlsType.AUTHENTICATED);
    engine.setSSLParameters(parameters);
    return engine;
  }

  /**
   * For a peer that we went to. Its own context, so that it shares no session with another.
   *
   * @param host that was dialled, a name or an address
   */
  SSLEngine clientEngine(String host) throws SSLException {
    boolean anyOfPeers = !settings.peers().isEmpty();
    try {
      SSLEngine engine =
          context(
                  anyOfPeers ? settings.peers() : List.of(host),
                  anyOfPeers ? "matches none of peers" : "is not " + host + ", which was dialled")
              .createSSLEngine();
      SSLParameters parameters = parameters(engine);
      SNIHostName name = serverName(host);
      if (name != null) {
        parameters.setServerNames(List.of(name));
      }
      engine.setSSLParameters(parameters);
      return engine;
    } catch (BadTlsFile cannot) {
      throw new SSLException(cannot.getMessage(), cannot);
    }
  }

  private static SSLParameters parameters(SSLEngine engine) {
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(PROTOCOLS.clone());
    parameters.setCipherSuites(SUITES.clone());
    return parameters;
  }

  /** None for an address (RFC 6066, 3). */
  private static @Nullable SNIHostName serverName(String host) {
    if (host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || Character.isDigit(c))) {
      return null;
    }
    try {
      return new SNIHostName(host);
    } catch (IllegalArgumentException noName) {
      return null;
    }
  }
}
