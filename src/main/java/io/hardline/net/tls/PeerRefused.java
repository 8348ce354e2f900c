package io.hardline.net.tls;

import java.security.cert.CertificateException;

/** A peer's certificate is not accepted; the message says why, for people. */
final class PeerRefused extends CertificateException {
  PeerRefused(String why) {
    super(why);
  }

  PeerRefused(String why, Throwable cause) {
    super(why, cause);
  }
}
