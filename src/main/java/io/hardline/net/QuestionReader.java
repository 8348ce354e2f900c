package io.hardline.net;

import io.hardline.linux.Errno;
import io.hardline.linux.Libc;
import io.hardline.linux.MessageCalls;
import io.hardline.loop.Epoll;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads the questions of one socket and closes it. Loop thread only. */
final class QuestionReader implements Loop.Ready {
  /** Takes each question. */
  interface Taker {
    void asked(IoBuffer question, UdpAddress by, UdpAddress here);
  }

  private final Loop loop;
  private final int fd;
  private final Taker taker;
  private final Loop.Watch watch;
  private final MessageHeader incoming = new MessageHeader();
  private final UdpAddress by = new UdpAddress();
  private final UdpAddress here = new UdpAddress();
  private boolean open = true;
  private boolean continuing;

  /**
   * @param fd is closed with it, and when there cannot be one
   * @throws IOException when the machine has no room to watch it
   */
  QuestionReader(Loop loop, int fd, Taker taker) throws IOException {
    this.loop = loop;
    this.fd = fd;
    this.taker = taker;
    try {
      this.watch = loop.watch(fd, this);
    } catch (UncheckedIOException exhausted) {
      Libc.close(fd);
      throw exhausted.getCause();
    }
  }

  @Override
  public void ready(int events) {
    if (Epoll.readable(events)) {
      readSome();
    }
  }

  /** Until nothing waits, or the turn is over. */
  private void readSome() {
    boolean more = true;
    for (int i = 0; i < DatagramReader.DATAGRAMS_PER_TURN && open && more; i++) {
      IoBuffer buffer = loop.scratch();
      buffer.bytes.clear();
      incoming.prepare(buffer);
      int count = MessageCalls.recvmsg(fd, incoming.address());
      if (count >= 0) {
        buffer.bytes.limit(count);
        incoming.readInto(by, here);
        taker.asked(buffer, by, here);
      } else {
        // Whatever else went wrong was with a datagram that is gone; the kernel told it once.
        more = count != -Errno.EAGAIN;
      }
    }
    if (open && more && !continuing) {
      continuing = true;
      loop.soon(this::continueReading);
    }
  }

  private void continueReading() {
    continuing = false;
    if (open) {
      readSome();
    }
  }

  void close() {
    if (open) {
      open = false;
      watch.cancelAndClose();
    }
  }
}
