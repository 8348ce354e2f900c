package io.hardline.mode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.net.Connection;
import io.hardline.net.FakeConnection;
import io.hardline.settings.PortSettings.WhenAbsent;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.tty.FaultyTty;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

/** What holds besides for every mode whose peers have a connection: nothing is lost on the way. */
public abstract class StreamModeContract extends ModeContract {

  @Override
  protected abstract FakeConnection connect();

  @Test
  void aLargeTransferToATtyThatTakesLittle() {
    open(port(false));
    FakeConnection client = connect();
    byte[] large = random(LARGE);
    tty.setRoom(0);
    client.feed(coded(large));
    rig.loop.runAll();
    assertThat(client.isPaused()).as("the client is not read while the tty is full").isTrue();
    assertThat(client.unreadBytes()).isPositive();

    ByteArrayOutputStream taken = new ByteArrayOutputStream();
    for (int i = 0; taken.size() < LARGE && i < LARGE; i++) {
      tty.setRoom(4099);
      rig.loop.runAll();
      taken.writeBytes(tty.taken());
    }
    assertThat(taken.toByteArray()).isEqualTo(large);
    assertThat(client.isPaused()).isFalse();
    assertThat(rig.counters().toSerialDiscardedBytes()).isZero();
  }

  @Test
  void aLargeTransferToAClientThatTakesLittle() {
    open(port(false));
    FakeConnection client = connect();
    byte[] large = random(LARGE);
    client.setRoom(0);
    tty.feed(large);
    rig.loop.runAll();
    assertThat(client.backlogBytes()).isBetween(1, Connection.BACKLOG_LIMIT_BYTES);

    ByteArrayOutputStream got = new ByteArrayOutputStream();
    int wanted = coded(large).length;
    for (int i = 0; got.size() < wanted && i < LARGE; i++) {
      client.setRoom(4099);
      rig.loop.runAll();
      got.writeBytes(client.sent());
    }
    assertThat(got.toByteArray()).isEqualTo(coded(large));
    assertThat(rig.counters().skippedBytes()).isZero();
  }

  @Test
  void aClientThatDoesNotReadIsWaitedFor() {
    open(port(false));
    FakeConnection slow = connect();
    FakeConnection quick = connect();
    slow.setRoom(0);
    tty.feed(random(LARGE));
    rig.loop.runAll();
    assertThat(unreadOnTty()).as("the rest stays in the kernel").isPositive();

    slow.setRoom(Integer.MAX_VALUE);
    rig.loop.runAll();
    assertThat(slow.sent()).isEqualTo(coded(random(LARGE)));
    assertThat(quick.sent()).isEqualTo(coded(random(LARGE)));
  }

  @Test
  void aClientThatDoesNotReadIsSkippedWhenTheSettingsSaySo() {
    open(port(true));
    FakeConnection slow = connect();
    FakeConnection quick = connect();
    slow.setRoom(0);
    byte[] large = random(LARGE);
    tty.feed(large);
    rig.loop.runAll();

    assertThat(quick.sent()).isEqualTo(coded(large));
    assertThat(slow.backlogBytes()).isEqualTo(Connection.BACKLOG_LIMIT_BYTES);
    assertThat(rig.counters().skippedBytes())
        .isEqualTo(coded(large).length - (long) Connection.BACKLOG_LIMIT_BYTES);
  }

  @Test
  void aPeerThatGoesLeavesTheOthersAlone() {
    open(port(false));
    FakeConnection leaver = connect();
    FakeConnection stayer = connect();
    leaver.failWrites("connection reset by the peer (ECONNRESET)");
    tty.feed("one");
    rig.loop.runAll();
    assertThat(leaver.isOpen()).isFalse();

    tty.feed("two");
    stayer.feed(coded(new byte[] {'x'}));
    rig.loop.runAll();
    assertThat(stayer.sentText()).isEqualTo("onetwo");
    assertThat(tty.takenText()).isEqualTo("x");
    assertThat(rig.events.taken())
        .contains("info port 1: client peer:1 gone: connection reset by the peer (ECONNRESET)");
  }

  @Test
  void aPeerThatGoesWhileItIsWaitedForHoldsNobodyUp() {
    open(port(false));
    FakeConnection leaver = connect();
    FakeConnection stayer = connect();
    leaver.setRoom(0);
    tty.feed(random(LARGE));
    rig.loop.runAll();
    assertThat(unreadOnTty()).isPositive();

    leaver.vanishes("the peer no longer answers (ETIMEDOUT)");
    rig.loop.runAll();
    assertThat(stayer.sent()).isEqualTo(coded(random(LARGE)));
  }

  @Test
  void aFullTtyThatGoesLetsItsClientsGoOn() {
    open(port(false));
    FakeConnection client = connect();
    tty.setRoom(0);
    client.feed(coded(random(LARGE)));
    rig.loop.runAll();
    assertThat(client.isPaused()).isTrue();

    rig.unplug(tty);
    assertThat(client.isPaused()).isFalse();
    assertThat(client.unreadBytes()).isZero();
    assertThat(rig.counters().toSerialDiscardedBytes()).isEqualTo(LARGE);
  }

  @Test
  void clientsAreRefusedWhileTheTtyIsAwayWhenTheSettingsSaySo() {
    open(
        new PortSettingsBuilder()
            .whenAbsent(WhenAbsent.REFUSE_CLIENTS)
            .mode(settings(false))
            .build());
    FakeConnection client = connect();
    rig.unplug(tty);
    assertThat(client.isOpen()).isFalse();
    assertThat(listening()).isEmpty();

    FaultyTty back = rig.plug();
    rig.loop.advanceMs(1_000);
    rig.loop.runUntil(back::isAttached);
    assertThat(connect().isOpen()).isTrue();
  }
}
