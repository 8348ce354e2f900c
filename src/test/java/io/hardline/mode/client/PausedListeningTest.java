package io.hardline.mode.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.net.Connection;
import io.hardline.net.FakeConnection;
import io.hardline.net.FakeListeners;
import io.hardline.port.PortRig;
import io.hardline.settings.PortSettingsBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listening that pauses: who comes meanwhile finds nobody there, and the log is silent. */
class PausedListeningTest {
  private static final int PORT = 950;

  private final PortRig rig = new PortRig(new PortSettingsBuilder().build());
  private final FakeListeners opener = new FakeListeners();
  private final List<Connection> came = new ArrayList<>();
  private final TcpListeners listeners = new TcpListeners(rig.port, PORT, opener, came::add);

  @AfterEach
  void close() {
    listeners.close();
    assertThat(opener.listening()).isEmpty();
    rig.close();
  }

  @Test
  void pausingClosesEveryAddressAndResumingOpensThemAgain() {
    listeners.open(List.of("127.0.0.1", "::1"), 7_000);
    listeners.pause();
    assertThat(opener.listening()).isEmpty();
    assertThat(listeners.ports()).isEmpty();
    assertThat(listeners.sockets()).isEmpty();

    listeners.resume();
    assertThat(opener.listening()).containsExactly("127.0.0.1 950", "::1 950");
    assertThat(listeners.ports()).containsExactly(PORT);
    assertThat(opener.aliveCheckMs()).isEqualTo(7_000);
  }

  @Test
  void theLogSaysNothingOfIt() {
    listeners.open(List.of("*"), 0);
    assertThat(rig.events.taken()).containsExactly("info port 1: listening on TCP 950 of *");
    for (int i = 0; i < 3; i++) {
      listeners.pause();
      listeners.resume();
    }

    assertThat(rig.events.taken()).isEmpty();
  }

  @Test
  void pausingTwiceIsOnceAndSoIsResuming() {
    listeners.open(List.of("*"), 0);
    listeners.pause();
    listeners.pause();
    listeners.resume();
    listeners.resume();

    assertThat(opener.listening()).containsExactly("* 950");
    assertThat(opener.attempts()).isEqualTo(2);
  }

  @Test
  void itMayPauseInTheMiddleOfAccepting() {
    List<FakeConnection> places = new ArrayList<>();
    List<TcpListeners> self = new ArrayList<>();
    TcpListeners one =
        new TcpListeners(rig.port, PORT, opener, connection -> self.getFirst().pause());
    self.add(one);
    one.open(List.of("127.0.0.1", "::1"), 0);
    places.add(opener.connect(PORT));

    assertThat(opener.listening()).isEmpty();
    assertThat(places.getFirst().isOpen()).isTrue();
    one.resume();
    assertThat(opener.listening()).hasSize(2);
    one.close();
  }

  @Test
  void otherAddressesDuringAPauseAreOpenedAfterIt() {
    listeners.open(List.of("127.0.0.1"), 0);
    rig.events.taken();
    listeners.pause();
    listeners.open(List.of("127.0.0.2"), 0);
    assertThat(opener.listening()).isEmpty();
    assertThat(rig.events.taken()).isEmpty();

    listeners.resume();
    assertThat(opener.listening()).containsExactly("127.0.0.2 950");
    assertThat(rig.events.taken())
        .containsExactly("info port 1: listening on TCP 950 of 127.0.0.2");
  }

  @Test
  void aNewAliveCheckDuringAPauseHoldsAfterIt() {
    listeners.open(List.of("*"), 1_000);
    listeners.pause();
    listeners.aliveCheckMs(2_000);
    listeners.resume();

    assertThat(opener.aliveCheckMs()).isEqualTo(2_000);
  }

  @Test
  void anAddressThatCannotBeHadIsNotTriedDuringAPauseAndStaysKnownAsTrouble() {
    opener.refuse("192.0.2.1", "this machine does not have that address (EADDRNOTAVAIL)");
    listeners.open(List.of("127.0.0.1", "192.0.2.1"), 0);
    String trouble =
        "cannot listen on 192.0.2.1 TCP 950: this machine does not have that address"
            + " (EADDRNOTAVAIL)";
    assertThat(listeners.trouble()).isEqualTo(trouble);
    rig.events.taken();
    listeners.pause();
    int before = opener.attempts();
    rig.loop.advanceMs(600_000);
    assertThat(opener.attempts()).isEqualTo(before);
    assertThat(listeners.trouble()).isEqualTo(trouble);

    listeners.resume();
    assertThat(opener.listening()).containsExactly("127.0.0.1 950");
    assertThat(rig.events.taken()).as("it was said already").isEmpty();
    opener.refuseNothing();
    rig.loop.advanceMs(15_000);
    assertThat(opener.listening()).containsExactly("127.0.0.1 950", "192.0.2.1 950");
    assertThat(rig.events.taken())
        .containsExactly("info port 1: listening on TCP 950 of 127.0.0.1, 192.0.2.1");
  }

  @Test
  void aPortThatIsTakenByAnotherProgramDuringAPauseIsTriedUntilItIsFree() {
    listeners.open(List.of("*"), 0);
    rig.events.taken();
    listeners.pause();
    opener.refuse("*", "address already in use (EADDRINUSE)");
    listeners.resume();
    assertThat(opener.listening()).isEmpty();
    assertThat(rig.events.taken())
        .containsExactly(
            "error port 1: cannot listen on * TCP 950: address already in use (EADDRINUSE);"
                + " trying again");

    opener.refuseNothing();
    rig.loop.advanceMs(500);
    assertThat(opener.listening()).containsExactly("* 950");
    assertThat(rig.events.taken()).containsExactly("info port 1: listening on TCP 950 of *");
  }

  @Test
  void closingEndsAPause() {
    listeners.open(List.of("*"), 0);
    listeners.pause();
    listeners.close();
    listeners.open(List.of("*"), 0);

    assertThat(opener.listening()).containsExactly("* 950");
  }
}
