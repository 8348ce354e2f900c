package io.hardline.port;

import io.hardline.loop.ByteQueue;
import io.hardline.loop.EpollLoop;
import io.hardline.loop.IoBuffer;
import io.hardline.net.Connection;
import java.nio.charset.StandardCharsets;

/**
 * An operator's terminal on a port ({@code hardline attach}): sees what the device sends and may
 * send to it, beside whatever the port's mode does. It never makes the port wait: what it does not
 * read in time it misses. If it wants to, it first sees what was kept while nobody was connected;
 * what is newer waits meanwhile.
 *
 * <p>Loop thread only.
 */
public final class Attachment implements Connection.Handler {
  /** What may arrive from the device while older bytes are shown; more is missed. */
  static final int NEWER_LIMIT_BYTES = 64 * 1024;

  /** One piece of the older bytes. */
  private static final int PIECE_BYTES = EpollLoop.SCRATCH_BYTES;

  private final Port port;
  private final Connection connection;
  private final ByteQueue newer = new ByteQueue(NEWER_LIMIT_BYTES);

  /** Up to which position the older bytes have been shown, and where they end. */
  private long shown;

  private long end;

  Attachment(Port port, Connection connection) {
    this.port = port;
    this.connection = connection;
  }

  /**
   * @param showKept whether to show first what was kept while nobody was connected
   */
  void begin(boolean showKept) {
    if (!port.attach(this)) {
      refuse();
      return;
    }
    if (!port.serialReady()) {
      connection.pauseReading();
    }
    connection.start(this);
    if (showKept) {
      shown = port.kept().begin();
      end = port.kept().end();
      showOlder();
    }
  }

  private void refuse() {
    String why =
        "port %d has %d terminals already\r\n".formatted(port.number(), Port.MAX_ATTACHMENTS);
    IoBuffer text = port.loop().codecScratch();
    text.bytes.clear().put(why.getBytes(StandardCharsets.US_ASCII)).flip();
    connection.write(text);
    connection.close();
  }

  void fromSerial(IoBuffer data) {
    int missed = data.bytes.remaining();
    missed -= shown < end ? newer.put(data) : connection.write(data);
    port.counters().skipped(missed);
  }

  /** As fast as the terminal reads; bytes that have made room meanwhile are missed. */
  private void showOlder() {
    KeptBytes kept = port.kept();
    while (shown < end && connection.isOpen() && connection.backlogBytes() == 0) {
      long oldest = Math.min(kept.begin(), end);
      if (shown < oldest) {
        port.counters().skipped(oldest - shown);
        shown = oldest;
      } else {
        shown += connection.write(kept.from(shown, (int) Math.min(PIECE_BYTES, end - shown)));
      }
    }
    if (shown >= end && !newer.isEmpty()) {
      showNewer();
    }
  }

  private void showNewer() {
    while (!newer.isEmpty()) {
      IoBuffer piece = newer.front();
      int count = piece.bytes.remaining();
      port.counters().skipped(count - connection.write(piece));
      newer.drop(count);
    }
    newer.free();
  }

  void serialReady() {
    connection.resumeReading();
  }

  @Override
  public void received(IoBuffer data) {
    port.toSerial(data);
    if (!port.serialReady()) {
      connection.pauseReading();
    }
  }

  @Override
  public void ended() {
    close();
  }

  @Override
  public void drained() {
    showOlder();
  }

  @Override
  public void closed(String cause) {
    newer.free();
    port.detach(this);
  }

  void close() {
    newer.free();
    port.detach(this);
    connection.close();
  }
}
