package io.hardline.mode.tcp;

import io.hardline.loop.IoBuffer;
import io.hardline.mode.client.ClientLimits;
import io.hardline.mode.client.Clients;
import io.hardline.mode.client.TcpListeners;
import io.hardline.net.Listener;
import io.hardline.port.ClientStatus;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.settings.ModeSettings.TcpServer;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettings.WhenAbsent;
import java.util.List;

/** Serves a port's bytes to TCP clients. Loop thread only. */
public final class TcpServerMode implements Mode {
  private final TcpListeners listeners;
  private final Clients clients;
  private PortSettings settings;
  private TcpServer server;
  private boolean ttyPresent;
  private boolean listening;

  public TcpServerMode(PortSettings settings, TcpServer server, Port port) {
    this(settings, server, port, Listener::tcp);
  }

  TcpServerMode(PortSettings settings, TcpServer server, Port port, Listener.Opener opener) {
    this.settings = settings;
    this.server = server;
    this.clients = new Clients(port, limits(server), port::toSerial);
    this.listeners = new TcpListeners(port, server.portOf(port.number()), opener, clients::accept);
  }

  private static ClientLimits limits(TcpServer server) {
    return new ClientLimits(
        server.maxConnections(),
        server.whenFull(),
        server.aliveCheck(),
        server.inactivity(),
        server.ignoreJammedClient(),
        server.onLastClientGone());
  }

  @Override
  public void ttyPresent(boolean present) {
    ttyPresent = present;
    listenIfWanted();
  }

  private void listenIfWanted() {
    boolean wanted = ttyPresent || settings.whenAbsent() == WhenAbsent.KEEP_CLIENTS;
    if (wanted && !listening) {
      listeners.open(settings.listen(), server.aliveCheck().toMillis());
    } else if (!wanted && listening) {
      listeners.close();
      clients.closeAll("the serial device is absent");
    }
    listening = wanted;
  }

  @Override
  public void fromSerial(IoBuffer data) {
    clients.send(data);
  }

  @Override
  public void serialReady() {
    clients.resumeReading();
  }

  @Override
  public void reconfigure(PortSettings next) {
    settings = next;
    server = (TcpServer) next.mode();
    clients.reconfigure(limits(server));
    listeners.aliveCheckMs(server.aliveCheck().toMillis());
    listenIfWanted();
  }

  @Override
  public List<ClientStatus> clients() {
    return clients.status();
  }

  @Override
  public String trouble() {
    return listeners.trouble();
  }

  @Override
  public List<Integer> listening() {
    return listeners.ports();
  }

  @Override
  public void close() {
    listeners.close();
    clients.close();
  }
}
