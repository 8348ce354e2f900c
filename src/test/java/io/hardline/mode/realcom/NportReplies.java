package io.hardline.mode.realcom;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for which reply. A reply belongs to whoever waits for one with its first byte, and to
 * nobody when nobody does. Any thread.
 */
final class NportReplies {
  private static final int OPS = 256;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final boolean[] awaited = new boolean[OPS];
  private final Map<Integer, byte[]> come = new HashMap<>();
  private final List<String> unasked = new ArrayList<>();

  /** To be said before the question goes out; waits while another asks the same. */
  void expect(int op) throws InterruptedException {
    lock.lock();
    try {
      while (awaited[op]) {
        changed.await();
      }
      awaited[op] = true;
      come.remove(op);
    } finally {
      lock.unlock();
    }
  }

  void heard(byte[] frame) {
    int op = Byte.toUnsignedInt(frame[0]);
    lock.lock();
    try {
      if (awaited[op] && !come.containsKey(op)) {
        come.put(op, frame);
      } else {
        unasked.add(HexFormat.ofDelimiter(" ").formatHex(frame));
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The reply; null when none came in time, or the link ended. */
  byte @Nullable [] await(int op, long waitMs, NportLink link) throws InterruptedException {
    long leftNs = waitMs * 1_000_000;
    lock.lock();
    try {
      while (!come.containsKey(op) && link.isUp() && leftNs > 0) {
        leftNs = changed.awaitNanos(leftNs);
      }
      return come.get(op);
    } finally {
      awaited[op] = false;
      changed.signalAll();
      lock.unlock();
    }
  }

  /** A link has ended: nobody need wait for its replies. */
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  List<String> unasked() {
    lock.lock();
    try {
      return List.copyOf(unasked);
    } finally {
      lock.unlock();
    }
  }
}
