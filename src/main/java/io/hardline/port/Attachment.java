package io.hardline.port;

import io.hardline.loop.IoBuffer;
import io.hardline.net.Connection;
import java.nio.charset.StandardCharsets;

/**
 * An operator's terminal on a port ({@code hardline attach}): sees what the device sends and may
 * send to it, beside whatever the port's mode does. It never makes the port wait: what it does not
 * read in time it misses.
 *
 * <p>Loop thread only.
 */
public final class Attachment implements Connection.Handler {
  private final Port port;
  private final Connection connection;

  Attachment(Port port, Connection connection) {
    this.port = port;
    this.connection = connection;
  }

  void begin() {
    if (!port.attach(this)) {
      refuse();
      return;
    }
    if (!port.serialReady()) {
      connection.pauseReading();
    }
    connection.start(this);
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
    int missed = data.bytes.remaining() - connection.write(data);
    port.counters().skipped(missed);
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
  public void drained() {}

  @Override
  public void closed(String cause) {
    port.detach(this);
  }

  void close() {
    port.detach(this);
    connection.close();
  }
}
