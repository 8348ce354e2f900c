package io.hardline.mode.reverse;

import io.hardline.loop.IoBuffer;
import io.hardline.mode.client.BackOff;
import io.hardline.mode.client.Client;
import io.hardline.mode.client.ClientLimits;
import io.hardline.mode.client.Clients;
import io.hardline.mode.client.Destination;
import io.hardline.mode.client.TlsEndpoint;
import io.hardline.mode.client.Ways;
import io.hardline.mode.command.CommandPort;
import io.hardline.net.Dialer;
import io.hardline.net.Resolver;
import io.hardline.net.tls.RecordStyle;
import io.hardline.port.ClientStatus;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.port.TcpSocket;
import io.hardline.settings.HostPort;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.ModeSettings.TlsType;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettings.WhenAbsent;
import io.hardline.settings.RealComModes;
import io.hardline.settings.RealComModes.ReverseHost;
import io.hardline.settings.RealComModes.ReverseRealCom;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Calls hosts, and serves the port to them as Real COM does. It calls at the start, and again
 * whenever a host is lost. Loop thread only.
 */
public final class ReverseRealComMode implements Mode, Clients.Handler, CommandPort.Owner {
  private final Clients clients;
  private final CommandPort commands;
  private final List<Destination> destinations;
  private final @Nullable TlsEndpoint tls;
  private ReverseRealCom settings;
  private WhenAbsent whenAbsent;
  private boolean ttyPresent;

  public ReverseRealComMode(PortSettings settings, Port port) {
    this(settings, port, tls(settings, port));
  }

  private ReverseRealComMode(PortSettings settings, Port port, @Nullable TlsEndpoint tls) {
    this(settings, port, ways(tls), new SplittableRandom(), tls);
  }

  /** Without encryption, whatever the settings say. */
  ReverseRealComMode(PortSettings settings, Port port, Ways ways, RandomGenerator random) {
    this(settings, port, ways, random, null);
  }

  private ReverseRealComMode(
      PortSettings settings,
      Port port,
      Ways ways,
      RandomGenerator random,
      @Nullable TlsEndpoint tls) {
    this.settings = reverse(settings);
    this.whenAbsent = settings.whenAbsent();
    this.tls = tls;
    this.clients = new Clients(port, limits(this.settings), this);
    this.commands = new CommandPort(port, this.settings, this.settings.aliveCheck(), this);
    this.destinations =
        this.settings.hosts().stream().map(host -> destination(port, host, ways, random)).toList();
  }

  private Destination destination(Port port, ReverseHost host, Ways ways, RandomGenerator random) {
    HostCall call = new HostCall(host, this::settings, ways.dialer(), ways.securing(), commands);
    return new Destination(
        port,
        new HostPort(host.host(), host.dataPort()),
        new Ways(ways.resolver(), call, call),
        call,
        clients,
        new BackOff(random));
  }

  /** Going from one type of TLS to another makes a new endpoint, and so a new mode. */
  private static @Nullable TlsEndpoint tls(PortSettings settings, Port port) {
    ModeSettings.Tls tls = reverse(settings).tls();
    return tls.type() == TlsType.NONE ? null : TlsEndpoint.client(port, tls, RecordStyle.DRIVERS);
  }

  private static Ways ways(@Nullable TlsEndpoint tls) {
    Ways.Securing securing = tls == null ? Ways.Securing.NONE : tls::connect;
    return new Ways(Resolver::system, Dialer::tcp, securing);
  }

  private static ReverseRealCom reverse(PortSettings settings) {
    return (ReverseRealCom) settings.mode();
  }

  private ReverseRealCom settings() {
    return settings;
  }

  private static ClientLimits limits(ReverseRealCom reverse) {
    return new ClientLimits(
        RealComModes.MAX_REVERSE_HOSTS + 1, // nobody has to make room for another
        ModeSettings.WhenFull.REFUSE,
        reverse.aliveCheck(),
        Duration.ZERO,
        reverse.ignoreJammedClient(),
        reverse.onLastClientGone());
  }

  // --- when it calls ---

  @Override
  public void ttyPresent(boolean present) {
    ttyPresent = present;
    commands.ttyPresent(present);
    callIfWanted();
  }

  private void callIfWanted() {
    if (ttyPresent || whenAbsent == WhenAbsent.KEEP_CLIENTS) {
      destinations.forEach(Destination::connect);
    } else {
      destinations.forEach(it -> it.disconnect("the serial device is absent"));
    }
  }

  // --- from the device ---

  @Override
  public void fromSerial(IoBuffer data) {
    clients.send(data);
  }

  @Override
  public boolean takesSerial() {
    return clients.takesSerial();
  }

  @Override
  public void serialReady() {
    clients.resumeReading();
  }

  // --- from the hosts ---

  @Override
  public void received(Client client, IoBuffer data) {
    clients.toSerial(client, data);
  }

  /** The driver reads nothing more. */
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
    clients.close(client, cause);
  }

  @Override
  public void gone(Client client) {
    commands.gone(client);
    for (Destination destination : destinations) {
      if (destination.isConnectedAs(client)) {
        destination.gone(client.goneBecause());
      }
    }
  }

  @Override
  public String closedByPeer() {
    return "closed by the host";
  }

  // --- from the port ---

  @Override
  public void reconfigure(PortSettings next) {
    settings = reverse(next);
    whenAbsent = next.whenAbsent();
    clients.reconfigure(limits(settings));
    commands.reconfigure(settings, settings.aliveCheck());
    if (tls != null) {
      tls.reconfigure(settings.tls());
    }
    callIfWanted();
  }

  @Override
  public List<ClientStatus> clients() {
    return clients.status();
  }

  /** A line for each host that is not connected, and one for the files of TLS. */
  @Override
  public String trouble() {
    Stream<String> hosts = destinations.stream().map(it -> it.text("waits for the serial device"));
    Stream<String> files = tls == null ? Stream.of() : Stream.of(tls.trouble());
    return Stream.concat(hosts, files)
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  @Override
  public List<Integer> listening() {
    return List.of();
  }

  @Override
  public List<TcpSocket> sockets() {
    return Stream.concat(clients.sockets().stream(), commands.sockets().stream()).toList();
  }

  @Override
  public void close() {
    destinations.forEach(Destination::stop);
    if (tls != null) {
      tls.close();
    }
    clients.close();
    commands.close();
  }
}
