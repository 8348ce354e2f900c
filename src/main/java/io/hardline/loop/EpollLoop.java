package io.hardline.loop;

import io.hardline.linux.Errno;
import io.hardline.linux.Libc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The loop on Linux: one platform thread in epoll_wait(2). A turn is: wait, hand out the kernel's
 * events, run what other threads posted, run due timers, run what was put off until {@linkplain
 * #soon soon}.
 *
 * <p>Descriptors are watched edge-triggered and once for their whole life: pausing and resuming
 * costs no system call, the owner remembers what was ready and goes on from there. Watches are
 * found by slot and generation, so that an event for a descriptor that was closed earlier in the
 * same turn reaches nobody, even if its number is in use again.
 */
public final class EpollLoop implements Loop, AutoCloseable {
  /** Events taken from the kernel in one turn. */
  static final int MAX_EVENTS = 256;

  /**
   * Posted tasks run in one turn; the rest waits, so that a flood of posts cannot starve the data.
   */
  static final int MAX_POSTS_PER_TURN = 1024;

  /** Size of a scratch buffer: the most that is read at once. */
  public static final int SCRATCH_BYTES = 64 * 1024;

  /** Size of a scratch buffer for encryption: the above and more than one TLS record. */
  public static final int CRYPT_SCRATCH_BYTES = 96 * 1024;

  private static final int EPOLL_CLOEXEC = 0x80000;
  private static final int EFD_NONBLOCK_CLOEXEC = 0x80000 | 0x800;
  private static final int CTL_ADD = 1;
  private static final int CTL_DEL = 2;
  private static final int CTL_MOD = 3;
  private static final int READING = Epoll.IN | Epoll.RDHUP | Epoll.EDGE_TRIGGERED;
  private static final short POLLIN = 1;

  /** struct epoll_event is packed on x86_64 alone (epoll_ctl(2), eventpoll.h). */
  private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");

  private static final int EVENT_BYTES = PACKED ? 12 : 16;
  private static final int DATA_OFFSET = PACKED ? 4 : 8;

  private final int epoll;
  private final int wakeup;
  private final int timerFd;
  private final WakeTimer wakeTimer;
  private final MemorySegment memory =
      Arena.ofAuto().allocate((long) EVENT_BYTES * (MAX_EVENTS + 1) + 8, 8);
  private final long events = memory.address();
  private final long ctlOffset = (long) EVENT_BYTES * MAX_EVENTS;
  private final long counter = events + ctlOffset + EVENT_BYTES;

  private final Consumer<Throwable> onFault;
  private final ConcurrentLinkedQueue<Runnable> posts = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean wakeupPending = new AtomicBoolean();
  private ArrayDeque<Runnable> soon = new ArrayDeque<>();
  private ArrayDeque<Runnable> soonSpare = new ArrayDeque<>();
  private final TimerHeap timers = new TimerHeap();
  private final IoBuffer scratch = new IoBuffer(SCRATCH_BYTES);
  private final IoBuffer codecScratch = new IoBuffer(SCRATCH_BYTES);
  private @Nullable IoBuffer plainScratch;
  private @Nullable IoBuffer cipherScratch;

  private @Nullable Slot[] slots = new @Nullable Slot[64];
  private int[] freeSlots = new int[64];
  private int freeCount;
  private int slotCount;
  private int generation;

  private final Thread thread;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean running = true;
  private long nowNs = System.nanoTime();

  /**
   * @param onFault told of anything a task threw, which is a fault of ours; the loop goes on
   * @throws IOException when the kernel gives no epoll or eventfd descriptor
   */
  public EpollLoop(String name, Consumer<Throwable> onFault) throws IOException {
    this.onFault = onFault;
    this.epoll = checked("epoll_create1", Libc.epollCreate(EPOLL_CLOEXEC));
    this.wakeup = checked("eventfd", Libc.eventfd(0, EFD_NONBLOCK_CLOEXEC));
    this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    this.timerFd = checked("timerfd_create", WakeTimer.descriptor());
    this.wakeTimer = new WakeTimer(timerFd);
    watch(wakeup, this::drainWakeup);
    watch(timerFd, events -> wakeTimer.fired());
  }

  private static int checked(String call, int result) throws IOException {
    if (result < 0) {
      throw new IOException(call + ": " + Errno.text(result));
    }
    return result;
  }

  public void start() {
    thread.start();
  }

  @Override
  public void post(Runnable task) {
    posts.add(task);
    // One write wakes the loop however many posts there are; the loop clears the flag before it
    // looks at the queue.
    if (Thread.currentThread() != thread && wakeupPending.compareAndSet(false, true)) {
      wake();
    }
  }

  private void wake() {
    try (Arena arena = Arena.ofConfined()) {
      Libc.write(wakeup, arena.allocateFrom(ValueLayout.JAVA_LONG, 1L).address(), Long.BYTES);
    }
  }

  private void drainWakeup(int ignored) {
    Libc.read(wakeup, counter, Long.BYTES);
    wakeupPending.set(false);
  }

  @Override
  public void soon(Runnable task) {
    soon.add(task);
  }

  @Override
  public Timer timer(Runnable whenDue) {
    return timers.timer(this, whenDue);
  }

  @Override
  public long nowNs() {
    return nowNs;
  }

  @Override
  public boolean isLoopThread() {
    return Thread.currentThread() == thread;
  }

  @Override
  public IoBuffer scratch() {
    return scratch;
  }

  @Override
  public IoBuffer codecScratch() {
    return codecScratch;
  }

  /** Memory is taken when the first connection is encrypted. */
  @Override
  public IoBuffer plainScratch() {
    if (plainScratch == null) {
      plainScratch = new IoBuffer(CRYPT_SCRATCH_BYTES);
    }
    return plainScratch;
  }

  @Override
  public IoBuffer cipherScratch() {
    if (cipherScratch == null) {
      cipherScratch = new IoBuffer(CRYPT_SCRATCH_BYTES);
    }
    return cipherScratch;
  }

  @Override
  public Watch watch(int fd, Ready ready) {
    return add(fd, ready, READING);
  }

  @Override
  public Watch watchListening(int fd, Ready ready) {
    return add(fd, ready, Epoll.IN);
  }

  private Slot add(int fd, Ready ready, int interest) {
    int index = freeCount > 0 ? freeSlots[--freeCount] : slotCount++;
    if (index == slots.length) {
      slots = Arrays.copyOf(slots, slots.length * 2);
      freeSlots = Arrays.copyOf(freeSlots, freeSlots.length * 2);
    }
    Slot slot = new Slot(fd, ready, index, ++generation);
    slots[index] = slot;
    int result = control(CTL_ADD, slot, interest);
    if (result < 0) {
      release(slot);
      throw new UncheckedIOException(new IOException("epoll_ctl: " + Errno.text(result)));
    }
    return slot;
  }

  private int control(int operation, Slot slot, int interest) {
    memory.set(ValueLayout.JAVA_INT_UNALIGNED, ctlOffset, interest);
    memory.set(ValueLayout.JAVA_LONG_UNALIGNED, ctlOffset + DATA_OFFSET, slot.key());
    return Libc.epollCtl(epoll, operation, slot.fd, events + ctlOffset);
  }

  private void release(Slot slot) {
    slots[slot.index] = null;
    freeSlots[freeCount++] = slot.index;
  }

  /**
   * How many descriptors are watched, the loop's own included. For tests that look for leaks; loop
   * thread only.
   */
  public int watched() {
    return slotCount - freeCount;
  }

  private void run() {
    try {
      while (running) {
        turn();
      }
      awaitLastWakeup();
      Libc.close(epoll);
      Libc.close(wakeup);
      Libc.close(timerFd);
    } finally {
      ended.countDown();
    }
  }

  /**
   * A post may come at any time, from a device call that returns late for one. The flag stays up
   * from here on, so nobody writes to the eventfd any more; a write that was announced before is
   * waited for, because the number of a closed descriptor may soon be another file's.
   */
  private void awaitLastWakeup() {
    if (!wakeupPending.compareAndSet(false, true)) {
      memory.set(ValueLayout.JAVA_INT_UNALIGNED, 0, wakeup);
      memory.set(ValueLayout.JAVA_SHORT_UNALIGNED, 4, POLLIN);
      Libc.poll(events, 1, -1);
    }
  }

  private void turn() {
    int count = Libc.epollWait(epoll, events, MAX_EVENTS, waitMs());
    nowNs = System.nanoTime();
    for (int i = 0; i < count; i++) {
      dispatch(i);
    }
    runPosts();
    timers.runDue(nowNs, onFault);
    runSoon();
  }

  /**
   * 0 when there is work to do; else for ever, that is until a descriptor or the timer is ready.
   */
  private int waitMs() {
    if (!soon.isEmpty() || !posts.isEmpty()) {
      return 0;
    }
    long dueNs = timers.nextNs();
    if (dueNs == TimerHeap.NEVER) {
      return -1;
    }
    if (dueNs - System.nanoTime() <= 0) {
      return 0;
    }
    wakeTimer.wakeAt(dueNs);
    return -1;
  }

  private void dispatch(int i) {
    long offset = (long) i * EVENT_BYTES;
    int bits = memory.get(ValueLayout.JAVA_INT_UNALIGNED, offset);
    long key = memory.get(ValueLayout.JAVA_LONG_UNALIGNED, offset + DATA_OFFSET);
    Slot slot = slots[(int) key];
    if (slot == null || slot.generation != (int) (key >>> 32)) {
      return;
    }
    try {
      slot.ready.ready(bits);
    } catch (Throwable thrown) {
      onFault.accept(thrown);
    }
  }

  private void runPosts() {
    for (int i = 0; i < MAX_POSTS_PER_TURN; i++) {
      Runnable task = posts.poll();
      if (task == null) {
        return;
      }
      runGuarded(task);
    }
  }

  private void runSoon() {
    if (soon.isEmpty()) {
      return;
    }
    ArrayDeque<Runnable> now = soon;
    soon = soonSpare;
    soonSpare = now;
    for (Runnable task = now.poll(); task != null; task = now.poll()) {
      runGuarded(task);
    }
  }

  private void runGuarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable thrown) {
      onFault.accept(thrown);
    }
  }

  /** Ends the thread after the turn it is in; waits for it unless called on it. */
  @Override
  public void close() {
    post(() -> running = false);
    if (thread.isAlive() && !isLoopThread()) {
      try {
        ended.await();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private final class Slot implements Watch {
    final int fd;
    final Ready ready;
    final int index;
    final int generation;
    boolean cancelled;
    boolean watchesWritable;

    Slot(int fd, Ready ready, int index, int generation) {
      this.fd = fd;
      this.ready = ready;
      this.index = index;
      this.generation = generation;
    }

    long key() {
      return (long) generation << 32 | index;
    }

    @Override
    public void watchWritable(boolean wanted) {
      if (wanted != watchesWritable && !cancelled) {
        watchesWritable = wanted;
        // The kernel looks anew: room that came meanwhile is told at once.
        control(CTL_MOD, this, wanted ? READING | Epoll.OUT : READING);
      }
    }

    @Override
    public void cancelAndClose() {
      if (!cancelled) {
        cancelled = true;
        release(this);
        Libc.close(fd);
      }
    }

    @Override
    public void cancel() {
      if (!cancelled) {
        cancelled = true;
        Libc.epollCtl(epoll, CTL_DEL, fd, events + ctlOffset);
        release(this);
      }
    }
  }
}
