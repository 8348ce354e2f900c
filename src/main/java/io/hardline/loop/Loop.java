package io.hardline.loop;

/**
 * What a port, its tty and its connections live on: one thread, a clock and a queue. Everything
 * that belongs to a port is called on its loop's thread only, so nothing there has a lock.
 */
public interface Loop {

  /**
   * Runs {@code task} on the loop's thread, soon, in order with other posts. Any thread; never
   * blocks.
   */
  void post(Runnable task);

  /** Runs {@code task} in the next turn, after what the kernel has for us. Loop thread only. */
  void soon(Runnable task);

  /** A timer that is not set. Loop thread only; make it once and set it as often as you like. */
  Timer timer(Runnable whenDue);

  /** The monotonic clock in nanoseconds, read once a turn: cheap. Loop thread only. */
  long nowNs();

  /** Whether the caller is on the loop's thread. */
  boolean isLoopThread();

  /**
   * A buffer for what was just read, to be emptied before the reader returns to the loop. Loop
   * thread only; there is one for each direction so that a codec can read from one and write to the
   * other.
   */
  IoBuffer scratch();

  /** The second scratch buffer, for the output of a codec. */
  IoBuffer codecScratch();

  /**
   * What was just decrypted, under the same rule. Larger than the others: a whole {@link #scratch}
   * of it, and the end of what came before, pass in one piece.
   */
  IoBuffer plainScratch();

  /** What was just encrypted, on its way to the kernel; as large as {@link #plainScratch}. */
  IoBuffer cipherScratch();

  /** Watches a descriptor, edge-triggered, for reading and hang-up. Loop thread only. */
  Watch watch(int fd, Ready ready);

  /**
   * Watches a listening descriptor, level-triggered: who takes one connection is told of the next
   * in the next turn, and need not ask whether there is one. Loop thread only.
   */
  Watch watchListening(int fd, Ready ready);

  /** Called when the kernel has news of a descriptor. Loop thread; must not block. */
  @FunctionalInterface
  interface Ready {
    /**
     * @param events EPOLL bits, see {@link Epoll}
     */
    void ready(int events);
  }

  /** A watched descriptor. */
  interface Watch {
    /**
     * Whether to be told of room to write, too. A pty says so whenever its other side reads: ask
     * only while a write waits.
     */
    void watchWritable(boolean wanted);

    /**
     * Stops watching and closes the descriptor, of which this must be the only copy: the kernel
     * then forgets the watch by itself.
     */
    void cancelAndClose();

    /** Stops watching. Call it before the descriptor is closed; no event arrives afterwards. */
    void cancel();
  }

  /** A deadline that can be moved. Loop thread only. */
  interface Timer {
    /** Due in {@code delayMs}, whatever was set before. */
    void setMs(long delayMs);

    /** Not due any more. */
    void clear();

    /** Whether a deadline is set. */
    boolean isSet();
  }
}
