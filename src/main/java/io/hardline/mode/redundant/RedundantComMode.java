package io.hardline.mode.redundant;

import io.hardline.event.EventKind;
import io.hardline.loop.IoBuffer;
import io.hardline.mode.client.Client;
import io.hardline.mode.client.Clients;
import io.hardline.mode.client.TcpServing;
import io.hardline.mode.command.CommandPort;
import io.hardline.mode.redundant.PathSocket.Kind;
import io.hardline.net.Listener;
import io.hardline.port.ClientStatus;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.port.TcpSocket;
import io.hardline.settings.PortSettings;
import io.hardline.settings.RealComModes.RedundantCom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Serves a port to hosts with the NPort driver that come by two networks at once (OPM-015). A
 * {@link Session} is a client as any other, whichever of its paths are up. Loop thread only.
 */
public final class RedundantComMode
    implements Mode, Clients.Handler, CommandPort.Owner, Newcomers.Gate, Sessions.Home {
  /**
   * The sockets' own check finds a dead path; to ask the host besides would leave its command
   * channel with an acknowledgement that may cross a command of its own.
   */
  private static final Duration NO_POLLS = Duration.ZERO;

  private final Port port;
  private final TcpServing serving;
  private final CommandPort commands;
  private final Newcomers newcomers;
  private final Sessions sessions;

  /** The session that is being given a place. */
  private @Nullable Session arriving;

  public RedundantComMode(PortSettings settings, RedundantCom mode, Port port) {
    this(settings, mode, port, Listener::tcp);
  }

  RedundantComMode(PortSettings settings, RedundantCom mode, Port port, Listener.Opener opener) {
    this.port = port;
    this.sessions = new Sessions(port.loop(), this);
    this.newcomers = new Newcomers(port.loop(), this);
    this.commands = new CommandPort(port, mode, NO_POLLS, this);
    this.serving =
        new TcpServing(
            settings,
            port,
            opener,
            this,
            raw -> newcomers.accept(raw, Kind.DATA),
            sessions::lackAPath);
    serving.listenToo(
        mode.commandPortOf(port.number()), raw -> newcomers.accept(raw, Kind.COMMAND));
  }

  // --- who comes, and whose it is ---

  @Override
  public boolean isFull() {
    return serving.isFull();
  }

  @Override
  public String objection(PathSocket data) {
    return sessions.objection(data.ends);
  }

  @Override
  public void complete(PathSocket data, PathSocket command) {
    sessions.complete(data, command);
  }

  @Override
  public void refuse(PathSocket socket, String why) {
    socket.close();
    if (socket.kind == Kind.DATA) {
      serving.clients().refuse(socket.raw, why);
    } else {
      commands.refuse(socket.raw, why);
    }
  }

  @Override
  public void begun(Session session) {
    arriving = session;
    serving.clients().accept(session.data);
    arriving = null;
    Client client = session.client;
    if (client != null && client.isOpen()) {
      commands.join(client, session.command, session.command::answered);
    }
  }

  @Override
  public void begunAnew(Session session, List<Path> by) {
    session.end("the host has begun anew");
    sessions.begin(by, session.known());
  }

  @Override
  public void pathJoined(Session session, Path path, Instant aloneSince) {
    port.log()
        .recordPort(
            EventKind.PATH_JOINED,
            port.number(),
            session.peer(),
            path.peer(),
            Duration.between(aloneSince, Instant.now()).toSeconds());
    serving.placesChanged();
  }

  @Override
  public void lacksPath() {
    serving.placesChanged();
  }

  @Override
  public void pathLost(Session session, Path path, String cause) {
    port.log().recordPort(EventKind.PATH_LOST, port.number(), session.peer(), path.peer(), cause);
  }

  @Override
  public void ended(Session session) {
    sessions.ended(session);
    serving.placesChanged();
  }

  // --- clients ---

  @Override
  public void came(Client client) {
    if (arriving != null) {
      arriving.client = client;
    }
    serving.placesChanged();
  }

  @Override
  public void received(Client client, IoBuffer data) {
    serving.clients().toSerial(client, data);
  }

  @Override
  public void gone(Client client) {
    commands.gone(client);
    serving.placesChanged();
  }

  @Override
  public void close(Client client, String cause) {
    serving.clients().close(client, cause);
  }

  // --- the port ---

  @Override
  public void fromSerial(IoBuffer data) {
    serving.send(data);
  }

  @Override
  public boolean takesSerial() {
    return serving.takesSerial();
  }

  @Override
  public void serialReady() {
    serving.serialReady();
  }

  @Override
  public void ttyPresent(boolean present) {
    commands.ttyPresent(present);
    serving.ttyPresent(present);
    if (serving.listening().isEmpty()) {
      newcomers.dropAll("the port does not listen any more");
    }
  }

  @Override
  public void reconfigure(PortSettings next) {
    serving.reconfigure(next);
    if (next.mode() instanceof RedundantCom mode) {
      commands.reconfigure(mode, NO_POLLS);
    }
  }

  @Override
  public List<ClientStatus> clients() {
    return serving.status();
  }

  @Override
  public String trouble() {
    Stream<String> alone =
        sessions.stream().filter(session -> !session.hasBothPaths()).map(this::alone);
    return Stream.concat(Stream.of(serving.trouble()), alone)
        .filter(trouble -> !trouble.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private String alone(Session session) {
    return "client %s has one path only, since %s"
        .formatted(session.peer(), session.aloneSince().truncatedTo(ChronoUnit.SECONDS));
  }

  @Override
  public List<Integer> listening() {
    return serving.listening();
  }

  @Override
  public List<TcpSocket> sockets() {
    Stream<TcpSocket> connected = sessions.stream().flatMap(Session::tcpSockets);
    return Stream.concat(serving.sockets().stream(), connected).distinct().toList();
  }

  @Override
  public void close() {
    newcomers.close();
    sessions.close();
    serving.close();
    commands.close();
  }
}
