package io.hardline.mode.realcom;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.net.FakeConnection;
import io.hardline.net.FakeListeners;
import io.hardline.net.tls.TestCertificates;
import io.hardline.net.tls.TlsConnection;
import io.hardline.port.PortRig;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.RealComBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Places while handshakes are under way: who is let in now may be a host in a moment. */
@Timeout(60)
class SecurePlacesTest {
  private static final int DATA = 950;

  @TempDir Path directory;
  private final FakeListeners listeners = new FakeListeners();
  private final PortRig rig = new PortRig(new PortSettingsBuilder().build());

  @AfterEach
  void close() {
    rig.stop();
    rig.close();
  }

  private void open(int places) {
    TestCertificates made = new TestCertificates(directory);
    PortSettings settings =
        new PortSettingsBuilder()
            .mode(
                new RealComBuilder()
                    .max(places)
                    .tls(TestCertificates.encrypted(made.ownCertificate("plc7", "")))
                    .build())
            .build();
    rig.plug();
    rig.start((ignored, port) -> new RealComMode(settings, port, listeners));
    rig.loop.runUntil(() -> !listens().isEmpty());
  }

  private List<String> listens() {
    return listeners.listening();
  }

  private FakeConnection comes() {
    FakeConnection raw = listeners.connect(DATA);
    rig.loop.runUntil(() -> raw.isStarted() || !raw.isOpen());
    return raw;
  }

  @Test
  void aHandshakeUnderWayHasTheLastPlace() {
    open(1);
    FakeConnection host = comes();
    assertThat(host.isOpen()).isTrue();
    assertThat(listens()).isEmpty();
    assertThat(rig.status().clients()).isEmpty();
  }

  @Test
  void aHandshakeThatStallsGivesItBack() {
    open(1);
    FakeConnection host = comes();
    rig.loop.advanceMs(TlsConnection.HANDSHAKE_DEADLINE_MS - 1);
    assertThat(listens()).isEmpty();

    rig.loop.advanceMs(1);
    assertThat(host.isOpen()).isFalse();
    assertThat(listens()).containsExactlyInAnyOrder("* 950", "* 966");
    assertThat(rig.counters().clientsRefused()).isOne();
  }

  @Test
  void whoIsNoPeerOfTlsGivesItBackAtOnce() {
    open(1);
    FakeConnection host = comes();
    host.feed("AT\r\n");
    rig.loop.runAll();

    assertThat(host.isOpen()).isFalse();
    assertThat(listens()).contains("* 950");
  }

  @Test
  void aStormOfHalfOpenHandshakesLeavesNothingBehind() {
    open(8);
    for (int round = 0; round < 20; round++) {
      List<FakeConnection> storm = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        FakeConnection half = comes();
        half.feed((byte) 22, (byte) 3, (byte) 1);
        storm.add(half);
      }
      rig.loop.runAll();
      assertThat(listens()).isEmpty();
      rig.loop.advanceMs(TlsConnection.HANDSHAKE_DEADLINE_MS);
      assertThat(storm).noneMatch(FakeConnection::isOpen);
      assertThat(listens()).containsExactlyInAnyOrder("* 950", "* 966");
    }
    assertThat(rig.counters().clientsRefused()).isEqualTo(160);
  }
}
