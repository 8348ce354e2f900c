package io.hardline.mode.client;

import io.hardline.net.Attempt;
import io.hardline.net.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Secures connections when the test says so, or at once. Loop thread only. */
public final class FakeSecuring implements Ways.Securing {
  private final List<Handshake> pending = new ArrayList<>();
  private boolean waits;

  /** From now on the test decides. */
  public void waits() {
    waits = true;
  }

  /** Hosts with which that is under way, as they were dialled. */
  public List<String> pending() {
    return pending.stream().map(Handshake::host).toList();
  }

  /** The first of them is secure. */
  public void finish() {
    Handshake first = pending.removeFirst();
    first.ready.accept(first.raw);
  }

  /** The first of them is not, and is closed. */
  public void fail(String cause) {
    Handshake first = pending.removeFirst();
    first.raw.close();
    first.failed.accept(cause);
  }

  @Override
  public Attempt connect(
      Connection raw, String host, Consumer<Connection> ready, Consumer<String> failed) {
    if (!waits) {
      return Ways.Securing.NONE.connect(raw, host, ready, failed);
    }
    Handshake handshake = new Handshake(raw, host, ready, failed);
    pending.add(handshake);
    return () -> giveUp(handshake);
  }

  private void giveUp(Handshake handshake) {
    if (pending.remove(handshake)) {
      handshake.raw.close();
    }
  }

  private record Handshake(
      Connection raw, String host, Consumer<Connection> ready, Consumer<String> failed) {}
}
