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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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

  private final Clients clients;
  private final List<TcpListeners> listeners = new ArrayList<>();
  private final @Nullable TlsEndpoint tls;
  private final Port port;
  private final Listener.Opener opener;
  private PortSettings settings;
  private ModeSettings.Serving serving;
  private boolean ttyPresent;
  private boolean listening;

  public TcpServing(
      PortSettings settings, Port port, Listener.Opener opener, Clients.Handler handler) {
    this.port = port;
    this.opener = opener;
    this.settings = settings;
    this.serving = serving(settings);
    this.clients = new Clients(port, limits(serving), handler);
    this.tls = tls();
    int dataPort = serving.portOf(port.number());
    listeners.add(new TcpListeners(port, dataPort, opener, secured(clients::accept)));
    int observerPort = serving.observerPort();
    if (observerPort != 0) {
      Consumer<Connection> observe = secured(clients::acceptObserver);
      listeners.add(new TcpListeners(port, observerPort, opener, observe));
    }
    clients.takeTurns(serving.commandByCommand(), settings.packing());
    if (tls != null) {
      tls.whenComingChanges(this::placesChanged);
    }
  }

  /**
   * Listens on one more TCP port whenever it does for data. Before the first {@link #ttyPresent}.
   *
   * @param accept takes each connection that comes there
   */
  public void listenToo(int tcpPort, Consumer<Connection> accept) {
    listeners.add(new TcpListeners(port, tcpPort, opener, accept));
  }

  /** A client has come or gone: with the last place taken it may be time to listen no more. */
  public void placesChanged() {
    if (listening) {
      listenWhileThereArePlaces();
    }
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
    if (wanted && !listening) {
      long aliveCheckMs = serving.aliveCheck().toMillis();
      listeners.forEach(each -> each.open(settings.listen(), aliveCheckMs));
      listenWhileThereArePlaces();
    } else if (!wanted && listening) {
      listeners.forEach(TcpListeners::close);
      if (tls != null) {
        tls.dropAll(ABSENT);
      }
      clients.closeAll(ABSENT);
    }
    listening = wanted;
  }

  private void listenWhileThereArePlaces() {
    boolean places = clients.hasPlace(tls == null ? 0 : tls.coming());
    if (places || serving.listensWhenFull()) {
      listeners.forEach(TcpListeners::resume);
    } else {
      listeners.forEach(TcpListeners::pause);
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

  /** See {@link Mode#sockets}. */
  public List<TcpSocket> sockets() {
    return Stream.concat(
            listeners.stream().flatMap(each -> each.sockets().stream()), clients.sockets().stream())
        .toList();
  }

  public List<ClientStatus> status() {
    return clients.status();
  }

  /** What is wrong with listeners and certificates, for people; empty when all is well. */
  public String trouble() {
    Stream<String> listening = listeners.stream().map(TcpListeners::trouble);
    Stream<String> files = Stream.of(tls == null ? "" : tls.trouble());
    return Stream.concat(listening, files)
        .filter(trouble -> !trouble.isEmpty())
        .collect(Collectors.joining("; "));
  }

  public List<Integer> listening() {
    return listeners.stream().flatMap(each -> each.ports().stream()).toList();
  }

  /** Closes listeners and clients. */
  public void close() {
    listeners.forEach(TcpListeners::close);
    if (tls != null) {
      tls.close();
    }
    clients.close();
  }
}
