package io.hardline.net.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hardline.settings.ModeSettings.Tls;
import io.hardline.settings.ModeSettings.TlsType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Keys and certificates for one test, made by openssl when it asks for them. */
public final class TestCertificates {
  private static final Path OPENSSL = Path.of("/usr/bin/openssl");

  private final Path directory;

  /** Skips the test, aloud, where there is no openssl. */
  public TestCertificates(Path directory) {
    assumeTrue(Files.isExecutable(OPENSSL), "openssl is not installed: apt install openssl");
    this.directory = directory;
  }

  /** A certificate and its key, as files. */
  public record Pair(Path certificate, Path key) {}

  public Path file(String name) {
    return directory.resolve(name);
  }

  /** Runs openssl in the directory. */
  public void openssl(String... arguments) {
    List<String> command = new ArrayList<>(List.of(OPENSSL.toString()));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", command) + "\n" + said);
      }
    } catch (IOException failed) {
      throw new AssertionError("openssl", failed);
    } catch (InterruptedException interrupted) {
      throw new AssertionError("interrupted", interrupted);
    }
  }

  /** A P-256 certificate that is signed by nobody but itself. */
  public Pair ownCertificate(String name, String alternatives) {
    Pair pair = pair(name);
    List<String> command =
        new ArrayList<>(
            List.of("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"));
    command.addAll(List.of("-nodes", "-days", "30", "-subj", "/CN=" + name));
    command.addAll(List.of("-keyout", pair.key().toString()));
    command.addAll(List.of("-out", pair.certificate().toString()));
    if (!alternatives.isEmpty()) {
      command.addAll(List.of("-addext", "subjectAltName=" + alternatives));
    }
    openssl(command.toArray(String[]::new));
    return pair;
  }

  /** An authority. */
  public Pair authority(String name) {
    return ownCertificate(name, "");
  }

  /** A certificate signed by {@code ca}, valid for so many days; with -1 it has expired. */
  public Pair signed(Pair ca, String name, String alternatives, int days) {
    Pair pair = pair(name);
    Path request = file(name + ".csr");
    Path extensions = file(name + ".ext");
    openssl(
        "req",
        "-new",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-subj",
        "/CN=" + name,
        "-keyout",
        pair.key().toString(),
        "-out",
        request.toString());
    write(extensions, alternatives.isEmpty() ? "" : "subjectAltName=" + alternatives + "\n");
    openssl(
        "x509",
        "-req",
        "-in",
        request.toString(),
        "-CA",
        ca.certificate().toString(),
        "-CAkey",
        ca.key().toString(),
        "-CAcreateserial",
        "-days",
        "" + days,
        "-extfile",
        extensions.toString(),
        "-out",
        pair.certificate().toString());
    return pair;
  }

  /** The same authority with another certificate, valid for so many days. */
  public Pair reissued(Pair ca, String name, int days) {
    Pair pair = new Pair(file(name + ".pem"), ca.key());
    openssl(
        "x509",
        "-in",
        ca.certificate().toString(),
        "-signkey",
        ca.key().toString(),
        "-days",
        "" + days,
        "-out",
        pair.certificate().toString());
    return pair;
  }

  /** Both certificates in one file, as {@code ca} has them. */
  public Pair together(Pair first, Pair second) {
    Path both = file("together.pem");
    try {
      write(both, Files.readString(first.certificate()) + Files.readString(second.certificate()));
    } catch (IOException failed) {
      throw new AssertionError("cannot read what openssl wrote", failed);
    }
    return new Pair(both, first.key());
  }

  private Pair pair(String name) {
    return new Pair(file(name + ".pem"), file(name + "-key.pem"));
  }

  public static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException failed) {
      throw new AssertionError("cannot write " + file, failed);
    }
  }

  /** Settings: encrypted, with that certificate. */
  public static Tls encrypted(Pair own) {
    return new Tls(
        TlsType.ENCRYPTED, own.certificate().toString(), own.key().toString(), "", List.of());
  }

  /** Settings: encrypted, and no certificate of our own. */
  public static Tls encrypted() {
    return new Tls(TlsType.ENCRYPTED, "", "", "", List.of());
  }

  /** Settings: peers must be signed by {@code ca}, or be it, and have one of these names. */
  public static Tls authenticated(Pair own, Pair ca, String... peers) {
    return new Tls(
        TlsType.AUTHENTICATED,
        own.certificate().toString(),
        own.key().toString(),
        ca.certificate().toString(),
        List.of(peers));
  }
}
