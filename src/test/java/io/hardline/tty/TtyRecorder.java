package io.hardline.tty;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A port at its simplest, for tests: keeps what the tty gives and says, and sends what it is told.
 */
final class TtyRecorder implements Tty.Events {
  private final Tty tty;
  private final Loop loop;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final List<String> gone = new ArrayList<>();
  private boolean ended;
  private IoBuffer sending = new IoBuffer(1);

  private TtyRecorder(Tty tty, Loop loop) {
    this.tty = tty;
    this.loop = loop;
    sending.bytes.limit(0);
  }

  /** Attaches on the loop. */
  static TtyRecorder attach(Tty tty, Loop loop) {
    TtyRecorder recorder = new TtyRecorder(tty, loop);
    loop.post(() -> tty.attach(loop, recorder));
    return recorder;
  }

  @Override
  public void readable() {
    IoBuffer into = loop.scratch();
    while (true) {
      into.bytes.clear();
      int count = tty.read(into);
      if (count <= 0) {
        markEnded(count < 0);
        return;
      }
      byte[] bytes = new byte[count];
      into.bytes.flip().get(bytes);
      keep(bytes);
    }
  }

  private synchronized void markEnded(boolean now) {
    ended |= now;
  }

  private synchronized void keep(byte[] bytes) {
    received.writeBytes(bytes);
  }

  @Override
  public void writable() {
    tty.write(sending);
  }

  @Override
  public synchronized void gone(String cause) {
    gone.add(cause);
  }

  /** Sends all of it, as the tty has room; one at a time. */
  void send(byte[] bytes) {
    loop.post(() -> {
      sending = new IoBuffer(bytes.length);
      sending.bytes.put(bytes).flip();
      tty.write(sending);
    });
  }

  synchronized byte[] received() {
    return received.toByteArray();
  }

  /** A read has answered -1. */
  synchronized boolean ended() {
    return ended;
  }

  synchronized List<String> gone() {
    return List.copyOf(gone);
  }
}
