package io.hardline.mode.realcom;

import io.hardline.loop.IoBuffer;
import io.hardline.mode.client.Client;
import io.hardline.mode.client.Clients;
import io.hardline.mode.client.TcpServing;
import io.hardline.mode.command.CommandPort;
import io.hardline.net.Connection;
import io.hardline.net.Listener;
import io.hardline.port.ClientStatus;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.port.TcpSocket;
import io.hardline.settings.PortSettings;
import io.hardline.settings.RealComModes.RealCom;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Serves a port to hosts that run the COM port driver, each by a connection for data and one for
 * commands. Loop thread only.
 *
 * <p>While all places are taken nothing listens: the driver asks once a second whoever refuses it,
 * and without a pause whoever lets it in and closes. What a host has set of the line stays when it
 * goes, for the driver that comes again does not say its speed in every case.
 */
public final class RealComMode implements Mode, Clients.Handler, CommandPort.Owner {
  private final TcpServing serving;
  private final CommandPort commands;

  public RealComMode(PortSettings settings, Port port) {
    this(settings, port, Listener::tcp);
  }

  RealComMode(PortSettings settings, Port port, Listener.Opener opener) {
    RealCom realCom = (RealCom) settings.mode();
    this.commands = new CommandPort(port, realCom, realCom.aliveCheck(), this);
    this.serving = new TcpServing(settings, port, opener, this);
    int commandPort = realCom.commandPortOf(port.number());
    serving.listenToo(commandPort, this::acceptCommands, commands::areAwaited);
  }

  // --- from the device ---

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

  // --- from the hosts ---

  @Override
  public void came(Client client) {
    commands.came(client);
    serving.placesChanged();
  }

  private void acceptCommands(Connection connection) {
    commands.accept(connection);
    serving.placesChanged();
  }

  @Override
  public void received(Client client, IoBuffer data) {
    serving.clients().toSerial(client, data);
  }

  /** The driver reads nothing more: it may open the port anew this very moment. */
  @Override
  public void ended(Client client) {
    close(client, closedByPeer());
  }

  /** Its last bytes need not be waited for: they are taken in now. */
  @Override
  public void lost(Client client) {
    close(client, closedByPeer());
  }

  @Override
  public void close(Client client, String cause) {
    client.readLast();
    serving.clients().close(client, cause);
  }

  @Override
  public void gone(Client client) {
    commands.gone(client);
    serving.placesChanged();
  }

  @Override
  public boolean isComing(InetAddress from) {
    return serving.isComing(from);
  }

  @Override
  public void awaitedNoLonger() {
    serving.placesChanged();
  }

  // --- from the port ---

  @Override
  public void reconfigure(PortSettings next) {
    RealCom realCom = (RealCom) next.mode();
    commands.reconfigure(realCom, realCom.aliveCheck());
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
