package io.hardline.mode.client;

import io.hardline.loop.IoBuffer;
import io.hardline.net.Connection;
import io.hardline.net.Listener;
import io.hardline.port.ClientStatus;
import io.hardline.port.Port;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.ModeSettings.TlsType;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettings.WhenAbsent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the modes have in common to which clients connect by TCP: listeners that are open while
 * clients are wanted, and the clients. A mode brings its protocol as a {@link Clients.Handler}.
 * Loop thread only.
 */
public final class TcpServing {
  private static final String ABSENT = "the serial device is absent";

  private final Clients clients;
  private final TcpListeners listeners;
  private final @Nullable TlsEndpoint tls;
  private PortSettings settings;
  private ModeSettings.Serving serving;
  private boolean ttyPresent;
  private boolean listening;

  public TcpServing(
      PortSettings settings, Port port, Listener.Opener opener, Clients.Handler handler) {
    this.settings = settings;
    this.serving = serving(settings);
    this.clients = new Clients(port, limits(serving), handler);
    this.tls = tls(port);
    this.listeners = new TcpListeners(port, serving.portOf(port.number()), opener, this::accept);
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
  private @Nullable TlsEndpoint tls(Port port) {
    return serving.tls().type() == TlsType.NONE ? null : TlsEndpoint.server(port, serving.tls());
  }

  private void accept(Connection connection) {
    if (tls == null) {
      clients.accept(connection);
    } else {
      tls.accept(connection, clients::accept);
    }
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
      listeners.open(settings.listen(), serving.aliveCheck().toMillis());
    } else if (!wanted && listening) {
      listeners.close();
      if (tls != null) {
        tls.dropAll(ABSENT);
      }
      clients.closeAll(ABSENT);
    }
    listening = wanted;
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
    if (tls != null) {
      tls.reconfigure(serving.tls());
    }
    listeners.aliveCheckMs(serving.aliveCheck().toMillis());
    listenIfWanted();
  }

  public List<ClientStatus> status() {
    return clients.status();
  }

  /** What is wrong with listeners and certificates, for people; empty when all is well. */
  public String trouble() {
    String listening = listeners.trouble();
    String files = tls == null ? "" : tls.trouble();
    return listening.isEmpty() || files.isEmpty() ? listening + files : listening + "; " + files;
  }

  public List<Integer> listening() {
    return listeners.ports();
  }

  /** Closes listeners and clients. */
  public void close() {
    listeners.close();
    if (tls != null) {
      tls.close();
    }
    clients.close();
  }
}
