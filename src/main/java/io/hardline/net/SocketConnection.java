package io.hardline.net;

import io.hardline.linux.Errno;
import io.hardline.linux.Libc;
import io.hardline.loop.ByteQueue;
import io.hardline.loop.Epoll;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A connection over a stream socket, TCP or Unix. Loop thread only. */
final class SocketConnection implements Connection, Loop.Ready {
  /** Reads in one turn before the others have theirs. */
  private static final int READS_PER_TURN = 4;

  /** How often a peer that takes nothing is looked at, before the limit on that can strike. */
  private static final int LOOKS_PER_ALIVE_CHECK = 4;

  private final Loop loop;
  private final int fd;
  private final byte[] address;
  private final String name;
  private final Loop.Timer jamWatch;
  private long aliveCheckMs;
  private boolean limitLifted;
  private @Nullable String peer;
  private final ByteQueue backlog = new ByteQueue(BACKLOG_LIMIT_BYTES);
  private final Runnable continueReading = this::continueReading;

  private @Nullable Handler handler;
  private Loop.@Nullable Watch watch;
  private boolean open = true;
  private boolean paused;
  private boolean readReady;
  private boolean ending;
  private boolean ended;
  private boolean continuing;
  private boolean hungUp;
  private boolean toldLost;

  /** Why nothing can be sent any more; what the peer sent before may still be unread. */
  private @Nullable String broken;

  /**
   * @param address of the peer, as the kernel gave it; made readable when somebody asks
   */
  SocketConnection(Loop loop, int fd, byte[] address, long aliveCheckMs) {
    this(loop, fd, address, aliveCheckMs, "");
  }

  /**
   * @param name by which the peer was found; empty when there was none
   */
  SocketConnection(Loop loop, int fd, byte[] address, long aliveCheckMs, String name) {
    this.loop = loop;
    this.fd = fd;
    this.address = address;
    this.name = name;
    this.aliveCheckMs = aliveCheckMs;
    this.jamWatch = loop.timer(this::lookAtJam);
  }

  @Override
  public String peer() {
    if (peer == null) {
      String text = SocketAddress.text(MemorySegment.ofArray(address));
      peer = name.isEmpty() ? text : text + " (" + name + ")";
    }
    return peer;
  }

  @Override
  public @Nullable InetSocketAddress peerAddress() {
    return SocketAddress.inet(MemorySegment.ofArray(address));
  }

  @Override
  public @Nullable InetSocketAddress localAddress() {
    return open ? SocketAddress.inet(MemorySegment.ofArray(Sockets.localAddress(fd))) : null;
  }

  @Override
  public void start(Handler newHandler) {
    handler = newHandler;
    watch = loop.watch(fd, this);
    watch.watchWritable(!backlog.isEmpty());
  }

  @Override
  public void ready(int events) {
    if (Epoll.writable(events) && !backlog.isEmpty()) {
      flushBacklog();
    }
    if (Epoll.readable(events)) {
      readReady = true;
      ending |= Epoll.ending(events);
      hungUp |= Epoll.hungUp(events);
      if (!paused) {
        readSome();
      }
      tellIfLost();
    }
  }

  /** Who is paused would learn of it only when it reads again, which may be never. */
  private void tellIfLost() {
    if (open && paused && readReady && hungUp && !toldLost) {
      toldLost = true;
      handler().lost();
    }
  }

  private void readSome() {
    for (int i = 0; i < READS_PER_TURN && open && readReady && !paused; i++) {
      IoBuffer buffer = loop.scratch();
      buffer.bytes.clear();
      int wanted = buffer.bytes.remaining();
      int count = Libc.read(fd, buffer.position(), wanted);
      if (count > 0) {
        // A short read has emptied the socket, unless its end is already known to be behind
        // (epoll(7), Q&A 9).
        readReady = count == wanted || ending;
        buffer.bytes.limit(count);
        handler().received(buffer);
      } else {
        readReady = false;
        readNothing(count);
      }
    }
    if (open && readReady && !paused && !continuing) {
      continuing = true;
      loop.soon(continueReading);
    }
  }

  @Override
  public void readNow() {
    int left = BACKLOG_LIMIT_BYTES;
    int count = 1;
    while (open && count > 0 && left > 0) {
      IoBuffer buffer = loop.scratch();
      buffer.bytes.clear();
      count = Libc.read(fd, buffer.position(), Math.min(buffer.bytes.remaining(), left));
      if (count > 0) {
        left -= count;
        buffer.bytes.limit(count);
        handler().received(buffer);
      }
    }
    if (count < 0 && count != -Errno.EAGAIN && count != -Errno.EINTR) {
      // The kernel tells an error once; the next read would take it for an ordinary end.
      String cause = Errno.text(count);
      loop.soon(() -> breakOff(cause));
    } else if (count != -Errno.EAGAIN) {
      // An end or more data: the next ordinary read finds it.
      readReady = true;
      if (!paused) {
        resumeReading();
      }
    }
  }

  private void readNothing(int result) {
    if (broken != null && result != -Errno.EINTR) {
      fail(broken);
    } else if (result == 0) {
      if (!ended) {
        ended = true;
        handler().ended();
      } else {
        fail("the peer closed the connection");
      }
    } else if (result == -Errno.EINTR) {
      readReady = true;
    } else if (result != -Errno.EAGAIN) {
      fail(Errno.text(result));
    }
  }

  private void continueReading() {
    continuing = false;
    if (open && readReady && !paused) {
      readSome();
    }
    tellIfLost();
  }

  private Handler handler() {
    if (handler == null) {
      throw new AssertionError("an event before start()");
    }
    return handler;
  }

  @Override
  public int write(IoBuffer data) {
    if (!open) {
      return 0;
    }
    if (broken != null) {
      int nowhere = data.bytes.remaining();
      data.bytes.position(data.bytes.limit());
      return nowhere;
    }
    int start = data.bytes.position();
    if (backlog.isEmpty()) {
      int sent = send(data);
      data.advance(sent);
    }
    if (open && data.bytes.hasRemaining()) {
      if (backlog.isEmpty()) {
        watchJam();
      }
      backlog.put(data);
      if (watch != null) {
        watch.watchWritable(true);
      }
    }
    return data.bytes.position() - start;
  }

  /**
   * Bytes the kernel took; 0 when it takes none now. After an error nothing is sent any more, from
   * the end of this turn on.
   */
  private int send(IoBuffer data) {
    int sent = Libc.write(fd, data.position(), data.bytes.remaining());
    if (sent >= 0) {
      return sent;
    }
    if (sent != -Errno.EAGAIN && sent != -Errno.EINTR) {
      int errno = sent;
      // Not at once: the caller is walking its clients.
      loop.soon(() -> breakOff(Errno.text(errno)));
    }
    return 0;
  }

  /**
   * The peer takes nothing any more. What it sent before that is read to its end first: it has been
   * acknowledged, and who sends a file and leaves without reading the echo counts on it.
   */
  private void breakOff(String cause) {
    if (!open || broken != null) {
      return;
    }
    broken = cause;
    hungUp = true;
    readReady = true;
    if (backlog.clear() > 0) {
      handler().drained();
    }
    if (open && !paused) {
      readSome();
    }
    tellIfLost();
  }

  private void flushBacklog() {
    while (open && !backlog.isEmpty()) {
      IoBuffer front = backlog.front();
      int wanted = front.bytes.remaining();
      int sent = send(front);
      backlog.drop(sent);
      if (sent < wanted) {
        return;
      }
    }
    if (open) {
      unjam();
      handler().drained();
    }
  }

  /**
   * The kernel's limit on unanswered data also counts the time that a peer which answers has no
   * room; but that one is to be waited for. So the limit is taken away from it, and given back when
   * something is unanswered again.
   */
  private void watchJam() {
    if (aliveCheckMs > 0 && !jamWatch.isSet()) {
      jamWatch.setMs(Math.max(aliveCheckMs / LOOKS_PER_ALIVE_CHECK, 1));
    }
  }

  private void lookAtJam() {
    if (open && !backlog.isEmpty()) {
      limitLifted = Sockets.peerDoesNotRead(fd);
      Sockets.userTimeout(fd, limitLifted ? 0 : aliveCheckMs);
      watchJam();
    }
  }

  private void unjam() {
    if (limitLifted) {
      limitLifted = false;
      Sockets.userTimeout(fd, aliveCheckMs);
    }
  }

  @Override
  public int backlogBytes() {
    return backlog.size();
  }

  @Override
  public int unacknowledgedBytes() {
    return open ? backlogBytes() + Sockets.unacknowledgedBytes(fd) : 0;
  }

  @Override
  public int unreadBytes() {
    return open ? Sockets.unreadBytes(fd) : 0;
  }

  @Override
  public void pauseReading() {
    paused = true;
  }

  @Override
  public void resumeReading() {
    paused = false;
    if (open && readReady && !continuing) {
      continuing = true;
      loop.soon(continueReading);
    }
  }

  @Override
  public void aliveCheckMs(long newAliveCheckMs) {
    aliveCheckMs = newAliveCheckMs;
    if (open) {
      Sockets.aliveCheck(fd, newAliveCheckMs);
    }
  }

  private void fail(String cause) {
    if (open) {
      close();
      handler().closed(cause);
    }
  }

  @Override
  public Connection moveTo(Loop other) {
    if (watch != null) {
      watch.cancel();
    }
    open = false;
    return new SocketConnection(other, fd, address, aliveCheckMs, name);
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      jamWatch.clear();
      if (watch != null) {
        watch.cancelAndClose();
      } else {
        Libc.close(fd);
      }
      backlog.free();
    }
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  /** The user id of the process at the other end of a Unix socket; -1 when it is none. */
  int peerUser() {
    return Sockets.peerUser(fd);
  }
}
