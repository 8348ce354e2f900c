package io.hardline.mode.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.net.Connection;
import io.hardline.net.FakeConnection;
import io.hardline.net.tls.RecordStyle;
import io.hardline.net.tls.TestCertificates;
import io.hardline.port.PortRig;
import io.hardline.settings.ModeSettings.Tls;
import io.hardline.settings.PortSettingsBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Between a new connection and the clients of a port: who waits, who is dropped, what is said. */
class TlsEndpointTest {
  @TempDir Path directory;
  private final PortRig rig = new PortRig(new PortSettingsBuilder().build());
  private final List<Connection> ready = new ArrayList<>();
  private Tls settings = TestCertificates.encrypted();

  @BeforeEach
  void makeCertificate() {
    settings =
        TestCertificates.encrypted(new TestCertificates(directory).ownCertificate("plc7", ""));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private FakeConnection come(TlsEndpoint endpoint, int number) {
    FakeConnection raw = new FakeConnection(rig.loop, "peer:" + number);
    endpoint.accept(raw, ready::add);
    rig.loop.runUntil(() -> raw.isStarted() || !raw.isOpen());
    return raw;
  }

  @Test
  void aHandshakeThatFailsIsOneEventAndCounted() {
    TlsEndpoint endpoint = TlsEndpoint.server(rig.port, settings, RecordStyle.LARGE);
    FakeConnection plain = come(endpoint, 1);
    plain.feed("AT\r\n");
    rig.loop.runAll();

    assertThat(plain.isOpen()).isFalse();
    assertThat(ready).isEmpty();
    assertThat(rig.counters().clientsRefused()).isEqualTo(1);
    assertThat(rig.events.taken())
        .filteredOn(event -> event.contains("peer:1"))
        .containsExactly(
            "notice port 1: no TLS with peer:1: it speaks no TLS: a plain client on a TLS port");
  }

  @Test
  void moreThanSoManyThatSayNothingMakeRoomForThoseWhoCome() {
    TlsEndpoint endpoint = TlsEndpoint.server(rig.port, settings, RecordStyle.LARGE);
    List<FakeConnection> silent = new ArrayList<>();
    for (int i = 0; i < TlsEndpoint.MAX_HANDSHAKES; i++) {
      silent.add(come(endpoint, i));
    }
    assertThat(silent).allMatch(FakeConnection::isOpen);

    FakeConnection newcomer = come(endpoint, 99);
    assertThat(newcomer.isOpen()).isTrue();
    assertThat(silent.getFirst().isOpen()).as("the one that has waited longest").isFalse();
    assertThat(silent.subList(1, silent.size())).allMatch(FakeConnection::isOpen);
    endpoint.close();
    assertThat(silent).noneMatch(FakeConnection::isOpen);
    assertThat(newcomer.isOpen()).isFalse();
  }

  @Test
  void withoutItsFilesNobodyIsLetInAndTheReasonIsSaid() {
    Tls nowhere = new Tls(settings.type(), "/nowhere.pem", "/nowhere.key", "", List.of());
    TlsEndpoint endpoint = TlsEndpoint.server(rig.port, nowhere, RecordStyle.LARGE);
    FakeConnection raw = come(endpoint, 1);
    assertThat(raw.isOpen()).isFalse();
    assertThat(endpoint.trouble()).isEqualTo("TLS: certificate /nowhere.pem is not there");
    assertThat(rig.events.taken())
        .contains(
            "error port 1: TLS: certificate /nowhere.pem is not there",
            "notice port 1: no TLS with peer:1: there is no TLS without its files: certificate"
                + " /nowhere.pem is not there");

    endpoint.reconfigure(settings);
    assertThat(come(endpoint, 2).isOpen()).isTrue();
    assertThat(endpoint.trouble()).isEmpty();
  }

  @Test
  void whoGoesToAPeerIsToldWhyItFailed() {
    TlsEndpoint endpoint =
        TlsEndpoint.client(rig.port, TestCertificates.encrypted(), RecordStyle.LARGE);
    FakeConnection raw = new FakeConnection(rig.loop, "plc7:4001");
    List<String> failed = new ArrayList<>();
    endpoint.connect(raw, "plc7", ready::add, failed::add);
    rig.loop.runUntil(() -> raw.isStarted());
    rig.loop.runUntil(() -> raw.sent().length > 0);
    raw.feed("login: ");
    rig.loop.runUntil(() -> !failed.isEmpty());
    assertThat(failed).hasSize(1);
    assertThat(raw.isOpen()).isFalse();
    assertThat(rig.counters().clientsRefused()).isZero();
  }
}
