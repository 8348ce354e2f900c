package io.hardline.mode.client;

import io.hardline.event.EventKind;
import io.hardline.loop.Loop;
import io.hardline.net.Connection;
import io.hardline.net.Listener;
import io.hardline.port.Port;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The listeners of a port on one TCP port number, one for each address of the settings. One that
 * cannot be opened (the address is not there yet, another program has the port) is tried again
 * until it can. Loop thread only.
 */
public final class TcpListeners {
  private static final long FIRST_RETRY_MS = 500;
  private static final long MAX_RETRY_MS = 15_000;

  private final Port port;
  private final int tcpPort;
  private final Listener.Opener opener;
  private final Consumer<Connection> onConnection;
  private final Map<String, Listener> open = new LinkedHashMap<>();
  private final Loop.Timer retry;
  private List<String> addresses = List.of();
  private long aliveCheckMs;
  private long retryMs = FIRST_RETRY_MS;
  private boolean told;
  private String trouble = "";

  /**
   * @param onConnection takes each new connection
   */
  public TcpListeners(
      Port port, int tcpPort, Listener.Opener opener, Consumer<Connection> onConnection) {
    this.port = port;
    this.tcpPort = tcpPort;
    this.opener = opener;
    this.onConnection = onConnection;
    this.retry = port.loop().timer(this::openMissing);
  }

  /** Listens on every one of {@code wanted}, as soon as that is possible. */
  public void open(List<String> wanted, long newAliveCheckMs) {
    addresses = wanted;
    aliveCheckMs = newAliveCheckMs;
    openMissing();
  }

  private void openMissing() {
    String failure = "";
    for (String address : addresses) {
      if (!open.containsKey(address)) {
        try {
          open.put(address, opener.open(port.loop(), address, tcpPort, aliveCheckMs, onConnection));
        } catch (IOException cannot) {
          failure = "cannot listen on " + address + " TCP " + tcpPort + ": " + cannot.getMessage();
        }
      }
    }
    if (!failure.isEmpty()) {
      retry.setMs(retryMs);
      retryMs = Math.min(retryMs * 2, MAX_RETRY_MS);
    }
    tell(failure);
  }

  /** Once for each change, not for each try. */
  private void tell(String failure) {
    if (failure.isEmpty() && (!told || !trouble.isEmpty())) {
      String where = String.join(", ", addresses);
      port.log().recordPort(EventKind.LISTENING, port.number(), tcpPort, where);
    } else if (!failure.equals(trouble)) {
      port.log().recordPort(EventKind.LISTEN_FAILED, port.number(), failure);
    }
    told = true;
    trouble = failure;
  }

  /** For clients that come from now on. */
  public void aliveCheckMs(long newAliveCheckMs) {
    aliveCheckMs = newAliveCheckMs;
    open.values().forEach(listener -> listener.aliveCheckMs(newAliveCheckMs));
  }

  /** What is wrong, for people; empty when every address listens or none is wanted. */
  public String trouble() {
    return trouble;
  }

  /** The TCP port, if it listens anywhere. */
  public List<Integer> ports() {
    return open.isEmpty() ? List.of() : List.of(tcpPort);
  }

  /** Closes them all; {@link #open} may be called again. */
  public void close() {
    retry.clear();
    open.values().forEach(Listener::close);
    open.clear();
    retryMs = FIRST_RETRY_MS;
    told = false;
    trouble = "";
  }
}
