package io.hardline.mode.realcom;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** A buffer of the kernel between an application and the daemon: bounded, and both may wait. */
final class NportBuffer {
  private static final long NS_PER_MS = 1_000_000;
  private static final long FOR_EVER_NS = Long.MAX_VALUE / 4;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final byte[] ring;
  private int first;
  private int count;

  NportBuffer(int bytes) {
    this.ring = new byte[bytes];
  }

  /** Waits for room; what there is no room for is lost when {@code over} and {@link #wake}d. */
  void put(byte[] bytes, BooleanSupplier over) throws IOException {
    lock.lock();
    try {
      int done = 0;
      while (done < bytes.length) {
        if (!await(() -> count < ring.length, over, FOR_EVER_NS)) {
          throw new IOException("EIO: closed");
        }
        int some = Math.min(bytes.length - done, ring.length - count);
        for (int i = 0; i < some; i++) {
          ring[(first + count++) % ring.length] = bytes[done++];
        }
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits for at least one, and for nothing when {@code over} and {@link #wake}d. */
  byte[] take(int most, BooleanSupplier over) throws IOException {
    lock.lock();
    try {
      if (!await(() -> count > 0, over, FOR_EVER_NS)) {
        throw new EOFException("closed");
      }
      return taken(most);
    } finally {
      lock.unlock();
    }
  }

  /** Exactly so many, or what came within that time: the caller judges. */
  byte[] take(int wanted, long waitMs) throws IOException {
    long untilNs = System.nanoTime() + waitMs * NS_PER_MS;
    byte[] all = new byte[wanted];
    int done = 0;
    lock.lock();
    try {
      while (done < wanted && await(() -> count > 0, () -> false, untilNs - System.nanoTime())) {
        byte[] some = taken(wanted - done);
        System.arraycopy(some, 0, all, done, some.length);
        done += some.length;
      }
      return Arrays.copyOf(all, done);
    } finally {
      lock.unlock();
    }
  }

  private byte[] taken(int most) {
    byte[] taken = new byte[Math.min(most, count)];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = ring[first];
      first = (first + 1) % ring.length;
    }
    count -= taken.length;
    changed.signalAll();
    return taken;
  }

  /** Whether it was empty before so many milliseconds had passed. */
  boolean awaitEmpty(long waitMs, BooleanSupplier over) throws IOException {
    lock.lock();
    try {
      return await(() -> count == 0, over, waitMs * NS_PER_MS);
    } finally {
      lock.unlock();
    }
  }

  /** Whether the condition came about in that time. */
  private boolean await(BooleanSupplier condition, BooleanSupplier over, long waitNs)
      throws IOException {
    long leftNs = waitNs;
    try {
      while (!over.getAsBoolean()) {
        if (condition.getAsBoolean()) {
          return true;
        }
        if (leftNs <= 0) {
          return false;
        }
        leftNs = changed.awaitNanos(leftNs);
      }
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("EINTR");
    }
  }

  int size() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  void clear() {
    lock.lock();
    try {
      count = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whoever waits looks again whether it is over. */
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
