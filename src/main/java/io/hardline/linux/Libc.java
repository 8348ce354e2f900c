package io.hardline.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/**
 * Functions of the C library. A failed call returns the negative errno ({@code -11} for EAGAIN), as
 * the kernel itself does, so that the data path pays for no exception. Pointers are plain
 * addresses: the caller keeps the memory alive.
 *
 * <p>Any thread. Only calls on non-blocking descriptors return at once; the caller knows which
 * those are.
 */
public final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  /** Where the C library's errno lands; one for each thread, freed with it. */
  static final ThreadLocal<MemorySegment> CAPTURED =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CAPTURE));

  private static final FunctionDescriptor INT_3INT =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final FunctionDescriptor INT_2INT =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT);
  private static final FunctionDescriptor INT_INT = FunctionDescriptor.of(JAVA_INT, JAVA_INT);
  private static final FunctionDescriptor TRANSFER =
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final FunctionDescriptor INT_LONG_INT =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final FunctionDescriptor INT_2LONG =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);

  private Libc() {}

  static MethodHandle bind(String name, FunctionDescriptor shape) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name), shape, Linker.Option.captureCallState("errno"));
  }

  private static MethodHandle bindVariadic(
      String name, FunctionDescriptor shape, int firstVariadic) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        shape,
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(firstVariadic));
  }

  static int result(int returned, MemorySegment captured) {
    return returned >= 0 ? returned : -(int) ERRNO.get(captured, 0L);
  }

  static AssertionError broken(Throwable thrown) {
    return new AssertionError("a call into the C library threw", thrown);
  }

  // Each handle lives in a class of its own: a process that only prints help links none of them.

  private static final class Read {
    static final MethodHandle CALL = bind("read", TRANSFER);
  }

  /**
   * read(2). At most {@code length} bytes to {@code address}; 0 is the end of the file, or nothing
   * on a tty.
   */
  public static int read(int fd, long address, int length) {
    MemorySegment captured = CAPTURED.get();
    try {
      long n = (long) Read.CALL.invokeExact(captured, fd, address, (long) length);
      return result((int) n, captured);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }

  private static final class Write {
    static final MethodHandle CALL = bind("write", TRANSFER);
  }

  /** write(2). The JVM ignores SIGPIPE: a closed peer is {@link Errno#EPIPE}. */
  public static int write(int fd, long address, int length) {
    MemorySegment captured = CAPTURED.get();
    try {
      long n = (long) Write.CALL.invokeExact(captured, fd, address, (long) length);
      return result((int) n, captured);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }

  private static final class Open {
    static final MethodHandle CALL =
        bindVariadic("open", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT), 2);
  }

  /** open(2). For a device this may block in its driver. */
  public static int open(String path, int flags) {
    MemorySegment captured = CAPTURED.get();
    try (Arena arena = Arena.ofConfined()) {
      long name = arena.allocateFrom(path, StandardCharsets.UTF_8).address();
      return result((int) Open.CALL.invokeExact(captured, name, flags, 0), captured);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }

  private static final class Close {
    static final MethodHandle CALL = bind("close", INT_INT);
  }

  /** close(2). For a tty this may block while the driver drains. */
  public static int close(int fd) {
    MemorySegment captured = CAPTURED.get();
    try {
      return result((int) Close.CALL.invokeExact(captured, fd), captured);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }

  private static final class Ioctl {
    static final MethodHandle CALL =
        bindVariadic("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG), 2);
  }

  /**
   * ioctl(2) with a number or an address as its argument. May block, depending on driver and
   * request.
   */
  public static int ioctl(int fd, long request, long argument) {
    MemorySegment captured = CAPTURED.get();
    try {
      return result((int) Ioctl.CALL.invokeExact(captured, fd, request, argument), captured);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }

  private static final class Flock {
    static final MethodHandle CALL = bind("flock", INT_2INT);
  }

  /** flock(2); with LOCK_NB it answers {@link Errno#EAGAIN} when another process holds the lock. */
  public static int flock(int fd, int operation) {
    MemorySegment captured = CAPTURED.get();
    try {
      return result((int) Flock.CALL.invokeExact(captured, fd, operation), captured);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }

  private static final class Poll {
    static final MethodHandle CALL =
        bind("poll", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
  }

  /**
   * poll(2) on an array of {@code count} struct pollfd; blocks for at most {@code timeoutMs}. For
   * threads that may wait; the loop has epoll.
   */
  public static int poll(long descriptors, int count, int timeoutMs) {
    MemorySegment captured = CAPTURED.get();
    try {
      return result(
          (int) Poll.CALL.invokeExact(captured, descriptors, (long) count, timeoutMs), captured);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }

  private static final class EpollCreate {
    static final MethodHandle CALL = bind("epoll_create1", INT_INT);
  }

  /** epoll_create1(2). */
  public static int epollCreate(int flags) {
    MemorySegment captured = CAPTURED.get();
    try {
      return result((int) EpollCreate.CALL.invokeExact(captured, flags), captured);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }

  private static final class EpollCtl {
    static final MethodHandle CALL =
        bind("epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  }

  /** epoll_ctl(2). */
  public static int epollCtl(int epoll, int operation, int fd, long event) {
    MemorySegment captured = CAPTURED.get();
    try {
      return result(
          (int) EpollCtl.CALL.invokeExact(captured, epoll, operation, fd, event), captured);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }

  private static final class EpollWait {
    static final MethodHandle CALL =
        bind(
            "epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT));
  }

  /** epoll_wait(2); blocks for at most {@code timeoutMs}, forever when it is -1. */
  public static int epollWait(int epoll, long events, int maxEvents, int timeoutMs) {
    MemorySegment captured = CAPTURED.get();
    try {
      return result(
          (int) EpollWait.CALL.invokeExact(captured, epoll, events, maxEvents, timeoutMs),
          captured);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }

  private static final class Eventfd {
    static final MethodHandle CALL = bind("eventfd", INT_2INT);
  }

  /** eventfd(2). */
  public static int eventfd(int initial, int flags) {
    MemorySegment captured = CAPTURED.get();
    try {
      return result((int) Eventfd.CALL.invokeExact(captured, initial, flags), captured);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }

  private static final class TimerfdCreate {
    static final MethodHandle CALL = bind("timerfd_create", INT_2INT);
  }

  /** timerfd_create(2). */
  public static int timerfdCreate(int clock, int flags) {
    MemorySegment captured = CAPTURED.get();
    try {
      return result((int) TimerfdCreate.CALL.invokeExact(captured, clock, flags), captured);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }

  private static final class TimerfdSettime {
    static final MethodHandle CALL =
        bind(
            "timerfd_settime",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
  }

  /** timerfd_settime(2) with a struct itimerspec at {@code value}; the old value is not wanted. */
  public static int timerfdSettime(int fd, int flags, long value) {
    MemorySegment captured = CAPTURED.get();
    try {
      return result(
          (int) TimerfdSettime.CALL.invokeExact(captured, fd, flags, value, 0L), captured);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }

  private static final class Socket {
    static final MethodHandle CALL = bind("socket", INT_3INT);
  }

  /** socket(2). */
  public static int socket(int family, int type, int protocol) {
    MemorySegment captured = CAPTURED.get();
    try {
      return result((int) Socket.CALL.invokeExact(captured, family, type, protocol), captured);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }

  private static final class Bind {
    static final MethodHandle CALL = bind("bind", INT_LONG_INT);
  }

  /** bind(2). */
  public static int bind(int fd, long address, int length) {
    MemorySegment captured = CAPTURED.get();
    try {
      return result((int) Bind.CALL.invokeExact(captured, fd, address, length), captured);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }

  private static final class Shutdown {
    static final MethodHandle CALL = bind("shutdown", INT_2INT);
  }

  /** shutdown(2). */
  public static int shutdown(int fd, int how) {
    MemorySegment captured = CAPTURED.get();
    try {
      return result((int) Shutdown.CALL.invokeExact(captured, fd, how), captured);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }

  private static final class Listen {
    static final MethodHandle CALL = bind("listen", INT_2INT);
  }

  /** listen(2). */
  public static int listen(int fd, int backlog) {
    MemorySegment captured = CAPTURED.get();
    try {
      return result((int) Listen.CALL.invokeExact(captured, fd, backlog), captured);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }

  private static final class Accept {
    static final MethodHandle CALL =
        bind("accept4", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
  }

  /** accept4(2). */
  public static int accept(int fd, long address, long addressLength, int flags) {
    MemorySegment captured = CAPTURED.get();
    try {
      return result(
          (int) Accept.CALL.invokeExact(captured, fd, address, addressLength, flags), captured);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }

  private static final class Connect {
    static final MethodHandle CALL = bind("connect", INT_LONG_INT);
  }

  /** connect(2); on a non-blocking socket usually {@link Errno#EINPROGRESS}. */
  public static int connect(int fd, long address, int length) {
    MemorySegment captured = CAPTURED.get();
    try {
      return result((int) Connect.CALL.invokeExact(captured, fd, address, length), captured);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }

  private static final class Getpeername {
    static final MethodHandle CALL = bind("getpeername", INT_2LONG);
  }

  /** getpeername(2). */
  public static int getpeername(int fd, long address, long addressLength) {
    MemorySegment captured = CAPTURED.get();
    try {
      return result(
          (int) Getpeername.CALL.invokeExact(captured, fd, address, addressLength), captured);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }

  private static final class Getsockname {
    static final MethodHandle CALL = bind("getsockname", INT_2LONG);
  }

  /** getsockname(2). */
  public static int getsockname(int fd, long address, long addressLength) {
    MemorySegment captured = CAPTURED.get();
    try {
      return result(
          (int) Getsockname.CALL.invokeExact(captured, fd, address, addressLength), captured);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }

  private static final class Setsockopt {
    static final MethodHandle CALL =
        bind(
            "setsockopt",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
  }

  /** setsockopt(2). */
  public static int setsockopt(int fd, int level, int option, long value, int length) {
    MemorySegment captured = CAPTURED.get();
    try {
      return result(
          (int) Setsockopt.CALL.invokeExact(captured, fd, level, option, value, length), captured);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }

  private static final class Getsockopt {
    static final MethodHandle CALL =
        bind(
            "getsockopt",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
  }

  /** getsockopt(2). */
  public static int getsockopt(int fd, int level, int option, long value, long length) {
    MemorySegment captured = CAPTURED.get();
    try {
      return result(
          (int) Getsockopt.CALL.invokeExact(captured, fd, level, option, value, length), captured);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }

  private static final class Memchr {
    // Looks at memory and returns: no transition of the thread's state, which would cost more.
    static final MethodHandle CALL =
        LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("memchr"),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG),
            Linker.Option.critical(false));
  }

  /**
   * memchr(3): how far from {@code address} the first {@code octet} is, -1 when there is none
   * within {@code length}. For lengths up to some 100 KB: the garbage collector waits for it.
   */
  public static int memchr(long address, int octet, int length) {
    try {
      long found = (long) Memchr.CALL.invokeExact(address, octet, (long) length);
      return found == 0 ? -1 : (int) (found - address);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }

  private static final class Sendto {
    static final MethodHandle CALL =
        bind(
            "sendto",
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
  }

  /** sendto(2) without flags. */
  public static int sendto(int fd, long bytes, int length, long address, int addressLength) {
    MemorySegment captured = CAPTURED.get();
    try {
      long n =
          (long)
              Sendto.CALL.invokeExact(
                  captured, fd, bytes, (long) length, 0, address, addressLength);
      return result((int) n, captured);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }

  private static final class Recvfrom {
    static final MethodHandle CALL =
        bind(
            "recvfrom",
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
  }

  /** recvfrom(2) without flags. */
  public static int recvfrom(int fd, long bytes, int length, long address, long addressLength) {
    MemorySegment captured = CAPTURED.get();
    try {
      long n =
          (long)
              Recvfrom.CALL.invokeExact(
                  captured, fd, bytes, (long) length, 0, address, addressLength);
      return result((int) n, captured);
    } catch (Throwable thrown) {
      throw broken(thrown);
    }
  }
}
