package io.hardline.tty;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.hardline.linux.Errno;
import io.hardline.linux.Libc;
import io.hardline.settings.PortSettings;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Sends on an RS-485 line whose transmitter RTS switches, where the driver does not do it. Blocks
 * for as long as the line takes: off the loop only.
 */
final class RtsTransmitter {
  private static final short POLLOUT = 4;
  private static final int POLLFD_BYTES = 8;

  /** How often a sender that waits for room looks whether the tty was closed. */
  private static final int ROOM_WAIT_MS = 100;

  private RtsTransmitter() {}

  /** As {@link Tty#sendWithRts}; answers how many bytes. The call has begun. */
  static int send(TtyFile file, byte[] bytes, PortSettings.Rs485 delays, Arena arena)
      throws IOException {
    MemorySegment bits = arena.allocate(JAVA_INT);
    try {
      ControlLines.move(file, TtyRequest.TIOCM_RTS, 0, bits);
      pause(delays.delayBeforeSend().toMillis());
      writeAll(file, bytes, arena);
      file.did("send", TtyRequest.TCSBRK, 1);
      pause(delays.delayAfterSend().toMillis());
    } finally {
      ControlLines.move(file, 0, TtyRequest.TIOCM_RTS, bits);
    }
    return bytes.length;
  }

  private static void pause(long ms) throws IOException {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while sending", interrupted);
    }
  }

  private static void writeAll(TtyFile file, byte[] bytes, Arena arena) throws IOException {
    MemorySegment memory = arena.allocate(Math.max(bytes.length, 1));
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory, 0, bytes.length);
    MemorySegment poll = arena.allocate(POLLFD_BYTES, 4);
    poll.set(JAVA_INT, 0, file.fd());
    poll.set(JAVA_SHORT, 4, POLLOUT);
    int sent = 0;
    while (sent < bytes.length) {
      int count = Libc.write(file.fd(), memory.address() + sent, bytes.length - sent);
      if (count == -Errno.EAGAIN || count == 0) {
        Libc.poll(poll.address(), 1, ROOM_WAIT_MS);
        if (!file.isOpen()) {
          throw new IOException("send of " + file.name() + ": it was closed");
        }
      } else if (count < 0 && count != -Errno.EINTR) {
        throw file.failure("send", count);
      }
      sent += Math.max(count, 0);
    }
  }
}
