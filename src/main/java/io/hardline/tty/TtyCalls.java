package io.hardline.tty;

import io.hardline.loop.Loop;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The threads for calls that may block in a driver: a few platform threads shared by all ttys. (A
 * virtual thread in a native call pins its carrier; two stuck adapters on a machine with two cores
 * would stop every virtual thread.)
 *
 * <p>A call that does not return by its deadline is reported as late and its thread is written off
 * and replaced, so that stuck devices do not use up the pool. Each tty has at most one call under
 * way, its owner sees to that, so at most one thread for each tty can be lost; {@link #MAX_LOST} is
 * the end of it. A lost thread whose call returns after all ends.
 *
 * <p>Any thread may submit; results arrive on the loop given.
 */
public final class TtyCalls implements AutoCloseable {
  /** Threads that take calls. More would only queue in the same drivers. */
  public static final int WORKERS = 4;

  /** Threads that may be stuck in drivers at one time before calls have to wait for one of them. */
  public static final int MAX_LOST = 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Queue<Call<?>> queue = new ArrayDeque<>();
  private final Set<Call<?>> running = new HashSet<>();
  private int workers;
  private int idle;
  private int lost;
  private boolean closed;

  /** Calls whose outcome was not told yet. */
  private final AtomicInteger underWay = new AtomicInteger();

  /** What becomes of a call; each method on the loop's thread. */
  public interface Outcome<T> {
    /** The call returned. Also after {@link #late}. */
    void done(T result);

    /** The call threw. Also after {@link #late}. */
    void failed(Exception cause);

    /** The deadline passed, and the call still runs. At most once. */
    void late();
  }

  /**
   * Runs {@code body} off the loop.
   *
   * @param deadlineMs when the call is late, counted from its start; the wait in the queue does not
   *     count
   */
  public <T> void submit(Loop loop, long deadlineMs, Callable<T> body, Outcome<T> outcome) {
    Call<T> call = new Call<>(loop, deadlineMs, body, outcome);
    underWay.incrementAndGet();
    lock.lock();
    try {
      if (closed) {
        loop.post(() -> call.onLoop(o -> o.failed(new IllegalStateException("stopping"))));
        return;
      }
      queue.add(call);
      // An idle thread that was signalled a moment ago still counts as idle: compare with all
      // that waits, or a call would stand behind one that is stuck.
      if (queue.size() > idle && workers < WORKERS) {
        startWorker();
      }
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Threads stuck past their deadline now. */
  public int lost() {
    lock.lock();
    try {
      return lost;
    } finally {
      lock.unlock();
    }
  }

  /** Calls that were submitted and whose outcome did not arrive on its loop yet. */
  public int underWay() {
    return underWay.get();
  }

  private void startWorker() {
    workers++;
    Thread.ofPlatform().name("tty-calls").daemon().start(this::workUntilLost);
  }

  private void workUntilLost() {
    for (Call<?> call = next(); call != null; call = next()) {
      Call<?> mine = call;
      mine.loop.post(mine::startDeadline);
      Runnable report = mine.run();
      boolean wasLost = finish(mine);
      mine.loop.post(report);
      if (wasLost) {
        return;
      }
    }
  }

  private @Nullable Call<?> next() {
    lock.lock();
    try {
      idle++;
      while (queue.isEmpty() && !closed) {
        work.awaitUninterruptibly();
      }
      idle--;
      Call<?> call = queue.poll();
      if (call != null) {
        running.add(call);
      }
      return call;
    } finally {
      lock.unlock();
    }
  }

  /** True when this thread was replaced while it was stuck. */
  private boolean finish(Call<?> call) {
    lock.lock();
    try {
      if (running.remove(call)) {
        return false;
      }
      lost--;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void writeOff(Call<?> call) {
    lock.lock();
    try {
      if (lost < MAX_LOST && running.remove(call)) {
        lost++;
        workers--;
        if (!queue.isEmpty()) {
          startWorker();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes no more calls. Those under way are left to their drivers; their threads do not keep the
   * process alive.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private final class Call<T> {
    final Loop loop;
    final long deadlineMs;
    final Callable<T> body;
    final Outcome<T> outcome;
    private Loop.@Nullable Timer deadline;
    private boolean returned;

    Call(Loop loop, long deadlineMs, Callable<T> body, Outcome<T> outcome) {
      this.loop = loop;
      this.deadlineMs = deadlineMs;
      this.body = body;
      this.outcome = outcome;
    }

    private void startDeadline() {
      if (!returned) {
        deadline = loop.timer(this::passDeadline);
        deadline.setMs(deadlineMs);
      }
    }

    private void passDeadline() {
      writeOff(this);
      outcome.late();
    }

    private void onLoop(Consumer<Outcome<T>> report) {
      returned = true;
      if (deadline != null) {
        deadline.clear();
      }
      underWay.decrementAndGet();
      report.accept(outcome);
    }

    Runnable run() {
      try {
        T result = body.call();
        return () -> onLoop(o -> o.done(result));
      } catch (Exception cause) {
        return () -> onLoop(o -> o.failed(cause));
      } catch (Throwable fault) {
        return () -> onLoop(o -> o.failed(new IllegalStateException("a fault in a call", fault)));
      }
    }
  }
}
