package io.hardline.loop;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A real loop for a test, which fails at the end when a task threw. Any thread. */
public final class RunningLoop implements AutoCloseable {
  private static final long PATIENCE_S = 20;

  public final EpollLoop loop;
  private final ConcurrentLinkedQueue<Throwable> faults;

  private RunningLoop(EpollLoop loop, ConcurrentLinkedQueue<Throwable> faults) {
    this.loop = loop;
    this.faults = faults;
  }

  public static RunningLoop start() throws IOException {
    RunningLoop running = unstarted();
    running.loop.start();
    return running;
  }

  /** Not running yet: what is watched meanwhile waits in the kernel. */
  public static RunningLoop unstarted() throws IOException {
    ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
    return new RunningLoop(new EpollLoop("test", faults::add), faults);
  }

  /** Runs {@code body} on the loop's thread and waits for it. */
  public <T> T call(Callable<T> body) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.post(() -> {
      try {
        result.complete(body.call());
      } catch (Throwable thrown) {
        result.completeExceptionally(thrown);
      }
    });
    try {
      return result.get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw failed;
    } catch (TimeoutException stuck) {
      throw new AssertionError("the loop does not answer", stuck);
    }
  }

  /** As {@link #call}, without a result. */
  public void run(Runnable body) throws Exception {
    call(() -> {
      body.run();
      return true;
    });
  }

  @Override
  public void close() {
    loop.close();
    if (!faults.isEmpty()) {
      throw new AssertionError("a task threw", faults.peek());
    }
  }
}
