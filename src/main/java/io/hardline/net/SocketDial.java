package io.hardline.net;

import io.hardline.linux.Libc;
import io.hardline.loop.Epoll;
import io.hardline.loop.Loop;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** A connection by TCP that is being made: connect(2), "EINPROGRESS". Loop thread only. */
final class SocketDial implements Attempt {
  private static final int NONE = -1;

  private final Loop loop;
  private final Dialer.Target target;
  private final long aliveCheckMs;
  private final Dialer.Outcome outcome;
  private final Loop.Timer deadline;
  private int fd = NONE;
  private Loop.@Nullable Watch watch;
  private boolean over;

  SocketDial(Loop loop, Dialer.Target target, long aliveCheckMs, Dialer.Outcome outcome) {
    this.loop = loop;
    this.target = target;
    this.aliveCheckMs = aliveCheckMs;
    this.outcome = outcome;
    this.deadline = loop.timer(() -> fail("no answer in " + Dialer.DEADLINE_MS / 1_000 + " s"));
    try {
      fd = Sockets.connectTcp(target.address(), target.port(), target.localPort());
      // Before it is under way, a socket is writable and hung up.
      watch = loop.watch(fd, this::ready);
      watch.watchWritable(true);
      deadline.setMs(Dialer.DEADLINE_MS);
    } catch (IOException failed) {
      failLater(failed);
    } catch (UncheckedIOException exhausted) {
      failLater(exhausted);
    }
  }

  /** Never inside the call that began it. */
  private void failLater(Exception why) {
    loop.soon(() -> fail(String.valueOf(why.getMessage())));
  }

  private void ready(int events) {
    if (over || !Epoll.writable(events)) {
      return;
    }
    int error = Sockets.pendingError(fd);
    if (error != 0) {
      fail(Sockets.whyNot(error, target.localPort()));
    } else if (Sockets.isItsOwnPeer(fd)) {
      fail("nobody listens there: the connection came back to itself");
    } else {
      succeed();
    }
  }

  private void succeed() {
    over = true;
    deadline.clear();
    if (watch != null) {
      watch.cancel();
    }
    Sockets.noDelay(fd);
    // Not before: it would also limit how long the host may take to accept.
    Sockets.aliveCheck(fd, aliveCheckMs);
    byte[] peer = Sockets.peerAddress(fd);
    outcome.connected(new SocketConnection(loop, fd, peer, aliveCheckMs, target.name()));
  }

  private void fail(String cause) {
    if (!over) {
      cancel();
      outcome.failed(cause);
    }
  }

  @Override
  public void cancel() {
    if (over) {
      return;
    }
    over = true;
    deadline.clear();
    if (watch != null) {
      watch.cancelAndClose();
    } else if (fd != NONE) {
      Libc.close(fd);
    }
  }
}
