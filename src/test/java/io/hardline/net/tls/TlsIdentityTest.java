package io.hardline.net.tls;

import static io.hardline.net.tls.TestCertificates.encrypted;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.net.tls.TestCertificates.Pair;
import io.hardline.settings.ModeSettings.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files are an identity, and what is said of those that are none. */
class TlsIdentityTest {
  @TempDir Path directory;
  private TestCertificates made = new TestCertificates(Path.of(""));
  private Pair own = new Pair(Path.of(""), Path.of(""));

  @BeforeEach
  void makeCertificates() {
    made = new TestCertificates(directory);
    own = made.ownCertificate("plc7", "");
  }

  /** What is wrong with the settings; empty when nothing is. */
  private static String problem(Tls tls) {
    try {
      return TlsIdentity.load(tls, true).trouble(Instant.now());
    } catch (BadTlsFile bad) {
      return String.valueOf(bad.getMessage());
    }
  }

  private void certify(String... genkey) {
    made.openssl(genkey);
    made.openssl(
        "req",
        "-x509",
        "-new",
        "-key",
        own.key().toString(),
        "-subj",
        "/CN=plc7",
        "-days",
        "3",
        "-out",
        own.certificate().toString());
  }

  @Test
  void everyKindOfKeyFile() {
    String key = own.key().toString();
    assertThat(problem(encrypted(own))).as("PKCS#8, EC").isEmpty();
    certify("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key);
    assertThat(problem(encrypted(own))).as("SEC1").isEmpty();
    certify("ecparam", "-name", "secp384r1", "-genkey", "-out", key);
    assertThat(problem(encrypted(own))).as("with EC PARAMETERS before it").isEmpty();
    certify("genrsa", "-traditional", "-out", key, "2048");
    assertThat(problem(encrypted(own))).as("PKCS#1").isEmpty();
    certify("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", key);
    assertThat(problem(encrypted(own))).as("PKCS#8, RSA").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA PRIVATE KEY", "PRIVATE KEY"})
  void aSmallRsaKeyIsRefused(String label) throws IOException {
    String key = own.key().toString();
    certify("genrsa", "-traditional", "-out", key, "1024");
    if (label.equals("PRIVATE KEY")) {
      made.openssl("pkcs8", "-topk8", "-nocrypt", "-in", key, "-out", key + ".8");
      Files.copy(Path.of(key + ".8"), own.key(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    assertThat(problem(encrypted(own)))
        .isEqualTo("key " + key + ": its RSA key has 1024 bits; at least 2048 are needed");
  }

  @Test
  void anEncryptedKeyIsRefusedWithTheWayOut() throws IOException {
    String key = own.key().toString();
    made.openssl("pkcs8", "-topk8", "-in", key, "-passout", "pass:x", "-out", key + ".8");
    Files.copy(Path.of(key + ".8"), own.key(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(problem(encrypted(own))).contains("is encrypted").contains("openssl pkey -in");

    made.openssl(
        "genrsa", "-traditional", "-aes128", "-passout", "pass:secret", "-out", key, "2048");
    assertThat(problem(encrypted(own))).contains("is encrypted");
  }

  @Test
  void aKeyOfAnotherCertificate() {
    Pair other = made.ownCertificate("other", "");
    Pair mixed = new Pair(own.certificate(), other.key());
    assertThat(problem(encrypted(mixed)))
        .isEqualTo("key " + other.key() + " does not belong to certificate " + own.certificate());
  }

  @Test
  void filesThatAreNone() {
    Pair nowhere = new Pair(made.file("nowhere.pem"), own.key());
    assertThat(problem(encrypted(nowhere)))
        .isEqualTo("certificate " + made.file("nowhere.pem") + " is not there");
    assertThat(problem(encrypted(new Pair(own.key(), own.key()))))
        .isEqualTo("certificate " + own.key() + ": it holds no certificate in PEM");
    assertThat(problem(encrypted(new Pair(own.certificate(), own.certificate()))))
        .isEqualTo("key " + own.certificate() + ": it holds no private key in PEM");
    TestCertificates.write(
        own.key(), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    assertThat(problem(encrypted(own))).contains("is neither EC nor RSA, or it is garbled");
    TestCertificates.write(own.key(), "-----BEGIN PRIVATE KEY-----\nAAAA\n");
    assertThat(problem(encrypted(own))).contains("a PRIVATE KEY in it has no end");
    TestCertificates.write(own.key(), " ".repeat(TlsIdentity.MAX_FILE_BYTES + 1));
    assertThat(problem(encrypted(own))).contains("it is larger than 1 MiB");
    String many = "-----BEGIN X-----\n-----END X-----\n".repeat(Pem.MAX_BLOCKS + 1);
    TestCertificates.write(own.key(), many);
    assertThat(problem(encrypted(own))).contains("more than 1000 keys");
  }

  @Test
  void anExpiredCertificateOfOursServesOnAndIsTrouble() {
    Pair ca = made.authority("Plant CA");
    Pair old = made.signed(ca, "old", "", -1);
    assertThat(problem(encrypted(old)))
        .matches("CN=old in " + old.certificate() + " expired on \\d{4}-\\d\\d-\\d\\d");
  }

  @Test
  void aChainInTheWrongOrderIsRefused() throws IOException {
    Pair ca = made.authority("Plant CA");
    Pair leaf = made.signed(ca, "leaf", "", 30);
    String right = Files.readString(leaf.certificate()) + Files.readString(ca.certificate());
    String wrong = Files.readString(ca.certificate()) + Files.readString(leaf.certificate());
    TestCertificates.write(made.file("chain.pem"), right);
    assertThat(problem(encrypted(new Pair(made.file("chain.pem"), leaf.key())))).isEmpty();
    TestCertificates.write(made.file("chain.pem"), wrong);
    assertThat(problem(encrypted(new Pair(made.file("chain.pem"), leaf.key()))))
        .contains("the order is wrong");
  }

  @Test
  void aKeyThatEverybodyCanReadIsAWarning() throws Exception {
    Files.setPosixFilePermissions(own.key(), PosixFilePermissions.fromString("rw-------"));
    assertThat(TlsIdentity.load(encrypted(own), true).warnings()).isEmpty();
    Files.setPosixFilePermissions(own.key(), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(TlsIdentity.load(encrypted(own), true).warnings())
        .singleElement()
        .asString()
        .contains("can be read by other users");
  }
}
