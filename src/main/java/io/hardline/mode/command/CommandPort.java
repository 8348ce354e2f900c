package io.hardline.mode.command;

import io.hardline.event.EventKind;
import io.hardline.loop.Loop;
import io.hardline.mode.client.Client;
import io.hardline.mode.client.EventBudget;
import io.hardline.net.Connection;
import io.hardline.port.Port;
import io.hardline.port.TcpSocket;
import io.hardline.settings.ModeSettings.Commanded;
import io.hardline.settings.ModeSettings.RemoteLineControl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The command connections of a port's clients. Each belongs to the owner of a data connection: one
 * that comes by itself is paired with a data connection from the same address and waits for it, and
 * from anybody else nothing is accepted (ADV-001). The two close together.
 *
 * <p>An address is all that the protocol has to tell hosts apart. Who shares the client's address
 * (another program on its machine, another machine behind the same router) is not told apart while
 * the client has no command connection; it has one as long as a driver uses the port.
 *
 * <p>Loop thread only.
 */
public final class CommandPort {
  /**
   * Command connections that wait for their data connection; the oldest goes of the address that
   * has most of them: who opens many drives nobody else out.
   */
  static final int MAX_UNPAIRED = 16;

  /**
   * How long a command connection is awaited that does not come before its data connection. The
   * Linux driver opens it first, and for it this is 0; of others nothing is known.
   */
  public static final long COMMANDS_MAY_FOLLOW_MS = 2_000;

  /** What a mode adds to the settings. */
  public interface Owner {
    /** Whether what this client asks for is done; it is answered in any case. */
    default boolean mayCommand(Client client) {
      return true;
    }

    /** Whether a data connection from that address is on its way, but not a client yet. */
    default boolean isComing(InetAddress from) {
      return false;
    }

    /** {@link CommandPort#areAwaited} is over, for the time is. */
    default void awaitedNoLonger() {}

    /** Closes a client whose command connection has gone. */
    void close(Client client, String cause);
  }

  private final Port port;
  private final Owner owner;
  private final HostLine line;
  private final LineNews news;
  private final EventBudget events;
  private final WaitingRoom waitingRoom = new WaitingRoom();
  private final ChannelHome home = new ChannelHome();

  /** In the order in which they came. */
  private final List<Unpaired> waiting = new ArrayList<>();

  private final Set<Client> clients = new LinkedHashSet<>();
  private final Map<Client, CommandChannel> channels = new LinkedHashMap<>();

  /** The same, to be walked: who goes meanwhile changes nothing in the list that is walked. */
  private List<CommandChannel> everyone = List.of();

  /** Set while the command connection of a client may still come. */
  private final Loop.Timer follows;

  private Commanded settings;
  private Duration aliveCheck;

  public CommandPort(Port port, Commanded settings, Duration aliveCheck, Owner owner) {
    this.port = port;
    this.settings = settings;
    this.aliveCheck = aliveCheck;
    this.owner = owner;
    this.events = new EventBudget(port);
    this.follows = port.loop().timer(owner::awaitedNoLonger);
    this.line = new HostLine(port, events);
    this.news =
        new LineNews(
            port,
            lines -> everyone.forEach(channel -> channel.linesAre(lines)),
            happened -> everyone.forEach(channel -> channel.happened(happened)));
  }

  // --- whose a connection is ---

  /** A command connection has come; it waits for its data connection. */
  public void accept(Connection connection) {
    connection.aliveCheckMs(aliveCheck.toMillis());
    Unpaired newcomer = new Unpaired(connection, port.loop(), waitingRoom);
    if (!newcomer.start()) {
      return;
    }
    Optional<Client> alone =
        clients.stream()
            .filter(client -> !channels.containsKey(client) && isFrom(newcomer, client))
            // The one that came last: its data connection was taken a moment before this one.
            .reduce((earlier, later) -> later);
    if (alone.isPresent()) {
      pair(newcomer, alone.get());
      return;
    }
    waiting.add(newcomer);
    if (waiting.size() > MAX_UNPAIRED) {
      oldestOfMost()
          .refuse("more than " + MAX_UNPAIRED + " wait for their data connection, most from there");
    }
  }

  /** Of those that have equally many, the one that came first. */
  private Unpaired oldestOfMost() {
    Map<InetAddress, List<Unpaired>> byAddress = new LinkedHashMap<>();
    waiting.forEach(
        each -> byAddress.computeIfAbsent(each.address(), address -> new ArrayList<>()).add(each));
    return byAddress.values().stream()
        .reduce((most, next) -> next.size() > most.size() ? next : most)
        .orElseThrow()
        .getFirst();
  }

  private static boolean isFrom(Unpaired connection, Client client) {
    InetSocketAddress address = client.peerAddress();
    return address != null && connection.isFrom(address);
  }

  /** A client has come with its data connection. */
  public void came(Client client) {
    if (client.isObserver()) {
      return;
    }
    clients.add(client);
    waiting.stream()
        .filter(connection -> isFrom(connection, client))
        .reduce((earlier, later) -> later)
        .ifPresent(last -> {
          waiting.remove(last);
          pair(last, client);
        });
    if (!isComplete()) {
      follows.setMs(COMMANDS_MAY_FOLLOW_MS);
    }
  }

  private void pair(Unpaired connection, Client client) {
    connection.paired();
    CommandChannel channel =
        new CommandChannel(connection.stream, client, port, line, news, home, () -> {});
    add(client, channel);
    channel.takeOver(aliveCheck);
  }

  /**
   * The command connection of a client, known by the protocol to be its own. It is not started yet.
   *
   * @param answered run each time when everything that was received by then has been answered,
   *     {@link io.hardline.aspp.Request.AwaitSent} included; also when no answer was due
   */
  public void join(Client client, Connection connection, Runnable answered) {
    connection.aliveCheckMs(aliveCheck.toMillis());
    CommandChannel channel =
        new CommandChannel(new CommandStream(connection), client, port, line, news, home, answered);
    clients.add(client);
    add(client, channel);
    channel.start(aliveCheck);
  }

  /** Closes a connection that wants to command and is nobody's, and says why. */
  public void refuse(Connection connection, String why) {
    connection.close();
    recordRefused(connection.peer(), why);
  }

  private void recordRefused(String peer, String why) {
    port.counters().commandsRefused();
    if (events.allows()) {
      port.log().recordPort(EventKind.COMMANDS_REFUSED, port.number(), peer, why);
    }
  }

  private void add(Client client, CommandChannel channel) {
    channels.put(client, channel);
    everyone = List.copyOf(channels.values());
    awaitNoLongerIfComplete();
  }

  private void awaitNoLongerIfComplete() {
    if (isComplete()) {
      follows.clear();
    }
  }

  /** A client has gone; its command connection goes with it. */
  public void gone(Client client) {
    clients.remove(client);
    CommandChannel channel = channels.remove(client);
    if (channel != null) {
      everyone = List.copyOf(channels.values());
      channel.close();
      wishesChanged();
    }
    awaitNoLongerIfComplete();
  }

  /** What becomes of those that wait. */
  private final class WaitingRoom implements Unpaired.Home {
    @Override
    public boolean isComing(InetAddress from) {
      return owner.isComing(from);
    }

    @Override
    public void refused(Unpaired refused, String why) {
      waiting.remove(refused);
      recordRefused(refused.stream.connection.peer(), why);
    }

    @Override
    public void gone(Unpaired gone) {
      waiting.remove(gone);
    }
  }

  // --- what a channel asks ---

  /** What a channel needs to know of the port's settings and its mode. */
  private final class ChannelHome implements CommandChannel.Home {
    /** With several hosts none of them sets the line, unless the settings say so. */
    @Override
    public boolean mayDiscard(Client client) {
      return (settings.maxConnections() == 1 || settings.allowDriverControl())
          && owner.mayCommand(client);
    }

    @Override
    public boolean maySetLine(Client client) {
      return settings.remoteLineControl() == RemoteLineControl.ALL && mayDiscard(client);
    }

    @Override
    public void close(Client client, String cause) {
      owner.close(client, cause);
    }

    @Override
    public void wishesChanged() {
      CommandPort.this.wishesChanged();
    }
  }

  private void wishesChanged() {
    news.want(everyone.stream().anyMatch(CommandChannel::wantsNews));
  }

  // --- from the mode ---

  /** The tty has come or gone; also said once at the start. */
  public void ttyPresent(boolean present) {
    line.ttyPresent();
    news.ttyPresent(present);
  }

  /** Whether every client has its command connection. */
  boolean isComplete() {
    return channels.size() == clients.size();
  }

  /** Whether a client has come a moment ago, and its command connection may follow. */
  public boolean areAwaited() {
    return follows.isSet();
  }

  /** Others may command than before: what those who may no more have begun ends. */
  public void rightsChanged() {
    everyone.forEach(CommandChannel::rightsChanged);
  }

  /** New settings, in place; others may command than before. */
  public void reconfigure(Commanded next, Duration nextAliveCheck) {
    settings = next;
    if (!aliveCheck.equals(nextAliveCheck)) {
      aliveCheck = nextAliveCheck;
      streams().forEach(each -> each.connection.aliveCheckMs(nextAliveCheck.toMillis()));
      everyone.forEach(channel -> channel.aliveCheck(nextAliveCheck));
    }
    rightsChanged();
  }

  private Stream<CommandStream> streams() {
    return Stream.concat(
        waiting.stream().map(unpaired -> unpaired.stream),
        everyone.stream().map(CommandChannel::stream));
  }

  /** What is connected, as a peer may ask about it. */
  public List<TcpSocket> sockets() {
    return streams().flatMap(each -> socket(each.connection).stream()).toList();
  }

  private static Optional<TcpSocket> socket(Connection connection) {
    InetSocketAddress local = connection.localAddress();
    InetSocketAddress remote = connection.peerAddress();
    return local == null || remote == null
        ? Optional.empty()
        : Optional.of(new TcpSocket(local, remote));
  }

  /** Closes every command connection. */
  public void close() {
    follows.clear();
    waiting.forEach(Unpaired::close);
    waiting.clear();
    everyone.forEach(CommandChannel::close);
    everyone = List.of();
    channels.clear();
    clients.clear();
    news.close();
  }
}
