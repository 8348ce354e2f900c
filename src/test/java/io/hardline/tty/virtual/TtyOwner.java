package io.hardline.tty.virtual;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.tty.Tty;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Owns a tty as a port does: reads when told, writes on when there is room. */
final class TtyOwner implements Tty.Events {
  final Tty tty;
  final List<String> events = new ArrayList<>();
  private final IoBuffer in = new IoBuffer(64 * 1024);
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private boolean reading = true;
  private IoBuffer out = new IoBuffer(1);

  TtyOwner(Tty tty, Loop loop) {
    this.tty = tty;
    out.bytes.limit(0);
    tty.attach(loop, this);
  }

  /** Whether it reads at once what it is told of. */
  void setReading(boolean on) {
    reading = on;
  }

  /** Sends these bytes as the tty takes them; says how many it took at once. */
  int send(byte... bytes) {
    out = new IoBuffer(Math.max(1, bytes.length));
    out.bytes.put(bytes).flip();
    return tty.write(out);
  }

  /** Bytes of the last {@link #send} that the tty has not taken. */
  int waiting() {
    return out.bytes.remaining();
  }

  int read() {
    in.bytes.clear();
    int count = tty.read(in);
    byte[] copy = new byte[in.bytes.flip().remaining()];
    in.bytes.get(copy);
    received.writeBytes(copy);
    return count;
  }

  byte[] received() {
    return received.toByteArray();
  }

  @Override
  public void readable() {
    events.add("readable");
    if (reading) {
      read();
    }
  }

  @Override
  public void writable() {
    events.add("writable");
    tty.write(out);
  }

  @Override
  public void gone(String cause) {
    events.add("gone: " + cause);
  }
}
