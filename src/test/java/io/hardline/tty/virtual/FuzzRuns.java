package io.hardline.tty.virtual;

import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Runs a case with many seeds: a fixed number in every build, as many as fit in {@code
 * -Dhardline.fuzz.seconds} when that is given. {@code -Dhardline.fuzz.seed} repeats one.
 */
final class FuzzRuns {
  private static final int RUNS = 500;
  private static final long NS_PER_SECOND = 1_000_000_000;

  static void run(Consumer<RandomGenerator> body) {
    Long only = Long.getLong("hardline.fuzz.seed");
    if (only != null) {
      runOne(only, body);
      return;
    }
    long untilNs = System.nanoTime() + Long.getLong("hardline.fuzz.seconds", 0L) * NS_PER_SECOND;
    long firstSeed = System.nanoTime();
    for (int i = 0; i < RUNS || System.nanoTime() - untilNs < 0; i++) {
      runOne(firstSeed + i, body);
    }
  }

  private static void runOne(long seed, Consumer<RandomGenerator> body) {
    try {
      body.accept(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
    } catch (RuntimeException | AssertionError failure) {
      throw new AssertionError("repeat with -Dhardline.fuzz.seed=" + seed, failure);
    }
  }

  private FuzzRuns() {}
}
