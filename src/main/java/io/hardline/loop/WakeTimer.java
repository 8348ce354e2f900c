package io.hardline.loop;

import io.hardline.linux.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The kernel's timer that ends the loop's wait (timerfd_create(2)). It is set when the earliest
 * deadline becomes earlier, and not for every wait: a time-out of epoll_wait(2) would have the
 * kernel program its clock hardware each time the loop goes to sleep and each time it wakes, which
 * costs more than all else, above all on a virtual machine.
 *
 * <p>One thread at a time, the loop's.
 */
final class WakeTimer {
  private static final int CLOCK_MONOTONIC = 1;
  private static final int NONBLOCK_CLOEXEC = 0x800 | 0x80000;
  private static final long NS_PER_SECOND = 1_000_000_000;

  /** struct itimerspec: an interval of 0 for once, then the delay, in seconds and nanoseconds. */
  private final MemorySegment delay = Arena.ofAuto().allocate(4 * Long.BYTES, Long.BYTES);

  private final int fd;
  private long setToNs = TimerHeap.NEVER;

  /**
   * @param fd from {@link #descriptor}; the owner watches it and tells of {@link #fired}
   */
  WakeTimer(int fd) {
    this.fd = fd;
  }

  /** A new descriptor, or a negative errno. */
  static int descriptor() {
    return Libc.timerfdCreate(CLOCK_MONOTONIC, NONBLOCK_CLOEXEC);
  }

  /**
   * Sees to it that the loop is awake at {@code dueNs}, on the clock of {@link System#nanoTime}.
   */
  void wakeAt(long dueNs) {
    if (setToNs != TimerHeap.NEVER && dueNs - setToNs >= 0) {
      return;
    }
    setToNs = dueNs;
    long delayNs = Math.max(dueNs - System.nanoTime(), 1);
    delay.set(ValueLayout.JAVA_LONG, 2 * Long.BYTES, delayNs / NS_PER_SECOND);
    delay.set(ValueLayout.JAVA_LONG, 3 * Long.BYTES, delayNs % NS_PER_SECOND);
    Libc.timerfdSettime(fd, 0, delay.address());
  }

  /** The kernel's event. It is not read: setting the timer anew takes it back. */
  void fired() {
    setToNs = TimerHeap.NEVER;
  }
}
