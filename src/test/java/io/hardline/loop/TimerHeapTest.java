package io.hardline.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Timers, against a sorted map that does the same slowly. */
class TimerHeapTest {
  private static final int TIMERS = 200;
  private static final int STEPS = 20_000;

  private final ManualLoop loop = new ManualLoop();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void runsTheSameAsASortedMap(long seed) {
    Random random = new Random(seed);
    List<Integer> ran = new ArrayList<>();
    List<Integer> expected = new ArrayList<>();
    List<Loop.Timer> timers = new ArrayList<>();
    Map<Integer, Long> dueMs = new TreeMap<>();
    for (int i = 0; i < TIMERS; i++) {
      int id = i;
      timers.add(loop.timer(() -> ran.add(id)));
    }
    long nowMs = 0;
    for (int step = 0; step < STEPS; step++) {
      int id = random.nextInt(TIMERS);
      switch (random.nextInt(8)) {
        case 0 -> {
          timers.get(id).clear();
          dueMs.remove(id);
        }
        case 1 -> {
          nowMs += 7;
          loop.advanceMs(7);
          expected.addAll(takeDue(dueMs, nowMs));
        }
        default -> {
          // No two timers are due in the same millisecond, so their order is certain.
          long delayMs = freeDelay(random, dueMs, nowMs);
          timers.get(id).setMs(delayMs);
          dueMs.put(id, nowMs + delayMs);
        }
      }
      assertThat(timers.get(id).isSet()).isEqualTo(dueMs.containsKey(id));
    }
    assertThat(ran).isEqualTo(expected).isNotEmpty();
  }

  private static long freeDelay(Random random, Map<Integer, Long> dueMs, long nowMs) {
    long delayMs = random.nextLong(1, 5000);
    while (dueMs.containsValue(nowMs + delayMs)) {
      delayMs++;
    }
    return delayMs;
  }

  private static List<Integer> takeDue(Map<Integer, Long> dueMs, long nowMs) {
    List<Integer> due =
        dueMs.entrySet().stream()
            .filter(e -> e.getValue() <= nowMs)
            .sorted(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .toList();
    due.forEach(dueMs::remove);
    return due;
  }

  @Test
  void movesADeadlineBothWays() {
    List<String> ran = new ArrayList<>();
    Loop.Timer moved = loop.timer(() -> ran.add("moved"));
    Loop.Timer fixed = loop.timer(() -> ran.add("fixed"));
    moved.setMs(10);
    fixed.setMs(20);
    moved.setMs(30);
    loop.advanceMs(25);
    assertThat(ran).containsExactly("fixed");
    moved.setMs(1000);
    moved.setMs(1);
    loop.advanceMs(1);
    assertThat(ran).containsExactly("fixed", "moved");
    assertThat(moved.isSet()).isFalse();
  }

  @Test
  void letsATimerSetItselfAgainForALaterTurn() {
    TimerHeap heap = new TimerHeap();
    List<String> ran = new ArrayList<>();
    List<Loop.Timer> self = new ArrayList<>();
    self.add(
        heap.timer(
            loop,
            () -> {
              ran.add("ran");
              self.getFirst().setMs(0);
            }));
    self.getFirst().setMs(0);
    long nowNs = loop.nowNs() + 1;
    heap.runDue(loop.nowNs(), t -> {});
    assertThat(ran).isEmpty();
    heap.runDue(nowNs - 1, t -> {});
    assertThat(ran).isEmpty();
    assertThat(heap.nextNs()).isEqualTo(nowNs);
  }

  @Test
  void goesOnAfterATimerThatThrows() {
    TimerHeap heap = new TimerHeap();
    List<Throwable> faults = new ArrayList<>();
    List<String> ran = new ArrayList<>();
    heap.timer(
            loop,
            () -> {
              throw new IllegalStateException("mine");
            })
        .setMs(1);
    heap.timer(loop, () -> ran.add("next")).setMs(2);
    heap.runDue(loop.nowNs() + 5_000_000, faults::add);
    assertThat(faults).hasSize(1);
    assertThat(ran).containsExactly("next");
    assertThat(heap.nextNs()).isEqualTo(TimerHeap.NEVER);
  }
}
