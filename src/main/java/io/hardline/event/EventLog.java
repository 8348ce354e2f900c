package io.hardline.event;

import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes events from any thread without ever making it wait, and writes them as lines from a thread
 * of its own. When the writer cannot keep up, events are lost and counted, and the log says how
 * many.
 */
public final class EventLog implements AutoCloseable {
  /** Events that wait for the writer; more are lost. */
  public static final int MAX_WAITING = 4096;

  private static final long CLOSE_DEADLINE_MS = 1000;

  private final PrintStream out;
  private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong lost = new AtomicLong();
  private final Thread writer;
  private volatile boolean closed;

  private record Entry(Instant time, EventKind kind, int port, List<Object> details) {}

  public EventLog(PrintStream out) {
    this.out = out;
    this.writer = Thread.ofPlatform().name("event-log").daemon().start(this::writeUntilClosed);
  }

  /** An event of the unit. */
  public void record(EventKind kind, Object... details) {
    add(new Entry(Instant.now(), kind, 0, List.of(details)));
  }

  /** An event of a port. */
  public void recordPort(EventKind kind, int port, Object... details) {
    add(new Entry(Instant.now(), kind, port, List.of(details)));
  }

  private void add(Entry entry) {
    if (!waiting.offer(entry)) {
      lost.incrementAndGet();
    }
  }

  private void writeUntilClosed() {
    try {
      while (!closed) {
        write(waiting.take());
        reportLost();
      }
    } catch (InterruptedException closing) {
      // Asked to end: what is waiting is still written below.
    }
    for (Entry entry = waiting.poll(); entry != null; entry = waiting.poll()) {
      write(entry);
    }
    reportLost();
    out.flush();
  }

  private void reportLost() {
    long missing = lost.getAndSet(0);
    if (missing > 0) {
      write(new Entry(Instant.now(), EventKind.EVENTS_LOST, 0, List.<Object>of(missing)));
    }
  }

  private void write(Entry entry) {
    String where = entry.port == 0 ? "" : "port " + entry.port + ": ";
    out.println(
        entry.time.truncatedTo(ChronoUnit.MILLIS)
            + " "
            + entry.kind.severity().name().toLowerCase(Locale.ROOT)
            + " "
            + where
            + oneLine(entry.kind.text(entry.details.toArray())));
  }

  /**
   * Details come from peers and devices: a control character must not make a second line or move a
   * cursor.
   */
  private static String oneLine(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          if (Character.isISOControl(c)) {
            clean.append("\\x").append(String.format(Locale.ROOT, "%02x", c));
          } else {
            clean.appendCodePoint(c);
          }
        });
    return clean.toString();
  }

  /** Writes what is waiting and ends; gives up after a second when the output is stuck. */
  @Override
  public void close() {
    closed = true;
    writer.interrupt();
    try {
      writer.join(CLOSE_DEADLINE_MS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
