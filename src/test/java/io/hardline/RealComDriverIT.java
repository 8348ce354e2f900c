package io.hardline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.mode.realcom.NportDriver;
import io.hardline.mode.realcom.NportTermios;
import io.hardline.mode.realcom.NportTrace.Way;
import io.hardline.mode.realcom.WorkedTrace;
import io.hardline.port.PortStatus;
import io.hardline.settings.LineSettings.Parity;
import io.hardline.tty.PtyPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host with the driver opens a port as a COM port: what applications do, one after the other. */
@Timeout(120)
class RealComDriverIT {
  private static final String ECHO = "{ virtual: echo }";
  private static final String LOOPBACK = "{ virtual: loopback }";

  @TempDir Path directory;

  private RealComUnit unit(Object... ttys) throws IOException {
    return RealComUnit.start(directory, "", ttys);
  }

  private static void write(NportDriver driver, String text) throws IOException {
    driver.write(text.getBytes(ISO_8859_1));
  }

  private static String read(NportDriver driver, int count) throws IOException {
    return new String(driver.read(count, Program.PATIENCE.toMillis()), ISO_8859_1);
  }

  private static void assertEchoes(NportDriver driver, String text) throws IOException {
    write(driver, text);
    assertThat(read(driver, text.length())).isEqualTo(text);
  }

  @Test
  void theWorkedTraceIsWhatGoesOverTheWire() throws Exception {
    try (RealComUnit unit = unit(ECHO)) {
      NportDriver driver = unit.driver(1);
      WorkedTrace.play(driver, "hello");

      WorkedTrace.assertIsAsSeen(driver.trace());
      assertThat(driver.unasked()).isEmpty();
      unit.daemon().awaitClients(1, 0);
    }
  }

  @Test
  void aSecondOpenFindsThePortAgain() throws Exception {
    try (RealComUnit unit = unit(ECHO)) {
      NportDriver driver = unit.driver(1);
      driver.open();
      driver.setAttributes(NportTermios.RAW.baudRate(19200).framing(7, Parity.EVEN, false));
      driver.close();
      driver.trace().clear();
      driver.open();

      assertThat(driver.trace().commands())
          .containsExactly(
              "C>S 2c 08 07 0a 01 01 00 00 00 00",
              "S>C 2c 03 01 01 01",
              "C>S 30 01 10",
              "S>C 30 4f 4b");
      assertEchoes(driver, "again");
    }
  }

  @Test
  void aHostComesBackAfterItsConnectionsAreLost() throws Exception {
    try (RealComUnit unit = unit(ECHO)) {
      NportDriver driver = unit.driver(1);
      driver.open();
      driver.setAttributes(
          NportTermios.RAW.baudRate(19200).framing(7, Parity.EVEN, false).flow(false, true, true));
      driver.setLines(false, true);
      driver.trace().clear();
      driver.lose();
      Program.await().until(() -> driver.recoveries() == 1);

      assertThat(driver.trace().commands())
          .containsExactly(
              "C>S 2c 08 07 0a 00 01 00 00 01 01 18 02 11 13 30 01 10 12 02 00 01",
              "S>C 2c 03 01 01 01",
              "S>C 18 4f 4b",
              "S>C 30 4f 4b",
              "S>C 12 4f 4b");
      assertEchoes(driver, "back");
    }
  }

  @Test
  void aHostComesBackWhenTheUnitWasStartedAnew() throws Exception {
    NportDriver driver;
    try (RealComUnit first = unit(ECHO)) {
      driver = new NportDriver(first.entry(1));
      driver.open();
      driver.setAttributes(NportTermios.RAW.baudRate(19200));
      first.daemon().stop();
      Program.await().until(() -> !driver.isReady());
      assertThat(driver.line()).isEqualTo(NportTermios.RAW.baudRate(19200));

      try (TestDaemon again =
          TestDaemon.start(directory, Files.readString(first.daemon().settings()))) {
        Program.await().until(driver::isReady);
        again.awaitThat(1, p -> assertThat(p.effectiveLine()).isEqualTo("19200 8N1"));
        assertEchoes(driver, "after the restart");
        driver.close();
      }
    }
    assertThat(driver.attempts()).isGreaterThan(1);
    assertThat(driver.complaints()).isEmpty();
  }

  @Test
  void whoDoesNotWaitAtTheEndOnlyFlushes() throws Exception {
    try (RealComUnit unit = unit(ECHO)) {
      NportDriver driver = unit.driver(1);
      driver.open();
      driver.trace().clear();
      driver.closeWithoutWaiting();

      assertThat(driver.trace().commands()).containsExactly("C>S 14 01 02", "S>C 14 4f 4b");
      unit.daemon().awaitClients(1, 0);
    }
  }

  @Test
  void aFifoIsTurnedOffWithoutAWord() throws Exception {
    try (RealComUnit unit = unit(ECHO)) {
      NportDriver driver = unit.driver(unit.entry(1).withFifo(false));
      driver.open();

      assertThat(driver.trace().commands()).endsWith("C>S 30 01 01", "S>C 30 4f 4b");
    }
  }

  @Test
  void outputIsStoppedAndStartedByTheHost() throws Exception {
    try (RealComUnit unit = unit(ECHO)) {
      NportDriver driver = unit.driver(1);
      driver.open();
      driver.stopOutput();
      write(driver, "held");
      unit.daemon().awaitThat(1, p -> assertThat(p.queuedToSerialBytes()).isEqualTo(4));
      assertThat(driver.transmitterEmpty()).isFalse();
      driver.startOutput();

      assertThat(read(driver, 4)).isEqualTo("held");
    }
  }

  @Test
  void aFlushThrowsAwayWhatIsNotOnTheWire() throws Exception {
    try (RealComUnit unit = unit(ECHO)) {
      NportDriver driver = unit.driver(1);
      driver.open();
      driver.setAttributes(NportTermios.RAW.baudRate(300));
      driver.write(new byte[2000]);
      driver.drain();
      assertThat(driver.transmitterEmpty()).as("it takes a minute").isFalse();
      driver.flush();

      Program.await().until(driver::transmitterEmpty);
      driver.setAttributes(NportTermios.RAW);
      assertEchoesAtLast(driver, "and then");
    }
  }

  /** Something may be left of what the device had heard before. */
  private static void assertEchoesAtLast(NportDriver driver, String text) throws IOException {
    write(driver, text);
    StringBuilder heard = new StringBuilder();
    while (!heard.toString().endsWith(text)) {
      String next = read(driver, 1);
      assertThat(next).as("after: " + heard).hasSize(1);
      heard.append(next);
    }
  }

  @Test
  void drainingTellsTheTruthAboutASlowLine() throws Exception {
    try (RealComUnit unit = unit(ECHO)) {
      NportDriver driver = unit.driver(1);
      driver.open();
      driver.setAttributes(NportTermios.RAW.baudRate(1200));
      // 120 characters a second.
      long beginNs = System.nanoTime();
      driver.write(new byte[120]);
      driver.drain();
      assertThat(driver.transmitterEmpty()).isFalse();
      driver.close();
      long tookMs = (System.nanoTime() - beginNs) / 1_000_000;

      assertThat(tookMs).isBetween(950L, 5000L);
      assertThat(unit.daemon().port(1).counters().toSerialBytes()).isEqualTo(120);
      assertThat(driver.unasked()).as("no answer came too late").isEmpty();
    }
  }

  @Test
  void controlLinesGoRoundALoopbackPlug() throws Exception {
    try (RealComUnit unit = unit(LOOPBACK)) {
      NportDriver driver = unit.driver(1);
      driver.open();
      assertThat(driver.modem().dsr() && driver.modem().cts() && driver.modem().dcd()).isTrue();
      driver.setLines(false, true);
      Program.await().until(() -> !driver.modem().dsr() && !driver.modem().dcd());
      assertThat(driver.modem().cts()).isTrue();
      driver.setLines(true, false);
      Program.await().until(() -> driver.modem().dsr() && !driver.modem().cts());
    }
  }

  @Test
  void aBreakGoesRoundALoopbackPlugAndReadsAsANul() throws Exception {
    try (RealComUnit unit = unit(LOOPBACK)) {
      NportDriver driver = unit.driver(1);
      driver.open();
      driver.sendBreak();
      Program.await().until(() -> driver.modem().breaks() == 1);

      assertThat(read(driver, 1)).isEqualTo("\0");
      assertEchoes(driver, "and data again");
    }
  }

  @Test
  void aRateOfZeroIsNoHangup() throws Exception {
    try (RealComUnit unit = unit(LOOPBACK)) {
      NportDriver driver = unit.driver(1);
      driver.open();
      driver.setAttributes(NportTermios.RAW.baudRate(57600));
      driver.setAttributes(NportTermios.RAW.baudRate(0));

      assertThat(driver.trace().of(Way.COMMAND_SENT)).endsWith("2c 08 ff 03 01 01 00 00 00 00");
      assertThat(unit.daemon().port(1).effectiveLine()).isEqualTo("57600 8N1");
      assertThat(driver.modem().dsr()).isTrue();
      assertEchoes(driver, "still there");
    }
  }

  @Test
  void theLineIsAsTheHostSetItUntilItIsConfiguredAnew() throws Exception {
    try (RealComUnit unit = unit(ECHO)) {
      NportDriver driver = unit.driver(1);
      driver.open();
      driver.setAttributes(NportTermios.RAW.baudRate(19200).framing(7, Parity.ODD, true));
      driver.close();
      unit.daemon().awaitClients(1, 0);
      PortStatus left = unit.daemon().port(1);
      assertThat(left.effectiveLine()).isEqualTo("19200 7O2");
      assertThat(left.configuredLine()).isEqualTo("115200 8N1");
      assertThat(left.remoteLine()).isNotNull();

      unit.change("", "baud-rate: 4800");
      unit.daemon().awaitThat(1, p -> assertThat(p.effectiveLine()).isEqualTo("4800 8N1"));
      assertThat(unit.daemon().port(1).remoteLine()).isNull();
    }
  }

  @Test
  void aMegabyteGoesEachWayOnTwoPortsAtOnce() throws Exception {
    try (PtyPeer one = new PtyPeer();
        PtyPeer other = new PtyPeer();
        RealComUnit unit = unit(one.path(), other.path())) {
      List<NportDriver> drivers = List.of(unit.driver(1), unit.driver(2));
      for (NportDriver driver : drivers) {
        driver.open();
        driver.setAttributes(NportTermios.RAW.baudRate(921_600));
      }
      exchangeAtOnce(drivers, List.of(one, other));
    }
  }

  private static void exchangeAtOnce(List<NportDriver> drivers, List<PtyPeer> devices)
      throws Exception {
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      List<Future<Void>> both = new ArrayList<>();
      for (int i = 0; i < drivers.size(); i++) {
        NportDriver driver = drivers.get(i);
        PtyPeer device = devices.get(i);
        int seed = 2 * i;
        both.add(
            threads.submit(() -> {
              exchange(driver, device, seed);
              return null;
            }));
      }
      for (Future<Void> one : both) {
        Exchange.result(one);
      }
    }
  }

  private static void exchange(NportDriver driver, PtyPeer device, int seed) throws Exception {
    Exchange.bothWays(
        new Exchange.End(driver::write, count -> driver.read(count, Program.PATIENCE.toMillis())),
        new Exchange.End(device::send, device::receive),
        Exchange.noise(Exchange.MEGABYTE, seed),
        Exchange.noise(Exchange.MEGABYTE, seed + 1));
  }
}
