package io.hardline.mode.tcp;

import io.hardline.loop.IoBuffer;
import io.hardline.mode.client.Client;
import io.hardline.mode.client.Clients;
import io.hardline.mode.client.TcpServing;
import io.hardline.mode.command.CommandPort;
import io.hardline.net.Listener;
import io.hardline.port.ClientStatus;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.port.TcpSocket;
import io.hardline.settings.ModeSettings.TcpServer;
import io.hardline.settings.PortSettings;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Serves a port's bytes to TCP clients, who may also give commands, on a connection of their own
 * for that, where the settings have a TCP port for it. Loop thread only.
 */
public final class TcpServerMode implements Mode, Clients.Handler, CommandPort.Owner {
  private final TcpServing serving;
  private final CommandPort commands;

  public TcpServerMode(PortSettings settings, Port port) {
    this(settings, port, Listener::tcp);
  }

  TcpServerMode(PortSettings settings, Port port, Listener.Opener opener) {
    TcpServer server = (TcpServer) settings.mode();
    this.commands = new CommandPort(port, server, server.aliveCheck(), this);
    this.serving = new TcpServing(settings, port, opener, this);
    if (server.commandPort() != 0) {
      serving.listenToo(server.commandPort(), commands::accept);
    }
  }

  @Override
  public void came(Client client) {
    commands.came(client);
  }

  @Override
  public void received(Client client, IoBuffer data) {
    serving.clients().toSerial(client, data);
  }

  @Override
  public void gone(Client client) {
    commands.gone(client);
  }

  @Override
  public void close(Client client, String cause) {
    client.readLast();
    serving.clients().close(client, cause);
  }

  @Override
  public boolean isComing(InetAddress from) {
    return serving.isComing(from);
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
    commands.ttyPresent(present);
    serving.ttyPresent(present);
  }

  @Override
  public void serialReady() {
    serving.serialReady();
  }

  @Override
  public void reconfigure(PortSettings next) {
    TcpServer server = (TcpServer) next.mode();
    commands.reconfigure(server, server.aliveCheck());
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
  public List<Integer> listening() {
    return serving.listening();
  }

  @Override
  public List<TcpSocket> sockets() {
    return Stream.concat(serving.sockets().stream(), commands.sockets().stream()).toList();
  }

  @Override
  public void close() {
    serving.close();
    commands.close();
  }
}
