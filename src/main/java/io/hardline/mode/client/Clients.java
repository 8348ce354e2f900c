package io.hardline.mode.client;

import io.hardline.event.EventKind;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.net.Connection;
import io.hardline.port.ClientStatus;
import io.hardline.port.Port;
import io.hardline.port.TcpSocket;
import io.hardline.settings.ModeSettings.CommandByCommand;
import io.hardline.settings.ModeSettings.OnLastClientGone;
import io.hardline.settings.PortSettings.Packing;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The clients of one port. Serial bytes go to all of them, from one buffer; theirs go to the port
 * in the order in which they arrive. Loop thread only.
 *
 * <p>A client that does not read is waited for, or skipped when the settings say so; either way no
 * more than {@link Connection#BACKLOG_LIMIT_BYTES} is kept for it. Observers only listen: they take
 * no place, are never waited for, and for the port nobody is there when only they are.
 */
public final class Clients {
  /** Observers of one port. */
  static final int MAX_OBSERVERS = 16;

  /** What a mode does with its clients: its protocol. */
  public interface Handler {
    /** A client has got a place, or an observer has come. */
    default void came(Client client) {}

    /**
     * Bytes from a client or observer. What of them is for the device goes to {@link
     * Clients#toSerial}, which throws away what is of one that may not write. They are gone when
     * this returns.
     */
    void received(Client client, IoBuffer data);

    /**
     * Sends a client what the device has sent; {@code data} is shared with the others.
     *
     * @return how much of it was skipped
     */
    default int send(Client client, IoBuffer data) {
      return client.send(data);
    }

    /** Nothing is kept for a client any more. */
    default void drained(Client client) {}

    /**
     * Whether clients are read on while some bytes wait for the tty, because what they send is more
     * than data: the request to throw away what waits must be seen.
     */
    default boolean readsAhead() {
      return false;
    }

    /** A client will send nothing more; it may still read for a moment. */
    default void ended(Client client) {}

    /** A client has gone, and its last bytes still wait for the tty. It holds no place. */
    default void lost(Client client) {}

    /** A client or observer has gone, or has been made to go. */
    default void gone(Client client) {}

    /** The last client has gone; observers may still be there. */
    default void lastGone() {}

    /** What the log says of one that has sent its last byte. */
    default String closedByPeer() {
      return "closed by the client";
    }
  }

  final Port port;
  private final Handler handler;
  private final List<Client> clients = new ArrayList<>();
  private final List<Client> observers = new ArrayList<>();
  final Turns turns;
  private final Loop.Timer inactivity;
  private final HalfClosed halfClosed;
  private final EventBudget events;
  private ClientLimits limits;

  public Clients(Port port, ClientLimits limits, Handler handler) {
    this.port = port;
    this.limits = limits;
    this.events = new EventBudget(port);
    this.handler = handler;
    this.turns = new Turns(port, this);
    this.inactivity = port.loop().timer(this::dropInactive);
    this.halfClosed = new HalfClosed(port.loop(), this, turns);
  }

  /** Takes a new connection, or refuses it. */
  public void accept(Connection connection) {
    if (placesTaken() >= limits.maxConnections() && !makeRoom(connection)) {
      refuse(connection, "all " + limits.maxConnections() + " places are taken");
      return;
    }
    add(connection, false);
  }

  /**
   * Takes a connection whether or not there is a place for it.
   *
   * @param quietly the log says nothing of it until {@link #announce}
   * @return the new client, which may have {@linkplain Client#isOpen gone} already
   */
  public Client add(Connection connection, boolean quietly) {
    Client client = new Client(this, connection, false, port.loop());
    client.quiet = quietly;
    clients.add(client);
    restartInactivity();
    if (!serialTakes()) {
      client.hold(Client.HELD_BY_TTY);
    }
    if (!start(client)) {
      return client;
    }
    if (clients.size() > limits.maxConnections()) {
      // After the newcomer has come: whom it replaces is not the last client to go.
      dropOneWithoutPlace();
    }
    handler.came(client);
    if (clients.size() == 1) {
      port.somebodyCame(this::resumeSerialUnlessJammed);
    } else {
      resumeSerialUnlessJammed();
    }
    return client;
  }

  /** The log says that it is connected, and later that it has gone. */
  public void announce(Client client) {
    client.quiet = false;
    record(EventKind.CLIENT_CONNECTED, client);
  }

  /** Takes a connection that only listens, or refuses it. */
  public void acceptObserver(Connection connection) {
    if (observers.size() >= MAX_OBSERVERS) {
      refuse(connection, "there are " + MAX_OBSERVERS + " observers already");
      return;
    }
    Client observer = new Client(this, connection, true, port.loop());
    observers.add(observer);
    if (start(observer)) {
      handler.came(observer);
    }
  }

  /** False when it cannot be watched, and has been made to go. */
  private boolean start(Client client) {
    port.counters().clientAccepted();
    record(EventKind.CLIENT_CONNECTED, client);
    try {
      client.connection.start(client);
      return true;
    } catch (UncheckedIOException exhausted) {
      client.connection.close();
      gone(client, String.valueOf(exhausted.getMessage()));
      return false;
    }
  }

  /** Closes a connection that gets no place. */
  public void refuse(Connection connection, String why) {
    port.counters().clientRefused();
    if (events.allows()) {
      port.log().recordPort(EventKind.CLIENT_REFUSED, port.number(), connection.peer(), why);
    }
    connection.close();
  }

  private void record(EventKind kind, Client client, Object... more) {
    if (!client.quiet && events.allows()) {
      List<Object> details = new ArrayList<>(List.of(more));
      details.addFirst(client.peer() + (client.observer ? " (observer)" : ""));
      port.log().recordPort(kind, port.number(), details.toArray());
    }
  }

  /** Whether one more client would be taken without another making room. */
  boolean hasPlace() {
    return placesTaken() < limits.maxConnections();
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
          // They stand in the order in which they came, whatever the wall clock did since.
          case REPLACE_OLDEST -> Comparator.comparingInt(clients::indexOf);
          case REPLACE_IDLE -> Comparator.comparingLong(client -> client.lastReceivedNs);
        };
    if (first == null) {
      return false;
    }
    Client leaver = clients.stream().filter(Client::holdsPlace).min(first).orElseThrow();
    record(EventKind.CLIENT_REPLACED, leaver, newcomer.peer());
    drop(leaver);
    return true;
  }

  /** Whether no client is there; observers do not count. */
  public boolean isEmpty() {
    return clients.isEmpty();
  }

  /**
   * Whether serial bytes are for somebody: a client, or one that is gone and had asked for them,
   * which it cannot have for what was kept.
   */
  public boolean takesSerial() {
    return !clients.isEmpty() || (turns.isAwaiting() && !port.isReplaying());
  }

  /** Serial bytes, as they are to be on the network, for everyone or for whose turn it is. */
  public void send(IoBuffer data) {
    boolean older = port.isReplaying();
    if (!older) {
      sendToObservers(data);
    }
    if (!takesSerial()) {
      port.nobodyTakes(data);
      return;
    }
    if (!clients.isEmpty()) {
      restartInactivity();
    }
    if (older && !clients.isEmpty()) {
      sendTo(clients.getFirst(), data);
    } else if (turns.isOn()) {
      turns.response(data);
    } else {
      sendToAll(data);
    }
  }

  /** Serial bytes, as they are to be on the network, for those who only listen. */
  public void sendToObservers(IoBuffer data) {
    int start = data.bytes.position();
    for (int i = 0; i < observers.size(); i++) {
      sendTo(observers.get(i), data);
      data.bytes.position(start);
    }
  }

  void sendToAll(IoBuffer data) {
    int start = data.bytes.position();
    for (int i = 0; i < clients.size(); i++) {
      data.bytes.position(start);
      sendTo(clients.get(i), data);
    }
  }

  void sendTo(Client client, IoBuffer data) {
    port.counters().skipped(handler.send(client, data));
    if (client.halfClosed) {
      client.halfClosedNs = port.loop().nowNs();
    }
  }

  /** Bytes wait for a client, who is waited for unless the settings say otherwise. */
  void jammed() {
    if (jammedAreWaitedFor()) {
      port.pauseSerial();
    }
  }

  /** What was kept is worth waiting for as long as that holds nobody else up. */
  private boolean jammedAreWaitedFor() {
    return !limits.ignoreJammedClient() || (port.isReplaying() && clients.size() == 1);
  }

  /** The tty takes bytes again, or has gone. */
  public void resumeReading() {
    turns.serialReady();
    for (int i = 0; i < clients.size() && serialTakes(); i++) {
      clients.get(i).release(Client.HELD_BY_TTY);
    }
  }

  private boolean serialTakes() {
    return handler.readsAhead() ? port.serialHasRoom() : port.serialReady();
  }

  /** Bytes of a client for the device. */
  public void toSerial(Client client, IoBuffer data) {
    if (!client.mayWrite()) {
      client.discard(data);
    } else if (turns.isOn()) {
      turns.request(client, data);
    } else {
      port.toSerial(data);
      holdIfFull();
    }
  }

  /** One request at a time from now on, or no longer; in place. */
  void takeTurns(CommandByCommand commandByCommand, Packing packing) {
    turns.reconfigure(commandByCommand, packing);
  }

  void discard(IoBuffer data) {
    port.counters().discardedToSerial(data.bytes.remaining());
    data.bytes.position(data.bytes.limit());
  }

  void received(Client client, IoBuffer data) {
    if (!client.mayWrite()) {
      handler.received(client, data);
      return;
    }
    client.lastReceivedNs = port.loop().nowNs();
    restartInactivity();
    handler.received(client, data);
    holdIfFull();
  }

  private void holdIfFull() {
    if (!serialTakes() && !turns.isOn()) {
      for (int i = 0; i < clients.size(); i++) {
        clients.get(i).hold(Client.HELD_BY_TTY);
      }
    }
  }

  void drained(Client client) {
    handler.drained(client);
    resumeSerialUnlessJammed();
  }

  private void resumeSerialUnlessJammed() {
    for (int i = 0; i < clients.size() && jammedAreWaitedFor(); i++) {
      if (clients.get(i).isJammed()) {
        return;
      }
    }
    port.resumeSerial();
  }

  void ended(Client client) {
    turns.ended(client);
    if (!client.observer && clients.size() >= limits.maxConnections()) {
      // Now, and not when the next one comes: it would have to wait for that.
      dropOneWithoutPlace();
    }
    halfClosed.begin(client);
    handler.ended(client);
  }

  void lost(Client client) {
    handler.lost(client);
  }

  /** The one that has been there longest. */
  private void dropOneWithoutPlace() {
    for (int i = 0; i < clients.size(); i++) {
      Client client = clients.get(i);
      if (!client.holdsPlace()) {
        port.counters().discardedToSerial(client.connection.unreadBytes());
        closeHalfClosed(client);
        return;
      }
    }
  }

  void closeHalfClosed(Client client) {
    close(client, handler.closedByPeer());
  }

  private void restartInactivity() {
    long inactivityMs = limits.inactivity().toMillis();
    if (inactivityMs > 0) {
      inactivity.setMs(inactivityMs);
    }
  }

  private void dropInactive() {
    close(List.copyOf(clients), "no data for " + limits.inactivity().toMillis() + " ms");
  }

  void gone(Client client, String cause) {
    boolean wasClient = clients.remove(client);
    if (!wasClient && !observers.remove(client)) {
      return;
    }
    client.goneBecause(cause);
    record(EventKind.CLIENT_GONE, client, cause);
    client.forget();
    handler.gone(client);
    if (wasClient) {
      clientGone(client);
    }
  }

  private void clientGone(Client client) {
    turns.gone(client);
    resumeSerialUnlessJammed();
    if (clients.isEmpty()) {
      inactivity.clear();
      OnLastClientGone outputs = limits.onLastClientGone();
      port.remote().setOutputs(outputs.dtr(), outputs.rts(), () -> {});
      handler.lastGone();
    }
  }

  /** Without an event of its own: it was replaced. */
  private void drop(Client client) {
    clients.remove(client);
    client.connection.close();
    client.forget();
    handler.gone(client);
    turns.gone(client);
    resumeSerialUnlessJammed();
  }

  /** Closes one of them. */
  public void close(Client client, String cause) {
    client.connection.close();
    gone(client, cause);
  }

  /** Closes everyone, observers too. */
  public void closeAll(String cause) {
    close(all(), cause);
  }

  private void close(List<Client> leavers, String cause) {
    for (Client client : leavers) {
      close(client, cause);
    }
  }

  /** Clients and, behind them, observers. */
  List<Client> all() {
    List<Client> all = new ArrayList<>(clients);
    all.addAll(observers);
    return all;
  }

  /** New limits, in place. Clients beyond a lower maximum stay until they leave. */
  public void reconfigure(ClientLimits next) {
    boolean aliveChanged = !next.aliveCheck().equals(limits.aliveCheck());
    limits = next;
    if (aliveChanged) {
      for (Client client : all()) {
        client.connection.aliveCheckMs(next.aliveCheck().toMillis());
      }
    }
    inactivity.clear();
    if (!clients.isEmpty()) {
      restartInactivity();
    }
    resumeSerialUnlessJammed();
  }

  /** What is connected, as a peer may ask about it. */
  public List<TcpSocket> sockets() {
    return all().stream().flatMap(client -> client.socket().stream()).toList();
  }

  public List<ClientStatus> status() {
    return all().stream().map(Client::status).toList();
  }

  /** The client list closes with its mode: no timer of it runs afterwards. */
  public void close() {
    closeAll("the port was stopped");
    inactivity.clear();
    halfClosed.close();
    turns.close();
  }
}
