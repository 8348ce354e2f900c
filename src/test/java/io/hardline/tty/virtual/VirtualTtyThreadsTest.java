package io.hardline.tty.virtual;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hardline.loop.EpollLoop;
import io.hardline.loop.ManualLoop;
import io.hardline.settings.LineSettings;
import io.hardline.settings.LineSettings.FlowControl;
import io.hardline.settings.PortSettings;
import io.hardline.tty.LineErrors;
import io.hardline.tty.Tty;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The calls come from other threads than the data. */
@Timeout(60)
class VirtualTtyThreadsTest {

  private static FutureTask<String> drain(Tty tty) {
    FutureTask<String> draining =
        new FutureTask<>(() -> {
          tty.drain();
          return "drained";
        });
    Thread thread = Thread.ofPlatform().daemon().start(draining);
    await().until(() -> draining.isDone() || thread.getState() == Thread.State.WAITING);
    return draining;
  }

  @Test
  void drainReturnsWhenTheLastByteIsSent() throws Exception {
    ManualLoop loop = new ManualLoop();
    TtyOwner owner =
        new TtyOwner(new VirtualTty("virtual test", EchoDevice::new, Lines.baud(9600)), loop);
    owner.send(new byte[96]);
    FutureTask<String> draining = drain(owner.tty);

    loop.advanceMs(99);
    assertThat(draining.isDone()).isFalse();
    loop.advanceMs(3);
    assertThat(draining.get(10, SECONDS)).isEqualTo("drained");
    assertThat(drain(owner.tty).get(10, SECONDS)).isEqualTo("drained");
  }

  @Test
  void drainOfAHeldLineEndsWithTheTty() {
    ManualLoop loop = new ManualLoop();
    LineSettings line = Lines.with(9600, FlowControl.RTS_CTS);
    TtyOwner owner = new TtyOwner(new VirtualTty("virtual test", DeafDevice::new, line), loop);
    owner.send(new byte[96]);
    FutureTask<String> draining = drain(owner.tty);
    loop.advanceMs(60_000);
    assertThat(draining.isDone()).isFalse();

    owner.tty.close();
    await().until(draining::isDone);
    assertThat(draining.state()).isEqualTo(FutureTask.State.FAILED);
  }

  @Test
  void drainEndsWhenUnsentBytesAreDiscarded() throws Exception {
    ManualLoop loop = new ManualLoop();
    TtyOwner owner =
        new TtyOwner(new VirtualTty("virtual test", EchoDevice::new, Lines.baud(50)), loop);
    owner.send(new byte[4096]);
    FutureTask<String> draining = drain(owner.tty);
    owner.tty.discard(false, true);

    assertThat(draining.get(10, SECONDS)).isEqualTo("drained");
  }

  @Test
  void callsDoNotDisturbTheData() throws Exception {
    ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
    byte[] sent = new byte[500_000];
    new Random(1).nextBytes(sent);
    CompletableFuture<TtyOwner> made = new CompletableFuture<>();
    CompletableFuture<byte[]> received = new CompletableFuture<>();
    AtomicBoolean stop = new AtomicBoolean();
    try (EpollLoop loop = new EpollLoop("test", faults::add)) {
      loop.start();
      LineSettings line = Lines.baud(4_000_000);
      Tty tty = new VirtualTty("virtual test", LoopbackDevice::new, line);
      loop.post(() -> {
        TtyOwner owner = new TtyOwner(tty, loop);
        owner.send(sent);
        made.complete(owner);
      });
      TtyOwner owner = made.get(10, SECONDS);
      FutureTask<Long> calls = call(loop, tty, line, stop);
      await().atMost(50, SECONDS).until(() -> arrived(loop, owner, received, sent.length));
      stop.set(true);

      assertThat(calls.get(10, SECONDS)).isEqualTo(tty.modemChanges());
      assertThat(received.get(10, SECONDS)).isEqualTo(sent);
      assertThat(tty.lineErrors()).isEqualTo(LineErrors.NONE);
    }
    assertThat(faults).isEmpty();
  }

  /** Makes calls until told to stop; says how many changes of control lines they have made. */
  private static FutureTask<Long> call(
      EpollLoop loop, Tty tty, LineSettings line, AtomicBoolean stop) {
    Callable<Long> body =
        () -> {
          long changes = 0;
          for (boolean on = false; !stop.get(); on = !on) {
            tty.setOutputs(on, on);
            changes += 3;
            assertThat(tty.modemLines().dcd()).isEqualTo(on);
            tty.setLine(line, PortSettings.Rs485.STANDARD);
            tty.discard(false, false);
            // Waits for the loop, or what the calls post would pile up.
            CompletableFuture<Void> turned = new CompletableFuture<>();
            loop.post(() -> turned.complete(null));
            turned.get(10, SECONDS);
          }
          return changes;
        };
    FutureTask<Long> calls = new FutureTask<>(body);
    Thread.ofPlatform().daemon().start(calls);
    return calls;
  }

  private static boolean arrived(
      EpollLoop loop, TtyOwner owner, CompletableFuture<byte[]> received, int count) {
    loop.post(() -> {
      byte[] bytes = owner.received();
      if (bytes.length >= count) {
        received.complete(bytes);
      }
    });
    return received.isDone();
  }

  /** Holds CTS off. */
  private static final class DeafDevice implements SimulatedDevice {
    DeafDevice(DeviceLine line) {
      line.setInputs(false, true, true, false);
    }

    @Override
    public void received(ByteBuffer bytes, long nowNs) {}
  }
}
