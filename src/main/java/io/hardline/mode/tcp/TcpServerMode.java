package io.hardline.mode.tcp;

import io.hardline.loop.IoBuffer;
import io.hardline.mode.client.Client;
import io.hardline.mode.client.Clients;
import io.hardline.mode.client.TcpServing;
import io.hardline.net.Listener;
import io.hardline.port.ClientStatus;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.port.TcpSocket;
import io.hardline.settings.PortSettings;
import java.util.List;

/** Serves a port's bytes to TCP clients. Loop thread only. */
public final class TcpServerMode implements Mode, Clients.Handler {
  private final TcpServing serving;

  public TcpServerMode(PortSettings settings, Port port) {
    this(settings, port, Listener::tcp);
  }

  TcpServerMode(PortSettings settings, Port port, Listener.Opener opener) {
    this.serving = new TcpServing(settings, port, opener, this);
  }

  @Override
  public void received(Client client, IoBuffer data) {
    serving.clients().toSerial(client, data);
  }

  @Override
  public void fromSerial(IoBuffer data) {
    serving.send(data);
  }

  @Override
  public boolean takesSerial() {
    return serving.takesSerial();
  }

  @Override
  public void ttyPresent(boolean present) {
    serving.ttyPresent(present);
  }

  @Override
  public void serialReady() {
    serving.serialReady();
  }

  @Override
  public void reconfigure(PortSettings next) {
    serving.reconfigure(next);
  }

  @Override
  public List<ClientStatus> clients() {
    return serving.status();
  }

  @Override
  public String trouble() {
    return serving.trouble();
  }

  @Override
  public List<TcpSocket> sockets() {
    return serving.sockets();
  }

  @Override
  public List<Integer> listening() {
    return serving.listening();
  }

  @Override
  public void close() {
    serving.close();
  }
}
