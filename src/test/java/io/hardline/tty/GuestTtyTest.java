package io.hardline.tty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hardline.settings.LineSettings;
import io.hardline.settings.LineSettings.FlowControl;
import io.hardline.settings.LineSettings.Interface;
import io.hardline.settings.LineSettings.LevelAtOpen;
import io.hardline.settings.LineSettings.Parity;
import io.hardline.settings.LineSettings.StopBits;
import io.hardline.settings.PortSettings.Rs485;
import io.hardline.settings.TtySelector;
import io.hardline.tty.TtyUnavailable.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Real drivers, a 16550A and an FTDI adapter, connected by a null modem; runs inside the guest of
 * {@code ./check --guest} only. What a UART really does is read from its registers by /dev/port.
 */
@Tag("guest")
@Timeout(60)
class GuestTtyTest extends GuestFixture {
  @Test
  void findsOutWhatTheDriversCan() throws Exception {
    EnumSet<TtyCapability> allButRs485 = EnumSet.complementOf(EnumSet.of(TtyCapability.RS_485));
    assertThat(open(UART).capabilities()).isEqualTo(allButRs485);
    assertThat(open(ADAPTER).capabilities()).isEqualTo(allButRs485);
  }

  @Test
  void passesBytesBetweenTheDrivers() throws Exception {
    Tty uart = open(UART);
    Tty adapter = open(ADAPTER);
    TtyRecorder atUart = attach(uart);
    TtyRecorder atAdapter = attach(adapter);
    byte[] toAdapter = new byte[20_000];
    byte[] toUart = new byte[20_000];
    new Random(1).nextBytes(toAdapter);
    new Random(2).nextBytes(toUart);
    atUart.send(toAdapter);
    atAdapter.send(toUart);
    await()
        .atMost(30, TimeUnit.SECONDS)
        .untilAsserted(() -> {
          assertThat(atUart.received()).hasSize(toUart.length);
          assertThat(atAdapter.received()).hasSize(toAdapter.length);
        });
    assertThat(atUart.received()).isEqualTo(toUart);
    assertThat(atAdapter.received()).isEqualTo(toAdapter);
    assertThat(uart.lineErrors()).isEqualTo(LineErrors.NONE);
    assertThat(adapter.lineErrors()).isEqualTo(LineErrors.NONE);
  }

  @Test
  void setsAnyFramingOfAUart() throws Exception {
    Tty uart = open(UART);
    for (int bits = 5; bits <= 8; bits++) {
      StopBits more = bits == 5 ? StopBits.ONE_AND_A_HALF : StopBits.TWO;
      for (Parity parity : Parity.values()) {
        for (StopBits stop : List.of(StopBits.ONE, more)) {
          LineSettings line = framed(9600, bits, parity, stop);
          assertThat(uart.setLine(line, NO_DELAYS)).isEqualTo(line);
          assertThat(register(LCR) & 0x3F).isEqualTo(lcr(line));
        }
      }
    }
  }

  /** The line control register of a 16550, from its data sheet. */
  private static int lcr(LineSettings line) {
    int parity =
        switch (line.parity()) {
          // The driver sets the even bit too, which means nothing without the parity bit.
          case NONE -> 0x10;
          case ODD -> 0x08;
          case EVEN -> 0x18;
          case MARK -> 0x28;
          case SPACE -> 0x38;
        };
    return (line.dataBits() - 5) | (line.stopBits() == StopBits.ONE ? 0 : 4) | parity;
  }

  /** Qemu's adapter has neither mark nor space. */
  @Test
  void setsTheFramingOfAnAdapter() throws Exception {
    Tty adapter = open(ADAPTER);
    for (int bits = 7; bits <= 8; bits++) {
      for (Parity parity : List.of(Parity.NONE, Parity.EVEN, Parity.ODD)) {
        LineSettings line = framed(19_200, bits, parity, StopBits.TWO);
        assertThat(adapter.setLine(line, NO_DELAYS)).isEqualTo(line);
      }
    }
  }

  @Test
  void setsAnyBaudRateThatTheDeviceMakes() throws Exception {
    Tty uart = open(UART);
    Tty adapter = open(ADAPTER);
    for (int baud : new int[] {50, 300, 9600, 14_400, 31_250, 57_600, 115_200}) {
      LineSettings line = framed(baud, 8, Parity.NONE, StopBits.ONE);
      assertThat(uart.setLine(line, NO_DELAYS)).isEqualTo(line);
    }
    for (int baud : new int[] {300, 12_345, 250_000, 921_600, 1_000_000, 3_000_000}) {
      LineSettings line = framed(baud, 8, Parity.NONE, StopBits.ONE);
      assertThat(adapter.setLine(line, NO_DELAYS)).isEqualTo(line);
    }
  }

  @Test
  void answersTheRateThatAUartTookInsteadOfOneItCannotMake() throws Exception {
    Tty uart = open(UART);
    LineSettings tooFast = framed(4_000_000, 8, Parity.NONE, StopBits.ONE);
    assertThat(uart.setLine(tooFast, NO_DELAYS).baudRate()).isLessThanOrEqualTo(115_200);
  }

  @Test
  void setsFlowControl() throws Exception {
    for (TtySelector selector : List.of(UART, ADAPTER)) {
      Tty tty = open(selector);
      for (FlowControl flow : FlowControl.values()) {
        LineSettings line = LineSettings.STANDARD.withFlowControl(flow);
        assertThat(tty.setLine(line, NO_DELAYS)).isEqualTo(line);
      }
    }
  }

  @Test
  void movesDtrAndRts() throws Exception {
    Tty uart = open(UART);
    for (int levels = 0; levels < 4; levels++) {
      uart.setOutputs((levels & 1) != 0, (levels & 2) != 0);
      assertThat(register(MCR) & 3).isEqualTo(levels);
      assertThat(uart.modemLines().dtr()).isEqualTo((levels & 1) != 0);
      assertThat(uart.modemLines().rts()).isEqualTo((levels & 2) != 0);
      assertThat(register(MCR) & 8).as("OUT2, which lets the interrupts through").isEqualTo(8);
    }
    Tty adapter = open(ADAPTER);
    adapter.setOutputs(false, true);
    assertThat(adapter.modemLines().dtr()).isFalse();
    assertThat(adapter.modemLines().rts()).isTrue();
  }

  /** The UART's own loop leads RTS to CTS, DTR to DSR, OUT2 to DCD. */
  @Test
  void seesTheInputsMove() throws Exception {
    Tty uart = open(UART);
    setLoop(TtyRequest.TIOCMBIS);
    try {
      uart.setOutputs(false, false);
      assertThat(uart.modemLines().cts()).isFalse();
      assertThat(uart.modemLines().dsr()).isFalse();
      long before = uart.modemChanges();
      assertThat(uart.modemChanges()).isEqualTo(before);
      uart.setOutputs(false, true);
      long afterRts = uart.modemChanges();
      assertThat(afterRts).isNotEqualTo(before);
      assertThat(uart.modemLines().cts()).isTrue();
      uart.setOutputs(true, true);
      assertThat(uart.modemChanges()).isNotEqualTo(afterRts);
      assertThat(uart.modemLines().dsr()).isTrue();
    } finally {
      setLoop(TtyRequest.TIOCMBIC);
    }
  }

  @Test
  void setsTheControlLinesAtOpenAndLeavesThemAtClose() throws Exception {
    LineSettings off = withInterface(LineSettings.STANDARD, Interface.RS_232, LevelAtOpen.OFF);
    Tty uart = opener.open(UART, off);
    assertThat(register(MCR) & 3).isZero();
    uart.setLine(off, NO_DELAYS);
    uart.setOutputs(true, false);
    uart.close();
    assertThat(dtr()).as("HUPCL is off").isTrue();
    assertThat(rts()).isFalse();
    Tty again = opener.open(UART, LineSettings.STANDARD);
    assertThat(register(MCR) & 3).isEqualTo(3);
    again.setLine(LineSettings.STANDARD, NO_DELAYS);
    again.close();
    assertThat(register(MCR) & 3).isEqualTo(3);
  }

  @Test
  void holdsABreak() throws Exception {
    Tty uart = open(UART);
    uart.startBreak();
    assertThat(register(LCR) & 0x40).isEqualTo(0x40);
    uart.stopBreak();
    assertThat(register(LCR) & 0x40).isZero();
    Tty adapter = open(ADAPTER);
    adapter.startBreak();
    adapter.stopBreak();
  }

  @Test
  void countsABreakThatItReceivesAndPutsNothingIntoTheData() throws Exception {
    Tty uart = open(thirdUart(finder));
    TtyRecorder port = attach(uart);
    control.sendBreak();
    await().untilAsserted(() -> assertThat(uart.lineErrors().breaks()).isEqualTo(1));
    control.sendBreak();
    await().untilAsserted(() -> assertThat(uart.lineErrors().breaks()).isEqualTo(2));
    assertThat(port.received()).isEmpty();
  }

  /**
   * Holds the UART back: its loop leads its RTS, which is off, to CTS, and it obeys CTS. Qemu
   * itself sends at once, whatever the rate.
   */
  private TtyRecorder holdAndSend(Tty uart, int count) throws Exception {
    setLoop(TtyRequest.TIOCMBIS);
    uart.setOutputs(true, false);
    uart.setLine(LineSettings.STANDARD.withFlowControl(FlowControl.RTS_CTS), NO_DELAYS);
    TtyRecorder port = attach(uart);
    port.send(new byte[count]);
    await().untilAsserted(() -> assertThat(uart.unsentBytes()).isEqualTo(count));
    return port;
  }

  @Test
  void drainsWhatIsSentAndDiscardsWhatIsHeld() throws Exception {
    Tty uart = open(UART);
    try {
      TtyRecorder port = holdAndSend(uart, 3000);
      uart.discard(false, true);
      assertThat(uart.unsentBytes()).isZero();
      port.send(new byte[60]);
      await().untilAsserted(() -> assertThat(uart.unsentBytes()).isEqualTo(60));
      uart.setLine(LineSettings.STANDARD, NO_DELAYS);
      uart.drain();
      assertThat(uart.unsentBytes()).isZero();
      await().untilAsserted(() -> assertThat(port.received()).hasSize(60));
    } finally {
      setLoop(TtyRequest.TIOCMBIC);
    }
  }

  @Test
  void closesWithoutWaitingForTheUnsent() throws Exception {
    Tty uart = open(UART);
    try {
      holdAndSend(uart, 3000);
      detachAll();
      attached.clear();
      long startedNs = System.nanoTime();
      uart.close();
      assertThat(System.nanoTime() - startedNs)
          .as("the driver would wait for 30 s")
          .isLessThan(3_000_000_000L);
    } finally {
      setLoop(TtyRequest.TIOCMBIC);
    }
  }

  @Test
  void wakesACallThatIsStuckDrainingWhenItCloses() throws Exception {
    Tty uart = open(UART);
    try {
      holdAndSend(uart, 3000);
      CompletableFuture<String> drained = CompletableFuture.supplyAsync(() -> drain(uart));
      detachAll();
      attached.clear();
      uart.close();
      assertThat(drained.get(20, TimeUnit.SECONDS)).isNotNull();
    } finally {
      setLoop(TtyRequest.TIOCMBIC);
    }
  }

  private static String drain(Tty tty) {
    try {
      tty.drain();
      return "drained";
    } catch (IOException closed) {
      return closed.toString();
    }
  }

  @Test
  void switchesAnRs485TransmitterByRtsWhereTheDriverCannot() throws Exception {
    LineSettings line =
        withInterface(framed(9600, 8, Parity.NONE, StopBits.ONE), Interface.RS_485, LevelAtOpen.ON);
    Tty uart = open(UART);
    TtyRecorder peer = attach(open(ADAPTER));
    assertThat(uart.needsRtsToggle()).isFalse();
    uart.setLine(line, NO_DELAYS);
    assertThat(uart.needsRtsToggle()).isTrue();
    assertThat(rts()).isFalse();
    byte[] message = new byte[100];
    Arrays.fill(message, (byte) 'x');
    Rs485 delays = new Rs485(Duration.ofMillis(20), Duration.ofMillis(30));
    long startedNs = System.nanoTime();
    CompletableFuture<Void> sent =
        CompletableFuture.runAsync(() -> {
          try {
            uart.sendWithRts(message, delays);
          } catch (IOException failed) {
            throw new AssertionError(failed);
          }
        });
    await().pollInterval(Duration.ofMillis(2)).pollDelay(Duration.ZERO).until(GuestTtyTest::rts);
    sent.get(20, TimeUnit.SECONDS);
    assertThat(rts()).isFalse();
    assertThat(System.nanoTime() - startedNs).as("both delays").isGreaterThan(50_000_000);
    await().untilAsserted(() -> assertThat(peer.received()).isEqualTo(message));
    uart.setLine(LineSettings.STANDARD, NO_DELAYS);
    assertThat(uart.needsRtsToggle()).isFalse();
  }

  @Test
  void asksForLowLatency() throws Exception {
    Tty adapter = open(ADAPTER);
    Path name = Path.of(adapter.name()).getFileName();
    Path timer = Path.of("/sys/class/tty").resolve(name).resolve("device/latency_timer");
    assertThat(Files.readString(timer).strip()).isEqualTo("1");
    // What it goes back to; qemu's adapter keeps the 1 when it is replugged, a real one does not.
    Files.writeString(timer, "16");
    LineSettings s = LineSettings.STANDARD;
    LineSettings slow =
        new LineSettings(
            s.baudRate(),
            s.dataBits(),
            s.parity(),
            s.stopBits(),
            s.flowControl(),
            s.electricalInterface(),
            false,
            s.dtrAtOpen(),
            s.rtsAtOpen());
    adapter.setLine(slow, NO_DELAYS);
    assertThat(Files.readString(timer).strip()).isEqualTo("16");
  }

  @Test
  void refusesWhatMustNotBeOpened() throws Exception {
    refuses(new TtySelector.Path("/dev/ttyS0"), Reason.CONSOLE);
    refuses(new TtySelector.Path("/dev/ttyS3"), Reason.ABSENT);
    refuses(new TtySelector.Path("/dev/tty1"), Reason.NOT_SERIAL);
    refuses(new TtySelector.Path("/dev/ttyUSB7"), Reason.ABSENT);
    open(UART);
    refuses(UART, Reason.IN_USE);
  }

  @Test
  void refusesWhatAnotherProcessHolds() throws Exception {
    Process holder = new ProcessBuilder("sh", "-c", "exec sleep 60 </dev/ttyS1").start();
    try {
      Path stdin = Path.of("/proc", Long.toString(holder.pid()), "fd/0");
      await().until(() -> Files.readSymbolicLink(stdin).equals(Path.of("/dev/ttyS1")));
      refuses(UART, Reason.IN_USE);
    } finally {
      holder.destroyForcibly().waitFor();
    }
    open(UART);
  }

  @Test
  void losesAnAdapterUnderTrafficAndFindsItAgainUnderAnotherName() throws Exception {
    Tty first = open(ADAPTER);
    TtyRecorder port = attach(first);
    TtyRecorder peer = attach(open(UART));
    peer.send(new byte[100_000]);
    port.send(new byte[100_000]);
    await().untilAsserted(() -> assertThat(port.received()).isNotEmpty());
    try {
      control.pull();
      await().untilAsserted(() -> assertThat(port.gone()).hasSize(1));
      assertThat(port.ended()).isTrue();
      assertThatThrownBy(first::modemLines).isInstanceOf(IOException.class);
      await().untilAsserted(() -> refuses(ADAPTER, Reason.ABSENT));
      // The first is still open, so its name is taken.
      control.plug();
      Tty second = openWhenThere();
      assertThat(second.name()).isNotEqualTo(first.name());
      TtyRecorder again = attach(second);
      again.send("back again".getBytes(StandardCharsets.ISO_8859_1));
      await()
          .untilAsserted(() ->
              assertThat(peer.received())
                  .asString(StandardCharsets.ISO_8859_1)
                  .endsWith("back again"));
      assertThat(port.gone()).as("said once").hasSize(1);
    } finally {
      renumber();
    }
  }
}
