package io.hardline.net.tls;

import static io.hardline.net.tls.TestCertificates.authenticated;
import static io.hardline.net.tls.TestCertificates.encrypted;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.net.tls.TestCertificates.Pair;
import io.hardline.settings.ModeSettings.Tls;
import io.hardline.settings.ModeSettings.TlsType;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, and what is said of those who are not. */
class TlsPeersTest {
  @TempDir Path directory;
  private TestCertificates made = new TestCertificates(Path.of(""));
  private Pair ca = new Pair(Path.of(""), Path.of(""));
  private Pair own = ca;

  @BeforeEach
  void makeCertificates() {
    made = new TestCertificates(directory);
    ca = made.authority("Plant CA");
    own = made.signed(ca, "server", "DNS:server.plant.example,IP:192.0.2.7", 30);
  }

  /** Why a client with that certificate is not let in; empty when it is. */
  private String refusal(@Nullable Pair client, Tls server) {
    EnginePeer peer = TlsRig.peer(client == null ? null : encrypted(client), true);
    TlsRig rig = TlsRig.server(server).begin();
    rig.talk(peer);
    assertThat(rig.ready).isEqualTo(rig.failed.isEmpty());
    return rig.failed;
  }

  @Test
  void whoIsSignedByTheAuthorityIsLetIn() {
    assertThat(refusal(made.signed(ca, "plc7", "", 30), authenticated(own, ca))).isEmpty();
  }

  @Test
  void whoIsSignedBySomebodyElseIsNot() {
    Pair foreign = made.authority("Foreign CA");
    assertThat(refusal(made.signed(foreign, "plc7", "", 30), authenticated(own, ca)))
        .isEqualTo("its certificate, CN=plc7, is signed by nobody in ca");
  }

  @Test
  void anAuthorityOfTheSameNameIsStillSomebodyElse() {
    Pair impostor = made.ownCertificate("impostor", "");
    made.openssl(
        "req",
        "-x509",
        "-new",
        "-key",
        impostor.key().toString(),
        "-subj",
        "/CN=Plant CA",
        "-days",
        "3",
        "-out",
        impostor.certificate().toString());
    assertThat(refusal(made.signed(impostor, "plc7", "", 30), authenticated(own, ca)))
        .contains("CN=plc7");
  }

  @Test
  void whoHasExpiredIsToldWhen() {
    assertThat(refusal(made.signed(ca, "plc7", "", -1), authenticated(own, ca)))
        .matches("its certificate, CN=plc7, expired on \\d{4}-\\d\\d-\\d\\d");
  }

  @Test
  void whoShowsNoneIsNotLetIn() {
    assertThat(refusal(null, authenticated(own, ca))).isEqualTo("it showed no certificate");
  }

  @Test
  void aCertificateInCaIsTrustedItself() {
    Pair device = made.ownCertificate("plc7", "DNS:plc7.plant.example");
    assertThat(refusal(device, authenticated(own, device))).isEmpty();
    assertThat(refusal(device, authenticated(own, ca)))
        .isEqualTo("its certificate, CN=plc7, is signed by nobody in ca");
  }

  @Test
  void aCertificateInCaThatHasExpiredIsNotTrusted() {
    Pair device = made.signed(ca, "plc7", "", -1);
    assertThat(refusal(device, authenticated(own, device))).contains("expired on");
  }

  @Test
  void whoIsSignedByAnAuthorityThatHasExpiredIsNotLetIn() {
    Pair device = made.signed(ca, "plc7", "", 30);
    Pair expired = made.reissued(ca, "expired", -1);
    assertThat(refusal(device, authenticated(own, expired)))
        .matches(
            "its certificate, CN=plc7, is signed by CN=Plant CA, which has expired on"
                + " \\d{4}-\\d\\d-\\d\\d");
  }

  @Test
  void anAuthorityThatWasRenewedIsTrustedBesideWhatHasExpired() {
    Pair device = made.signed(ca, "plc7", "", 30);
    Pair expired = made.reissued(ca, "expired", -1);
    Pair other = made.reissued(made.authority("Other CA"), "other", -1);
    assertThat(refusal(device, authenticated(own, made.together(expired, ca)))).isEmpty();
    assertThat(refusal(device, authenticated(own, made.together(other, ca)))).isEmpty();
    assertThat(
            refusal(device, authenticated(own, made.together(expired, made.authority("New CA")))))
        .contains("is signed by CN=Plant CA, which has expired on");
  }

  @Test
  void theNameMustFitOneOfPeers() {
    Pair device = made.signed(ca, "plc7", "DNS:plc7.plant.example,IP:192.0.2.9", 30);
    assertThat(refusal(device, authenticated(own, ca, "*.plant.example"))).isEmpty();
    assertThat(refusal(device, authenticated(own, ca, "x", "192.0.2.9"))).isEmpty();
    assertThat(refusal(device, authenticated(own, ca, "plc8.plant.example", "plc7")))
        .isEqualTo(
            "the name in its certificate, plc7.plant.example, 192.0.2.9, matches none of peers");
  }

  @Test
  void theCommonNameCountsWhenThereIsNoOther() {
    Pair device = made.signed(ca, "plc7.plant.example", "", 30);
    assertThat(refusal(device, authenticated(own, ca, "*.plant.example"))).isEmpty();
    assertThat(refusal(device, authenticated(own, ca, "*.office.example"))).contains("peers");
  }

  @Test
  void anEncryptedPortAsksNobody() {
    assertThat(refusal(null, encrypted(own))).isEmpty();
  }

  @Test
  void aSmallKeyIsNotTrusted() {
    Pair small = made.ownCertificate("small", "");
    made.openssl("genrsa", "-traditional", "-out", small.key().toString(), "1024");
    made.openssl(
        "req",
        "-x509",
        "-new",
        "-key",
        small.key().toString(),
        "-subj",
        "/CN=small",
        "-days",
        "3",
        "-out",
        small.certificate().toString());
    PeerTrust trust = new PeerTrust(java.util.Set.of(), List.of(), "matches none of peers");
    assertThat(TlsFailure.words(thrown(trust, small))).contains("has only 1024 bits");
  }

  private static Throwable thrown(PeerTrust trust, Pair pair) {
    try (var in = java.nio.file.Files.newInputStream(pair.certificate())) {
      var certificate =
          (java.security.cert.X509Certificate)
              java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in);
      trust.checkClientTrusted(new java.security.cert.X509Certificate[] {certificate}, "RSA");
      return new AssertionError("trusted");
    } catch (java.io.IOException | java.security.cert.CertificateException refused) {
      return refused;
    }
  }

  // As TLS's client.

  private String refusalOfServer(Pair server, Tls ours, String host) {
    EnginePeer peer = TlsRig.peer(encrypted(server), false);
    TlsRig rig = TlsRig.client(ours, host).begin();
    rig.talk(peer);
    assertThat(rig.ready).isEqualTo(rig.failed.isEmpty());
    return rig.failed;
  }

  private Tls trusting(Pair authority, String... peers) {
    return new Tls(
        TlsType.AUTHENTICATED, "", "", authority.certificate().toString(), List.of(peers));
  }

  @Test
  void aServerMustHaveTheNameThatWasDialled() {
    Tls ours = trusting(ca);
    assertThat(refusalOfServer(own, ours, "server.plant.example")).isEmpty();
    assertThat(refusalOfServer(own, ours, "SERVER.plant.example")).isEmpty();
    assertThat(refusalOfServer(own, ours, "192.0.2.7")).isEmpty();
    assertThat(refusalOfServer(own, ours, "192.0.2.8"))
        .isEqualTo(
            "the name in its certificate, server.plant.example, 192.0.2.7, is not 192.0.2.8,"
                + " which was dialled");
  }

  @Test
  void namesInPeersAreInstead() {
    assertThat(refusalOfServer(own, trusting(ca, "*.plant.example"), "10.0.0.1")).isEmpty();
    assertThat(refusalOfServer(own, trusting(ca, "other"), "server.plant.example"))
        .contains("matches none of peers");
  }

  @Test
  void aForeignServerIsRefusedAndAnEncryptedClientDoesNotMind() {
    Pair foreign = made.authority("Foreign CA");
    assertThat(refusalOfServer(foreign, trusting(ca), "x")).contains("signed by nobody in ca");
    assertThat(refusalOfServer(foreign, encrypted(), "x")).isEmpty();
  }
}
