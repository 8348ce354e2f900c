package io.hardline.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.event.RecordedEvents;
import io.hardline.loop.ManualLoop;
import io.hardline.port.TtyCallQueue.Effect;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.tty.FaultyTty;
import io.hardline.tty.Tty;
import io.hardline.tty.TtyCalls;
import io.hardline.tty.TtyCapability;
import io.hardline.tty.TtyUnavailable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every state and what may happen in it. */
@Timeout(60)
class TtyKeeperTest {
  private final ManualLoop loop = new ManualLoop();
  private final RecordedEvents events = new RecordedEvents();
  private final FakeTtySource source = new FakeTtySource();
  private final TtyCalls threads = new TtyCalls();
  private final List<String> told = new ArrayList<>();
  private final FaultyTty tty = new FaultyTty("fake");
  private TtyKeeper keeper;

  @BeforeEach
  void make() {
    make(new PortSettingsBuilder().build());
  }

  private void make(PortSettings settings) {
    keeper = new TtyKeeper(7, loop, events.log(), source, threads, settings, new Recorder());
  }

  @AfterEach
  void close() {
    source.releaseOpens();
    tty.releaseCalls();
    threads.close();
    events.close();
  }

  private void until(PortState state) {
    loop.runUntil(() -> keeper.state() == state);
  }

  private void open() {
    source.plug(tty);
    keeper.start();
    until(PortState.OPEN);
    events.taken();
  }

  private boolean stop() {
    AtomicBoolean stopped = new AtomicBoolean();
    keeper.stop(() -> stopped.set(true));
    loop.runUntil(stopped::get);
    return stopped.get();
  }

  // --- opening ---

  @Test
  void withoutATtyInTheSettingsNothingIsOpened() {
    make(new PortSettingsBuilder().tty(null).build());
    keeper.start();
    loop.advanceMs(10_000);

    assertThat(keeper.state()).isEqualTo(PortState.IDLE);
    assertThat(source.opens()).isZero();
  }

  @Test
  void aTtyIsOpenedItsLineSetAndItsOwnerTold() {
    source.plug(tty);
    keeper.start();
    assertThat(keeper.state()).isEqualTo(PortState.OPENING);
    until(PortState.OPEN);

    assertThat(told).containsExactly("begins ALONE", "opened fake", "idle");
    assertThat(tty.calls()).containsExactly("setLine 115200 8N1");
    assertThat(tty.isAttached()).isTrue();
    assertThat(keeper.effectiveLine()).isEqualTo("115200 8N1");
    assertThat(keeper.cause()).isEmpty();
    assertThat(events.taken()).containsExactly("notice port 7: fake opened, 115200 8N1");
  }

  /** How opening fails, and what is shown and logged. */
  record Failure(IOException thrown, PortState shown, String event) {}

  static Stream<Failure> failures() {
    List<Failure> failures = new ArrayList<>();
    for (TtyUnavailable.Reason reason : TtyUnavailable.Reason.values()) {
      boolean absent = reason == TtyUnavailable.Reason.ABSENT;
      failures.add(
          new Failure(
              new TtyUnavailable(reason, "/dev/x is so"),
              absent ? PortState.ABSENT : PortState.REFUSED,
              absent
                  ? "warning port 7: the serial device is absent: /dev/x is so; looking for it"
                  : "error port 7: the serial device may not be used: /dev/x is so"));
    }
    failures.add(
        new Failure(
            new IOException("input/output error (EIO)"),
            PortState.ABSENT,
            "warning port 7: the serial device is absent: input/output error (EIO); looking for"
                + " it"));
    return failures.stream();
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aTtyThatCannotBeOpenedIsTriedEverySecondAndSaidOnce(Failure failure) {
    source.failWith(failure.thrown);
    keeper.start();
    until(failure.shown);
    assertThat(keeper.cause()).isEqualTo(failure.thrown.getMessage());
    for (int retry = 1; retry <= 3; retry++) {
      loop.advanceMs(TtyKeeper.RETRY_MS - 1);
      assertThat(source.opens()).isEqualTo(retry);
      loop.advanceMs(1);
      int opens = retry + 1;
      loop.runUntil(() -> source.opens() == opens && keeper.callsAreIdle());
    }
    assertThat(events.taken()).containsExactly(failure.event);

    source.plug(tty);
    loop.advanceMs(TtyKeeper.RETRY_MS);
    until(PortState.OPEN);
    assertThat(events.taken()).containsExactly("notice port 7: fake opened, 115200 8N1");
  }

  @Test
  void anotherCauseIsAnotherEvent() {
    source.failWith(new TtyUnavailable(TtyUnavailable.Reason.IN_USE, "in use by one"));
    keeper.start();
    until(PortState.REFUSED);
    source.failWith(new TtyUnavailable(TtyUnavailable.Reason.IN_USE, "in use by two"));
    loop.advanceMs(TtyKeeper.RETRY_MS);
    loop.runUntil(() -> keeper.cause().equals("in use by two"));
    source.unplug();
    loop.advanceMs(TtyKeeper.RETRY_MS);
    until(PortState.ABSENT);

    assertThat(events.taken()).hasSize(3);
  }

  @Test
  void aTtyWhoseLineCannotBeSetIsClosedAgain() {
    source.plug(tty);
    tty.failCalls("protocol error (EPROTO)");
    keeper.start();
    until(PortState.ABSENT);

    assertThat(tty.isClosed()).isTrue();
    assertThat(keeper.cause()).contains("EPROTO");
  }

  @Test
  void aLineThatChangesWhileTheTtyIsBeingOpenedIsSetAfterwards() {
    source.plug(tty);
    tty.blockCalls();
    keeper.start();
    loop.runUntil(() -> tty.calls().contains("setLine 115200 8N1"));
    keeper.reconfigure(new PortSettingsBuilder().baud(9600).build());
    tty.releaseCalls();
    loop.runUntil(() -> keeper.effectiveLine().equals("9600 8N1"));

    assertThat(tty.calls()).containsExactly("setLine 115200 8N1", "setLine 9600 8N1");
  }

  @Test
  void whatADeviceLacksIsSaidOnceHoweverOftenItIsPlugged() {
    EnumSet<TtyCapability> all = EnumSet.allOf(TtyCapability.class);
    all.remove(TtyCapability.MODEM_LINES);
    FaultyTty poor = new FaultyTty("poor", all);
    source.plug(poor);
    keeper.start();
    until(PortState.OPEN);
    String lack = "info port 7: poor has no " + TtyCapability.MODEM_LINES.text();
    assertThat(events.taken()).contains(lack);
    assertThat(keeper.lacks()).containsExactly(TtyCapability.MODEM_LINES.text());

    FaultyTty again = new FaultyTty("poor", all);
    source.plug(again);
    poor.vanish("unplugged");
    until(PortState.ABSENT);
    loop.advanceMs(TtyKeeper.RETRY_MS);
    until(PortState.OPEN);
    assertThat(events.taken()).doesNotContain(lack);
  }

  // --- gone ---

  @Test
  void aTtyThatGoesIsDetachedClosedAndLookedFor() {
    open();
    source.unplug();
    tty.vanish("unplugged");
    until(PortState.ABSENT);
    assertThat(told).containsSequence("went", "begins ALONE");
    assertThat(tty.isAttached()).isFalse();
    assertThat(keeper.tty()).isNull();
    assertThat(keeper.effectiveLine()).isEmpty();
    loop.runUntil(tty::isClosed);
    assertThat(events.taken())
        .containsExactly(
            "warning port 7: the serial device is absent: fake: unplugged; looking for it");
    loop.advanceMs(TtyKeeper.RETRY_MS - 1);
    assertThat(source.opens()).isEqualTo(1);

    FaultyTty back = new FaultyTty("fake again");
    source.plug(back);
    loop.advanceMs(1);
    until(PortState.OPEN);
    assertThat(back.isAttached()).isTrue();
  }

  @Test
  void goneIsHeardOnce() {
    open();
    keeper.gone("a read says so");
    keeper.gone("an event says so");
    loop.runUntil(tty::isClosed);

    assertThat(told.stream().filter("went"::equals)).hasSize(1);
    assertThat(tty.calls().stream().filter("close"::equals)).hasSize(1);
    assertThat(events.taken()).hasSize(1);
  }

  @Test
  void aCallThatFailsMeansThatTheTtyIsGone() {
    open();
    tty.failCalls("input/output error (EIO)");
    keeper.call("look", Effect.LOOKS, 0, Tty::modemLines, lines -> told.add("lines"));
    until(PortState.ABSENT);

    assertThat(keeper.cause()).contains("EIO");
    assertThat(told).contains("went").doesNotContain("lines");
  }

  @Test
  void goneWhileACallRunsIsClosedBehindThatCall() {
    open();
    tty.blockCalls();
    keeper.call("look", Effect.LOOKS, 0, Tty::modemLines, lines -> told.add("lines"));
    loop.runUntil(() -> tty.calls().contains("modemLines"));
    source.unplug();
    tty.vanish("unplugged");
    until(PortState.ABSENT);
    assertThat(tty.calls()).doesNotContain("close");
    tty.releaseCalls();
    loop.runUntil(tty::isClosed);

    assertThat(tty.calls()).containsExactly("setLine 115200 8N1", "modemLines", "close");
    assertThat(events.taken()).as("the failed call is no second event").hasSize(1);
  }

  // --- stuck ---

  @Test
  void aCallThatDoesNotReturnIsShownUntilItDoes() {
    open();
    tty.blockCalls();
    keeper.call("read lines", Effect.LOOKS, 0, Tty::modemLines, lines -> told.add("lines"));
    loop.runUntil(() -> tty.calls().contains("modemLines"));
    loop.advanceMs(TtyCallQueue.DEADLINE_MS);
    assertThat(keeper.state()).isEqualTo(PortState.STUCK);
    assertThat(keeper.cause()).isEqualTo("the driver has not returned from: read lines");
    assertThat(events.taken())
        .containsExactly(
            "error port 7: the serial device does not answer: read lines has not returned");

    tty.releaseCalls();
    until(PortState.OPEN);
    assertThat(told).contains("lines");
    assertThat(keeper.cause()).isEmpty();
    assertThat(events.taken())
        .containsExactly("notice port 7: the serial device answers again: read lines returned");
  }

  @Test
  void anOpenThatIsLateIsStuckAndTheTtyIsUsedAfterAll() {
    source.plug(tty);
    source.blockOpens();
    keeper.start();
    loop.runUntil(() -> source.opens() == 1);
    loop.advanceMs(TtyCallQueue.DEADLINE_MS);
    assertThat(keeper.state()).isEqualTo(PortState.STUCK);
    loop.advanceMs(60_000);
    assertThat(source.opens()).as("not tried a second time meanwhile").isEqualTo(1);

    source.releaseOpens();
    until(PortState.OPEN);
    assertThat(tty.isAttached()).isTrue();
  }

  @Test
  void goneWhileStuckTheCloseWaitsAndThenItIsLookedFor() {
    open();
    tty.blockCalls();
    keeper.call("read lines", Effect.LOOKS, 0, Tty::modemLines, lines -> {});
    loop.runUntil(() -> tty.calls().contains("modemLines"));
    loop.advanceMs(TtyCallQueue.DEADLINE_MS);
    FaultyTty back = new FaultyTty("back");
    source.plug(back);
    tty.vanish("unplugged");
    loop.advanceMs(60_000);
    assertThat(keeper.state()).isEqualTo(PortState.STUCK);
    assertThat(tty.calls()).doesNotContain("close");
    assertThat(source.opens()).isEqualTo(1);

    tty.releaseCalls();
    loop.runUntil(back::isAttached);
    assertThat(tty.isClosed()).isTrue();
    assertThat(keeper.state()).isEqualTo(PortState.OPEN);
  }

  @Test
  void tooManyCallsDoNotMakeADeviceGoneAndItIsClosedAllTheSame() {
    open();
    tty.blockCalls();
    for (int i = 0; i < TtyCallQueue.MAX_WAITING + 10; i++) {
      keeper.call("look", Effect.LOOKS, 0, Tty::modemLines, lines -> {});
    }
    assertThat(keeper.state()).isEqualTo(PortState.OPEN);
    source.unplug();
    keeper.gone("unplugged");
    tty.releaseCalls();
    loop.runUntil(tty::isClosed);

    assertThat(tty.calls().stream().filter("modemLines"::equals))
        .hasSize(TtyCallQueue.MAX_WAITING + 1);
  }

  // --- line ---

  @Test
  void aNewLineIsPutInForceAndTheOneTheDeviceTookIsShown() {
    open();
    tty.setEffectiveLine(new PortSettingsBuilder().baud(9615).build().line());
    keeper.reconfigure(new PortSettingsBuilder().baud(9600).build());
    loop.runUntil(() -> told.contains("line set"));

    assertThat(keeper.effectiveLine()).isEqualTo("9615 8N1");
  }

  @Test
  void settingsWithTheSameLineMakeNoCall() {
    open();
    keeper.reconfigure(new PortSettingsBuilder().alias("scale").build());

    assertThat(keeper.callsAreIdle()).isTrue();
    assertThat(tty.calls()).containsExactly("setLine 115200 8N1");
  }

  // --- stop ---

  /** Where the keeper is when it is stopped. */
  enum At {
    NOT_STARTED,
    OPENING,
    OPEN,
    ABSENT,
    REFUSED,
    CALLING,
    CLOSING
  }

  private void bringTo(At at) {
    switch (at) {
      case NOT_STARTED -> {}
      case OPENING -> {
        source.plug(tty);
        source.blockOpens();
        keeper.start();
        loop.runUntil(() -> source.opens() == 1);
      }
      case OPEN -> open();
      case ABSENT -> {
        keeper.start();
        until(PortState.ABSENT);
      }
      case REFUSED -> {
        source.failWith(new TtyUnavailable(TtyUnavailable.Reason.CONSOLE, "the console"));
        keeper.start();
        until(PortState.REFUSED);
      }
      case CALLING -> {
        open();
        tty.blockCalls();
        keeper.call("look", Effect.LOOKS, 0, Tty::modemLines, lines -> {});
        loop.runUntil(() -> tty.calls().contains("modemLines"));
      }
      case CLOSING -> {
        open();
        tty.blockCalls();
        keeper.gone("unplugged");
        loop.runUntil(() -> tty.calls().contains("close"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(At.class)
  void stopEndsWhenTheTtyIsClosedWhereverItStands(At at) {
    bringTo(at);
    boolean opened = source.opens() > 0 && at != At.ABSENT && at != At.REFUSED;
    AtomicBoolean closedAtTheEnd = new AtomicBoolean();
    AtomicBoolean stopped = new AtomicBoolean();
    keeper.stop(() -> {
      closedAtTheEnd.set(tty.isClosed());
      stopped.set(true);
    });
    source.releaseOpens();
    tty.releaseCalls();
    loop.runUntil(stopped::get);

    assertThat(closedAtTheEnd.get()).isEqualTo(opened);
    assertThat(keeper.state()).isEqualTo(PortState.IDLE);
    assertThat(tty.isAttached()).isFalse();
    int opens = source.opens();
    loop.advanceMs(60_000);
    assertThat(source.opens()).as("it does not look for it any more").isEqualTo(opens);
  }

  @Test
  void aStuckTtyIsClosedWhenItsDriverReturnsAfterTheStop() {
    bringTo(At.CALLING);
    loop.advanceMs(TtyCallQueue.DEADLINE_MS);
    AtomicBoolean stopped = new AtomicBoolean();
    keeper.stop(() -> stopped.set(true));
    loop.advanceMs(60_000);
    assertThat(stopped).isFalse();
    tty.releaseCalls();
    loop.runUntil(stopped::get);

    assertThat(tty.isClosed()).isTrue();
  }

  @Test
  void stoppedTwiceItEndsTwice() {
    open();
    assertThat(stop()).isTrue();
    assertThat(stop()).isTrue();
    assertThat(tty.calls().stream().filter("close"::equals)).hasSize(1);
  }

  private final class Recorder implements TtyKeeper.Owner {
    @Override
    public void ttyOpened(Tty opened) {
      told.add("opened " + opened.name());
    }

    @Override
    public void ttyLineSet(Tty on) {
      told.add("line set");
    }

    @Override
    public void ttyWent() {
      told.add("went");
    }

    @Override
    public void ttyReadable() {
      told.add("readable");
    }

    @Override
    public void ttyWritable() {
      told.add("writable");
    }

    @Override
    public void callBegins(Effect effect) {
      told.add("begins " + effect);
    }

    @Override
    public void callsIdle() {
      told.add("idle");
    }
  }
}
