package io.hardline.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerHeapTest {
  /** Set, moved to either side and cleared at random, each runs when a plain list says so. */
  @Test
  void everyTimerRunsAtItsTimeAndInOrder() {
    Random random = new Random(5);
    ManualLoop loop = new ManualLoop();
    int count = 300;
    long[] dueMs = new long[count];
    List<Integer> run = new ArrayList<>();
    List<Loop.Timer> timers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      dueMs[i] = -1;
      timers.add(loop.timer(() -> run.add(number)));
    }
    long nowMs = 0;
    int runs = 0;
    for (int step = 0; step < 20_000; step++) {
      int i = random.nextInt(count);
      boolean clear = random.nextInt(4) == 0;
      long delayMs = random.nextInt(1000);
      dueMs[i] = clear ? -1 : nowMs + delayMs;
      if (clear) {
        timers.get(i).clear();
      } else {
        timers.get(i).setMs(delayMs);
      }
      nowMs += random.nextInt(4);
      loop.advanceMs(nowMs - (loop.nowNs() - 1_000_000_000) / 1_000_000);
      runs += run.size();
      assertThat(run).containsExactlyInAnyOrderElementsOf(due(dueMs, nowMs));
      assertThat(run.stream().map(n -> dueMs[n])).as("earliest first").isSorted();
      run.forEach(n -> dueMs[n] = -1);
      run.clear();
      assertThat(timers.get(i).isSet()).isEqualTo(dueMs[i] >= 0);
    }
    assertThat(runs).isGreaterThan(1000);
  }

  private static List<Integer> due(long[] dueMs, long nowMs) {
    List<Integer> due = new ArrayList<>();
    for (int i = 0; i < dueMs.length; i++) {
      if (dueMs[i] >= 0 && dueMs[i] <= nowMs) {
        due.add(i);
      }
    }
    return due;
  }

  @Test
  void aTimerThatSetsItselfAgainRunsOnceEachTime() {
    ManualLoop loop = new ManualLoop();
    List<Long> at = new ArrayList<>();
    Loop.Timer[] self = new Loop.Timer[1];
    self[0] =
        loop.timer(() -> {
          at.add((loop.nowNs() - 1_000_000_000) / 1_000_000);
          self[0].setMs(10);
        });
    self[0].setMs(10);
    loop.advanceMs(35);

    assertThat(at).containsExactly(10L, 20L, 30L);
  }
}
