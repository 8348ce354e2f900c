package io.hardline.mode.tcpclient;

import io.hardline.loop.IoBuffer;
import io.hardline.mode.client.BackOff;
import io.hardline.mode.client.Client;
import io.hardline.mode.client.ClientLimits;
import io.hardline.mode.client.Clients;
import io.hardline.mode.client.Destination;
import io.hardline.mode.client.TlsEndpoint;
import io.hardline.mode.client.Ways;
import io.hardline.net.Dialer;
import io.hardline.net.Resolver;
import io.hardline.net.tls.RecordStyle;
import io.hardline.port.ClientStatus;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.settings.HostPort;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.ModeSettings.TcpClient;
import io.hardline.settings.ModeSettings.Tls;
import io.hardline.settings.ModeSettings.TlsType;
import io.hardline.settings.PortSettings;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Goes to hosts by TCP, and exchanges a port's bytes with them. Loop thread only. */
public final class TcpClientMode
    implements Mode, Clients.Handler, ConnectionControl.Wish, Destination.Terms {
  /**
   * Serial bytes that are kept at least while the connection that they ask for is being made; the
   * settings of the buffer may say more.
   */
  static final int KEPT_LIMIT_BYTES = 64 * 1024;

  private final Port port;
  private final Clients clients;
  private final ConnectionControl control;
  private final List<Destination> destinations;
  private final @Nullable TlsEndpoint tls;
  private TcpClient settings;

  public TcpClientMode(PortSettings settings, Port port) {
    this(settings, port, tls(settings, port));
  }

  private TcpClientMode(PortSettings settings, Port port, @Nullable TlsEndpoint tls) {
    this(settings, port, ways(tls), new SplittableRandom(), tls);
  }

  /** Without encryption, whatever the settings say. */
  TcpClientMode(PortSettings settings, Port port, Ways ways, RandomGenerator random) {
    this(settings, port, ways, random, null);
  }

  private TcpClientMode(
      PortSettings settings,
      Port port,
      Ways ways,
      RandomGenerator random,
      @Nullable TlsEndpoint tls) {
    this.port = port;
    this.settings = client(settings);
    this.tls = tls;
    this.clients = new Clients(port, limits(this.settings), this);
    this.destinations =
        this.settings.destinations().stream()
            .map(text -> Objects.requireNonNull(HostPort.parse(text), text))
            .map(host -> new Destination(port, host, ways, this, clients, new BackOff(random)))
            .toList();
    this.control = new ConnectionControl(port.remote(), this.settings, settings.whenAbsent(), this);
    keepWhatConnects();
  }

  /** Going from one type of TLS to another makes a new endpoint, and so a new mode. */
  private static @Nullable TlsEndpoint tls(PortSettings settings, Port port) {
    Tls tls = client(settings).tls();
    return tls.type() == TlsType.NONE ? null : TlsEndpoint.client(port, tls, RecordStyle.LARGE);
  }

  private static Ways ways(@Nullable TlsEndpoint tls) {
    Ways.Securing securing = tls == null ? Ways.Securing.NONE : tls::connect;
    return new Ways(Resolver::system, Dialer::tcp, securing);
  }

  private static TcpClient client(PortSettings settings) {
    if (settings.mode() instanceof TcpClient client) {
      return client;
    }
    throw new IllegalArgumentException(ModeSettings.name(settings.mode()) + " goes to no hosts");
  }

  private static ClientLimits limits(TcpClient client) {
    return new ClientLimits(
        ModeSettings.MAX_DESTINATIONS + 1, // nobody has to make room for another
        ModeSettings.WhenFull.REFUSE,
        client.aliveCheck(),
        client.inactivity(),
        client.ignoreJammedClient(),
        client.onLastClientGone());
  }

  // --- what the destinations ask ---

  @Override
  public int localPort() {
    return settings.localPort();
  }

  @Override
  public long aliveCheckMs() {
    return settings.aliveCheck().toMillis();
  }

  @Override
  public boolean endsWhenClosed() {
    return control.byCharacter();
  }

  // --- what the control wishes ---

  @Override
  public void connect() {
    destinations.forEach(Destination::connect);
  }

  @Override
  public void disconnect(String cause) {
    destinations.forEach(destination -> destination.disconnect(cause));
  }

  // --- the bytes ---

  private void keepWhatConnects() {
    port.keepForNext(control.byCharacter() ? KEPT_LIMIT_BYTES : 0);
  }

  @Override
  public void fromSerial(IoBuffer data) {
    control.bytesCame();
    clients.send(data);
  }

  @Override
  public boolean takesSerial() {
    return clients.takesSerial();
  }

  @Override
  public void received(Client client, IoBuffer data) {
    clients.toSerial(client, data);
  }

  @Override
  public void gone(Client client) {
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

  @Override
  public void serialReady() {
    clients.resumeReading();
  }

  // --- the port ---

  @Override
  public void ttyPresent(boolean present) {
    control.ttyPresent(present);
  }

  @Override
  public void reconfigure(PortSettings next) {
    boolean connectsOnOther = client(next).connectOn() != settings.connectOn();
    settings = client(next);
    clients.reconfigure(limits(settings));
    if (tls != null) {
      tls.reconfigure(settings.tls());
    }
    if (connectsOnOther) {
      destinations.forEach(Destination::giveUpTrying);
    }
    control.reconfigure(settings, next.whenAbsent());
    keepWhatConnects();
  }

  @Override
  public List<ClientStatus> clients() {
    return clients.status();
  }

  /** A line for each host that is not connected, and one for the files of TLS. */
  @Override
  public String trouble() {
    Stream<String> hosts = destinations.stream().map(it -> it.text(control.waitsFor()));
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
  public void close() {
    control.stop();
    destinations.forEach(Destination::stop);
    if (tls != null) {
      tls.close();
    }
    clients.close();
  }
}
