package io.hardline.mode.client;

import io.hardline.loop.IoBuffer;
import io.hardline.net.Connection;
import io.hardline.net.Listener;
import io.hardline.net.tls.RecordStyle;
import io.hardline.port.ClientStatus;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.port.TcpSocket;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.ModeSettings.TlsType;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettings.WhenAbsent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the modes have in common to which clients connect by TCP: listeners that are open while
 * clients are wanted, and the clients. A mode brings its protocol as a {@link Clients.Handler}.
 * Loop thread only.
 */
public final class TcpServing {
  private static final String ABSENT = "the serial device is absent";

  /** To those who competed for the last place, and lost. */
  private static final String TAKEN_MEANWHILE =
      "others took the last place before its handshake was over";

  private final Clients clients;
  private final List<TcpListeners> listeners = new ArrayList<>();
  private final @Nullable TlsEndpoint tls;
  private final Port port;
  private final Listener.Opener opener;
  private final BooleanSupplier othersMayCome;
  private PortSettings settings;
  private ModeSettings.Serving serving;
  private boolean ttyPresent;

  /** Listeners are open, or paused. */
  private boolean listening;

  private @Nullable Function<InetAddress, String> refusal;

  public TcpServing(
      PortSettings settings, Port port, Listener.Opener opener, Clients.Handler handler) {
    this(settings, port, opener, handler, null, () -> false);
  }

  /**
   * For a mode whose client is more than one connection.
   *
   * @param accept takes what comes for data, and hands a client to {@link #clients} when it is one;
   *     null hands each connection on at once
   * @param othersMayCome whether connections are wanted although all places are taken
   */
  public TcpServing(
      PortSettings settings,
      Port port,
      Listener.Opener opener,
      Clients.Handler handler,
      @Nullable Consumer<Connection> accept,
      BooleanSupplier othersMayCome) {
    this.othersMayCome = othersMayCome;
    this.port = port;
    this.opener = opener;
    this.settings = settings;
    this.serving = serving(settings);
    this.clients = new Clients(port, limits(serving), handler);
    this.tls = tls();
    int dataPort = serving.portOf(port.number());
    Consumer<Connection> data = accept == null ? clients::accept : accept;
    listeners.add(new TcpListeners(port, dataPort, opener, admitted(secured(data))));
    int observerPort = serving.observerPort();
    if (observerPort != 0) {
      Consumer<Connection> observe = admitted(secured(clients::acceptObserver));
      listeners.add(new TcpListeners(port, observerPort, opener, observe));
    }
    clients.takeTurns(serving.commandByCommand(), settings.packing());
  }

  /**
   * Listens on one more TCP port whenever it does for data. Before the first {@link #ttyPresent}.
   *
   * @param accept takes each connection that comes there
   */
  public void listenToo(int tcpPort, Consumer<Connection> accept) {
    listenToo(tcpPort, accept, () -> false);
  }

  /**
   * The same.
   *
   * @param awaited whether somebody who has a place is still to come there: it then listens also
   *     while all places are taken. A change is told by {@link #placesChanged}.
   */
  public void listenToo(int tcpPort, Consumer<Connection> accept, BooleanSupplier awaited) {
    listeners.add(new TcpListeners(port, tcpPort, opener, admitted(accept), awaited));
  }

  /**
   * Lets in, wherever it listens, only those against whom there is nothing to be said.
   *
   * @param newRefusal why somebody at that address is refused; empty when he is not
   */
  public void admit(Function<InetAddress, String> newRefusal) {
    refusal = newRefusal;
  }

  /** Before anything else: who is refused does not even begin a handshake. */
  private Consumer<Connection> admitted(Consumer<Connection> accept) {
    return connection -> {
      InetSocketAddress peer = refusal == null ? null : connection.peerAddress();
      String why = refusal == null || peer == null ? "" : refusal.apply(peer.getAddress());
      if (why.isEmpty()) {
        accept.accept(connection);
      } else {
        clients.refuse(connection, why);
      }
    };
  }

  /** A client has come or gone: with the last place taken it may be time to listen no more. */
  public void placesChanged() {
    if (listening) {
      listenWhileThereArePlaces();
    }
  }

  /** Whether nobody could come without another going first. */
  public boolean isFull() {
    return !clients.hasPlace();
  }

  /** Whether a connection from that address is not a client only because of its handshake. */
  public boolean isComing(InetAddress from) {
    return tls != null && tls.isComing(from);
  }

  private static ModeSettings.Serving serving(PortSettings settings) {
    if (settings.mode() instanceof ModeSettings.Serving serving) {
      return serving;
    }
    throw new IllegalArgumentException(ModeSettings.name(settings.mode()) + " serves no clients");
  }

  private static ClientLimits limits(ModeSettings.Serving serving) {
    return new ClientLimits(
        serving.maxConnections(),
        serving.whenFull(),
        serving.aliveCheck(),
        serving.inactivity(),
        serving.ignoreJammedClient(),
        serving.onLastClientGone());
  }

  /** Going from one type of TLS to another makes a new endpoint, and so a new mode. */
  private @Nullable TlsEndpoint tls() {
    RecordStyle style = serving.servesDrivers() ? RecordStyle.DRIVERS : RecordStyle.LARGE;
    return serving.tls().type() == TlsType.NONE
        ? null
        : TlsEndpoint.server(port, serving.tls(), style);
  }

  /** With TLS a connection is handed on when its handshake is over. */
  private Consumer<Connection> secured(Consumer<Connection> accept) {
    return tls == null ? accept : connection -> tls.accept(connection, accept);
  }

  /** The clients that are connected now. */
  public Clients clients() {
    return clients;
  }

  /** The tty has come or gone; also said once at the start. */
  public void ttyPresent(boolean present) {
    ttyPresent = present;
    listenIfWanted();
  }

  private void listenIfWanted() {
    boolean wanted = ttyPresent || settings.whenAbsent() == WhenAbsent.KEEP_CLIENTS;
    boolean before = listening;
    // At once: who is made to go below leaves a place to nobody.
    listening = wanted;
    if (wanted && !before) {
      long aliveCheckMs = serving.aliveCheck().toMillis();
      listeners.forEach(each -> each.open(settings.listen(), aliveCheckMs));
      listenWhileThereArePlaces();
    } else if (!wanted && before) {
      listeners.forEach(TcpListeners::close);
      if (tls != null) {
        tls.dropAll(ABSENT);
      }
      clients.closeAll(ABSENT);
    }
  }

  /**
   * Only clients take places. Were a handshake to take one, whoever says nothing in it would keep
   * all others out; so they compete for the last place, and who is first gets it.
   */
  private void listenWhileThereArePlaces() {
    boolean paused = isFull() && !serving.listensWhenFull() && !othersMayCome.getAsBoolean();
    listeners.forEach(paused ? TcpListeners::pause : TcpListeners::resume);
    if (paused && tls != null) {
      // After the pause: a driver comes again at once, and is to find nobody.
      tls.dropAll(TAKEN_MEANWHILE);
    }
  }

  /** See {@link Mode#takesSerial}. */
  public boolean takesSerial() {
    return clients.takesSerial();
  }

  /** Serial bytes for every client, as they are to be on the network. */
  public void send(IoBuffer data) {
    clients.send(data);
  }

  /** The tty takes bytes again. */
  public void serialReady() {
    clients.resumeReading();
  }

  /** New settings of the same endpoint; nobody is disconnected. */
  public void reconfigure(PortSettings next) {
    settings = next;
    serving = serving(next);
    clients.reconfigure(limits(serving));
    clients.takeTurns(serving.commandByCommand(), next.packing());
    if (tls != null) {
      tls.reconfigure(serving.tls());
    }
    long aliveCheckMs = serving.aliveCheck().toMillis();
    listeners.forEach(each -> each.aliveCheckMs(aliveCheckMs));
    listenIfWanted();
    placesChanged();
  }

  /**
   * See {@link Mode#sockets}. What listens is left out while a client is there, also when there are
   * places for more: the driver takes a port that is listed as listening, and with it no connection
   * that it knows as its own, for one that was reset. Behind a router that writes other addresses
   * it knows none. The same goes for a driver whose handshake is under way.
   */
  public List<TcpSocket> sockets() {
    boolean nobody = clients.isEmpty() && (tls == null || tls.coming() == 0);
    Stream<TcpListeners> free = nobody ? listeners.stream() : Stream.empty();
    return Stream.concat(free.flatMap(each -> each.sockets().stream()), clients.sockets().stream())
        .toList();
  }

  public List<ClientStatus> status() {
    return clients.status();
  }

  /** What is wrong with listeners and certificates, for people; empty when all is well. */
  public String trouble() {
    Stream<String> listening = listeners.stream().map(TcpListeners::trouble);
    Stream<String> files = Stream.of(tls == null ? "" : tls.trouble());
    return Stream.of(listening, files, Stream.of(inUse()))
        .flatMap(each -> each)
        .filter(trouble -> !trouble.isEmpty())
        .collect(Collectors.joining("; "));
  }

  /** A host that is refused looks like one that cannot reach us; here is the difference. */
  private String inUse() {
    String paused =
        listeners.stream()
            .filter(TcpListeners::isPaused)
            .map(TcpListeners::where)
            .collect(Collectors.joining(" and "));
    return paused.isEmpty() ? "" : "in use: nothing listens on " + paused + " until a client goes";
  }

  public List<Integer> listening() {
    return listeners.stream().flatMap(each -> each.ports().stream()).toList();
  }

  /** Closes listeners and clients. */
  public void close() {
    listening = false;
    listeners.forEach(TcpListeners::close);
    if (tls != null) {
      tls.close();
    }
    clients.close();
  }
}
