package io.hardline.tty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hardline.linux.Libc;
import io.hardline.loop.EpollLoop;
import io.hardline.settings.LineSettings;
import io.hardline.settings.LineSettings.FlowControl;
import io.hardline.settings.LineSettings.Parity;
import io.hardline.settings.LineSettings.StopBits;
import io.hardline.settings.PortSettings;
import io.hardline.settings.Settings;
import io.hardline.settings.TtySelector;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A tty of the kernel's, at the one kind that every machine can make: the slave end of a pty. */
@Timeout(60)
class LinuxTtyIT {
  private static final int MEGABYTE = 1 << 20;

  private final ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
  private final TtyOpener opener =
      new TtyOpener(
          SystemRoots.REAL, new TtyFinder(SystemRoots.REAL), Settings.STANDARD.ttyAllow());
  private EpollLoop loop;
  private PtyPeer peer;

  @BeforeEach
  void start() throws Exception {
    loop = new EpollLoop("test", faults::add);
    loop.start();
    peer = new PtyPeer();
  }

  @AfterEach
  void stop() {
    loop.close();
    peer.close();
    assertThat(faults).isEmpty();
  }

  private Tty open(Path path) throws Exception {
    return opener.open(new TtySelector.Path(path.toString()), LineSettings.STANDARD);
  }

  private void detachAndClose(Tty tty) throws Exception {
    CompletableFuture<Void> detached = new CompletableFuture<>();
    loop.post(() -> {
      tty.detach();
      detached.complete(null);
    });
    detached.get(10, TimeUnit.SECONDS);
    tty.close();
  }

  private static byte[] randomBytes(long seed) {
    byte[] bytes = new byte[MEGABYTE];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  void passesEveryByteUnchangedBothWaysAtOnce() throws Exception {
    Tty tty = open(peer.path());
    TtyRecorder port = TtyRecorder.attach(tty, loop);
    byte[] in = randomBytes(1);
    byte[] out = randomBytes(2);
    port.send(out);
    CompletableFuture<byte[]> outArrived =
        CompletableFuture.supplyAsync(() -> {
          try {
            return peer.receive(out.length);
          } catch (IOException failed) {
            throw new AssertionError(failed);
          }
        });
    peer.send(in);
    assertThat(outArrived.get(30, TimeUnit.SECONDS)).isEqualTo(out);
    await().untilAsserted(() -> assertThat(port.received()).hasSize(in.length));
    assertThat(port.received()).isEqualTo(in);
    detachAndClose(tty);
  }

  @Test
  void echoesNothingAndTranslatesNothing() throws Exception {
    Tty tty = open(peer.path());
    TtyRecorder port = TtyRecorder.attach(tty, loop);
    peer.send("\r\n\003\004\021\023\177");
    await().untilAsserted(() -> assertThat(port.received()).hasSize(7));
    port.send("\n\021".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(peer.receiveText(2)).isEqualTo("\n\021");
    assertThat(port.received())
        .asString(StandardCharsets.ISO_8859_1)
        .isEqualTo("\r\n\003\004\021\023\177");
    detachAndClose(tty);
  }

  @Test
  void holdsWhatIsSentWhileOutputIsSuspended() throws Exception {
    Tty tty = open(peer.path());
    TtyRecorder port = TtyRecorder.attach(tty, loop);
    tty.suspendOutput();
    port.send("held".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(peer.receiveSome(200)).isEmpty();
    tty.resumeOutput();
    assertThat(peer.receiveText(4)).isEqualTo("held");
    detachAndClose(tty);
  }

  /** What the other end does by XOFF ends by a host's word, too. */
  @Test
  void resumesWhatTheDeviceHasStopped() throws Exception {
    Tty tty = open(peer.path());
    TtyRecorder port = TtyRecorder.attach(tty, loop);
    tty.setFlowCharacters('(', ')');
    tty.setLine(
        LineSettings.STANDARD.withFlowControl(FlowControl.XON_XOFF), PortSettings.Rs485.STANDARD);
    peer.send("a)b");
    await().untilAsserted(() -> assertThat(port.received()).asString().isEqualTo("ab"));
    port.send("held".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(peer.receiveSome(200)).isEmpty();
    tty.resumeOutput();
    assertThat(peer.receiveText(4)).isEqualTo("held");
    detachAndClose(tty);
  }

  /** A pty stays as it is while its other end is open: the next who opens it would be suspended. */
  @Test
  void leavesNoOutputSuspendedBehind() throws Exception {
    Tty first = open(peer.path());
    first.suspendOutput();
    first.setFlowCharacters('(', ')');
    first.close();
    Tty second = open(peer.path());
    TtyRecorder port = TtyRecorder.attach(second, loop);
    second.setLine(
        LineSettings.STANDARD.withFlowControl(FlowControl.XON_XOFF), PortSettings.Rs485.STANDARD);
    peer.send(")");
    port.send("not held".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(peer.receiveText(8)).isEqualTo("not held");
    detachAndClose(second);
  }

  @Test
  void saysOnceThatTheOtherEndHungUp() throws Exception {
    Tty tty = open(peer.path());
    TtyRecorder port = TtyRecorder.attach(tty, loop);
    peer.send("last words");
    await().untilAsserted(() -> assertThat(port.received()).hasSize(10));
    peer.close();
    await().untilAsserted(() -> assertThat(port.gone()).hasSize(1));
    assertThat(port.ended()).isTrue();
    assertThat(port.gone().getFirst()).contains("hung up");
    detachAndClose(tty);
  }

  @Test
  void knowsWhatAPtyCannot() throws Exception {
    Tty tty = open(peer.path());
    assertThat(tty.capabilities()).isEmpty();
    assertThat(tty.modemLines()).isEqualTo(ModemLines.ABSENT);
    assertThat(tty.modemChanges()).isZero();
    assertThat(tty.lineErrors()).isEqualTo(LineErrors.NONE);
    tty.setOutputs(false, true);
    tty.startBreak();
    tty.stopBreak();
    tty.drain();
    tty.discard(true, true);
    assertThat(tty.unsentBytes()).isZero();
    tty.close();
  }

  @Test
  void answersTheLineThatThePtyReallyTook() throws Exception {
    Tty tty = open(peer.path());
    LineSettings asked =
        LineSettings.STANDARD
            .withFraming(250_000, 7, Parity.EVEN, StopBits.TWO)
            .withFlowControl(FlowControl.XON_XOFF);
    LineSettings taken = tty.setLine(asked, PortSettings.Rs485.STANDARD);
    assertThat(taken)
        .isEqualTo(
            LineSettings.STANDARD
                .withFraming(250_000, 8, Parity.NONE, StopBits.TWO)
                .withFlowControl(FlowControl.XON_XOFF));
    assertThat(tty.needsRtsToggle()).isFalse();
    tty.close();
  }

  @Test
  void discardsWhatWasNotRead() throws Exception {
    int watcher = Libc.open(peer.path().toString(), 0x902);
    Tty tty = open(peer.path());
    peer.send("old");
    // The kernel moves bytes from end to end in its own time; only what has arrived is discarded.
    awaitInput(watcher);
    tty.discard(true, true);
    Libc.close(watcher);
    TtyRecorder port = TtyRecorder.attach(tty, loop);
    peer.send("new");
    await().untilAsserted(() -> assertThat(port.received()).hasSize(3));
    assertThat(port.received()).asString(StandardCharsets.ISO_8859_1).isEqualTo("new");
    detachAndClose(tty);
  }

  private static void awaitInput(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment poll = arena.allocate(8, 4);
      poll.set(ValueLayout.JAVA_INT, 0, fd);
      poll.set(ValueLayout.JAVA_SHORT, 4, (short) 1);
      assertThat(Libc.poll(poll.address(), 1, PtyPeer.PATIENCE_MS)).isEqualTo(1);
    }
  }

  @Test
  void opensADeviceOnceOnly() throws Exception {
    Tty tty = open(peer.path());
    assertThatThrownBy(() -> open(peer.path()))
        .isInstanceOf(TtyUnavailable.class)
        .hasMessageContaining("is in use by another process or another port")
        .extracting(e -> ((TtyUnavailable) e).reason())
        .isEqualTo(TtyUnavailable.Reason.IN_USE);
    tty.close();
    open(peer.path()).close();
  }

  @Test
  void followsALink(@TempDir Path directory) throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("by-id"), peer.path());
    Tty tty = open(link);
    assertThat(tty.name()).isEqualTo(peer.path().toString());
    tty.close();
  }

  @Test
  void refusesATerminalThatAnotherProcessReads() throws Exception {
    Process shell = holdOpen();
    try {
      assertThatThrownBy(() -> open(peer.path()))
          .isInstanceOf(TtyUnavailable.class)
          .hasMessageContaining(peer.path() + " is in use by process " + shell.pid() + " (sleep)");
    } finally {
      shell.destroyForcibly().waitFor();
    }
    open(peer.path()).close();
  }

  private Process holdOpen() throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", "echo started >&2; exec sleep 60 <" + peer.path())
            .redirectError(ProcessBuilder.Redirect.PIPE)
            .start();
    Path link = Path.of("/proc", Long.toString(process.pid()), "fd/0");
    Path comm = Path.of("/proc", Long.toString(process.pid()), "comm");
    await().until(() -> Files.readSymbolicLink(link).equals(peer.path()));
    await().until(() -> Files.readString(comm).equals("sleep\n"));
    return process;
  }

  @Test
  void closesOnceAndRefusesCallsAfterwards() throws Exception {
    Tty tty = open(peer.path());
    tty.close();
    tty.close();
    assertThatThrownBy(tty::drain).hasMessage("drain of " + peer.path() + ": it is closed");
  }

  @Test
  void leavesNoDescriptorBehindWhenOpeningFails() throws Exception {
    Tty tty = open(peer.path());
    long before = descriptors();
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(() -> open(peer.path())).isInstanceOf(TtyUnavailable.class);
    }
    assertThat(descriptors()).isEqualTo(before);
    tty.close();
  }

  private static long descriptors() throws Exception {
    try (var links = Files.list(Path.of("/proc/self/fd"))) {
      return links.filter(l -> isDevice(l)).count();
    }
  }

  private static boolean isDevice(Path link) {
    try {
      return Files.readSymbolicLink(link).startsWith("/dev/pts");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  @Test
  void refusesWhatIsNoSerialDeviceWithoutOpeningIt(@TempDir Path directory) throws Exception {
    Path fifo = directory.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    for (Path path : List.of(fifo, Path.of("/dev/null"), Path.of("/dev/ptmx"))) {
      assertThatThrownBy(() -> open(path))
          .isInstanceOf(TtyUnavailable.class)
          .extracting(e -> ((TtyUnavailable) e).reason())
          .isEqualTo(TtyUnavailable.Reason.NOT_SERIAL);
    }
  }
}
