package io.hardline.net;

import io.hardline.loop.Loop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Listeners without sockets: the test connects. Loop thread only. */
public final class FakeListeners implements Listener.Opener {
  private final List<Open> open = new ArrayList<>();
  private final Map<String, String> unusable = new HashMap<>();
  private int attempts;
  private int peers;

  /** From now on that address cannot be listened on. */
  public void refuse(String address, String reason) {
    unusable.put(address, reason);
  }

  /** Every address can be listened on again. */
  public void refuseNothing() {
    unusable.clear();
  }

  /** How often somebody tried to listen. */
  public int attempts() {
    return attempts;
  }

  /** What listens now: {@code "* 4001"}. */
  public List<String> listening() {
    return open.stream().map(l -> l.address + " " + l.port).toList();
  }

  /** The alive check that the next connection would inherit. */
  public long aliveCheckMs() {
    return open.getFirst().aliveCheckMs;
  }

  /** A peer connects to the first listener. */
  public FakeConnection connect() {
    return connect(open.getFirst());
  }

  /** A peer connects to that TCP port. */
  public FakeConnection connect(int port) {
    return connect(open.stream().filter(l -> l.port == port).findFirst().orElseThrow());
  }

  /** That peer, {@code "192.0.2.7:51034"}, connects to that TCP port. */
  public FakeConnection connect(int port, String peer) {
    return connect(open.stream().filter(l -> l.port == port).findFirst().orElseThrow(), peer);
  }

  private FakeConnection connect(Open to) {
    return connect(to, "peer:" + ++peers);
  }

  private static FakeConnection connect(Open to, String peer) {
    FakeConnection connection = new FakeConnection(to.loop, peer);
    to.onConnection.accept(connection);
    return connection;
  }

  @Override
  public Listener open(
      Loop loop, String address, int port, long aliveCheckMs, Consumer<Connection> onConnection)
      throws IOException {
    attempts++;
    String reason = unusable.get(address);
    if (reason != null) {
      throw new IOException(reason);
    }
    Open opened = new Open(loop, address, port, aliveCheckMs, onConnection);
    open.add(opened);
    return opened;
  }

  private final class Open implements Listener {
    private final Loop loop;
    private final String address;
    private final int port;
    private final Consumer<Connection> onConnection;
    private long aliveCheckMs;

    Open(
        Loop loop, String address, int port, long aliveCheckMs, Consumer<Connection> onConnection) {
      this.loop = loop;
      this.address = address;
      this.port = port;
      this.aliveCheckMs = aliveCheckMs;
      this.onConnection = onConnection;
    }

    @Override
    public int port() {
      return port;
    }

    @Override
    public InetSocketAddress localAddress() {
      return new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), port);
    }

    @Override
    public void aliveCheckMs(long newAliveCheckMs) {
      aliveCheckMs = newAliveCheckMs;
    }

    @Override
    public void pause() {
      open.remove(this);
    }

    @Override
    public void resume() throws IOException {
      attempts++;
      String reason = unusable.get(address);
      if (reason != null) {
        throw new IOException(reason);
      }
      if (!open.contains(this)) {
        open.add(this);
      }
    }

    @Override
    public void close() {
      open.remove(this);
    }
  }
}
