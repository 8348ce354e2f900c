package io.hardline.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The functions of the C library for datagrams that come and go with more than an address
 * (cmsg(3)); as {@link Libc} in everything else.
 */
public final class MessageCalls {
  private static final FunctionDescriptor TRANSFER =
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);

  private MessageCalls() {}

  private static final class Receive {
    static final MethodHandle CALL = Libc.bind("recvmsg", TRANSFER);
  }

  /** recvmsg(2) without flags, into a struct msghdr. */
  public static int recvmsg(int fd, long message) {
    MemorySegment captured = Libc.CAPTURED.get();
    try {
      long n = (long) Receive.CALL.invokeExact(captured, fd, message, 0);
      return Libc.result((int) n, captured);
    } catch (Throwable thrown) {
      throw Libc.broken(thrown);
    }
  }

  private static final class Send {
    static final MethodHandle CALL = Libc.bind("sendmsg", TRANSFER);
  }

  /** sendmsg(2) without flags, of a struct msghdr. */
  public static int sendmsg(int fd, long message) {
    MemorySegment captured = Libc.CAPTURED.get();
    try {
      long n = (long) Send.CALL.invokeExact(captured, fd, message, 0);
      return Libc.result((int) n, captured);
    } catch (Throwable thrown) {
      throw Libc.broken(thrown);
    }
  }
}
