package io.hardline.mode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.IoBuffer;
import io.hardline.net.Connection;
import io.hardline.net.FakeConnection;
import io.hardline.net.FakeListeners;
import io.hardline.net.Listener;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.port.PortRig;
import io.hardline.port.PortState;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettings.WhenAbsent;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.tty.FaultyTty;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What holds for every mode that carries a port's bytes to clients. A mode inherits it with its
 * settings and, when it has a protocol, its coding of bytes.
 */
@Timeout(60)
public abstract class ModeContract {
  private static final int LARGE = 1 << 20;

  protected final FakeListeners listeners = new FakeListeners();

  @SuppressWarnings("NullAway.Init") // by open()
  protected PortRig rig;

  @SuppressWarnings("NullAway.Init") // by open()
  protected FaultyTty tty;

  /** The mode with places for two clients. */
  protected abstract ModeSettings settings(boolean ignoreJammedClient);

  protected abstract Mode start(PortSettings settings, Port port, Listener.Opener opener);

  /** What a client gets when the device sends {@code serial}, and sends to have it sent there. */
  protected byte[] coded(byte[] serial) {
    return serial;
  }

  /** The lines of a port are put in force while it runs; a mode that owns its line says which. */
  protected PortSettings port(boolean ignoreJammedClient) {
    return new PortSettingsBuilder().mode(settings(ignoreJammedClient)).build();
  }

  protected void open(PortSettings settings) {
    rig = new PortRig(settings);
    tty = rig.startOpen((s, port) -> start(s, port, listeners));
    rig.loop.runAll();
  }

  @AfterEach
  void close() {
    rig.stop();
    rig.close();
    assertThat(listeners.listening()).as("listeners after the stop").isEmpty();
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private static byte[] allOctets() {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  @Test
  void everyOctetPassesBothWays() {
    open(port(false));
    FakeConnection client = listeners.connect();
    tty.feed(allOctets());
    client.feed(coded(allOctets()));
    rig.loop.runAll();

    assertThat(client.sent()).isEqualTo(coded(allOctets()));
    assertThat(tty.taken()).isEqualTo(allOctets());
    assertThat(rig.counters().fromSerialBytes()).isEqualTo(256);
    assertThat(rig.counters().toSerialBytes()).isEqualTo(256);
  }

  @Test
  void everyClientGetsWhatTheDeviceSends() {
    open(port(false));
    FakeConnection first = listeners.connect();
    FakeConnection second = listeners.connect();
    tty.feed("both");
    rig.loop.runAll();

    assertThat(first.sentText()).isEqualTo("both");
    assertThat(second.sentText()).isEqualTo("both");
  }

  @Test
  void aLargeTransferToATtyThatTakesLittle() {
    open(port(false));
    FakeConnection client = listeners.connect();
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
    FakeConnection client = listeners.connect();
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
    FakeConnection slow = listeners.connect();
    FakeConnection quick = listeners.connect();
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
    FakeConnection slow = listeners.connect();
    FakeConnection quick = listeners.connect();
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
    FakeConnection leaver = listeners.connect();
    FakeConnection stayer = listeners.connect();
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
    FakeConnection leaver = listeners.connect();
    FakeConnection stayer = listeners.connect();
    leaver.setRoom(0);
    tty.feed(random(LARGE));
    rig.loop.runAll();
    assertThat(unreadOnTty()).isPositive();

    leaver.vanishes("the peer no longer answers (ETIMEDOUT)");
    rig.loop.runAll();
    assertThat(stayer.sent()).isEqualTo(coded(random(LARGE)));
  }

  @Test
  void clientsStayWhileTheTtyIsAwayAndWhatTheySendIsCounted() {
    open(port(false));
    FakeConnection client = listeners.connect();
    rig.unplug(tty);
    client.feed(coded(random(LARGE)));
    rig.loop.runAll();

    assertThat(client.isOpen()).isTrue();
    assertThat(client.unreadBytes()).isZero();
    assertThat(rig.counters().toSerialDiscardedBytes()).isEqualTo(LARGE);

    FaultyTty back = rig.plug();
    rig.loop.advanceMs(1_000);
    rig.loop.runUntil(back::isAttached);
    back.feed("back");
    client.feed("again");
    rig.loop.runAll();
    assertThat(client.sentText()).isEqualTo("back");
    assertThat(back.takenText()).isEqualTo("again");
    assertThat(rig.status().state()).isEqualTo(PortState.OPEN);
  }

  @Test
  void aFullTtyThatGoesLetsItsClientsGoOn() {
    open(port(false));
    FakeConnection client = listeners.connect();
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
    FakeConnection client = listeners.connect();
    rig.unplug(tty);
    assertThat(client.isOpen()).isFalse();
    assertThat(listeners.listening()).isEmpty();

    FaultyTty back = rig.plug();
    rig.loop.advanceMs(1_000);
    rig.loop.runUntil(back::isAttached);
    assertThat(listeners.connect().isOpen()).isTrue();
  }

  @Test
  void aNewLineDisconnectsNobodyAndLosesNothing() {
    open(port(false));
    FakeConnection client = listeners.connect();
    tty.blockCalls();
    rig.reconfigure(new PortSettingsBuilder().baud(9600).mode(settings(false)).build());
    rig.loop.runUntil(() -> tty.calls().contains("setLine 9600 8N1"));
    tty.feed("from");
    client.feed("to");
    rig.loop.runAll();
    assertThat(tty.taken()).as("written while the line is being set").isEmpty();
    assertThat(client.sent()).as("read while the line is being set").isEmpty();

    tty.releaseCalls();
    rig.loop.runUntil(() -> rig.status().effectiveLine().equals("9600 8N1"));
    rig.loop.runAll();
    assertThat(client.isOpen()).isTrue();
    assertThat(client.sentText()).isEqualTo("from");
    assertThat(tty.takenText()).isEqualTo("to");
  }

  @Test
  void withoutAClientBytesAreReadAndCounted() {
    open(port(false));
    tty.feed(random(LARGE));
    rig.loop.runAll();

    assertThat(unreadOnTty()).isZero();
    assertThat(rig.counters().fromSerialDiscardedBytes()).isEqualTo(LARGE);
  }

  @Test
  void stoppingClosesEveryClient() {
    open(port(false));
    FakeConnection client = listeners.connect();
    rig.stop();

    assertThat(client.isOpen()).isFalse();
    assertThat(tty.isClosed()).isTrue();
    assertThat(listeners.listening()).isEmpty();
  }

  private int unreadOnTty() {
    IoBuffer all = new IoBuffer(2 * LARGE);
    int count = Math.max(0, tty.read(all));
    tty.feed(Arrays.copyOf(bytesOf(all), count));
    return count;
  }

  private static byte[] bytesOf(IoBuffer buffer) {
    byte[] bytes = new byte[buffer.bytes.position()];
    buffer.bytes.get(0, bytes);
    return bytes;
  }
}
