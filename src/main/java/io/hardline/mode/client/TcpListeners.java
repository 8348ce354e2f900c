package io.hardline.mode.client;

import io.hardline.net.Connection;
import io.hardline.net.Listener;
import io.hardline.net.Listening;
import io.hardline.port.Port;
import io.hardline.port.TcpSocket;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The listeners of a port on one TCP port number, one for each address of the settings. Loop thread
 * only.
 */
public final class TcpListeners {
  private final Port port;
  private final int tcpPort;
  private final Listener.Opener opener;
  private final Consumer<Connection> onConnection;
  private final BooleanSupplier awaited;
  private final Listening listening;
  private final Map<String, Listener> open = new LinkedHashMap<>();
  private boolean paused;
  private long aliveCheckMs;

  /**
   * @param onConnection takes each new connection
   */
  public TcpListeners(
      Port port, int tcpPort, Listener.Opener opener, Consumer<Connection> onConnection) {
    this(port, tcpPort, opener, onConnection, () -> false);
  }

  /**
   * @param awaited whether somebody is expected there, so that there is no pause
   */
  TcpListeners(
      Port port,
      int tcpPort,
      Listener.Opener opener,
      Consumer<Connection> onConnection,
      BooleanSupplier awaited) {
    this.port = port;
    this.awaited = awaited;
    this.tcpPort = tcpPort;
    this.opener = opener;
    this.onConnection = onConnection;
    this.listening =
        new Listening(
            port.loop(),
            where(),
            this::openOne,
            (kind, details) -> port.log().recordPort(kind, port.number(), details));
  }

  /** Listens on every one of {@code wanted}, as soon as that is possible. */
  public void open(List<String> wanted, long newAliveCheckMs) {
    aliveCheckMs = newAliveCheckMs;
    listening.open(wanted);
  }

  private Runnable openOne(String address) throws IOException {
    Listener listener = opener.open(port.loop(), address, tcpPort, aliveCheckMs, onConnection);
    open.put(address, listener);
    return () -> {
      open.remove(address);
      listener.close();
    };
  }

  /**
   * Listens nowhere until {@link #resume}, unless somebody is awaited; who comes meanwhile finds
   * nobody there.
   */
  public void pause() {
    if (awaited.getAsBoolean()) {
      resume();
    } else if (!paused) {
      paused = true;
      listening.pause();
      open.values().forEach(Listener::pause);
    }
  }

  public void resume() {
    if (paused) {
      paused = false;
      for (Map.Entry<String, Listener> each : List.copyOf(open.entrySet())) {
        try {
          each.getValue().resume();
        } catch (IOException taken) {
          // It is opened anew below, or said to be missing, with the reason.
          listening.close(each.getKey());
        }
      }
      listening.resume();
    }
  }

  /** Whether it would listen if there were places. */
  boolean isPaused() {
    return paused;
  }

  /** What listens now, as {@link io.hardline.port.Mode#sockets} tells it. */
  public List<TcpSocket> sockets() {
    return paused
        ? List.of()
        : open.values().stream()
            .map(listener -> new TcpSocket(listener.localAddress(), null))
            .toList();
  }

  /** For clients that come from now on. */
  public void aliveCheckMs(long newAliveCheckMs) {
    aliveCheckMs = newAliveCheckMs;
    open.values().forEach(listener -> listener.aliveCheckMs(newAliveCheckMs));
  }

  /** What it listens on, for people: {@code TCP 950}. */
  String where() {
    return "TCP " + tcpPort;
  }

  /** What is wrong, for people; empty when every address listens or none is wanted. */
  public String trouble() {
    return listening.trouble();
  }

  /** The TCP port, if it listens anywhere. */
  public List<Integer> ports() {
    return open.isEmpty() || paused ? List.of() : List.of(tcpPort);
  }

  /** Closes them all; {@link #open} may be called again. */
  public void close() {
    paused = false;
    listening.close();
  }
}
