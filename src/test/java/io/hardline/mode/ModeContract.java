package io.hardline.mode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.IoBuffer;
import io.hardline.net.Peer;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.port.PortRig;
import io.hardline.port.PortState;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettings.DelimiterProcess;
import io.hardline.settings.PortSettings.Packing;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.tty.FaultyTty;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What holds for every mode that carries a port's bytes to peers on the network. A mode inherits it
 * with its settings, with how a peer comes to it, and, when it has a protocol, its coding of bytes.
 */
@Timeout(60)
public abstract class ModeContract {
  /** More than any buffer on the way holds. */
  protected static final int LARGE = 1 << 20;

  @SuppressWarnings("NullAway.Init") // by open()
  protected PortRig rig;

  @SuppressWarnings("NullAway.Init") // by open()
  protected FaultyTty tty;

  private Packing packing = Packing.STANDARD;
  private int bufferBytes;

  /** The mode with places for two peers. */
  protected abstract ModeSettings settings(boolean ignoreJammedClient);

  protected abstract Mode start(PortSettings settings, Port port);

  /** A peer that gets what the device sends, and may send to it. */
  protected abstract Peer connect();

  /** What is open for peers to come by. */
  protected abstract List<String> listening();

  /** What a peer gets when the device sends {@code serial}, and sends to have it sent there. */
  protected byte[] coded(byte[] serial) {
    return serial;
  }

  protected PortSettings port(boolean ignoreJammedClient) {
    return new PortSettingsBuilder()
        .packing(packing)
        .buffer(bufferBytes, bufferBytes > 0)
        .mode(settings(ignoreJammedClient))
        .build();
  }

  protected void open(PortSettings settings) {
    rig = new PortRig(settings);
    tty = rig.startOpen(this::start);
    rig.loop.runAll();
  }

  @AfterEach
  void close() {
    rig.stop();
    rig.close();
    assertThat(listening()).as("open after the stop").isEmpty();
  }

  protected static byte[] random(int count) {
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
    Peer client = connect();
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
    Peer first = connect();
    Peer second = connect();
    tty.feed("both");
    rig.loop.runAll();

    assertThat(first.sentText()).isEqualTo("both");
    assertThat(second.sentText()).isEqualTo("both");
  }

  @Test
  void clientsStayWhileTheTtyIsAwayAndWhatTheySendIsCounted() {
    open(port(false));
    Peer client = connect();
    rig.unplug(tty);
    client.feed(coded(allOctets()));
    rig.loop.runAll();

    assertThat(client.isOpen()).isTrue();
    assertThat(rig.counters().toSerialDiscardedBytes()).isEqualTo(256);

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
  void aNewLineDisconnectsNobodyAndLosesNothing() {
    open(port(false));
    Peer client = connect();
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
  void serialBytesArePacked() {
    packing = new Packing(0, "0a", DelimiterProcess.STRIP, Duration.ZERO);
    open(port(false));
    Peer client = connect();
    tty.feed("one\ntwo\nthr");
    rig.loop.runAll();

    assertThat(client.sentText()).isEqualTo("onetwo");
  }

  @Test
  void whatWasKeptIsForTheNextClientAndIsPackedOnlyThen() {
    packing = new Packing(0, "0a", DelimiterProcess.STRIP, Duration.ZERO);
    bufferBytes = 1_000;
    open(port(false));
    tty.feed("kept\nsin");
    rig.loop.runAll();
    assertThat(rig.status().keptBytes()).isEqualTo(8);
    Peer client = connect();
    tty.feed("ce\n");
    rig.loop.runAll();

    assertThat(client.sentText()).isEqualTo("keptsince");
    assertThat(rig.status().keptBytes()).isZero();
  }

  @Test
  void stoppingClosesEveryClient() {
    open(port(false));
    Peer client = connect();
    rig.stop();

    assertThat(client.isOpen()).isFalse();
    assertThat(tty.isClosed()).isTrue();
    assertThat(listening()).isEmpty();
  }

  @Test
  void aBreakIsSentBetweenTheBytesBeforeAndAfterIt() {
    open(port(false));
    Peer client = connect();
    client.feed(coded("before".getBytes(ISO_8859_1)));
    rig.loop.runAll();
    rig.port.remote().sendBreak(250, () -> {});
    rig.loop.advanceMs(10);
    rig.loop.runUntil(() -> tty.calls().contains("startBreak"));
    assertThat(tty.takenText()).isEqualTo("before");
    client.feed(coded("after".getBytes(ISO_8859_1)));
    tty.feed("from");
    // It began somewhere in the 10 ms above.
    rig.loop.advanceMs(239);
    assertThat(tty.taken()).as("sent during the break").isEmpty();

    rig.loop.advanceMs(11);
    rig.loop.runUntil(() -> tty.calls().contains("stopBreak"));
    rig.loop.runUntil(() -> rig.counters().toSerialBytes() == "beforeafter".length());
    assertThat(tty.takenText()).isEqualTo("after");
    assertThat(client.sentText()).isEqualTo("from");
    assertThat(client.isOpen()).isTrue();
  }

  /** Bytes of the device that nobody has read. */
  protected int unreadOnTty() {
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
