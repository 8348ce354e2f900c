package io.hardline.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.ManualLoop;
import io.hardline.port.TtyCallQueue.Effect;
import io.hardline.tty.TtyCalls;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TtyCallQueueTest {
  private final ManualLoop loop = new ManualLoop();
  private final TtyCalls threads = new TtyCalls();
  private final List<String> told = new ArrayList<>();
  private final TtyCallQueue queue = new TtyCallQueue(loop, threads, new Recorder());
  private final CountDownLatch gate = new CountDownLatch(1);
  private final CountDownLatch begun = new CountDownLatch(1);

  @AfterEach
  void close() {
    gate.countDown();
    threads.close();
  }

  private void call(String what, Effect effect, Callable<String> body) {
    queue.call(
        what,
        effect,
        0,
        body,
        result -> told.add(what + " -> " + result),
        failed -> told.add(what + " failed: " + failed.getMessage()));
  }

  private String block() throws InterruptedException {
    begun.countDown();
    gate.await();
    return "at last";
  }

  private void untilTold(String what) {
    loop.runUntil(() -> told.contains(what));
  }

  @Test
  void callsRunOneAfterTheOtherInTheirOrder() {
    AtomicInteger under = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < TtyCallQueue.MAX_WAITING; i++) {
      call(
          "call" + i,
          Effect.LOOKS,
          () -> {
            most.accumulateAndGet(under.incrementAndGet(), Math::max);
            under.decrementAndGet();
            return "ok";
          });
      wanted.add("call" + i + " -> ok");
    }
    untilTold("idle");

    assertThat(told.stream().filter(t -> t.contains("->"))).containsExactlyElementsOf(wanted);
    assertThat(most).hasValue(1);
    assertThat(queue.isIdle()).isTrue();
  }

  @Test
  void theEffectIsToldWhenACallBeginsAndIdleAfterTheLast() {
    call("first", Effect.ALONE, () -> "1");
    call("second", Effect.ORDERED, () -> "2");
    untilTold("idle");

    assertThat(told)
        .containsExactly("begins ALONE", "first -> 1", "begins ORDERED", "second -> 2", "idle");
  }

  @Test
  void aCallThatFailsDoesNotHoldTheNextUp() {
    call(
        "bad",
        Effect.LOOKS,
        () -> {
          throw new IOException("the device is gone");
        });
    call("good", Effect.LOOKS, () -> "ok");
    untilTold("idle");

    assertThat(told).contains("bad failed: the device is gone", "good -> ok");
  }

  @Test
  void whatAResultCallsComesBehindWhatWaits() {
    queue.call(
        "first",
        Effect.LOOKS,
        0,
        () -> "1",
        result -> call("third", Effect.LOOKS, () -> "3"),
        failed -> told.add("failed"));
    call("second", Effect.LOOKS, () -> "2");
    untilTold("idle");

    assertThat(told.stream().filter(t -> t.contains("->")))
        .containsExactly("second -> 2", "third -> 3");
  }

  @Test
  void aCallIsLateAtItsDeadlineAndTheNextWaitsForIt() throws Exception {
    call("stuck", Effect.ALONE, this::block);
    call("next", Effect.LOOKS, () -> "ok");
    begun.await();
    loop.advanceMs(TtyCallQueue.DEADLINE_MS - 1);
    assertThat(told).containsExactly("begins ALONE");
    assertThat(queue.isLate()).isFalse();
    loop.advanceMs(1);
    assertThat(told).containsExactly("begins ALONE", "late stuck");
    assertThat(queue.isLate()).isTrue();
    loop.advanceMs(3_600_000);
    assertThat(told).as("said once").hasSize(2);

    gate.countDown();
    untilTold("idle");
    assertThat(queue.isLate()).isFalse();
    assertThat(told)
        .containsExactly(
            "begins ALONE",
            "late stuck",
            "returned stuck",
            "stuck -> at last",
            "begins LOOKS",
            "next -> ok",
            "idle");
  }

  @Test
  void aCallThatTakesLongByNatureHasThatMuchMore() throws Exception {
    queue.call("drain", Effect.ORDERED, 7_000, this::block, ok -> told.add(ok), failed -> {});
    begun.await();
    loop.advanceMs(7_000 + TtyCallQueue.DEADLINE_MS - 1);
    assertThat(told).doesNotContain("late drain");
    loop.advanceMs(1);
    assertThat(told).contains("late drain");
  }

  @Test
  void moreThanTheLimitAreRefusedAndOfTheOneKindNotEvenThen() throws Exception {
    call("stuck", Effect.LOOKS, this::block);
    begun.await();
    for (int i = 0; i < TtyCallQueue.MAX_WAITING; i++) {
      call("call" + i, Effect.LOOKS, () -> "ok");
    }
    assertThat(told).noneMatch(t -> t.contains("failed"));
    call("one more", Effect.LOOKS, () -> "ok");
    queue.callInAnyCase(
        "close", Effect.ALONE, 0, () -> "closed", result -> told.add(result), failed -> {});
    assertThat(told).endsWith("one more failed: too many calls wait for this device");

    gate.countDown();
    untilTold("idle");
    assertThat(told).contains("call63 -> ok", "closed").doesNotContain("one more -> ok");
  }

  private final class Recorder implements TtyCallQueue.Observer {
    @Override
    public void callBegins(Effect effect) {
      told.add("begins " + effect);
    }

    @Override
    public void callsIdle() {
      told.add("idle");
    }

    @Override
    public void callLate(String what) {
      told.add("late " + what);
    }

    @Override
    public void callReturned(String what) {
      told.add("returned " + what);
    }
  }
}
