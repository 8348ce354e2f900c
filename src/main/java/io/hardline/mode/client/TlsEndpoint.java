package io.hardline.mode.client;

import io.hardline.event.EventKind;
import io.hardline.net.Attempt;
import io.hardline.net.Connection;
import io.hardline.net.tls.RecordStyle;
import io.hardline.net.tls.TlsConnection;
import io.hardline.net.tls.TlsFiles;
import io.hardline.port.Port;
import io.hardline.settings.ModeSettings.Tls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What stands between a new connection of a port and its {@link Clients}, or another owner, when
 * the settings want TLS: it takes connections as they come, and hands on those whose handshake went
 * well. Until then they hold no client's place. Loop thread only.
 */
public final class TlsEndpoint {
  /** Handshakes of one port that are under way; for one more, the oldest that waits is dropped. */
  static final int MAX_HANDSHAKES = 16;

  /** A file system that hangs holds a thread that nobody waits for. */
  private static final Executor READERS = task -> Thread.ofVirtual().name("tls-files").start(task);

  private final Port port;
  private final boolean server;
  private final RecordStyle style;
  private Tls settings;
  private TlsFiles files;
  private final EventBudget events;
  private final List<Coming> coming = new ArrayList<>();

  private TlsEndpoint(Port port, Tls tls, boolean server, RecordStyle style) {
    this.port = port;
    this.events = new EventBudget(port);
    this.server = server;
    this.style = style;
    this.settings = tls;
    this.files = read();
  }

  private TlsFiles read() {
    return new TlsFiles(port.loop(), settings, server, style, READERS, new Said());
  }

  /** Connections whose handshake is not over. */
  int coming() {
    return coming.size();
  }

  /** Whether the handshake of a connection from that address is under way. */
  boolean isComing(InetAddress from) {
    for (Coming it : coming) {
      InetSocketAddress peer = it.raw.peerAddress();
      if (peer != null && from.equals(peer.getAddress())) {
        return true;
      }
    }
    return false;
  }

  /** For peers that come to the port. */
  public static TlsEndpoint server(Port port, Tls tls, RecordStyle style) {
    return new TlsEndpoint(port, tls, true, style);
  }

  /** For peers that the port goes to. */
  public static TlsEndpoint client(Port port, Tls tls, RecordStyle style) {
    return new TlsEndpoint(port, tls, false, style);
  }

  /** What the files say goes to the log. */
  private final class Said implements TlsFiles.Listener {
    @Override
    public void inUse(String certificate) {
      if (!certificate.isEmpty()) {
        port.log().recordPort(EventKind.TLS_CERTIFICATE, port.number(), certificate);
      }
    }

    @Override
    public void trouble(String what) {
      port.log().recordPort(EventKind.TLS_TROUBLE, port.number(), what);
    }

    @Override
    public void warning(String what) {
      port.log().recordPort(EventKind.TLS_WARNING, port.number(), what);
    }
  }

  /** One whose handshake is not over. */
  private final class Coming implements TlsConnection.Outcome {
    final Connection raw;
    final Consumer<Connection> ready;
    final Consumer<String> failed;
    @Nullable TlsConnection secure;

    Coming(Connection raw, Consumer<Connection> ready, Consumer<String> failed) {
      this.raw = raw;
      this.ready = ready;
      this.failed = failed;
    }

    void wrapped(@Nullable TlsConnection connection) {
      if (!coming.contains(this)) {
        return;
      }
      if (connection == null) {
        drop(this, "there is no TLS without its files: " + files.trouble());
        return;
      }
      secure = connection;
      try {
        connection.handshake(this);
      } catch (java.io.UncheckedIOException exhausted) {
        drop(this, String.valueOf(exhausted.getMessage()));
      }
    }

    @Override
    public void ready(TlsConnection connection) {
      if (coming.remove(this)) {
        ready.accept(connection);
      }
    }

    @Override
    public void failed(TlsConnection connection, String why) {
      if (coming.remove(this)) {
        failed.accept(why);
      }
    }
  }

  /**
   * Takes a connection that came to the port.
   *
   * @param ready takes it when it is secure; it is to be {@linkplain Connection#start started} then
   */
  public void accept(Connection raw, Consumer<Connection> ready) {
    Coming newcomer = new Coming(raw, ready, why -> refused(raw, why));
    if (coming.size() >= MAX_HANDSHAKES && !makeRoom()) {
      raw.close();
      refused(raw, "more than %d handshakes at a time".formatted(MAX_HANDSHAKES));
      return;
    }
    coming.add(newcomer);
    files.server(raw, newcomer::wrapped);
  }

  /**
   * Takes a connection that the port has made.
   *
   * @param host that was dialled: its certificate must say so, unless the settings name others
   * @param failed is told why, when the connection has been closed
   * @return gives it up, and closes it
   */
  public Attempt connect(
      Connection raw, String host, Consumer<Connection> ready, Consumer<String> failed) {
    Coming going = new Coming(raw, ready, failed);
    coming.add(going);
    files.client(raw, host, going::wrapped);
    return () -> giveUp(going);
  }

  private void giveUp(Coming it) {
    if (coming.remove(it)) {
      close(it);
    }
  }

  /** Whoever is slow makes room; who waits for us does not. */
  private boolean makeRoom() {
    for (Coming old : coming) {
      if (old.secure == null || old.secure.waitsForPeer()) {
        drop(old, "its handshake was not over when more came than there is room for");
        return true;
      }
    }
    return false;
  }

  private void drop(Coming it, String why) {
    coming.remove(it);
    close(it);
    it.failed.accept(why);
  }

  private static void close(Coming it) {
    if (it.secure != null) {
      it.secure.close();
    } else {
      it.raw.close();
    }
  }

  private void refused(Connection raw, String why) {
    port.counters().clientRefused();
    if (events.allows()) {
      port.log().recordPort(EventKind.TLS_FAILED, port.number(), raw.peer(), why);
    }
  }

  /** What is wrong with the files, for people; empty when nothing is. */
  public String trouble() {
    String trouble = files.trouble();
    return trouble.isEmpty() ? "" : "TLS: " + trouble;
  }

  /** For connections that come from now on. */
  public void reconfigure(Tls next) {
    if (!next.equals(settings)) {
      settings = next;
      dropAll("the settings of TLS were changed");
      files.close();
      files = read();
    }
  }

  /** Drops those whose handshake is not over; who was handed on stays. */
  public void dropAll(String why) {
    List.copyOf(coming).forEach(it -> drop(it, why));
  }

  /** Closes what is not secure yet; what was handed on lives on. */
  public void close() {
    files.close();
    List.copyOf(coming).forEach(TlsEndpoint::close);
    coming.clear();
  }
}
