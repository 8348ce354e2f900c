package io.hardline.net.tls;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that do the arithmetic of handshakes for all loops. They exist only while there is
 * something to do. Any thread.
 */
final class Handshakes {
  /** Handshakes of all ports for which memory is taken: some 60 KB each, until they are over. */
  static final int MAX_AT_ONCE = 256;

  private static final AtomicInteger AT_ONCE = new AtomicInteger();

  private static final int MAX_WORKERS = 4;
  private static final int IDLE_S = 10;

  private Handshakes() {}

  /** Whether there is a place for one more; {@link #release} gives it back. */
  static boolean admit() {
    if (AT_ONCE.incrementAndGet() <= MAX_AT_ONCE) {
      return true;
    }
    AT_ONCE.decrementAndGet();
    return false;
  }

  static void release() {
    AT_ONCE.decrementAndGet();
  }

  /** Shared by all ports; what waits is bounded by the handshakes that are under way. */
  static Executor workers() {
    return Holder.WORKERS;
  }

  /** Half of the processors: the loops need the others. */
  private static int workerCount() {
    return Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MAX_WORKERS);
  }

  private static final class Holder {
    static final Executor WORKERS = make();

    private static Executor make() {
      AtomicInteger number = new AtomicInteger();
      ThreadPoolExecutor pool =
          new ThreadPoolExecutor(
              workerCount(),
              workerCount(),
              IDLE_S,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(),
              task ->
                  Thread.ofPlatform()
                      .name("tls-" + number.getAndIncrement())
                      .daemon()
                      .unstarted(task));
      pool.allowCoreThreadTimeOut(true);
      return pool;
    }
  }
}
