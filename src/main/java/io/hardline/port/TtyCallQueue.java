package io.hardline.port;

import io.hardline.loop.Loop;
import io.hardline.tty.TtyCalls;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls into one tty's driver that may block: one at a time, in order, each with a deadline.
 * Loop thread only.
 */
final class TtyCallQueue {
  /** Calls that wait; more are refused with {@link TooManyCalls}. */
  static final int MAX_WAITING = 64;

  /**
   * When a call counts as stuck. A USB adapter needs milliseconds, a slow one with retries a
   * second.
   */
  static final long DEADLINE_MS = 5_000;

  /** What may go on while a call runs. */
  enum Effect {
    /** The call only looks: reading and writing go on. */
    LOOKS,
    /** Nothing is written, so that what follows the call does not overtake it. */
    ORDERED,
    /**
     * Nothing is read or written: the kernel holds the tty's lock, and the loop would wait for it.
     */
    ALONE
  }

  /** Told how the calls go. */
  interface Observer {
    void callBegins(Effect effect);

    /** No call is under way. */
    void callsIdle();

    /** The deadline passed, the call has not returned. */
    void callLate(String what);

    /** The late call returned after all. */
    void callReturned(String what);
  }

  /** The call was not made: {@link #MAX_WAITING} wait already. */
  static final class TooManyCalls extends Exception {
    TooManyCalls() {
      super("too many calls wait for this device");
    }
  }

  private record Waiting<T>(
      String what,
      Effect effect,
      long deadlineMs,
      Callable<T> body,
      Consumer<T> done,
      Consumer<Exception> failed) {}

  private final Loop loop;
  private final TtyCalls calls;
  private final Observer observer;
  private final Deque<Waiting<?>> waiting = new ArrayDeque<>();
  private @Nullable Waiting<?> running;
  private boolean late;

  TtyCallQueue(Loop loop, TtyCalls calls, Observer observer) {
    this.loop = loop;
    this.calls = calls;
    this.observer = observer;
  }

  boolean isIdle() {
    return running == null;
  }

  boolean isLate() {
    return late;
  }

  /**
   * Runs {@code body} off the loop, and then {@code done} or {@code failed} on it.
   *
   * @param what for people, when it does not return
   * @param expectedMs how long it may take by its nature, beyond {@link #DEADLINE_MS}
   */
  <T> void call(
      String what,
      Effect effect,
      long expectedMs,
      Callable<T> body,
      Consumer<T> done,
      Consumer<Exception> failed) {
    if (waiting.size() >= MAX_WAITING) {
      failed.accept(new TooManyCalls());
    } else {
      callInAnyCase(what, effect, expectedMs, body, done, failed);
    }
  }

  /**
   * As {@link #call}, and never refused: for what there is only one of at a time, such as closing.
   * A tty that is not closed is never found again.
   */
  <T> void callInAnyCase(
      String what,
      Effect effect,
      long expectedMs,
      Callable<T> body,
      Consumer<T> done,
      Consumer<Exception> failed) {
    add(new Waiting<>(what, effect, expectedMs + DEADLINE_MS, body, done, failed));
  }

  private <T> void add(Waiting<T> call) {
    waiting.add(call);
    if (running == null) {
      startNext();
    }
  }

  private void startNext() {
    Waiting<?> next = waiting.poll();
    if (next == null) {
      observer.callsIdle();
    } else {
      running = next;
      observer.callBegins(next.effect);
      submit(next);
    }
  }

  private <T> void submit(Waiting<T> call) {
    calls.submit(
        loop,
        call.deadlineMs,
        call.body,
        new TtyCalls.Outcome<T>() {
          @Override
          public void done(T result) {
            ended(call);
            call.done.accept(result);
            startNextUnlessRunning();
          }

          @Override
          public void failed(Exception cause) {
            ended(call);
            call.failed.accept(cause);
            startNextUnlessRunning();
          }

          @Override
          public void late() {
            late = true;
            observer.callLate(call.what);
          }
        });
  }

  private void ended(Waiting<?> call) {
    running = null;
    if (late) {
      late = false;
      observer.callReturned(call.what);
    }
  }

  private void startNextUnlessRunning() {
    if (running == null) {
      startNext();
    }
  }
}
