package io.hardline.mode.realcom;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.net.FakeConnection;
import io.hardline.net.FakeListeners;
import io.hardline.net.tls.EnginePeer;
import io.hardline.net.tls.TestCertificates;
import io.hardline.net.tls.TlsConnection;
import io.hardline.port.PortRig;
import io.hardline.port.TcpSocket;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.RealComBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Places while handshakes are under way: whoever is first gets the last one. */
@Timeout(60)
class SecurePlacesTest {
  private static final int DATA = 950;
  private static final int COMMAND = 966;

  @TempDir Path directory;
  private final FakeListeners listeners = new FakeListeners();
  private final PortRig rig = new PortRig(new PortSettingsBuilder().build());

  private @Nullable RealComMode mode;

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
    rig.start((ignored, port) -> {
      RealComMode started = new RealComMode(settings, port, listeners);
      mode = started;
      return started;
    });
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

  /** Sees a handshake through, and waits until that many hosts are connected. */
  private void becomesAHost(FakeConnection raw, int hosts) {
    EnginePeer peer = EnginePeer.client();
    rig.loop.runUntil(() -> {
      peer.talk(raw, Integer.MAX_VALUE / 2, rig.loop::runAll);
      return rig.status().clients().size() == hosts;
    });
  }

  private List<TcpSocket> sockets() {
    return requireNonNull(mode).sockets();
  }

  @Test
  void whoSaysNothingKeepsNobodyOut() {
    open(1);
    FakeConnection silent = comes();
    assertThat(listens()).containsExactlyInAnyOrder("* 950", "* 966");
    assertThat(rig.status().trouble()).isEmpty();

    becomesAHost(comes(), 1);
    assertThat(silent.isOpen()).as("it has lost the last place").isFalse();
    assertThat(listens()).as("the host's commands may follow").containsExactly("* 966");
    assertThat(rig.counters().clientsRefused()).isOne();
    assertThat(rig.events.taken())
        .filteredOn(event -> event.contains("no TLS"))
        .singleElement(InstanceOfAssertFactories.STRING)
        .endsWith("others took the last place before its handshake was over");
  }

  @Test
  void commandsMayComeBeforeTheHandshakeIsOver() {
    open(1);
    FakeConnection host = comes();
    FakeConnection commands = listeners.connect(COMMAND);
    becomesAHost(host, 1);

    assertThat(commands.isOpen()).isTrue();
    assertThat(listens()).isEmpty();
    assertThat(rig.status().trouble())
        .isEqualTo("in use: nothing listens on TCP 950 and TCP 966 until a client goes");
  }

  @Test
  void aHandshakeBesideAHostWithAPlaceLeftEndsWhenTheLastPlaceIsTaken() {
    open(2);
    becomesAHost(comes(), 1);
    FakeConnection silent = comes();
    assertThat(silent.isOpen()).isTrue();
    assertThat(listens()).contains("* 950");

    becomesAHost(comes(), 2);
    assertThat(silent.isOpen()).isFalse();
    assertThat(listens()).doesNotContain("* 950");
  }

  @Test
  void aDriverInItsHandshakeIsNotToldThatItsBoxWasReset() {
    open(1);
    assertThat(sockets()).hasSize(2).allMatch(TcpSocket::isListening);
    comes();
    assertThat(sockets()).isEmpty();
  }

  @Test
  void whoIsNoPeerOfTlsIsClosedAtOnce() {
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
      assertThat(listens()).containsExactlyInAnyOrder("* 950", "* 966");
      rig.loop.advanceMs(TlsConnection.HANDSHAKE_DEADLINE_MS);
      assertThat(storm).noneMatch(FakeConnection::isOpen);
      assertThat(listens()).containsExactlyInAnyOrder("* 950", "* 966");
    }
    assertThat(rig.counters().clientsRefused()).isEqualTo(160);
  }
}
