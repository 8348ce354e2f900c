package io.hardline.loop;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Deadlines, earliest first, in a binary heap. Setting a timer that is already in the heap moves it
 * and allocates nothing: an inactivity timer is moved with every byte. Moving it later does not
 * touch the heap at all; it is put in its place when its old deadline comes up.
 *
 * <p>One thread at a time, the loop's.
 */
public final class TimerHeap {
  /** No timer is set. */
  static final long NEVER = Long.MAX_VALUE;

  private static final long NS_PER_MS = 1_000_000;

  private @Nullable Entry[] heap = new @Nullable Entry[64];
  private int size;

  Loop.Timer timer(Loop loop, Runnable whenDue) {
    return new Entry(loop, whenDue);
  }

  /** When the next timer may be due, on the clock of {@link Loop#nowNs}, or {@link #NEVER}. */
  long nextNs() {
    return size == 0 ? NEVER : at(0).heapDueNs;
  }

  /**
   * Runs every timer that is due at {@code nowNs}. One that sets itself again runs in a later turn.
   */
  void runDue(long nowNs, Consumer<Throwable> onFault) {
    while (size > 0 && at(0).heapDueNs - nowNs <= 0) {
      Entry first = at(0);
      if (!first.set) {
        remove(first);
      } else if (first.dueNs - nowNs > 0) {
        first.heapDueNs = first.dueNs;
        down(0);
      } else {
        first.set = false;
        remove(first);
        try {
          first.whenDue.run();
        } catch (Throwable thrown) {
          onFault.accept(thrown);
        }
      }
    }
  }

  private Entry at(int index) {
    Entry entry = heap[index];
    if (entry == null) {
      throw new AssertionError("a hole in the timer heap at " + index);
    }
    return entry;
  }

  private void put(int index, Entry entry) {
    heap[index] = entry;
    entry.index = index;
  }

  private void add(Entry entry) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    put(size, entry);
    up(size++);
  }

  private void remove(Entry entry) {
    int hole = entry.index;
    entry.index = -1;
    Entry last = at(--size);
    heap[size] = null;
    if (last != entry) {
      put(hole, last);
      up(hole);
      down(last.index);
    }
  }

  private void up(int start) {
    int child = start;
    Entry entry = at(child);
    while (child > 0) {
      int parent = (child - 1) >>> 1;
      if (at(parent).heapDueNs - entry.heapDueNs <= 0) {
        break;
      }
      put(child, at(parent));
      child = parent;
    }
    put(child, entry);
  }

  private void down(int start) {
    int parent = start;
    Entry entry = at(parent);
    for (int child = 2 * parent + 1; child < size; child = 2 * parent + 1) {
      if (child + 1 < size && at(child + 1).heapDueNs - at(child).heapDueNs < 0) {
        child++;
      }
      if (entry.heapDueNs - at(child).heapDueNs <= 0) {
        break;
      }
      put(parent, at(child));
      parent = child;
    }
    put(parent, entry);
  }

  private final class Entry implements Loop.Timer {
    final Loop loop;
    final Runnable whenDue;
    long dueNs;
    long heapDueNs;
    int index = -1;
    boolean set;

    Entry(Loop loop, Runnable whenDue) {
      this.loop = loop;
      this.whenDue = whenDue;
    }

    @Override
    public void setMs(long delayMs) {
      // Never now: a timer that sets itself to 0 while it runs would run for ever in one turn.
      dueNs = loop.nowNs() + Math.max(1, delayMs * NS_PER_MS);
      set = true;
      if (index < 0) {
        heapDueNs = dueNs;
        add(this);
      } else if (dueNs - heapDueNs < 0) {
        heapDueNs = dueNs;
        up(index);
      }
    }

    @Override
    public void clear() {
      set = false;
      if (index >= 0) {
        remove(this);
      }
    }

    @Override
    public boolean isSet() {
      return set;
    }
  }
}
