package io.hardline.mode.redundant;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.house.FuzzRuns;
import io.hardline.net.FakeListeners;
import io.hardline.port.PortRig;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.RealComModes.RedundantCom;
import io.hardline.settings.RedundantComBuilder;
import io.hardline.tty.FaultyTty;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of bytes and of the session when paths are lost, come back, or lie. */
@Timeout(300)
class PathsTest {
  private static final int RUNS = 60;
  private static final int STEPS = 60;

  private final FakeListeners listeners = new FakeListeners();
  private final PortRig rig =
      new PortRig(new PortSettingsBuilder().mode(new RedundantComBuilder().max(2).build()).build());
  private final FaultyTty tty =
      rig.startOpen((settings, port) ->
          new RedundantComMode(settings, (RedundantCom) settings.mode(), port, listeners));
  private final FakeHost host = newHost();

  private FakeHost newHost() {
    rig.loop.runAll();
    return new FakeHost(rig.loop, listeners::connect, "192.0.2.7", "198.51.100.7");
  }

  @AfterEach
  void close() {
    rig.stop();
    rig.close();
  }

  /** What may happen to one path. */
  enum Event {
    DATA_ENDS,
    COMMANDS_END,
    DATA_FAILS,
    COMMANDS_FAIL,
    NOISE_ON_DATA,
    NOISE_ON_COMMANDS,
    COMES_ANEW;

    void happenTo(FakeHost host, int which) {
      FakeHost.Lan lan = host.lans[which];
      switch (this) {
        case DATA_ENDS -> lan.wire(false).connection.ends();
        case COMMANDS_END -> lan.wire(true).connection.ends();
        case DATA_FAILS -> lan.wire(false).connection.vanishes("gone");
        case COMMANDS_FAIL -> lan.wire(true).connection.vanishes("gone");
        case NOISE_ON_DATA -> lan.wire(false).connection.feed("GET / HTTP/1.1");
        case NOISE_ON_COMMANDS -> lan.wire(true).connection.feed("GET / HTTP/1.1");
        case COMES_ANEW -> {
          lan.forget();
          host.open(which);
        }
      }
    }
  }

  private void open() {
    host.opens();
    settle();
  }

  /** What the device is asked for a host is answered by other threads. */
  private void settle() {
    rig.loop.runAll();
    rig.settle();
    rig.loop.advanceMs(RedundantCommands.PAUSE_MS);
    rig.settle();
  }

  private void say(String toDevice, String toHost) {
    host.feed(toDevice);
    tty.feed(toHost);
    rig.loop.runAll();
    assertThat(tty.takenText()).isEqualTo(toDevice);
    assertThat(host.sentText()).isEqualTo(toHost);
  }

  @ParameterizedTest
  @EnumSource
  void whateverHappensToOneOfTwoPathsTheOtherGoesOn(Event event) {
    open();
    say("one", "two");
    event.happenTo(host, 0);
    rig.loop.runAll();
    if (event != Event.COMES_ANEW) {
      host.lans[0].forget();
    }
    say("three", "four");
    event.happenTo(host, 1);
    host.lans[1].forget();
    rig.loop.runAll();

    // Only one that came anew is left.
    int left = event == Event.COMES_ANEW ? 1 : 0;
    assertThat(rig.status().clients()).hasSize(left);
  }

  @ParameterizedTest
  @EnumSource
  void aPathThatIsBackCarriesEverythingAlone(Event event) {
    open();
    event.happenTo(host, 0);
    rig.loop.runAll();
    host.lans[0].forget();
    host.open(0);
    host.lans[1].lose("gone");
    rig.loop.runAll();

    say("by the first", "and back");
  }

  @Test
  void aNewSessionCountsFromTheBeginning() {
    open();
    say("one", "two");
    host.lans[0].lose("gone");
    rig.loop.runAll();
    host.lans[1].lose("gone");
    rig.loop.runAll();
    open();

    say("three", "four");
  }

  @Test
  void aPortThatWasClosedAndOpenedWhileANetworkIsDeadBeginsAnew() {
    open();
    say("one", "two");
    host.lans[1].silence();
    host.lans[0].lose("closed by the host");
    rig.loop.runAll();
    host.lans[1].forget();
    host.open(0);
    host.command(FakeHost.INIT);
    settle();
    say("three", "four");

    assertThat(rig.status().clients()).hasSize(1);
    assertThat(rig.events.taken()).anyMatch(e -> e.endsWith("gone: the host has begun anew"));
    host.open(1);
    host.lans[0].lose("gone");
    rig.loop.runAll();
    say("five", "six");
  }

  @Test
  void dataAloneShowsThatAHostBeginsAnew() {
    open();
    say("one", "two");
    say("three", "four");
    host.lans[1].silence();
    host.lans[0].lose("gone");
    rig.loop.runAll();
    host.lans[1].forget();
    host.open(0);
    say("five", "six");

    assertThat(rig.status().clients()).hasSize(1);
  }

  @Test
  void bothPathsOfAHostThatBeginsAnewAreTakenOver() {
    open();
    say("one", "two");
    host.lans[0].forget();
    host.lans[1].forget();
    open();
    say("three", "four");
    assertThat(rig.status().trouble()).isEmpty();
    host.lans[0].lose("gone");
    rig.loop.runAll();
    say("five", "six");
  }

  @Test
  void theSecondCopyOfAPacketIsDroppedHoweverLateItComes() {
    open();
    host.sendRaw(0, 0, "a".getBytes(ISO_8859_1));
    rig.loop.runAll();
    host.sendRaw(1, 0, "a".getBytes(ISO_8859_1));
    host.sendRaw(0, 0, "a".getBytes(ISO_8859_1));
    host.sendRaw(1, 2, "c".getBytes(ISO_8859_1));
    rig.loop.runAll();

    assertThat(tty.takenText()).isEqualTo("a");
  }

  @Test
  void numbersGoRound() {
    open();
    for (int i = 0; i < 66_000; i++) {
      host.feed("x");
      tty.feed("y");
      rig.loop.runAll();
    }
    assertThat(tty.taken()).hasSize(66_000);
    assertThat(host.sent()).hasSize(66_000);
  }

  @Test
  void whatWasSentIntoADeadNetworkIsSentAgainByTheOneThatComes() {
    open();
    host.lans[1].lose("gone");
    rig.loop.runAll();
    host.lans[0].silence();
    tty.feed("lost on its way");
    rig.loop.runAll();
    host.open(1);
    host.lans[0].lose("gone");
    rig.loop.advanceMs(RedundantData.HOLD_BACK_MS - 1);
    assertThat(host.sent()).as("it may be another life of the host").isEmpty();
    rig.loop.advanceMs(1);

    assertThat(host.sentText()).isEqualTo("lost on its way");
    say("back", "and forth");
  }

  @Test
  void anAcknowledgementThatWentWithItsPathStopsNobody() {
    open();
    host.lans[0].lose("gone");
    rig.loop.runAll();
    host.lans[1].mute = true;
    tty.feed("one ");
    rig.loop.runAll();
    host.open(0);
    host.lans[1].lose("gone");
    tty.feed("two ");
    rig.loop.runAll();
    assertThat(host.sentText()).isEqualTo("one ");

    rig.loop.advanceMs(RedundantData.HOLD_BACK_MS);
    assertThat(host.sentText()).isEqualTo("two ");
    say("three", "four");
  }

  @Test
  void aNetworkThatTakesNothingMoreIsGivenUp() {
    open();
    FakeHost.Wire dead = host.lans[1].wire(false);
    dead.connection.setRoom(0);
    tty.feed(new byte[1024]);
    rig.loop.runAll();
    tty.feed(new byte[1024]);
    rig.loop.advanceMs(RedundantData.JAM_MS - 1);
    assertThat(host.sent()).as("a network that is slow is waited for").hasSize(1024);
    rig.loop.advanceMs(1);
    assertThat(host.sent()).as("one that is dead is not").hasSize(1024);
    for (int i = 0; i < 200; i++) {
      tty.feed(new byte[1024]);
      rig.loop.runAll();
    }

    assertThat(host.sent()).hasSize(200 * 1024);
    assertThat(dead.connection.isOpen()).isFalse();
    rig.loop.advanceMs(Session.LOSS_TOLD_MS);
    assertThat(rig.events.taken()).anyMatch(e -> e.contains("is lost: it takes nothing more"));
  }

  private static byte[] megabyte() {
    byte[] bytes = new byte[1 << 20];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  @Test
  void aHostThatAcknowledgesOnlyWithDataOfItsOwnGetsAMegabyte() {
    host.acknowledgesAlone = false;
    open();
    tty.feed(megabyte());
    rig.loop.runAll();

    assertSame(host.sent(), megabyte());
    say("and it may speak", "and listen");
  }

  @Test
  void aPathThatIsBackCarriesAlsoWhatIsNeverAcknowledged() {
    host.acknowledgesAlone = false;
    open();
    for (int i = 0; i < 10; i++) {
      int lost = i % 2;
      host.lans[lost].lose("gone");
      rig.loop.runAll();
      tty.feed("by the other");
      rig.loop.runAll();
      host.open(lost);
      rig.loop.advanceMs(RedundantData.HOLD_BACK_MS);
      host.lans[1 - lost].silence();
      tty.feed(" by this");
      rig.loop.runAll();
      host.lans[1 - lost].forget();
      host.open(1 - lost);
      rig.loop.advanceMs(RedundantData.HOLD_BACK_MS);
      assertThat(host.sentText()).isEqualTo("by the other by this");
    }
  }

  @Test
  void noMoreIsKeptThanTheLimit() {
    host.acknowledgesAlone = false;
    open();
    host.lans[1].lose("gone");
    rig.loop.runAll();
    for (int i = 0; i < 2 * RedundantData.MAX_KEPT; i++) {
      tty.feed("x");
      rig.loop.runAll();
    }
    host.open(1);
    FakeHost.Wire second = host.lans[1].wire(false);
    second.connection.writes();
    rig.loop.advanceMs(RedundantData.HOLD_BACK_MS);

    assertThat(second.connection.writes()).hasSize(RedundantData.MAX_KEPT);
    assertThat(host.sent()).hasSize(2 * RedundantData.MAX_KEPT);
  }

  @Test
  void theNextPacketWaitsForTheKernelOfTheHostButNotLong() {
    open();
    host.lans[0].wire(false).connection.setUnacknowledged(1);
    tty.feed("one ");
    rig.loop.runAll();
    tty.feed("two");
    rig.loop.advanceMs(RedundantData.PACE_MS - 1);
    assertThat(host.sentText()).isEqualTo("one ");
    rig.loop.advanceMs(1);
    assertThat(host.sentText()).isEqualTo("two");

    tty.feed("three ");
    rig.loop.advanceMs(RedundantData.POLL_MS);
    tty.feed("four");
    rig.loop.runAll();
    host.sent();
    host.lans[0].wire(false).connection.setUnacknowledged(0);
    rig.loop.advanceMs(RedundantData.POLL_MS);
    tty.feed("five");
    rig.loop.runAll();
    assertThat(host.sentText()).endsWith("five");
  }

  @Test
  void aHostThatCountsOnAfterBothPathsWereLostIsFollowed() {
    host.countsOn = true;
    open();
    say("one", "two");
    say("three", "four");
    loseAll();
    host.open(0);
    host.open(1);
    tty.feed("from the device, ");
    rig.loop.runAll();
    assertThat(host.sent()).as("nobody knows where it is").isEmpty();
    host.feed("from the host");
    rig.loop.runAll();

    assertThat(tty.takenText()).isEqualTo("from the host");
    assertThat(host.sentText()).isEqualTo("from the device, ");
    say("five", "six");
    assertThat(rig.status().trouble()).isEmpty();
  }

  @Test
  void aHostThatOnlyListenedCountsOnToo() {
    host.countsOn = true;
    open();
    for (int i = 0; i < 5; i++) {
      tty.feed("heard");
      rig.loop.runAll();
    }
    host.sent();
    loseAll();
    host.open(0);
    host.open(1);
    say("one", "two");
    host.lans[0].lose("gone");
    rig.loop.runAll();
    say("three", "four");
  }

  @Test
  void aNumberFarRoundIsOneToCountFromToo() {
    open();
    loseAll();
    host.open(0);
    host.open(1);
    host.sendRaw(0, 60_000, "a".getBytes(ISO_8859_1));
    host.sendRaw(1, 60_000, "a".getBytes(ISO_8859_1));
    host.sendRaw(1, 60_001, "b".getBytes(ISO_8859_1));
    rig.loop.runAll();

    assertThat(tty.takenText()).isEqualTo("ab");
    assertThat(rig.status().clients()).hasSize(1);
    assertThat(host.lans[1].isOpen()).isTrue();
  }

  private void loseAll() {
    host.lans[0].lose("gone");
    rig.loop.runAll();
    host.lans[1].lose("gone");
    rig.loop.runAll();
  }

  @Test
  void noLossOrReturnOfAPathLosesOrRepeatsAByte() {
    FuzzRuns.run(RUNS, this::anyLossesAndReturns);
  }

  private void anyLossesAndReturns(RandomGenerator random) {
    host.lans[0].forget();
    host.lans[1].forget();
    open();
    ByteArrayOutputStream toDevice = new ByteArrayOutputStream();
    ByteArrayOutputStream toHost = new ByteArrayOutputStream();
    tty.taken();
    host.sent();
    for (int i = 0; i < STEPS; i++) {
      int which = random.nextInt(2);
      switch (random.nextInt(8)) {
        case 0, 1 -> host.feed(noise(random, toDevice));
        case 2, 3 -> tty.feed(noise(random, toHost));
        case 4 -> tty.setRoom(random.nextInt(3000));
        case 5 -> spoil(which, random);
        case 6 -> restore(which);
        default -> rig.loop.advanceMs(random.nextInt(1500));
      }
    }
    restore(0);
    restore(1);
    tty.setRoom(Integer.MAX_VALUE);
    rig.loop.advanceMs(5_000);

    assertThat(host.hasSentAll()).isTrue();
    assertSame(tty.taken(), toDevice.toByteArray());
    assertSame(host.sent(), toHost.toByteArray());
    host.lans[0].lose("end of the run");
    host.lans[1].lose("end of the run");
    rig.loop.runAll();
  }

  private static byte[] noise(RandomGenerator random, ByteArrayOutputStream copy) {
    byte[] noise = new byte[random.nextInt(1, random.nextBoolean() ? 20 : 3000)];
    random.nextBytes(noise);
    copy.writeBytes(noise);
    return noise;
  }

  /** Not while the other one is out of order, nor when only this one carries what is under way. */
  private void spoil(int which, RandomGenerator random) {
    FakeHost.Lan lan = host.lans[which];
    FakeHost.Lan other = host.lans[1 - which];
    rig.loop.runAll();
    if (lan.up && !lan.silent && other.up && !other.silent && !host.dependsOn(which)) {
      if (random.nextBoolean()) {
        lan.silence();
      } else {
        lan.lose("gone");
      }
    }
  }

  /** Back, whether or not the server has heard that it was gone. */
  private void restore(int which) {
    FakeHost.Lan lan = host.lans[which];
    if (lan.silent || !lan.up) {
      lan.forget();
      host.open(which);
    }
  }

  private static void assertSame(byte[] actual, byte[] expected) {
    assertThat(Arrays.mismatch(actual, expected)).as("first byte that differs").isEqualTo(-1);
  }
}
