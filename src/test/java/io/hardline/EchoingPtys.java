package io.hardline;

import io.hardline.tty.PtyPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/** Devices at the far ends of ptys that send back what they receive, and count it. */
final class EchoingPtys implements AutoCloseable {
  private static final int LOOK_MS = 100;

  private final List<PtyPeer> peers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLongArray received;
  private final AtomicLongArray sent;
  private volatile boolean closing;

  EchoingPtys(int count) throws IOException {
    received = new AtomicLongArray(count);
    sent = new AtomicLongArray(count);
    for (int i = 0; i < count; i++) {
      peers.add(new PtyPeer());
    }
  }

  /** Once somebody has opened the other ends: until then a pty looks like one that hung up. */
  void begin() {
    for (int i = 0; i < peers.size(); i++) {
      int index = i;
      threads.add(Thread.ofPlatform().daemon().start(() -> echo(index)));
    }
  }

  private void echo(int i) {
    try {
      while (!closing) {
        byte[] bytes = peers.get(i).receiveSome(LOOK_MS);
        received.addAndGet(i, bytes.length);
        peers.get(i).send(bytes);
        sent.addAndGet(i, bytes.length);
      }
    } catch (IOException gone) {
      // The daemon has stopped. If it should not have, the counts will not match.
    }
  }

  Path path(int i) {
    return peers.get(i).path();
  }

  long received(int i) {
    return received.get(i);
  }

  long sent(int i) {
    return sent.get(i);
  }

  @Override
  public void close() {
    closing = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    peers.forEach(PtyPeer::close);
  }
}
