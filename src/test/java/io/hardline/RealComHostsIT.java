package io.hardline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hardline.mode.realcom.NportDriver;
import io.hardline.mode.realcom.NportTermios;
import io.hardline.mode.realcom.StrayHost;
import io.hardline.tty.PtyPeer;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several hosts with the driver at one port. */
@Timeout(120)
class RealComHostsIT {
  private static final String ECHO = "{ virtual: echo }";
  private static final String LOOPBACK = "{ virtual: loopback }";
  private static final String CONTROL = ", allow-driver-control: true";

  @TempDir Path directory;

  private RealComUnit unit(String mode, Object tty) throws IOException {
    return RealComUnit.start(directory, mode, tty);
  }

  private static List<NportDriver> open(RealComUnit unit, int count) throws IOException {
    List<NportDriver> drivers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      NportDriver driver = unit.driver(1, "127.0.0." + (2 + i));
      driver.open();
      drivers.add(driver);
    }
    return drivers;
  }

  private static String read(NportDriver driver, int count) throws IOException {
    return new String(driver.read(count, Program.PATIENCE.toMillis()), ISO_8859_1);
  }

  private static void write(NportDriver driver, String text) throws IOException {
    driver.write(text.getBytes(ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 8})
  void soManyHostsReceiveEverythingAndTheNextIsRefused(int places) throws Exception {
    try (PtyPeer device = new PtyPeer();
        RealComUnit unit = unit("max-connections: " + places, device.path())) {
      List<NportDriver> drivers = open(unit, places);
      unit.daemon().awaitClients(1, places);
      assertRefused(unit);

      device.send("to all");
      for (NportDriver driver : drivers) {
        assertThat(read(driver, 6)).isEqualTo("to all");
      }
      for (NportDriver driver : drivers) {
        write(driver, "one by one");
        assertThat(device.receiveText(10)).isEqualTo("one by one");
      }
      drivers.getLast().close();
      Program.await().until(() -> unit.daemon().port(1).clients().size() == places - 1);
      NportDriver next = unit.driver(1, "127.0.1.1");
      next.open();
      assertRefused(unit);
    }
  }

  private static void assertRefused(RealComUnit unit) throws IOException {
    try (StrayHost another = new StrayHost(unit.entry(1).from("127.0.2.1"))) {
      assertThatThrownBy(another::connectCommand).isInstanceOf(ConnectException.class);
    }
    try (StrayHost another = new StrayHost(unit.entry(1).from("127.0.2.1"))) {
      assertThatThrownBy(another::connectData).isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void ofSeveralHostsNoneSetsTheLineAndEachIsToldThatItDid() throws Exception {
    try (RealComUnit unit = unit("max-connections: 2", LOOPBACK)) {
      List<NportDriver> drivers = open(unit, 2);
      for (NportDriver driver : drivers) {
        driver.setAttributes(NportTermios.RAW.baudRate(1200));
        driver.setAttributes(NportTermios.RAW.baudRate(250_000));
        driver.setLines(false, false);
        driver.sendBreak();
        driver.flush();
        driver.drain();
      }

      assertThat(unit.daemon().port(1).effectiveLine()).isEqualTo("115200 8N1");
      assertThat(unit.daemon().port(1).remoteLine()).isNull();
      assertThat(unit.daemon().port(1).counters().controlIgnored()).isGreaterThanOrEqualTo(10);
      assertThat(drivers).allMatch(d -> d.modem().dsr() && d.modem().breaks() == 0);
    }
  }

  /** Also while it happens to be alone: what the line is must not hang on who else is there. */
  @Test
  void aHostThatIsAloneForTheMomentDoesNotSetTheLineEither() throws Exception {
    try (RealComUnit unit = unit("max-connections: 2", ECHO)) {
      NportDriver driver = open(unit, 1).getFirst();
      driver.setAttributes(NportTermios.RAW.baudRate(1200));

      assertThat(unit.daemon().port(1).effectiveLine()).isEqualTo("115200 8N1");
    }
  }

  @Test
  void whereDriversMaySetTheLineTheLastOneWins() throws Exception {
    try (RealComUnit unit = unit("max-connections: 2" + CONTROL, LOOPBACK)) {
      List<NportDriver> drivers = open(unit, 2);
      drivers.getFirst().setAttributes(NportTermios.RAW.baudRate(1200));
      drivers.getLast().setAttributes(NportTermios.RAW.baudRate(2400));
      assertThat(unit.daemon().port(1).effectiveLine()).isEqualTo("2400 8N1");

      drivers.getFirst().setLines(false, true);
      Program.await().until(() -> drivers.stream().noneMatch(d -> d.modem().dsr()));
      assertThat(unit.daemon().port(1).counters().controlIgnored()).isZero();
    }
  }

  @Test
  void hostsAreHeardInTheOrderInWhichTheirBytesCome() throws Exception {
    try (PtyPeer device = new PtyPeer();
        RealComUnit unit = unit("max-connections: 4", device.path())) {
      List<NportDriver> drivers = open(unit, 4);
      for (int i = 0; i < 40; i++) {
        String text = "host %d says %03d ".formatted(i % 4, i);
        write(drivers.get(i % 4), text);
        assertThat(device.receiveText(text.length())).isEqualTo(text);
      }
    }
  }

  /** As two machines behind one router: all that tells them apart is the order of connections. */
  @Test
  void twoHostsWithOneAddressEachHaveTheirOwn() throws Exception {
    try (PtyPeer device = new PtyPeer();
        RealComUnit unit = unit("max-connections: 2" + CONTROL, device.path())) {
      NportDriver one = unit.driver(1, "127.0.0.9");
      NportDriver other = unit.driver(1, "127.0.0.9");
      one.open();
      other.open();
      unit.daemon().awaitClients(1, 2);
      one.close();
      unit.daemon().awaitClients(1, 1);
      assertThat(other.isReady()).isTrue();
      device.send("still here");
      assertThat(read(other, 10)).isEqualTo("still here");
      other.setAttributes(NportTermios.RAW.baudRate(2400));
      assertThat(other.attempts()).as("it was never cut off").isEqualTo(1);
    }
  }

  @Test
  void hostsQueueForAPortThatIsTakenAndGetItOneAfterTheOther() throws Exception {
    try (RealComUnit unit = unit("", ECHO)) {
      NportDriver first = unit.driver(1, "127.0.0.2");
      first.open();
      List<Thread> queue = new ArrayList<>();
      List<String> served = Collections.synchronizedList(new ArrayList<>());
      for (int i = 3; i < 6; i++) {
        NportDriver waiting = unit.driver(1, "127.0.0." + i);
        queue.add(Thread.ofVirtual().start(() -> served.add(openTalkAndClose(waiting))));
      }
      Program.await().until(() -> queue.stream().allMatch(Thread::isAlive));
      write(first, "mine");
      assertThat(read(first, 4)).isEqualTo("mine");
      first.close();
      for (Thread thread : queue) {
        thread.join(Program.PATIENCE);
      }

      assertThat(served).containsExactly("yours", "yours", "yours");
    }
  }

  /** Its open waits up to ten seconds, as the driver's does. */
  private static String openTalkAndClose(NportDriver driver) {
    try (driver) {
      driver.open();
      write(driver, "yours");
      return read(driver, 5);
    } catch (IOException failed) {
      return failed.toString();
    }
  }

  @Test
  void aHostThatLosesItsConnectionsAgainAndAgainIsServedEachTime() throws Exception {
    try (RealComUnit unit = unit("", ECHO)) {
      NportDriver driver = unit.driver(1, "127.0.0.2");
      driver.open();
      for (int i = 1; i <= 100; i++) {
        int losses = i;
        driver.lose();
        Program.await().until(() -> driver.recoveries() == losses && driver.isReady());
      }
      write(driver, "alive");
      assertThat(read(driver, 5)).isEqualTo("alive");
      unit.daemon().awaitClients(1, 1);
    }
  }
}
