package io.hardline.tty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hardline.linux.Libc;
import io.hardline.loop.EpollLoop;
import io.hardline.settings.LineSettings;
import io.hardline.settings.LineSettings.Interface;
import io.hardline.settings.LineSettings.LevelAtOpen;
import io.hardline.settings.LineSettings.Parity;
import io.hardline.settings.LineSettings.StopBits;
import io.hardline.settings.PortSettings.Rs485;
import io.hardline.settings.Settings;
import io.hardline.settings.TtySelector;
import io.hardline.tty.TtyUnavailable.Reason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the guest's tests stand on: a UART and an FTDI adapter with a null modem between them, an
 * FTDI adapter with a loop plug, the UART's registers, and the host's hands.
 */
public abstract class GuestFixture {
  public static final TtySelector UART = new TtySelector.Path("/dev/ttyS1");
  public static final TtySelector.Usb ADAPTER = new TtySelector.Usb("HL0001", null, 0);
  public static final TtySelector.Usb LOOPED_ADAPTER =
      new TtySelector.Usb(LoopedAdapter.SERIAL_NUMBER, null, 0);
  static final Rs485 NO_DELAYS = Rs485.STANDARD;
  static final int LCR = 0x2FB;
  static final int MCR = 0x2FC;
  static final int TIOCM_LOOP = 0x8000;

  static GuestControl control;

  final ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
  final List<Tty> attached = new ArrayList<>();
  final List<Tty> opened = new ArrayList<>();
  final TtyFinder finder = new TtyFinder(SystemRoots.REAL);
  final TtyOpener opener = new TtyOpener(SystemRoots.REAL, finder, Settings.STANDARD.ttyAllow());
  EpollLoop loop;

  @BeforeAll
  static void callHost() throws Exception {
    control = new GuestControl();
  }

  @AfterAll
  static void hangUp() throws Exception {
    control.close();
  }

  @BeforeEach
  void start() throws Exception {
    loop = new EpollLoop("test", faults::add);
    loop.start();
  }

  @AfterEach
  void stop() throws Exception {
    detachAll();
    opened.forEach(Tty::close);
    loop.close();
    assertThat(faults).isEmpty();
  }

  void detachAll() throws Exception {
    CompletableFuture<Void> detached = new CompletableFuture<>();
    loop.post(() -> {
      attached.forEach(Tty::detach);
      detached.complete(null);
    });
    detached.get(10, TimeUnit.SECONDS);
  }

  Tty open(TtySelector selector) throws IOException {
    Tty tty = opener.open(selector, LineSettings.STANDARD);
    opened.add(tty);
    tty.setLine(LineSettings.STANDARD, NO_DELAYS);
    tty.discard(true, true);
    return tty;
  }

  TtyRecorder attach(Tty tty) {
    attached.add(tty);
    return TtyRecorder.attach(tty, loop);
  }

  static int register(int port) throws IOException {
    try (RandomAccessFile ports = new RandomAccessFile("/dev/port", "r")) {
      ports.seek(port);
      return ports.read();
    }
  }

  static boolean dtr() throws IOException {
    return (register(MCR) & 1) != 0;
  }

  static boolean rts() throws IOException {
    return (register(MCR) & 2) != 0;
  }

  static LineSettings framed(int baud, int bits, Parity parity, StopBits stop) {
    return LineSettings.STANDARD.withFraming(baud, bits, parity, stop);
  }

  static LineSettings withInterface(LineSettings l, Interface wires, LevelAtOpen levels) {
    return new LineSettings(
        l.baudRate(),
        l.dataBits(),
        l.parity(),
        l.stopBits(),
        l.flowControl(),
        wires,
        l.lowLatency(),
        levels,
        levels);
  }

  /** Leads the first UART's RTS to its CTS and its DTR to its DSR, or ends that. */
  public static void leadOutputsToInputs(boolean wanted) {
    setLoop(wanted ? TtyRequest.TIOCMBIS : TtyRequest.TIOCMBIC);
  }

  /** The UART whose peer can send a break. */
  public static TtySelector thirdUart(TtyFinder finder) {
    return finder.candidates().stream()
        .map(TtyFinder.Candidate::path)
        .filter(p -> p.toString().matches("/dev/ttyS([2-9]|\\d\\d)"))
        .findFirst()
        .map(p -> new TtySelector.Path(p.toString()))
        .orElseThrow();
  }

  /**
   * By a descriptor of the test's own, which root may open although the tty is ours alone. The
   * kernel raises DTR and RTS at every open, at this one too.
   */
  static void setLoop(long request) {
    int fd = Libc.open("/dev/ttyS1", 0x902);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bits = arena.allocateFrom(ValueLayout.JAVA_INT, TIOCM_LOOP);
      assertThat(Libc.ioctl(fd, request, bits.address())).isZero();
    } finally {
      Libc.close(fd);
    }
  }

  void refuses(TtySelector selector, Reason reason) {
    assertThatThrownBy(() -> opener.open(selector, LineSettings.STANDARD))
        .isInstanceOf(TtyUnavailable.class)
        .extracting(e -> ((TtyUnavailable) e).reason())
        .isEqualTo(reason);
  }

  Tty openWhenThere() {
    List<Tty> found = new ArrayList<>();
    await()
        .ignoreExceptionsInstanceOf(TtyUnavailable.class)
        .until(() -> {
          found.add(open(ADAPTER));
          return true;
        });
    return found.getFirst();
  }

  /** Gives the names back and plugs the adapter anew, as the other tests want it. */
  void renumber() throws Exception {
    detachAll();
    attached.clear();
    opened.forEach(Tty::close);
    opened.clear();
    control.pull();
    await().untilAsserted(() -> refuses(ADAPTER, Reason.ABSENT));
    control.plug();
    assertThat(openWhenThere().name()).isEqualTo("/dev/ttyUSB0");
  }
}
