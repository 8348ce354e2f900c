package io.hardline.port;

import io.hardline.settings.PortSettings;
import io.hardline.tty.FaultyTty;
import io.hardline.tty.Tty;
import io.hardline.tty.TtyUnavailable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A socket into which the test plugs a tty. Any thread. */
public final class FakeTtySource implements TtySource {
  private final List<PortSettings> opens = new ArrayList<>();
  private @Nullable Tty tty;
  private IOException failure =
      new TtyUnavailable(TtyUnavailable.Reason.ABSENT, "/dev/fake is not there");
  private CountDownLatch gate = new CountDownLatch(0);

  /** The next open finds this one. */
  public synchronized void plug(FaultyTty newTty) {
    tty = newTty;
  }

  /** The next open fails like this. */
  public synchronized void failWith(IOException newFailure) {
    tty = null;
    failure = newFailure;
  }

  /** The next open finds nothing. */
  public void unplug() {
    failWith(new TtyUnavailable(TtyUnavailable.Reason.ABSENT, "/dev/fake is not there"));
  }

  /** From now on opening blocks until {@link #releaseOpens}. */
  public synchronized void blockOpens() {
    gate = new CountDownLatch(1);
  }

  public synchronized void releaseOpens() {
    gate.countDown();
  }

  /** How often it was asked. */
  public synchronized int opens() {
    return opens.size();
  }

  @Override
  public Tty open(PortSettings settings) throws IOException {
    CountDownLatch here;
    synchronized (this) {
      opens.add(settings);
      here = gate;
    }
    try {
      here.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
    synchronized (this) {
      Tty found = tty;
      if (found == null) {
        throw failure;
      }
      return found;
    }
  }
}
