package io.hardline.house;

import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Runs a case with many seeds: the same few hundred in every build, new ones for as long as {@code
 * -Dhardline.fuzzMs} says when that is longer. {@code -Dhardline.fuzzSeed} repeats one.
 */
public final class FuzzRuns {
  private static final int RUNS = 500;
  private static final long SHORT_MS = 2000;
  private static final long NS_PER_MS = 1_000_000;

  public static void run(Consumer<RandomGenerator> body) {
    run(RUNS, body);
  }

  /**
   * As above, for a case that takes long.
   *
   * @param runs in every build
   */
  public static void run(int runs, Consumer<RandomGenerator> body) {
    Long only = Long.getLong("hardline.fuzzSeed");
    if (only != null) {
      runOne(only, body);
      return;
    }
    long runMs = Long.getLong("hardline.fuzzMs", SHORT_MS);
    boolean isLong = runMs > SHORT_MS;
    long untilNs = System.nanoTime() + runMs * NS_PER_MS;
    long firstSeed = isLong ? System.nanoTime() : 4001;
    for (int i = 0; i < runs || (isLong && System.nanoTime() - untilNs < 0); i++) {
      runOne(firstSeed + i, body);
    }
  }

  private static void runOne(long seed, Consumer<RandomGenerator> body) {
    try {
      body.accept(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
    } catch (RuntimeException | AssertionError failure) {
      throw new AssertionError("repeat with -Dhardline.fuzzSeed=" + seed, failure);
    }
  }

  private FuzzRuns() {}
}
