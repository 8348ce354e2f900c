package io.hardline.mode.drdas;

import io.hardline.event.EventKind;
import io.hardline.loop.IoBuffer;
import io.hardline.mode.client.Client;
import io.hardline.mode.client.Clients;
import io.hardline.mode.client.EventBudget;
import io.hardline.mode.client.TcpServing;
import io.hardline.mode.command.CommandPort;
import io.hardline.net.Connection;
import io.hardline.net.Listener;
import io.hardline.port.ActionRefused;
import io.hardline.port.ClientStatus;
import io.hardline.port.ClientStatus.Role;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.port.TcpSocket;
import io.hardline.settings.PortSettings;
import io.hardline.settings.RealComModes.Drdas;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Serves a port to several hosts, all of which receive; whose bytes reach the device, and whose
 * commands count, {@link WriterRule} says. What the others send is read, thrown away and counted.
 * Loop thread only.
 */
public final class DrdasMode implements Mode, Clients.Handler, CommandPort.Owner {
  private final Port port;
  private final TcpServing serving;
  private final CommandPort commands;
  private final WriterRule<Client> rule;
  private final EventBudget events;

  /** The hosts run the driver: what has sent its last byte reads nothing more, and calls again. */
  private final boolean driven;

  /** Those that are counted as connected by {@link #rule}. */
  private final List<Client> hosts = new ArrayList<>();

  private @Nullable Client writer;

  /** Why there is none. */
  private String vacant = "";

  private boolean closed;

  public DrdasMode(PortSettings settings, Port port) {
    this(settings, port, Listener::tcp);
  }

  DrdasMode(PortSettings settings, Port port, Listener.Opener opener) {
    Drdas drdas = (Drdas) settings.mode();
    this.port = port;
    this.events = new EventBudget(port);
    this.driven = drdas.servesDrivers();
    this.rule = new WriterRule<>(drdas.hostAddresses());
    this.commands = new CommandPort(port, drdas, drdas.aliveCheck(), this);
    this.serving = new TcpServing(settings, port, opener, this);
    serving.admit(this::refusal);
    if (drdas.commandPortOf(port.number()) != 0) {
      serving.listenToo(
          drdas.commandPortOf(port.number()), this::acceptCommands, commands::areAwaited);
    }
  }

  private String refusal(InetAddress from) {
    return rule.admits(from) ? "" : "it is none of the hosts of the port";
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
    String why = whyNow(client);
    rule.came(address(client), client);
    hosts.add(client);
    decide(why, client);
    if (client != writer) {
      client.role(Role.STANDBY);
    }
    commands.came(client);
    serving.placesChanged();
  }

  private void acceptCommands(Connection connection) {
    commands.accept(connection);
    serving.placesChanged();
  }

  @Override
  public void awaitedNoLonger() {
    serving.placesChanged();
  }

  /** Why a newcomer takes the role over, if it does. */
  private String whyNow(Client newcomer) {
    Client before = writer;
    if (before == null) {
      return hosts.isEmpty() ? "no other host is connected" : vacant;
    }
    return address(before).equals(address(newcomer))
        ? "it is the newest connection of its host"
        : "it stands before " + before.peer() + " in the settings";
  }

  private static InetAddress address(Client client) {
    InetSocketAddress peer = client.peerAddress();
    if (peer == null) {
      throw new IllegalStateException(client.peer() + " did not come by TCP");
    }
    return peer.getAddress();
  }

  @Override
  public void received(Client client, IoBuffer data) {
    serving.clients().toSerial(client, data);
  }

  @Override
  public void ended(Client client) {
    if (driven) {
      close(client, closedByPeer());
    } else {
      writesNoMore(client, "has sent its last byte");
      serving.placesChanged();
    }
  }

  @Override
  public void lost(Client client) {
    if (driven) {
      close(client, closedByPeer());
    }
  }

  /** What it has sent by now still counts. */
  @Override
  public void close(Client client, String cause) {
    client.readLast();
    serving.clients().close(client, cause);
  }

  @Override
  public void gone(Client client) {
    commands.gone(client);
    writesNoMore(client, "has gone");
    serving.placesChanged();
  }

  @Override
  public boolean isComing(InetAddress from) {
    return serving.isComing(from);
  }

  @Override
  public boolean mayCommand(Client client) {
    return client == writer;
  }

  @Override
  public String closedByPeer() {
    return "closed by the host";
  }

  // --- who writes ---

  private void writesNoMore(Client client, String why) {
    rule.gone(client);
    hosts.remove(client);
    if (client == writer) {
      client.role(Role.STANDBY);
      writer = null;
      vacant = client.peer() + " " + why;
      // Not inside what has found it gone: the loop's buffers may be in use.
      port.loop()
          .soon(() -> {
            commands.rightsChanged();
            decide(vacant, null);
          });
    }
  }

  /**
   * @param newcomer whose first bytes are on their way already, and count
   */
  private void decide(String why, @Nullable Client newcomer) {
    Client next = rule.writer();
    if (closed || next == writer) {
      return;
    }
    if (writer != null) {
      // What it has sent by now was sent as the writer.
      writer.readNow();
      writer.role(Role.STANDBY);
    }
    if (next != null && next != newcomer) {
      next.discardUnread();
    }
    writer = next;
    commands.rightsChanged();
    if (next != null) {
      next.role(Role.WRITER);
      if (events.allows()) {
        port.log().recordPort(EventKind.WRITER_CHANGED, port.number(), next.peer(), why);
      }
    }
  }

  @Override
  public String writer(@Nullable InetAddress host) throws ActionRefused {
    if (host == null) {
      rule.forgetOrder();
      decide("it is its turn by the settings", null);
    } else if (rule.order(host)) {
      decide("an operator has said so", null);
    } else {
      throw new ActionRefused(host.getHostAddress() + " is not connected; " + whoIs());
    }
    Client now = writer;
    return now == null ? "nobody writes: no host is connected" : now.peer() + " writes" + until();
  }

  private String until() {
    return rule.ordered() == null ? ", by the settings" : ", by an operator's order, until it goes";
  }

  private String whoIs() {
    return hosts.isEmpty()
        ? "no host is"
        : hosts.stream()
            .map(client -> address(client).getHostAddress())
            .distinct()
            .collect(Collectors.joining(", ", "these are: ", ""));
  }

  // --- from the port ---

  @Override
  public void reconfigure(PortSettings next) {
    Drdas drdas = (Drdas) next.mode();
    rule.priorities(drdas.hostAddresses());
    commands.reconfigure(drdas, drdas.aliveCheck());
    serving.reconfigure(next);
    for (Client client : List.copyOf(hosts)) {
      if (!rule.admits(address(client))) {
        serving.clients().close(client, "it is no host of the port any more");
      }
    }
    decide("the settings were changed", null);
  }

  @Override
  public List<ClientStatus> clients() {
    return serving.status();
  }

  @Override
  public String trouble() {
    Client now = writer;
    String order =
        rule.ordered() == null || now == null
            ? ""
            : "an operator has let %s write, until it goes".formatted(now.peer());
    return Stream.of(serving.trouble(), order)
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("\n"));
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
    closed = true;
    serving.close();
    commands.close();
  }
}
