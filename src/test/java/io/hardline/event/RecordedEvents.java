package io.hardline.event;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An event log whose lines a test reads. */
public final class RecordedEvents implements AutoCloseable {
  private static final long PATIENCE_S = 20;

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final EventLog log =
      new EventLog(new PrintStream(new Lines(), false, StandardCharsets.UTF_8));
  private int marks;

  public EventLog log() {
    return log;
  }

  /**
   * The events since this was last asked, oldest first, without their times: {@code "info port 1:
   * client a:1 connected"}.
   */
  public List<String> taken() {
    String mark = "mark " + ++marks;
    log.record(EventKind.STOPPING, mark);
    List<String> taken = new ArrayList<>();
    for (String line = next(); !line.endsWith(mark); line = next()) {
      taken.add(line.substring(line.indexOf(' ') + 1));
    }
    return taken;
  }

  private String next() {
    @Nullable String line;
    try {
      line = lines.poll(PATIENCE_S, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      throw new AssertionError("interrupted", interrupted);
    }
    if (line == null) {
      throw new AssertionError("the event log writes nothing for " + PATIENCE_S + " s");
    }
    return line;
  }

  @Override
  public void close() {
    log.close();
  }

  private final class Lines extends OutputStream {
    private final StringBuilder line = new StringBuilder();

    @Override
    public void write(int octet) {
      if (octet == '\n') {
        lines.add(line.toString());
        line.setLength(0);
      } else {
        line.append((char) (octet & 0xff));
      }
    }
  }
}
