package io.hardline.tty;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.ManualLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that block, fail and come back late; the deadlines are the manual loop's. */
@Timeout(30)
class TtyCallsTest {
  private static final long DEADLINE_MS = 1000;
  private static final long PATIENCE_NS = 10_000_000_000L;

  private final ManualLoop loop = new ManualLoop();
  private final TtyCalls calls = new TtyCalls();
  private final CountDownLatch stuck = new CountDownLatch(1);

  @AfterEach
  void stop() {
    stuck.countDown();
    calls.close();
  }

  /** Keeps what it is told, in order. */
  private static final class Told implements TtyCalls.Outcome<String> {
    final List<String> told = new ArrayList<>();

    @Override
    public void done(String result) {
      told.add("done " + result);
    }

    @Override
    public void failed(Exception cause) {
      told.add("failed " + cause.getMessage());
    }

    @Override
    public void late() {
      told.add("late");
    }
  }

  private Told submit(Callable<String> body) {
    Told told = new Told();
    calls.submit(loop, DEADLINE_MS, body, told);
    return told;
  }

  private Callable<String> blocking(CountDownLatch started) {
    return () -> {
      started.countDown();
      stuck.await();
      return "at last";
    };
  }

  private Told submitStuck() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    Told told = submit(blocking(started));
    started.await();
    return told;
  }

  private void awaitTold(Told outcome, String... texts) {
    long untilNs = System.nanoTime() + PATIENCE_NS;
    while (!outcome.told.equals(List.of(texts)) && System.nanoTime() < untilNs) {
      loop.runAll();
      Thread.onSpinWait();
    }
    assertThat(outcome.told).containsExactly(texts);
  }

  @Test
  void reportsWhatACallReturnsOnTheLoop() {
    Told told = submit(() -> "fine");
    assertThat(told.told).as("nothing before the loop turns").isEmpty();
    awaitTold(told, "done fine");
    loop.advanceMs(10 * DEADLINE_MS);
    assertThat(told.told).hasSize(1);
  }

  @Test
  void reportsWhatACallThrows() {
    awaitTold(
        submit(() -> {
          throw new IOException("it is gone");
        }),
        "failed it is gone");
  }

  @Test
  void reportsAFaultAsAFailure() {
    awaitTold(
        submit(() -> {
          throw new AssertionError("ours");
        }),
        "failed a fault in a call");
    awaitTold(submit(() -> "the thread lives"), "done the thread lives");
  }

  @Test
  void saysOnceThatACallIsLateAndThenWhatItReturned() throws Exception {
    Told told = submitStuck();
    loop.advanceMs(DEADLINE_MS - 1);
    assertThat(told.told).isEmpty();
    loop.advanceMs(1);
    assertThat(told.told).containsExactly("late");
    loop.advanceMs(10 * DEADLINE_MS);
    assertThat(told.told).containsExactly("late");
    assertThat(calls.lost()).isEqualTo(1);
    stuck.countDown();
    awaitTold(told, "late", "done at last");
    assertThat(calls.lost()).isZero();
  }

  @Test
  void letsThirtyOneOthersPassAStuckOne() throws Exception {
    Told blocked = submitStuck();
    List<Told> others = new ArrayList<>();
    for (int i = 0; i < 31; i++) {
      others.add(submit(() -> "fine"));
    }
    for (Told other : others) {
      awaitTold(other, "done fine");
    }
    assertThat(blocked.told).isEmpty();
  }

  /** One thread is idle when two calls come at once; the second must not wait behind the first. */
  @Test
  void startsAThreadForEachCallThatComesWhileOneIsIdle() throws Exception {
    for (int i = 0; i < 100; i++) {
      try (TtyCalls fresh = new TtyCalls()) {
        Told first = new Told();
        fresh.submit(loop, DEADLINE_MS, () -> "warm", first);
        awaitTold(first, "done warm");
        CountDownLatch release = new CountDownLatch(1);
        Told blocked = new Told();
        Told quick = new Told();
        fresh.submit(
            loop,
            DEADLINE_MS,
            () -> {
              release.await();
              return "released";
            },
            blocked);
        fresh.submit(loop, DEADLINE_MS, () -> "quick", quick);
        awaitTold(quick, "done quick");
        release.countDown();
        awaitTold(blocked, "done released");
      }
    }
  }

  @Test
  void replacesThreadsThatAreLost() throws Exception {
    List<Told> blocked = new ArrayList<>();
    for (int i = 0; i < TtyCalls.WORKERS; i++) {
      blocked.add(submitStuck());
    }
    Told waiting = submit(() -> "fine");
    loop.runAll();
    assertThat(waiting.told).isEmpty();
    loop.advanceMs(DEADLINE_MS);
    awaitTold(waiting, "done fine");
    assertThat(calls.lost()).isEqualTo(TtyCalls.WORKERS);
    assertThat(blocked).allSatisfy(b -> assertThat(b.told).containsExactly("late"));
    stuck.countDown();
    for (Told each : blocked) {
      awaitTold(each, "late", "done at last");
    }
    assertThat(calls.lost()).isZero();
  }

  @Test
  void doesNotCountTheTimeInTheQueue() throws Exception {
    for (int i = 0; i < TtyCalls.WORKERS; i++) {
      submitStuck();
    }
    CountDownLatch started = new CountDownLatch(1);
    Told waiting = submit(blocking(started));
    loop.advanceMs(DEADLINE_MS);
    started.await();
    loop.runAll();
    loop.advanceMs(DEADLINE_MS - 1);
    assertThat(waiting.told).isEmpty();
    loop.advanceMs(1);
    assertThat(waiting.told).containsExactly("late");
  }

  @Test
  void refusesCallsAfterTheEnd() {
    calls.close();
    Told told = submit(() -> "fine");
    loop.runAll();
    assertThat(told.told).containsExactly("failed stopping");
  }

  @Test
  void stillRunsWhatWasQueuedAtTheEnd() throws Exception {
    for (int i = 0; i < TtyCalls.WORKERS; i++) {
      submitStuck();
    }
    Told queued = submit(() -> "fine");
    calls.close();
    stuck.countDown();
    awaitTold(queued, "done fine");
  }
}
