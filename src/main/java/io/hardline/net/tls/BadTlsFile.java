package io.hardline.net.tls;

/** A file of the settings cannot be used; the message names it and the problem, for people. */
final class BadTlsFile extends Exception {
  BadTlsFile(String what) {
    super(what);
  }

  BadTlsFile(String what, Throwable cause) {
    super(what, cause);
  }
}
