package io.hardline.loop;

import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A loop that a test turns by hand, with a clock that stands still until it is told to move. What a
 * task throws comes out of {@link #runAll} or {@link #advanceMs}. It watches no descriptors.
 */
public final class ManualLoop implements Loop {
  /** Turns after which {@link #runAll} gives up: something posts itself again for ever. */
  private static final int MAX_TURNS = 100_000;

  private static final long NS_PER_MS = 1_000_000;

  private final Thread owner = Thread.currentThread();
  private final ConcurrentLinkedQueue<Runnable> posts = new ConcurrentLinkedQueue<>();
  private final ArrayDeque<Runnable> soon = new ArrayDeque<>();
  private final TimerHeap timers = new TimerHeap();
  private final IoBuffer scratch = new IoBuffer(EpollLoop.SCRATCH_BYTES);
  private final IoBuffer codecScratch = new IoBuffer(EpollLoop.SCRATCH_BYTES);
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
  public Watch watch(int fd, Ready ready) {
    throw new UnsupportedOperationException("the manual loop watches no descriptors");
  }
}
