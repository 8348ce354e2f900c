package io.hardline.mode.realcom;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a tty connected while it is in use: calls again when nobody listens, and at once when what
 * was connected is lost.
 */
final class NportDaemon {
  private final NportEntry entry;
  private final NportLink.Kernel kernel;
  private final NportTrace trace;
  private final Consumer<NportLink> recover;

  // Guarded by this.
  private boolean initialized;
  private boolean recovering;
  private @Nullable NportLink link;
  private CountDownLatch unused = new CountDownLatch(0);
  private int attempts;
  private int connects;
  private int recoveries;

  /**
   * @param recover sets the port up as it was, and says {@link #recovered}
   */
  NportDaemon(
      NportEntry entry, NportLink.Kernel kernel, NportTrace trace, Consumer<NportLink> recover) {
    this.entry = entry;
    this.kernel = kernel;
    this.trace = trace;
    this.recover = recover;
  }

  synchronized void use() {
    CountDownLatch over = new CountDownLatch(1);
    unused = over;
    Thread.ofVirtual().start(() -> keepConnected(over));
  }

  private void keepConnected(CountDownLatch over) {
    try {
      while (over.getCount() > 0) {
        NportLink next = call();
        if (next == null) {
          over.await(entry.patience().retryMs(), TimeUnit.MILLISECONDS);
          continue;
        }
        if (up(next, over)) {
          next.awaitEnd();
        }
        drop(next);
        over.await(NportPatience.RECONNECT_MS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable NportLink call() {
    count(1, 0);
    try {
      NportLink next = NportLink.connect(entry, kernel, trace);
      count(0, 1);
      return next;
    } catch (IOException refused) {
      return null;
    }
  }

  private synchronized void count(int newAttempts, int newConnects) {
    attempts += newAttempts;
    connects += newConnects;
  }

  private boolean up(NportLink next, CountDownLatch over) {
    boolean again;
    synchronized (this) {
      if (over.getCount() == 0) {
        return false;
      }
      link = next;
      again = initialized;
      recovering = again;
      notifyAll();
    }
    next.start();
    if (again) {
      Thread.ofVirtual().start(() -> recover.accept(next));
    }
    return true;
  }

  /** Closes a link. */
  void drop(NportLink old) {
    old.close();
    synchronized (this) {
      if (link == old) {
        link = null;
      }
    }
  }

  /** The application has its tty: from now on what is lost is set up again. */
  synchronized void initialized() {
    initialized = true;
  }

  synchronized void recovered(NportLink on) {
    if (link == on) {
      recovering = false;
      recoveries++;
      notifyAll();
    }
  }

  synchronized void awaitRecovery(long waitMs) throws InterruptedException {
    long untilNs = System.nanoTime() + waitMs * 1_000_000;
    while (recoveries == 0) {
      long leftMs = (untilNs - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0) {
        return;
      }
      wait(leftMs);
    }
  }

  /** Null when there is none by then. */
  synchronized @Nullable NportLink awaitLink(long untilNs) throws InterruptedException {
    while (link == null) {
      long leftMs = (untilNs - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0) {
        return null;
      }
      wait(leftMs);
    }
    return link;
  }

  synchronized @Nullable NportLink link() {
    return link;
  }

  /** The link, when commands may be sent; EIO in the gap after a lost one. */
  synchronized NportLink ready() throws IOException {
    if (link == null || recovering || isUnused()) {
      throw new IOException("EIO: not connected");
    }
    return link;
  }

  synchronized boolean isReady() {
    return link != null && link.isUp() && !recovering && !isUnused();
  }

  synchronized boolean isUnused() {
    return unused.getCount() == 0;
  }

  /** Waits that long, or until the tty is not used any more. */
  void pause(long pauseMs) throws InterruptedException {
    CountDownLatch over;
    synchronized (this) {
      over = unused;
    }
    over.await(pauseMs, TimeUnit.MILLISECONDS);
  }

  void unuse() {
    NportLink last;
    synchronized (this) {
      initialized = false;
      recovering = false;
      unused.countDown();
      last = link;
      link = null;
    }
    if (last != null) {
      last.close();
    }
  }

  synchronized int attempts() {
    return attempts;
  }

  synchronized int connects() {
    return connects;
  }

  synchronized int recoveries() {
    return recoveries;
  }
}
