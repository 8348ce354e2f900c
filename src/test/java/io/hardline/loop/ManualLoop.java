package io.hardline.loop;

import java.util.ArrayDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A loop that a test turns by hand, with a clock that stands still until it is told to move. What a
 * task throws comes out of {@link #runAll} or {@link #advanceMs}. It watches no descriptors.
 */
public final class ManualLoop implements Loop {
  /** Turns after which {@link #runAll} gives up: something posts itself again for ever. */
  private static final int MAX_TURNS = 100_000;

  private static final long NS_PER_MS = 1_000_000;

  /** How long {@link #runUntil} waits for what other threads do. */
  private static final long PATIENCE_MS = 20_000;

  /** How often a condition is looked at that no post tells of. */
  private static final long LOOK_MS = 5;

  private final Thread owner = Thread.currentThread();
  private final LinkedBlockingQueue<Runnable> posts = new LinkedBlockingQueue<>();
  private final ArrayDeque<Runnable> soon = new ArrayDeque<>();
  private final TimerHeap timers = new TimerHeap();
  private final IoBuffer scratch = new IoBuffer(EpollLoop.SCRATCH_BYTES);
  private final IoBuffer codecScratch = new IoBuffer(EpollLoop.SCRATCH_BYTES);
  private final IoBuffer plainScratch = new IoBuffer(EpollLoop.CRYPT_SCRATCH_BYTES);
  private final IoBuffer cipherScratch = new IoBuffer(EpollLoop.CRYPT_SCRATCH_BYTES);
  private long nowNs = 1_000_000_000;

  /** Runs all that was posted or put off, and what these post in turn; the clock stands. */
  public void runAll() {
    for (int turn = 0; turn < MAX_TURNS; turn++) {
      Runnable task = posts.poll();
      if (task == null) {
        task = soon.poll();
      }
      if (task == null) {
        return;
      }
      task.run();
    }
    throw new AssertionError("still busy after " + MAX_TURNS + " tasks");
  }

  /**
   * Turns until {@code condition} holds, waiting for posts of other threads; the loop's clock
   * stands meanwhile.
   */
  public void runUntil(BooleanSupplier condition) {
    long untilNs = System.nanoTime() + PATIENCE_MS * NS_PER_MS;
    runAll();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - untilNs > 0) {
        throw new AssertionError("it does not come true in " + PATIENCE_MS + " ms");
      }
      runNextPost();
      runAll();
    }
  }

  private void runNextPost() {
    try {
      Runnable task = posts.poll(LOOK_MS, TimeUnit.MILLISECONDS);
      if (task != null) {
        task.run();
      }
    } catch (InterruptedException interrupted) {
      throw new AssertionError("interrupted", interrupted);
    }
  }

  /** Runs what waits, then moves the clock on, stopping at each timer on the way to run it. */
  public void advanceMs(long ms) {
    long untilNs = nowNs + ms * NS_PER_MS;
    runAll();
    while (timers.nextNs() <= untilNs) {
      nowNs = Math.max(nowNs, timers.nextNs());
      timers.runDue(nowNs, ManualLoop::rethrow);
      runAll();
    }
    nowNs = untilNs;
  }

  private static void rethrow(Throwable thrown) {
    throw new AssertionError("a timer threw", thrown);
  }

  @Override
  public void post(Runnable task) {
    posts.add(task);
  }

  @Override
  public void soon(Runnable task) {
    soon.add(task);
  }

  @Override
  public Timer timer(Runnable whenDue) {
    return timers.timer(this, whenDue);
  }

  @Override
  public long nowNs() {
    return nowNs;
  }

  @Override
  public boolean isLoopThread() {
    return Thread.currentThread() == owner;
  }

  @Override
  public IoBuffer scratch() {
    return scratch;
  }

  @Override
  public IoBuffer codecScratch() {
    return codecScratch;
  }

  @Override
  public IoBuffer plainScratch() {
    return plainScratch;
  }

  @Override
  public IoBuffer cipherScratch() {
    return cipherScratch;
  }

  @Override
  public Watch watchListening(int fd, Ready ready) {
    return watch(fd, ready);
  }

  @Override
  public Watch watch(int fd, Ready ready) {
    throw new UnsupportedOperationException("the manual loop watches no descriptors");
  }
}
