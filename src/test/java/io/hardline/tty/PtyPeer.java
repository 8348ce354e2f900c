package io.hardline.tty;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.hardline.linux.Libc;
import io.hardline.loop.IoBuffer;
import io.hardline.settings.LineSettings;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The device at the far end of a pty, for tests: sends and receives on the test's own thread, and
 * gives up with an error after {@link #PATIENCE_MS}. One thread may send while another receives.
 */
public final class PtyPeer implements AutoCloseable {
  public static final int PATIENCE_MS = 30_000;

  private static final int SOME_BYTES = 4096;
  private static final short POLLIN = 1;
  private static final short POLLOUT = 4;
  private static final int NS_PER_MS = 1_000_000;

  private final Pty pty;

  public PtyPeer() throws IOException {
    this.pty = Pty.open();
  }

  /** What a port opens. */
  public Path path() {
    return pty.slave();
  }

  public void send(byte[] bytes) throws IOException {
    IoBuffer buffer = new IoBuffer(Math.max(1, bytes.length));
    buffer.bytes.put(bytes).flip();
    long untilNs = System.nanoTime() + (long) PATIENCE_MS * NS_PER_MS;
    while (buffer.bytes.hasRemaining()) {
      if (pty.write(buffer) < 0) {
        throw new IOException("the pty is gone");
      }
      await(POLLOUT, untilNs, buffer.bytes.remaining() + " bytes not taken");
    }
  }

  public void send(String latin1) throws IOException {
    send(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Exactly so many bytes. */
  public byte[] receive(int count) throws IOException {
    IoBuffer buffer = new IoBuffer(Math.max(1, count));
    buffer.bytes.limit(count);
    long untilNs = System.nanoTime() + (long) PATIENCE_MS * NS_PER_MS;
    while (buffer.bytes.hasRemaining()) {
      await(POLLIN, untilNs, buffer.bytes.remaining() + " of " + count + " bytes missing");
      if (pty.read(buffer) < 0) {
        throw new IOException(buffer.bytes.remaining() + " bytes missing: nobody at the other end");
      }
    }
    byte[] result = new byte[count];
    buffer.bytes.flip().get(result);
    return result;
  }

  public String receiveText(int count) throws IOException {
    return new String(receive(count), StandardCharsets.ISO_8859_1);
  }

  /** What is there within so many milliseconds, perhaps nothing. */
  public byte[] receiveSome(int waitMs) throws IOException {
    if (!isReady(POLLIN, waitMs)) {
      return new byte[0];
    }
    IoBuffer buffer = new IoBuffer(SOME_BYTES);
    int count = pty.read(buffer);
    if (count < 0) {
      throw new IOException("nobody at the other end");
    }
    byte[] result = new byte[count];
    buffer.bytes.flip().get(result);
    return result;
  }

  private void await(short events, long untilNs, String failing) throws IOException {
    long leftMs = (untilNs - System.nanoTime()) / NS_PER_MS;
    if (leftMs <= 0 || !isReady(events, (int) leftMs)) {
      throw new IOException(failing + " after " + PATIENCE_MS + " ms");
    }
  }

  private boolean isReady(short events, int waitMs) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment poll = arena.allocate(8, 4);
      poll.set(JAVA_INT, 0, pty.fd());
      poll.set(JAVA_SHORT, 4, events);
      return Libc.poll(poll.address(), 1, waitMs) != 0;
    }
  }

  /** The line that the program at the other end has set, as far as a pty keeps it. */
  public LineSettings line() {
    try (Arena arena = Arena.ofConfined()) {
      Termios termios = new Termios(arena);
      if (Libc.ioctl(pty.fd(), TtyRequest.TCGETS2, termios.address()) < 0) {
        throw new AssertionError("a pty without a line");
      }
      return termios.line(LineSettings.STANDARD);
    }
  }

  /** Pulls the cable out for good: the port's end hangs up. */
  public void pullOut() {
    pty.close();
  }

  @Override
  public void close() {
    pullOut();
  }
}
