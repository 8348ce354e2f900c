package io.hardline.mode.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.net.FakeConnection;
import io.hardline.settings.ModeSettings.Unrequested;
import io.hardline.settings.ModeSettings.WhenFull;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.TcpServerBuilder;
import io.hardline.tty.FaultyTty;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every state of taking turns, and what may happen in each. */
@Timeout(60)
class TurnsTest {
  private static final int DATA = 4001;
  private static final int OBSERVE = 4101;
  private static final int LIMIT_MS = 400;

  /** At 115200 baud four characters take less than a millisecond. */
  private static final int SILENCE_MS = Turns.RESPONSE_SILENCE_MS + 1;

  private static final int PAUSE_MS = Turns.REQUEST_PAUSE_MS;

  @SuppressWarnings("NullAway.Init") // by open()
  private ServingRig rig;

  private static TcpServerBuilder turns(Unrequested unrequested) {
    return places().inTurn(Duration.ofMillis(LIMIT_MS), unrequested);
  }

  private static TcpServerBuilder places() {
    return new TcpServerBuilder().port(DATA).observerPort(OBSERVE).max(4);
  }

  private void open(TcpServerBuilder server) {
    open(new PortSettingsBuilder().mode(server.build()).build());
  }

  private void open(PortSettings settings) {
    rig = new ServingRig(settings);
  }

  private FakeConnection connect() {
    return rig.connect(DATA);
  }

  /** A whole request: the client pauses after it. */
  private void request(FakeConnection from, String text) {
    rig.send(from, text);
    rig.port.loop.advanceMs(PAUSE_MS);
  }

  private void silence() {
    rig.port.loop.advanceMs(SILENCE_MS);
  }

  private String atDevice() {
    return rig.tty.takenText();
  }

  private void vanish(FakeConnection client) {
    client.vanishes("gone");
    rig.port.loop.runAll();
  }

  @AfterEach
  void close() {
    rig.stop();
  }

  // --- nobody's turn ---

  @Test
  void aRequestGoesOutWhenItsClientPauses() {
    open(turns(Unrequested.DISCARD));
    FakeConnection client = connect();
    rig.send(client, "in two ");
    rig.port.loop.advanceMs(PAUSE_MS - 1);
    rig.send(client, "segments");
    rig.port.loop.advanceMs(PAUSE_MS - 1);
    assertThat(atDevice()).isEmpty();
    rig.port.loop.advanceMs(1);

    assertThat(atDevice()).isEqualTo("in two segments");
  }

  @Test
  void aRequestGoesOutWhenItsClientSaysThatItWasAll() {
    open(turns(Unrequested.DISCARD));
    FakeConnection client = connect();
    rig.send(client, "once");
    client.ends();
    rig.port.loop.runAll();

    assertThat(atDevice()).isEqualTo("once");
  }

  @Test
  void whatNobodyAskedForIsDiscarded() {
    open(turns(Unrequested.DISCARD));
    FakeConnection client = connect();
    FakeConnection observer = rig.connect(OBSERVE);
    rig.device("news");

    assertThat(client.sentText()).isEmpty();
    assertThat(observer.sentText()).as("an observer sees the line").isEqualTo("news");
    assertThat(rig.port.counters().fromSerialDiscardedBytes()).isEqualTo(4);
  }

  @Test
  void whatNobodyAskedForGoesToWhoAskedLast() {
    open(turns(Unrequested.LAST_REQUESTER));
    FakeConnection first = connect();
    FakeConnection second = connect();
    rig.device("before anybody asked");
    request(second, "q");
    rig.device("a");
    silence();
    rig.device("news");
    assertThat(first.sentText()).isEmpty();
    assertThat(second.sentText()).isEqualTo("anews");
    vanish(second);
    rig.device("gone");

    assertThat(first.sentText()).isEmpty();
    assertThat(rig.port.counters().fromSerialDiscardedBytes()).isEqualTo(24);
  }

  @Test
  void whatNobodyAskedForGoesToAll() {
    open(turns(Unrequested.ALL));
    FakeConnection first = connect();
    FakeConnection second = connect();
    rig.device("news");

    assertThat(first.sentText() + second.sentText()).isEqualTo("newsnews");
  }

  @Test
  void withNobodyThereItIsKept() {
    open(
        new PortSettingsBuilder()
            .buffer(100, true)
            .mode(turns(Unrequested.DISCARD).build())
            .build());
    rig.device("kept");
    FakeConnection client = connect();

    assertThat(client.sentText()).as("a replay is no news").isEqualTo("kept");
  }

  // --- awaiting a response ---

  @Test
  void aResponseIsForWhoAskedAlone() {
    open(turns(Unrequested.ALL));
    FakeConnection asks = connect();
    FakeConnection other = connect();
    request(asks, "q");
    rig.device("answer");
    assertThat(asks.sentText()).isEqualTo("answer");
    assertThat(other.sentText()).isEmpty();
  }

  @Test
  void othersWaitForTheirTurn() {
    open(turns(Unrequested.DISCARD));
    FakeConnection first = connect();
    FakeConnection second = connect();
    request(first, "q1");
    request(second, "q2");
    request(first, "q3");
    rig.port.loop.advanceMs(LIMIT_MS / 2);
    assertThat(atDevice()).isEqualTo("q1");
    rig.device("a1");
    silence();
    assertThat(atDevice()).isEqualTo("q2");
    rig.device("a2");
    silence();
    assertThat(atDevice()).isEqualTo("q3");
    rig.device("a3");

    assertThat(first.sentText()).isEqualTo("a1a3");
    assertThat(second.sentText()).isEqualTo("a2");
  }

  @Test
  void withoutAResponseTheNextComesAfterTheTimeOut() {
    open(turns(Unrequested.DISCARD));
    FakeConnection first = connect();
    FakeConnection second = connect();
    request(first, "q1");
    rig.send(second, "q2");
    rig.port.loop.advanceMs(LIMIT_MS);
    assertThat(atDevice()).isEqualTo("q1");
    rig.port.loop.advanceMs(1);

    assertThat(atDevice()).isEqualTo("q2");
    assertThat(rig.port.counters().unansweredRequests()).isEqualTo(1);
  }

  @Test
  void theTimeOutBeginsWhenTheRequestIsOnTheWire() {
    open(new PortSettingsBuilder().baud(300).mode(turns(Unrequested.DISCARD).build()).build());
    FakeConnection first = connect();
    request(first, "x".repeat(30));
    request(first, "next");
    assertThat(atDevice()).hasSize(30);
    rig.port.loop.advanceMs(1_000 + LIMIT_MS - PAUSE_MS - 1);
    assertThat(atDevice()).isEmpty();
    rig.port.loop.advanceMs(2);

    assertThat(atDevice()).isEqualTo("next");
  }

  @Test
  void withoutALimitAResponseIsAwaitedForEver() {
    open(places().inTurn(Duration.ZERO, Unrequested.DISCARD));
    FakeConnection first = connect();
    FakeConnection second = connect();
    request(first, "q1");
    request(second, "q2");
    rig.port.loop.advanceMs(3_600_000);
    assertThat(atDevice()).isEqualTo("q1");
    rig.device("a1");
    silence();

    assertThat(atDevice()).isEqualTo("q2");
    assertThat(first.sentText()).isEqualTo("a1");
  }

  @Test
  void theResponseOfOneThatHasGoneIsThrownAway() {
    open(turns(Unrequested.ALL));
    FakeConnection leaver = connect();
    FakeConnection stayer = connect();
    request(leaver, "q1");
    request(stayer, "q2");
    vanish(leaver);
    rig.port.loop.advanceMs(LIMIT_MS / 2);
    assertThat(atDevice()).isEqualTo("q1");
    rig.device("a1");
    silence();
    assertThat(atDevice()).isEqualTo("q2");
    rig.device("a2");

    assertThat(stayer.sentText()).isEqualTo("a2");
    assertThat(rig.port.counters().fromSerialDiscardedBytes()).isEqualTo(2);
  }

  @Test
  void theResponseOfTheOnlyOneThatHasGoneIsNotKept() {
    open(new PortSettingsBuilder().buffer(100, true).mode(turns(Unrequested.ALL).build()).build());
    FakeConnection leaver = connect();
    request(leaver, "q1");
    vanish(leaver);
    rig.device("a1");
    silence();
    rig.device("news");

    assertThat(connect().sentText()).isEqualTo("news");
  }

  @Test
  void withoutALimitNobodyWaitsLongForOneThatHasGone() {
    open(places().inTurn(Duration.ZERO, Unrequested.DISCARD));
    FakeConnection leaver = connect();
    FakeConnection stayer = connect();
    request(leaver, "q1");
    request(stayer, "q2");
    vanish(leaver);
    rig.port.loop.advanceMs(Turns.GONE_REQUESTER_MS - 1);
    assertThat(atDevice()).isEqualTo("q1");
    rig.port.loop.advanceMs(1);

    assertThat(atDevice()).isEqualTo("q2");
  }

  @Test
  void theRequestsOfOneThatHasGoneAreThrownAway() {
    open(turns(Unrequested.DISCARD));
    FakeConnection first = connect();
    FakeConnection leaver = connect();
    request(first, "q1");
    request(leaver, "12345");
    vanish(leaver);
    rig.device("a1");
    silence();

    assertThat(atDevice()).isEqualTo("q1");
    assertThat(rig.port.counters().toSerialDiscardedBytes()).isEqualTo(5);
  }

  @Test
  void oneThatHasSaidAllStaysUntilItIsAnswered() {
    open(turns(Unrequested.DISCARD));
    FakeConnection first = connect();
    FakeConnection ending = connect();
    request(first, "q1");
    rig.send(ending, "q2");
    ending.ends();
    rig.port.loop.runAll();
    rig.port.reconfigure(
        new PortSettingsBuilder()
            .mode(places().inTurn(Duration.ofSeconds(9), Unrequested.DISCARD).build())
            .build());
    rig.port.loop.advanceMs(LIMIT_MS + 1);
    assertThat(atDevice()).isEqualTo("q1q2");
    rig.port.loop.advanceMs(5_000);
    assertThat(ending.isOpen()).isTrue();
    rig.device("a2");
    assertThat(ending.sentText()).isEqualTo("a2");
    rig.port.loop.advanceMs(HalfClosed.HALF_CLOSED_MS + SILENCE_MS);

    assertThat(ending.isOpen()).isFalse();
  }

  @Test
  void whoTakesAPlaceWaitsForTheResponseToItsPredecessor() {
    open(turns(Unrequested.ALL).max(1).whenFull(WhenFull.REPLACE_OLDEST));
    request(connect(), "q1");
    FakeConnection next = connect();
    request(next, "q2");
    rig.device("a1");
    assertThat(next.sentText()).isEmpty();
    silence();
    assertThat(atDevice()).isEqualTo("q1q2");
    rig.device("a2");

    assertThat(next.sentText()).isEqualTo("a2");
  }

  @Test
  void aTtyThatGoesAnswersNothing() {
    open(places().inTurn(Duration.ZERO, Unrequested.DISCARD));
    FakeConnection client = connect();
    request(client, "q1");
    request(client, "q2");
    rig.port.unplug(rig.tty);
    request(client, "q3");
    assertThat(rig.port.counters().toSerialDiscardedBytes()).as("q2 and q3").isEqualTo(4);

    FaultyTty back = rig.port.plug();
    rig.port.loop.advanceMs(1_000);
    rig.port.loop.runUntil(back::isAttached);
    request(client, "q4");
    assertThat(back.takenText()).isEqualTo("q4");
    back.feed("a4");
    rig.port.loop.runAll();
    assertThat(client.sentText()).isEqualTo("a4");
  }

  @Test
  void aTtyThatIsFoundGoneWhileARequestIsSent() {
    open(places().inTurn(Duration.ZERO, Unrequested.DISCARD));
    FakeConnection client = connect();
    rig.port.source.unplug();
    rig.tty.vanish("unplugged");
    request(client, "q1");
    request(client, "q2");

    assertThat(rig.port.counters().toSerialDiscardedBytes()).isEqualTo(4);
    rig.port.loop.runUntil(rig.tty::isClosed);
  }

  @Test
  void aFullTtyMakesTheNextRequestWait() {
    open(turns(Unrequested.DISCARD));
    FakeConnection first = connect();
    FakeConnection second = connect();
    rig.tty.setRoom(1);
    request(first, "q1");
    request(second, "q2");
    rig.port.loop.advanceMs(2 * LIMIT_MS);
    assertThat(atDevice()).isEqualTo("q");
    rig.tty.setRoom(100);
    rig.port.loop.runAll();

    assertThat(atDevice()).isEqualTo("1q2");
  }

  // --- a response under way ---

  @Test
  void aResponseLastsUntilTheLineIsSilent() {
    open(turns(Unrequested.DISCARD));
    FakeConnection first = connect();
    FakeConnection second = connect();
    request(first, "q1");
    request(second, "q2");
    for (char c : "answer".toCharArray()) {
      rig.device("" + c);
      rig.port.loop.advanceMs(SILENCE_MS - 1);
    }
    assertThat(atDevice()).isEqualTo("q1");
    rig.port.loop.advanceMs(1);
    assertThat(atDevice()).isEqualTo("q2");

    assertThat(first.sentText()).isEqualTo("answer");
    assertThat(rig.port.counters().unansweredRequests()).isZero();
  }

  @Test
  void silenceIsMeasuredInCharactersOnASlowLine() {
    open(new PortSettingsBuilder().baud(50).mode(turns(Unrequested.DISCARD).build()).build());
    FakeConnection client = connect();
    request(client, "q1");
    request(client, "q2");
    rig.device("a");
    rig.port.loop.advanceMs(Turns.RESPONSE_SILENCE_MS + 800 - 1);
    assertThat(atDevice()).isEqualTo("q1");
    rig.port.loop.advanceMs(1);

    assertThat(atDevice()).isEqualTo("q2");
  }

  @Test
  void whoGoesInTheMiddleOfItsResponseLeavesTheRestToNobody() {
    open(turns(Unrequested.ALL));
    FakeConnection leaver = connect();
    FakeConnection stayer = connect();
    request(leaver, "q1");
    request(stayer, "q2");
    rig.device("an");
    vanish(leaver);
    rig.device("swer");
    silence();
    rig.device("a2");

    assertThat(stayer.sentText()).isEqualTo("a2");
    assertThat(rig.port.counters().fromSerialDiscardedBytes()).isEqualTo(4);
  }

  @Test
  void aTtyThatGoesInTheMiddleEndsTheResponse() {
    open(turns(Unrequested.DISCARD));
    FakeConnection client = connect();
    request(client, "q1");
    rig.device("an");
    rig.port.unplug(rig.tty);
    request(client, "q2");

    assertThat(rig.port.counters().toSerialDiscardedBytes()).isEqualTo(2);
    assertThat(client.isOpen()).isTrue();
  }
}
