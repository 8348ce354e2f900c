package io.hardline.tty.virtual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hardline.loop.ManualLoop;
import io.hardline.settings.LineSettings;
import io.hardline.settings.LineSettings.FlowControl;
import io.hardline.settings.LineSettings.Parity;
import io.hardline.settings.LineSettings.StopBits;
import io.hardline.settings.PortSettings;
import io.hardline.tty.LineErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VirtualTtyTest {
  private static final PortSettings.Rs485 RS_485 = PortSettings.Rs485.STANDARD;

  private final ManualLoop loop = new ManualLoop();

  private TtyOwner open(Function<DeviceLine, SimulatedDevice> maker, LineSettings line) {
    TtyOwner owner = new TtyOwner(new VirtualTty("virtual test", maker, line), loop);
    loop.runAll();
    return owner;
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({"9600, 8, NONE, 10", "9600, 8, EVEN, 11", "300, 7, ODD, 10", "4800, 5, NONE, 7"})
  void bytesTakeTheirTimeBothWays(int baudRate, int dataBits, Parity parity, int bits) {
    TtyOwner owner =
        open(
            EchoDevice::new,
            LineSettings.STANDARD.withFraming(baudRate, dataBits, parity, StopBits.ONE));
    byte[] sent = new byte[100];
    Arrays.fill(sent, (byte) 0x15);
    owner.send(sent);
    // A byte comes back one character time after it was there; all are on the line one by one.
    long leastMs = 101L * bits * 1000 / baudRate;

    loop.advanceMs(leastMs);
    assertThat(owner.received().length).isBetween(90, 99);

    // What came in a millisecond starts its way back at the end of it.
    loop.advanceMs(2 + 2 * Math.ceilDiv(bits * 1000, baudRate));
    assertThat(owner.received()).isEqualTo(sent);
  }

  @Test
  void aBusyLineCarriesItsBaudRate() {
    TtyOwner owner = open(EchoDevice::new, Lines.baud(115_200));
    byte[] sent = bytes(5 * 11_520);
    owner.send(sent);

    loop.advanceMs(5000);
    assertThat(owner.received().length).isBetween(sent.length - 40, sent.length - 1);

    loop.advanceMs(5);
    assertThat(owner.received()).isEqualTo(sent);
  }

  @Test
  void aFastLineIsNotHeldUpByTheTimer() {
    TtyOwner owner = open(EchoDevice::new, Lines.baud(4_000_000));
    byte[] sent = bytes(400_000);
    owner.send(sent);

    loop.advanceMs(1005);
    assertThat(owner.received()).isEqualTo(sent);
  }

  @Test
  void aNewBaudRateCountsAtOnce() throws IOException {
    TtyOwner owner = open(EchoDevice::new, Lines.baud(50));
    byte[] sent = bytes(1000);
    owner.send(sent);
    owner.tty.setLine(Lines.baud(1_000_000), RS_485);

    loop.advanceMs(20);
    assertThat(owner.received()).isEqualTo(sent);
  }

  @Test
  void theLineSaysWhatItTook() throws IOException {
    TtyOwner owner = open(EchoDevice::new, Lines.baud(9600));
    LineSettings possible = Lines.baud(1200).withFraming(1200, 5, Parity.SPACE, StopBits.TWO);

    assertThat(owner.tty.setLine(possible, RS_485)).isEqualTo(possible);
    assertThat(owner.tty.setLine(Lines.baud(0), RS_485).baudRate()).isEqualTo(50);
    assertThat(owner.tty.setLine(Lines.baud(5_000_000), RS_485).baudRate()).isEqualTo(4_000_000);
  }

  @Test
  void aFullDriverTakesNoMoreAndSaysWhenItDoes() throws IOException {
    TtyOwner owner = open(EchoDevice::new, Lines.baud(9600));

    assertThat(owner.send(bytes(5000))).isEqualTo(4096);
    assertThat(owner.waiting()).isEqualTo(904);
    assertThat(owner.tty.unsentBytes()).isEqualTo(4096);

    loop.advanceMs(2133);
    assertThat(owner.events).doesNotContain("writable");
    loop.advanceMs(2);
    assertThat(owner.events).containsOnlyOnce("writable");
    assertThat(owner.waiting()).isZero();

    loop.advanceMs(10_000);
    assertThat(owner.events).containsOnlyOnce("writable");
    assertThat(owner.received()).isEqualTo(bytes(5000));
  }

  @Test
  void whatNobodyReadsIsAnOverrun() throws IOException {
    TtyOwner owner = open(EchoDevice::new, Lines.baud(115_200));
    owner.setReading(false);
    byte[] sent = bytes(4096 + 100);
    owner.send(sent);
    loop.advanceMs(1000);

    assertThat(owner.tty.lineErrors()).isEqualTo(new LineErrors(0, 0, 0, 0, 100));
    owner.read();
    assertThat(owner.received()).isEqualTo(Arrays.copyOf(sent, 4096));
  }

  @ParameterizedTest
  @EnumSource(names = {"RTS_CTS", "XON_XOFF"})
  void flowControlLosesNothing(FlowControl flowControl) throws IOException {
    TtyOwner owner = open(EchoDevice::new, Lines.with(115_200, flowControl));
    owner.setReading(false);
    byte[] sent = new byte[20_000];
    for (int i = 0; i < sent.length; i++) {
      sent[i] = (byte) (i % 200 + 0x20);
    }
    owner.send(sent);
    loop.advanceMs(5000);
    // Ours for received bytes is full, and the device's, and ours for unsent ones half at least.
    assertThat(20_000 - owner.waiting()).isBetween(5 * 2048, 6 * 4096);
    assertThat(owner.tty.unsentBytes()).isGreaterThan(2048);

    owner.setReading(true);
    owner.read();
    loop.advanceMs(5000);
    assertThat(owner.received()).isEqualTo(sent);
    assertThat(owner.tty.lineErrors()).isEqualTo(LineErrors.NONE);
  }

  @Test
  void readableIsSaidOnceUntilAReadFoundNothingMore() {
    TtyOwner owner = open(EchoDevice::new, Lines.baud(9600));
    owner.setReading(false);
    owner.send(bytes(100));
    loop.advanceMs(1000);
    assertThat(owner.events).containsExactly("readable");

    assertThat(owner.read()).isEqualTo(100);
    assertThat(owner.read()).isZero();
    loop.advanceMs(1000);
    assertThat(owner.events).containsExactly("readable");

    owner.send(bytes(1));
    loop.advanceMs(1000);
    assertThat(owner.events).containsExactly("readable", "readable");
  }

  @Test
  void sevenDataBitsCarrySeven() {
    TtyOwner owner =
        open(
            EchoDevice::new, LineSettings.STANDARD.withFraming(9600, 7, Parity.EVEN, StopBits.ONE));
    owner.send((byte) 0xC1, (byte) 0x41);
    loop.advanceMs(10);

    assertThat(owner.received()).containsExactly(0x41, 0x41);
  }

  @Test
  void xoffFromTheDeviceStopsUs() throws IOException {
    SayingDevice[] device = new SayingDevice[1];
    TtyOwner owner =
        open(line -> device[0] = new SayingDevice(line), Lines.with(115_200, FlowControl.XON_XOFF));
    device[0].says = new byte[] {'a', 0x13};
    owner.send((byte) '1');
    loop.advanceMs(5);
    owner.send((byte) '2', (byte) '3');
    loop.advanceMs(1000);
    assertThat(owner.tty.unsentBytes()).isEqualTo(2);
    assertThat(owner.received()).containsExactly('a');

    owner.tty.setLine(Lines.baud(115_200), RS_485);
    loop.advanceMs(1000);
    assertThat(owner.tty.unsentBytes()).isZero();
  }

  @Test
  void ctsHoldsUsOnlyWithRtsCts() throws IOException {
    TtyOwner owner = open(LoopbackDevice::new, Lines.with(115_200, FlowControl.RTS_CTS));
    owner.tty.setOutputs(true, false);
    owner.send((byte) 'x');
    loop.advanceMs(1000);
    assertThat(owner.tty.unsentBytes()).isEqualTo(1);

    owner.tty.setOutputs(true, true);
    loop.advanceMs(5);
    assertThat(owner.received()).containsExactly('x');
  }

  @Test
  void aBreakHoldsTheData() throws IOException {
    TtyOwner owner = open(LoopbackDevice::new, Lines.baud(115_200));
    owner.tty.startBreak();
    owner.tty.startBreak();
    owner.send((byte) 'x');
    loop.advanceMs(1000);
    assertThat(owner.received()).isEmpty();

    owner.tty.stopBreak();
    loop.advanceMs(5);
    assertThat(owner.received()).containsExactly('x');
    assertThat(owner.tty.lineErrors()).isEqualTo(new LineErrors(0, 0, 0, 1, 0));
  }

  @Test
  void suspendedOutputWaitsUntilItIsResumed() throws IOException {
    TtyOwner owner = open(LoopbackDevice::new, Lines.baud(115_200));
    owner.tty.suspendOutput();
    owner.send((byte) 'x');
    loop.advanceMs(1000);
    assertThat(owner.tty.unsentBytes()).isEqualTo(1);

    owner.tty.resumeOutput();
    loop.advanceMs(5);
    assertThat(owner.received()).containsExactly('x');
  }

  @Test
  void theCharactersOfXonXoffAreThoseThatWereSet() throws IOException {
    TtyOwner owner = open(LoopbackDevice::new, Lines.with(115_200, FlowControl.XON_XOFF));
    owner.tty.setFlowCharacters('(', ')');
    owner.send((byte) 0x13, (byte) ')');
    loop.advanceMs(5);
    assertThat(owner.received()).as("XOFF is a byte like others now").containsExactly(0x13);
    owner.send((byte) 'x');
    loop.advanceMs(1000);
    assertThat(owner.tty.unsentBytes()).isEqualTo(1);

    owner.tty.resumeOutput();
    loop.advanceMs(5);
    assertThat(owner.received()).containsExactly(0x13, 'x');
  }

  @Test
  void discardEmptiesWhatItIsTold() throws IOException {
    TtyOwner owner = open(EchoDevice::new, Lines.baud(9600));
    owner.setReading(false);
    owner.send(bytes(5000));
    loop.advanceMs(100);

    owner.tty.discard(false, true);
    assertThat(owner.tty.unsentBytes()).isZero();
    loop.runAll();
    assertThat(owner.events).containsExactly("readable", "writable");
    owner.tty.discard(true, false);
    assertThat(owner.read()).isZero();
  }

  @Test
  void anUnpluggedTtyIsGoneOnce() {
    TtyOwner owner = open(EchoDevice::new, Lines.baud(9600));
    owner.send(bytes(100));
    ((VirtualTty) owner.tty).unplug();
    loop.advanceMs(1000);

    assertThat(owner.events).containsExactly("gone: unplugged");
    assertThat(owner.read()).isEqualTo(-1);
    assertThat(owner.send((byte) 1)).isEqualTo(-1);
    assertThatThrownBy(() -> owner.tty.modemLines())
        .isInstanceOf(IOException.class)
        .hasMessage("virtual test: unplugged");
    assertThatThrownBy(() -> owner.tty.drain()).isInstanceOf(IOException.class);
  }

  @Test
  void nothingIsSaidAfterDetach() {
    TtyOwner owner = open(EchoDevice::new, Lines.baud(9600));
    owner.send(bytes(5000));
    loop.advanceMs(100);
    int before = owner.events.size();
    owner.tty.detach();
    owner.tty.close();
    owner.tty.close();
    loop.advanceMs(10_000);

    assertThat(owner.events).hasSize(before);
  }

  /** Says something for every byte. */
  private static final class SayingDevice implements SimulatedDevice {
    private final DeviceLine line;
    byte[] says = {};

    SayingDevice(DeviceLine line) {
      this.line = line;
    }

    @Override
    public void received(ByteBuffer bytes, long nowNs) {
      line.send(ByteBuffer.wrap(says));
    }
  }
}
