package io.hardline.mode.udp;

import io.hardline.event.EventKind;
import io.hardline.loop.IoBuffer;
import io.hardline.mode.client.EventBudget;
import io.hardline.mode.udp.Senders.Sender;
import io.hardline.net.Datagrams;
import io.hardline.net.Listening;
import io.hardline.net.UdpAddress;
import io.hardline.port.ClientStatus;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettings.WhenAbsent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Carries a port's bytes in datagrams. Loop thread only. */
public final class UdpMode implements Mode, Datagrams.Handler {
  /**
   * The most that goes out as one datagram, as with others' devices: it passes Ethernet and every
   * IPv6 network in one piece (RFC 8200, 5).
   */
  static final int MAX_DATAGRAM_BYTES = 1024;

  // Reasons of ours; those of the network are negative.
  private static final int DEVICE_TAKES_NO_MORE = 1;
  private static final int NO_SOCKET = 2;
  private static final int NO_INTERFACE = 3;

  private final Port port;
  private final Datagrams.Opener opener;
  private final Listening listening;
  private final Senders senders;
  private final Losses notSent;
  private final Losses dropped;
  private final EventBudget events;
  private final List<Datagrams> sockets = new ArrayList<>();
  private PortSettings settings;
  private ModeSettings.Udp udp;
  private List<Range> destinations = List.of();
  private boolean ttyPresent;

  /** What sends to addresses of each kind: the first socket that can. */
  private @Nullable Datagrams inet4;

  private @Nullable Datagrams inet6;

  public UdpMode(PortSettings settings, Port port) {
    this(settings, port, Datagrams::udp);
  }

  UdpMode(PortSettings settings, Port port, Datagrams.Opener opener) {
    this.port = port;
    this.opener = opener;
    this.settings = settings;
    this.udp = udp(settings);
    this.listening =
        new Listening(
            port.loop(),
            "UDP " + udpPort(),
            this::openOne,
            (kind, details) -> port.log().recordPort(kind, port.number(), details));
    this.senders = new Senders(udp.dynamic(), this::newSender);
    this.notSent = new Losses(port, this::resolve);
    this.dropped = new Losses(port, () -> {});
    this.events = new EventBudget(port);
    this.destinations = destinations();
  }

  private static ModeSettings.Udp udp(PortSettings settings) {
    if (settings.mode() instanceof ModeSettings.Udp udp) {
      return udp;
    }
    throw new IllegalArgumentException(ModeSettings.name(settings.mode()) + " is not udp");
  }

  private int udpPort() {
    return udp.portOf(port.number());
  }

  /** Those of the settings; what was there before keeps its counts. */
  private List<Range> destinations() {
    List<Range> next = new ArrayList<>();
    for (ModeSettings.Destination wanted : udp.destinations()) {
      next.add(
          destinations.stream()
              .filter(range -> range.isOf(wanted) && !next.contains(range))
              .findFirst()
              .orElseGet(() -> new Range(wanted)));
    }
    return next;
  }

  private void resolve() {
    destinations.forEach(Range::resolve);
  }

  // --- where datagrams arrive and leave ---

  @Override
  public void ttyPresent(boolean present) {
    ttyPresent = present;
    listenIfWanted();
  }

  private void listenIfWanted() {
    boolean wanted = ttyPresent || settings.whenAbsent() == WhenAbsent.KEEP_CLIENTS;
    if (wanted) {
      listening.open(Stream.concat(settings.listen().stream(), groups()).distinct().toList());
    } else {
      close();
    }
  }

  private void tellOfSomebodyNew(boolean before) {
    if (!before && takesSerial()) {
      port.somebodyCame();
    }
  }

  /** A group that is sent to is heard, too. */
  private Stream<String> groups() {
    return destinations.stream().filter(Range::isGroup).map(Range::from);
  }

  private Runnable openOne(String address) throws IOException {
    if (!settings.listen().contains(address)) {
      return join(UdpAddress.of(address, udpPort()));
    }
    Datagrams socket = opener.open(port.loop(), address, udpPort(), this);
    boolean before = takesSerial();
    sockets.add(socket);
    chooseSockets();
    tellOfSomebodyNew(before);
    return () -> {
      sockets.remove(socket);
      chooseSockets();
      socket.close();
    };
  }

  private Runnable join(UdpAddress group) throws IOException {
    Datagrams socket = via(group);
    if (socket == null) {
      throw new IOException("no address of its kind is listened on");
    }
    Runnable leave = socket.join(group);
    resolve(); // its interface may just have come
    return leave;
  }

  private void chooseSockets() {
    inet4 = null;
    inet6 = null;
    for (Datagrams socket : sockets.reversed()) {
      inet4 = socket.reachesInet4() ? socket : inet4;
      inet6 = socket.reachesInet6() ? socket : inet6;
    }
  }

  private @Nullable Datagrams via(UdpAddress to) {
    return to.isInet4() ? inet4 : inet6;
  }

  // --- from the device ---

  @Override
  public void fromSerial(IoBuffer data) {
    if (!takesSerial()) {
      port.nobodyTakes(data);
      return;
    }
    Sender answered = senders.answered(port.loop().nowNs());
    int end = data.bytes.limit();
    for (int from = data.bytes.position(); from < end; from += MAX_DATAGRAM_BYTES) {
      int to = Math.min(from + MAX_DATAGRAM_BYTES, end);
      data.bytes.limit(to).position(from);
      sendToAll(data, answered);
    }
    data.bytes.limit(end).position(end);
  }

  @Override
  public boolean takesSerial() {
    boolean somebody = !destinations.isEmpty() || senders.answered(port.loop().nowNs()) != null;
    return somebody && !sockets.isEmpty();
  }

  private void sendToAll(IoBuffer datagram, @Nullable Sender answered) {
    for (int i = 0; i < destinations.size(); i++) {
      sendToRange(datagram, destinations.get(i));
    }
    if (answered != null) {
      send(datagram, answered.address, answered.on(), answered.traffic);
    }
  }

  private void sendToRange(IoBuffer datagram, Range range) {
    List<UdpAddress> addresses = range.addresses();
    for (int i = 0; i < addresses.size(); i++) {
      UdpAddress to = addresses.get(i);
      send(datagram, to, via(to), range.traffic);
    }
    if (addresses.isEmpty() && missed(datagram, range.traffic, NO_INTERFACE)) {
      notSent.because("cannot send to " + range.text() + ": there is no such interface now");
    }
  }

  private void send(IoBuffer datagram, UdpAddress to, @Nullable Datagrams via, Traffic traffic) {
    int result = via == null ? -1 : via.send(datagram, to);
    if (result >= 0) {
      port.counters().datagramSent();
      traffic.sent(result);
    } else if (missed(datagram, traffic, via == null ? NO_SOCKET : result)) {
      String why = via == null ? "no address of its kind is listened on" : Datagrams.why(result);
      notSent.because("cannot send to " + to.text() + ": " + why);
    }
  }

  /** True when it is for a new reason, which is to be said. */
  private boolean missed(IoBuffer datagram, Traffic traffic, int reason) {
    int bytes = datagram.bytes.remaining();
    port.counters().datagramNotSent();
    port.counters().skipped(bytes);
    traffic.missed(bytes);
    return notSent.add(reason);
  }

  // --- to the device ---

  @Override
  public void received(Datagrams on, IoBuffer data, UdpAddress from) {
    boolean before = takesSerial();
    Traffic traffic = trafficOf(on, from);
    if (traffic == null) {
      port.counters().datagramIgnored();
      return;
    }
    tellOfSomebodyNew(before);
    int bytes = data.bytes.remaining();
    traffic.received(bytes);
    if (port.serialHasRoom()) {
      port.counters().datagramReceived();
      port.toSerial(data);
    } else {
      port.counters().datagramDropped();
      port.counters().discardedToSerial(bytes);
      if (dropped.add(DEVICE_TAKES_NO_MORE)) {
        dropped.because("the device takes no more");
      }
    }
  }

  /** Null when it is not the sender's turn. A destination always has its. */
  private @Nullable Traffic trafficOf(Datagrams on, UdpAddress from) {
    for (int i = 0; i < destinations.size(); i++) {
      if (destinations.get(i).names(from)) {
        return destinations.get(i).traffic;
      }
    }
    Sender sender = senders.heard(on, from, port.loop().nowNs());
    return sender == null ? null : sender.traffic;
  }

  private void newSender(UdpAddress sender) {
    if (events.allows()) {
      port.log().recordPort(EventKind.DATAGRAMS_FROM, port.number(), sender.text());
    }
  }

  /** Nobody waits for the tty here. */
  @Override
  public void serialReady() {}

  // --- the port's questions and orders ---

  @Override
  public void reconfigure(PortSettings next) {
    boolean before = takesSerial();
    settings = next;
    udp = udp(next);
    destinations = destinations();
    senders.reconfigure(udp.dynamic());
    senders.forget(this::isDestination);
    listenIfWanted();
    tellOfSomebodyNew(before);
  }

  private boolean isDestination(UdpAddress peer) {
    return destinations.stream().anyMatch(range -> range.names(peer));
  }

  @Override
  public List<ClientStatus> clients() {
    return Stream.concat(
            destinations.stream().map(range -> range.traffic.status(range.text())),
            senders.status(port.loop().nowNs()).stream())
        .toList();
  }

  @Override
  public String trouble() {
    return Stream.of(listening.trouble(), notSent.cause(), dropped.cause())
        .filter(cause -> !cause.isEmpty())
        .collect(Collectors.joining("; "));
  }

  @Override
  public List<Integer> listening() {
    return sockets.isEmpty() ? List.of() : List.of(udpPort());
  }

  @Override
  public void close() {
    listening.close();
    senders.forget(any -> true);
    notSent.close();
    dropped.close();
  }
}
