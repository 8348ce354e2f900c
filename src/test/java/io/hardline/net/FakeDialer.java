package io.hardline.net;

import io.hardline.loop.Loop;
import java.util.ArrayList;
import java.util.List;

/** Hosts without sockets: the test accepts or refuses. Loop thread only. */
public final class FakeDialer implements Dialer {
  private final List<Dial> pending = new ArrayList<>();
  private final List<Target> dialled = new ArrayList<>();
  private long aliveCheckMs = -1;
  private int peers;

  /** Who is being dialled now: {@code "192.0.2.1:4001"}. */
  public List<String> pending() {
    return pending.stream().map(dial -> dial.target.text()).toList();
  }

  /** Everything that was ever dialled. */
  public List<Target> dialled() {
    return List.copyOf(dialled);
  }

  /** The alive check of the last that was dialled. */
  public long aliveCheckMs() {
    return aliveCheckMs;
  }

  /** The host that was dialled first accepts. */
  public FakeConnection accept() {
    Dial dial = pending.removeFirst();
    FakeConnection connection = new FakeConnection(dial.loop, "peer:" + ++peers);
    dial.loop.post(() -> dial.outcome.connected(connection));
    return connection;
  }

  /** The first that was dialled at that TCP port accepts; it is called that. */
  public FakeConnection accept(int port, String peer) {
    Dial dial = pending.stream().filter(d -> d.target.port() == port).findFirst().orElseThrow();
    pending.remove(dial);
    FakeConnection connection = new FakeConnection(dial.loop, peer);
    dial.loop.post(() -> dial.outcome.connected(connection));
    return connection;
  }

  /** The first that was dialled at that TCP port cannot be had. */
  public void fail(int port, String cause) {
    Dial dial = pending.stream().filter(d -> d.target.port() == port).findFirst().orElseThrow();
    pending.remove(dial);
    dial.loop.post(() -> dial.outcome.failed(cause));
  }

  /** The host that was dialled first cannot be had. */
  public void fail(String cause) {
    Dial dial = pending.removeFirst();
    dial.loop.post(() -> dial.outcome.failed(cause));
  }

  @Override
  public Attempt dial(Loop loop, Target target, long newAliveCheckMs, Outcome outcome) {
    Dial dial = new Dial(loop, target, outcome);
    aliveCheckMs = newAliveCheckMs;
    pending.add(dial);
    dialled.add(target);
    return () -> pending.remove(dial);
  }

  private record Dial(Loop loop, Target target, Outcome outcome) {}
}
