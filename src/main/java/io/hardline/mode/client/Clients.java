package io.hardline.mode.client;

import io.hardline.event.EventKind;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.net.Connection;
import io.hardline.port.ClientStatus;
import io.hardline.port.Port;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The clients of one port. Serial bytes go to all of them, from one buffer; theirs go to the port
 * in the order in which they arrive. Loop thread only.
 *
 * <p>A client that does not read is waited for, or skipped when the settings say so; either way no
 * more than {@link Connection#BACKLOG_LIMIT_BYTES} is kept for it.
 */
public final class Clients {
  /**
   * How long a client that has sent its last byte may still receive: {@code printf ... | nc} wants
   * the answer. It holds no place meanwhile; a new client takes it.
   */
  static final long HALF_CLOSED_MS = 500;

  private final Port port;
  private final Consumer<IoBuffer> fromClient;
  private final List<Client> clients = new ArrayList<>();
  private final Loop.Timer inactivity;
  private final Loop.Timer halfClosed;
  private ClientLimits limits;

  /**
   * @param fromClient takes the bytes of clients on their way to the port
   */
  public Clients(Port port, ClientLimits limits, Consumer<IoBuffer> fromClient) {
    this.port = port;
    this.limits = limits;
    this.fromClient = fromClient;
    this.inactivity = port.loop().timer(this::dropInactive);
    this.halfClosed = port.loop().timer(this::dropHalfClosed);
  }

  /** Takes a new connection, or refuses it. */
  public void accept(Connection connection) {
    if (placesTaken() >= limits.maxConnections() && !makeRoom(connection)) {
      refuse(connection, "all " + limits.maxConnections() + " places are taken");
      return;
    }
    if (clients.size() >= limits.maxConnections()) {
      dropAll(leaver -> !leaver.holdsPlace());
    }
    Client client = new Client(this, connection, port.loop().nowNs());
    clients.add(client);
    port.counters().clientAccepted();
    port.log().recordPort(EventKind.CLIENT_CONNECTED, port.number(), connection.peer());
    restartInactivity();
    if (!port.serialReady()) {
      connection.pauseReading();
    }
    connection.start(client);
  }

  /** Closes a connection that gets no place. */
  public void refuse(Connection connection, String why) {
    port.counters().clientRefused();
    port.log().recordPort(EventKind.CLIENT_REFUSED, port.number(), connection.peer(), why);
    connection.close();
  }

  private int placesTaken() {
    int taken = 0;
    for (Client client : clients) {
      taken += client.holdsPlace() ? 1 : 0;
    }
    return taken;
  }

  private boolean makeRoom(Connection newcomer) {
    Comparator<Client> first =
        switch (limits.whenFull()) {
          case REFUSE -> null;
          case REPLACE_OLDEST -> Comparator.comparing(client -> client.status().since());
          case REPLACE_IDLE -> Comparator.comparingLong(client -> client.lastReceivedNs);
        };
    if (first == null) {
      return false;
    }
    Client leaver = clients.stream().filter(Client::holdsPlace).min(first).orElseThrow();
    port.log()
        .recordPort(
            EventKind.CLIENT_REPLACED, port.number(), leaver.connection.peer(), newcomer.peer());
    drop(leaver);
    return true;
  }

  public boolean isEmpty() {
    return clients.isEmpty();
  }

  /** Serial bytes for everyone; with nobody there they are discarded and counted. */
  public void send(IoBuffer data) {
    if (clients.isEmpty()) {
      port.counters().discardedFromSerial(data.bytes.remaining());
      return;
    }
    int start = data.bytes.position();
    boolean jammed = false;
    for (int i = 0; i < clients.size(); i++) {
      Client client = clients.get(i);
      data.bytes.position(start);
      port.counters().skipped(client.send(data));
      jammed |= client.isJammed();
    }
    restartInactivity();
    if (jammed && !limits.ignoreJammedClient()) {
      port.pauseSerial();
    }
  }

  /** The tty takes bytes again. */
  public void resumeReading() {
    for (int i = 0; i < clients.size() && port.serialReady(); i++) {
      clients.get(i).connection.resumeReading();
    }
  }

  void received(Client client, IoBuffer data) {
    client.lastReceivedNs = port.loop().nowNs();
    restartInactivity();
    fromClient.accept(data);
    if (!port.serialReady()) {
      for (int i = 0; i < clients.size(); i++) {
        clients.get(i).connection.pauseReading();
      }
    }
  }

  void drained() {
    resumeSerialUnlessJammed();
  }

  private void resumeSerialUnlessJammed() {
    for (int i = 0; i < clients.size() && !limits.ignoreJammedClient(); i++) {
      if (clients.get(i).isJammed()) {
        return;
      }
    }
    port.resumeSerial();
  }

  void ended(Client client) {
    client.halfClosed = true;
    if (!halfClosed.isSet()) {
      halfClosed.setMs(HALF_CLOSED_MS);
    }
  }

  private void dropHalfClosed() {
    dropAll(client -> client.halfClosed);
  }

  private void dropAll(Predicate<Client> leaver) {
    for (Client client : List.copyOf(clients)) {
      if (leaver.test(client)) {
        client.connection.close();
        gone(client, "closed by the client");
      }
    }
  }

  private void restartInactivity() {
    long inactivityMs = limits.inactivity().toMillis();
    if (inactivityMs > 0) {
      inactivity.setMs(inactivityMs);
    }
  }

  private void dropInactive() {
    closeAll("no data for " + limits.inactivity().toMillis() + " ms");
  }

  void gone(Client client, String cause) {
    if (!clients.remove(client)) {
      return;
    }
    port.log().recordPort(EventKind.CLIENT_GONE, port.number(), client.connection.peer(), cause);
    resumeSerialUnlessJammed();
    if (clients.isEmpty()) {
      inactivity.clear();
      port.setOutputs(limits.onLastClientGone().dtr(), limits.onLastClientGone().rts());
    }
  }

  /** Without an event of its own: it was replaced. */
  private void drop(Client client) {
    clients.remove(client);
    client.connection.close();
    resumeSerialUnlessJammed();
  }

  /** Closes everyone. */
  public void closeAll(String cause) {
    for (Client client : List.copyOf(clients)) {
      client.connection.close();
      gone(client, cause);
    }
  }

  /** New limits, in place. Clients beyond a lower maximum stay until they leave. */
  public void reconfigure(ClientLimits next) {
    boolean aliveChanged = !next.aliveCheck().equals(limits.aliveCheck());
    limits = next;
    if (aliveChanged) {
      for (Client client : clients) {
        client.connection.aliveCheckMs(next.aliveCheck().toMillis());
      }
    }
    inactivity.clear();
    if (!clients.isEmpty()) {
      restartInactivity();
    }
    resumeSerialUnlessJammed();
  }

  public List<ClientStatus> status() {
    return clients.stream().map(Client::status).toList();
  }

  /** The client list closes with its mode: no timer of it runs afterwards. */
  public void close() {
    closeAll("the port was stopped");
    inactivity.clear();
    halfClosed.clear();
  }
}
