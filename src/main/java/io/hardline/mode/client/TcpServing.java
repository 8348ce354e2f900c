package io.hardline.mode.client;

import io.hardline.loop.IoBuffer;
import io.hardline.net.Listener;
import io.hardline.port.ClientStatus;
import io.hardline.port.Port;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettings.WhenAbsent;
import java.util.List;

/**
 * What the modes have in common to which clients connect by TCP: listeners that are open while
 * clients are wanted, and the clients. A mode brings its protocol as a {@link Clients.Handler}.
 * Loop thread only.
 */
public final class TcpServing {
  private final Clients clients;
  private final TcpListeners listeners;
  private PortSettings settings;
  private ModeSettings.Serving serving;
  private boolean ttyPresent;
  private boolean listening;

  public TcpServing(
      PortSettings settings, Port port, Listener.Opener opener, Clients.Handler handler) {
    this.settings = settings;
    this.serving = serving(settings);
    this.clients = new Clients(port, limits(serving), handler);
    this.listeners = new TcpListeners(port, serving.portOf(port.number()), opener, clients::accept);
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
      clients.closeAll("the serial device is absent");
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
    listeners.aliveCheckMs(serving.aliveCheck().toMillis());
    listenIfWanted();
  }

  public List<ClientStatus> status() {
    return clients.status();
  }

  /** What is wrong with the listeners, for people; empty when all is well. */
  public String trouble() {
    return listeners.trouble();
  }

  public List<Integer> listening() {
    return listeners.ports();
  }

  /** Closes listeners and clients. */
  public void close() {
    listeners.close();
    clients.close();
  }
}
