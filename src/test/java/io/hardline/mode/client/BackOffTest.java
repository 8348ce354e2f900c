package io.hardline.mode.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackOffTest {
  private static final int RUNS = 2_000;

  @Test
  void everyWaitIsTwiceTheLastUpToTheLimitGiveOrTakeAQuarter() {
    for (int seed = 0; seed < RUNS; seed++) {
      BackOff backOff = new BackOff(new SplittableRandom(seed));
      long exact = BackOff.FIRST_RETRY_MS;
      for (int i = 0; i < 20; i++) {
        assertThat(backOff.nextMs())
            .as("seed %d, wait %d", seed, i)
            .isBetween(exact * 3 / 4, exact * 5 / 4);
        exact = Math.min(exact * 2, BackOff.MAX_RETRY_MS);
      }
    }
  }

  /** A hundred ports whose host comes back do not come at once. */
  @Test
  void theWaitsOfManyAreSpreadOverTheWholeOfIt() {
    List<Long> waits = new ArrayList<>();
    for (int seed = 0; seed < RUNS; seed++) {
      waits.add(new BackOff(new SplittableRandom(seed)).nextMs());
    }
    assertThat(waits).contains(375L, 625L);
    for (long tenth = 375; tenth < 625; tenth += 25) {
      long from = tenth;
      assertThat(waits.stream().filter(ms -> ms >= from && ms < from + 25).count())
          .as("from %d ms", tenth)
          .isBetween(RUNS / 20L, RUNS / 5L);
    }
  }

  @Test
  void afterASuccessItBeginsAnew() {
    BackOff backOff = new BackOff(new SplittableRandom(1));
    LongStream.range(0, 10).forEach(i -> backOff.nextMs());
    assertThat(backOff.nextMs()).isGreaterThan(20_000);
    assertThat(backOff.pauseMs()).isBetween(375L, 625L);
    assertThat(backOff.nextMs()).as("a pause changes nothing").isGreaterThan(20_000);
    backOff.reset();

    assertThat(backOff.nextMs()).isBetween(375L, 625L);
  }
}
