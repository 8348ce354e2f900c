package io.hardline.port;

import io.hardline.loop.Loop;
import io.hardline.port.TtyCallQueue.Effect;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What clients want done to the line, in order with their bytes: an order is carried out when
 * everything that was given to the port before it is on the wire. One at a time; loop thread only.
 *
 * <pre>
 *  waiting --its bytes are written--> draining --they are sent--> under way --> finished
 *     |                                  |
 *     +--------- out of patience --------+--> under way
 * </pre>
 *
 * <p>While one is draining or under way nothing else is written. Bytes are not waited for without
 * end, be it that flow control holds them or that there are many: after {@link #PATIENCE_MS} the
 * order is carried out all the same, and those behind it do not wait for the same bytes again.
 */
final class LineOrders {
  /** Orders that wait: two for each client of a port. */
  static final int MAX_WAITING = 128;

  /**
   * How long an order waits for the bytes before it. Clients wait three seconds for an answer, some
   * of them for four orders together.
   */
  static final long PATIENCE_MS = 2_000;

  /** How often a driver that still has unsent bytes is asked again. */
  private static final long LOOK_MS = 5;

  private static final long NS_PER_MS = 1_000_000;

  /**
   * @param position how many bytes the port had been given
   * @param start does it, and runs what it is handed when that is over
   */
  private record Order(long position, Consumer<Runnable> start) {}

  private final Loop loop;
  private final TtyKeeper keeper;
  private final NetworkToSerial toSerial;
  private final WireClock wire;
  private final Deque<Order> waiting = new ArrayDeque<>();
  private final Loop.Timer timer;
  private @Nullable Order first;
  private boolean draining;
  private boolean underWay;
  private boolean stopped;
  private long deadlineNs;

  /** Bytes up to here are not waited for any more. */
  private long waived;

  LineOrders(Loop loop, TtyKeeper keeper, NetworkToSerial toSerial, WireClock wire) {
    this.loop = loop;
    this.keeper = keeper;
    this.toSerial = toSerial;
    this.wire = wire;
    this.timer = loop.timer(this::goOn);
  }

  /**
   * Carries {@code start} out after the bytes given so far. It is handed what to run when it is
   * over, and must run it once, whatever happens.
   *
   * @return false when {@link #MAX_WAITING} wait already: it will not be carried out
   */
  boolean add(Consumer<Runnable> start) {
    if (stopped) {
      start.accept(() -> {});
      return true;
    }
    if (waiting.size() >= MAX_WAITING) {
      return false;
    }
    waiting.add(new Order(toSerial.takenBytes(), start));
    if (first == null) {
      next();
    }
    return true;
  }

  private void next() {
    first = waiting.poll();
    draining = false;
    underWay = false;
    if (first != null) {
      boolean waits = first.position > waived;
      deadlineNs = loop.nowNs() + (waits ? PATIENCE_MS * NS_PER_MS : 0);
      goOn();
    }
  }

  /** Whether none waits or is under way. */
  boolean areNone() {
    return first == null;
  }

  /** The tty has taken bytes, or has gone. */
  void bytesPassed() {
    if (first != null && !draining && !underWay) {
      goOn();
    }
  }

  private void goOn() {
    Order order = first;
    if (order == null || underWay) {
      return;
    }
    long leftMs = Math.ceilDiv(deadlineNs - loop.nowNs(), NS_PER_MS);
    if (leftMs <= 0 || keeper.tty() == null) {
      waived = Math.max(waived, toSerial.takenBytes());
      carryOut(order);
    } else if (toSerial.passedBytes() < order.position) {
      timer.setMs(leftMs);
    } else if (!wire.isUsed()) {
      carryOut(order);
    } else {
      draining = true;
      toSerial.hold(NetworkToSerial.HELD_BY_ORDER);
      drain(order, leftMs);
    }
  }

  private void drain(Order order, long leftMs) {
    long busyMs = wire.busyMs();
    if (busyMs > 0) {
      timer.setMs(Math.min(busyMs, leftMs));
      return;
    }
    keeper.callInAnyCase(
        "read output queue",
        Effect.LOOKS,
        0,
        tty -> tty.unsentBytes(),
        unsent -> {
          if (unsent > 0) {
            timer.setMs(Math.min(LOOK_MS, leftMs));
          } else {
            wire.cleared();
            carryOut(order);
          }
        },
        () -> carryOut(order));
  }

  private void carryOut(Order order) {
    if (first != order || underWay) {
      return;
    }
    underWay = true;
    timer.clear();
    toSerial.hold(NetworkToSerial.HELD_BY_ORDER);
    order.start.accept(() -> finished(order));
  }

  private void finished(Order order) {
    if (first == order) {
      toSerial.release(NetworkToSerial.HELD_BY_ORDER);
      next();
    }
  }

  /**
   * What waits is not carried out any more, and nobody is told; what is still ordered, at once: how
   * the lines are left when the port closes.
   */
  void stop() {
    stopped = true;
    waiting.clear();
    first = null;
    timer.clear();
  }
}
