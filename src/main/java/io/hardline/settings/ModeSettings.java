package io.hardline.settings;

import io.hardline.settings.RealComModes.DrdasTcpServer;
import io.hardline.settings.RealComModes.ReverseRealCom;
import io.hardline.settings.schema.About;
import io.hardline.settings.schema.Key;
import io.hardline.settings.schema.Range;
import java.time.Duration;
import java.util.List;

/**
 * What a port does on the network: a closed set, a record for each mode. {@code mode.Modes} holds
 * the one switch over it.
 */
@About("What the port does on the network; exactly one mode")
public sealed interface ModeSettings
    permits ModeSettings.Disabled,
        ModeSettings.TcpServer,
        ModeSettings.TcpClient,
        ModeSettings.Rfc2217,
        ModeSettings.Udp,
        RealComModes.RealCom,
        RealComModes.RedundantCom,
        RealComModes.DrdasRealCom,
        RealComModes.DrdasTcpServer,
        RealComModes.ReverseRealCom {

  // Settings that several modes have say and allow the same in each.

  String ALIVE_CHECK =
      "A client whose machine has not answered for that long is dropped; 0 is off.";
  int MAX_ALIVE_CHECK_MS = 99 * 60_000;
  int MAX_INACTIVITY_MS = 86_400_000;
  int MAX_DYNAMIC_MS = 65_535;
  String IGNORE_JAMMED = "A client that does not read is skipped instead of waited for.";
  String LAST_CLIENT_GONE = "Control lines after the last client has gone.";
  String TCP_PORT = "TCP port on which the data is served; 0 is 4000 and the port's number.";
  String PLACES = "Clients at one time.";
  String WHEN_FULL = "What happens to a client that comes when all places are taken.";
  String INACTIVITY =
      "A client is dropped when no serial data passed either way for that long; 0 is off.";
  String OBSERVERS = "TCP port on which clients only listen; 0 is off.";
  String COMMANDS = "TCP port on which clients give commands for the line; 0 is off.";
  String IN_TURN = "One request at a time, answered to the one who asked.";
  String ENCRYPTION = "Encryption of the connection.";

  /** The most clients of one port. */
  int MAX_CONNECTIONS = 64;

  /** The most destinations of a port, as hosts or as ranges of addresses. */
  int MAX_DESTINATIONS = 4;

  /** The most addresses in one range of UDP destinations. */
  int MAX_RANGE_ADDRESSES = 64;

  /** Left out, port 1 is served on 4001, port 2 on 4002 (OPM-004, OPM-005, OPM-007). */
  int FIRST_DEFAULT_PORT = 4000;

  /** The name of a mode, as in the file: {@code tcp-server}. */
  static String name(ModeSettings mode) {
    return mode.getClass().getAnnotation(Key.class).value();
  }

  /** Whether going from one to the other leaves every listener and client where it is. */
  static boolean sameEndpoint(ModeSettings before, ModeSettings after) {
    return switch (before) {
      case Disabled disabled -> after instanceof Disabled;
      case Serving old ->
          after.getClass() == before.getClass()
              && after instanceof Serving now
              && now.port() == old.port()
              && now.observerPort() == old.observerPort()
              && commandPort(after) == commandPort(before)
              && now.tls().type() == old.tls().type();
      case TcpClient old ->
          after instanceof TcpClient now
              && now.destinations().equals(old.destinations())
              && now.localPort() == old.localPort()
              && now.tls().type() == old.tls().type();
      case Udp old -> after instanceof Udp now && now.port() == old.port();
      case ReverseRealCom old ->
          after instanceof ReverseRealCom now
              && now.hosts().equals(old.hosts())
              && now.localDataPort() == old.localDataPort()
              && now.localCommandPort() == old.localCommandPort()
              && now.tls().type() == old.tls().type();
    };
  }

  private static int commandPort(ModeSettings mode) {
    return mode instanceof Commanded commanded ? commanded.commandPort() : 0;
  }

  /** Nothing: no listener at all (OPM-020). */
  @About("The port does nothing on the network, and nothing listens for it.")
  @Key("disabled")
  record Disabled() implements ModeSettings {
    public static final Disabled STANDARD = new Disabled();
  }

  /** What the modes have in common to which clients connect by TCP. */
  sealed interface Serving
      permits TcpServer, Rfc2217, RealComModes.HostServing, RealComModes.Drdas, DrdasTcpServer {
    int port();

    int maxConnections();

    WhenFull whenFull();

    Duration aliveCheck();

    Duration inactivity();

    boolean ignoreJammedClient();

    OnLastClientGone onLastClientGone();

    int observerPort();

    CommandByCommand commandByCommand();

    Tls tls();

    /**
     * The TCP port in force.
     *
     * @param number of the serial port
     */
    default int portOf(int number) {
      return port() != 0 ? port() : FIRST_DEFAULT_PORT + number;
    }

    /** Whether somebody who comes when all places are taken is told so, or finds nobody there. */
    default boolean listensWhenFull() {
      return true;
    }

    /** Whether its clients are the vendor's drivers, whose TLS has to be spared some things. */
    default boolean servesDrivers() {
      return false;
    }
  }

  /** What the modes have in common whose clients give commands on a connection of their own. */
  interface Commanded {
    /** As set; 0 is off, or the one that goes with the port's number. */
    int commandPort();

    /**
     * The TCP port for commands in force; 0 is none.
     *
     * @param number of the serial port
     */
    default int commandPortOf(int number) {
      return commandPort();
    }

    int maxConnections();

    /** Whether commands count although there may be several clients. */
    boolean allowDriverControl();

    RemoteLineControl remoteLineControl();
  }

  /** A TCP server with raw bytes (OPM-005). */
  @About("Clients connect by TCP; bytes pass unchanged both ways.")
  @Key("tcp-server")
  record TcpServer(
      @About(TCP_PORT) @Range(max = 65535) int port,
      @About(PLACES) @Range(min = 1, max = MAX_CONNECTIONS) int maxConnections,
      @About(WHEN_FULL) WhenFull whenFull,
      @About(ALIVE_CHECK) @Range(max = MAX_ALIVE_CHECK_MS) Duration aliveCheck,
      @About(INACTIVITY) @Range(max = MAX_INACTIVITY_MS) Duration inactivity,
      @About(IGNORE_JAMMED) boolean ignoreJammedClient,
      @About(LAST_CLIENT_GONE) OnLastClientGone onLastClientGone,
      @About(OBSERVERS) @Range(max = 65535) int observerPort,
      @About(COMMANDS) @Range(max = 65535) int commandPort,
      @About(RealComModes.DRIVER_CONTROL) boolean allowDriverControl,
      @About("What clients may do to the line by commands.") RemoteLineControl remoteLineControl,
      @About(IN_TURN) CommandByCommand commandByCommand,
      @About(ENCRYPTION) Tls tls)
      implements ModeSettings, Serving, Commanded {

    public static final TcpServer STANDARD =
        new TcpServer(
            0,
            1,
            WhenFull.REFUSE,
            Duration.ofMinutes(1),
            Duration.ZERO,
            false,
            OnLastClientGone.STANDARD,
            0,
            0,
            false,
            RemoteLineControl.ALL,
            CommandByCommand.STANDARD,
            Tls.STANDARD);
  }

  /** We connect to hosts (OPM-006). */
  @About("The port connects to hosts by TCP; bytes pass unchanged both ways.")
  @Key("tcp-client")
  record TcpClient(
      @About("Hosts to connect to, as name:port, 192.0.2.7:4001 or [2001:db8::7]:4001.")
          @Range(max = MAX_DESTINATIONS)
          List<@Range(min = 1, max = 260) String> destinations,
      @About("TCP port on this side of the connections; 0 takes a free one.") @Range(max = 65535)
          int localPort,
      @About("When to connect.") ConnectOn connectOn,
      @About("When to disconnect.") DisconnectOn disconnectOn,
      @About("A host whose machine has not answered for that long is dropped; 0 is off.")
          @Range(max = MAX_ALIVE_CHECK_MS)
          Duration aliveCheck,
      @About("How long no serial data passed either way, for disconnect-on: inactivity.")
          @Range(max = MAX_INACTIVITY_MS)
          Duration inactivity,
      @About("A host that does not read is skipped instead of waited for.")
          boolean ignoreJammedClient,
      @About("Control lines after the last connection has gone.") OnLastClientGone onLastClientGone,
      @About(ENCRYPTION) Tls tls)
      implements ModeSettings {

    public static final TcpClient STANDARD =
        new TcpClient(
            List.of(),
            0,
            ConnectOn.STARTUP,
            DisconnectOn.NEVER,
            Duration.ofMinutes(1),
            Duration.ZERO,
            false,
            OnLastClientGone.STANDARD,
            Tls.STANDARD);

    public TcpClient {
      destinations = List.copyOf(destinations);
    }
  }

  /** When a TCP client connects. */
  enum ConnectOn {
    @About("At the start, and again whenever the connection is lost.")
    STARTUP,
    @About("When a serial byte arrives and there is no connection.")
    ANY_CHARACTER,
    @About("When DSR goes on.")
    DSR_ON,
    @About("When DCD goes on.")
    DCD_ON
  }

  /** When a TCP client disconnects of itself. */
  enum DisconnectOn {
    NEVER,
    @About("When no serial data passed either way for the time of inactivity.")
    INACTIVITY,
    @About("When DSR goes off.")
    DSR_OFF,
    @About("When DCD goes off.")
    DCD_OFF
  }

  /** Bytes and the line itself, by Telnet with the COM port option (OPM-004). */
  @About("Clients connect by Telnet with RFC 2217: they also set the line and its control lines.")
  @Key("rfc2217")
  record Rfc2217(
      @About(TCP_PORT) @Range(max = 65535) int port,
      @About(PLACES) @Range(min = 1, max = MAX_CONNECTIONS) int maxConnections,
      @About(WHEN_FULL) WhenFull whenFull,
      @About(ALIVE_CHECK) @Range(max = MAX_ALIVE_CHECK_MS) Duration aliveCheck,
      @About(INACTIVITY) @Range(max = MAX_INACTIVITY_MS) Duration inactivity,
      @About(IGNORE_JAMMED) boolean ignoreJammedClient,
      @About(LAST_CLIENT_GONE) OnLastClientGone onLastClientGone,
      @About("The line after the last client has gone.") LineAfterClient lineAfterClient,
      @About("What clients may do to the line.") RemoteLineControl remoteLineControl,
      @About(OBSERVERS) @Range(max = 65535) int observerPort,
      @About(IN_TURN) CommandByCommand commandByCommand,
      @About(ENCRYPTION) Tls tls)
      implements ModeSettings, Serving {

    public static final Rfc2217 STANDARD =
        new Rfc2217(
            0,
            1,
            WhenFull.REFUSE,
            Duration.ofMinutes(1),
            Duration.ZERO,
            false,
            OnLastClientGone.STANDARD,
            LineAfterClient.RESTORE,
            RemoteLineControl.ALL,
            0,
            CommandByCommand.STANDARD,
            Tls.STANDARD);
  }

  /** The line after the last client has gone. */
  enum LineAfterClient {
    @About("The configured line is put in force again.")
    RESTORE,
    @About("What the last client set stays until the line is configured anew.")
    KEEP
  }

  /** What clients may do to the line. */
  enum RemoteLineControl {
    @About("Set rate, framing and flow control, move DTR and RTS, send breaks.")
    ALL,
    @About("Nothing: they are answered as if, and what they asked for is ignored and counted.")
    NONE
  }

  /** Datagrams (OPM-007). */
  @About("Serial data goes out as UDP datagrams, and what datagrams bring goes to the device.")
  @Key("udp")
  record Udp(
      @About("UDP port on which datagrams are taken; 0 is 4000 and the port's number.")
          @Range(max = 65535)
          int port,
      @About("Where serial data is sent.") @Range(max = MAX_DESTINATIONS)
          List<Destination> destinations,
      @About("Answering whoever sent last.") Dynamic dynamic)
      implements ModeSettings {

    public static final Udp STANDARD = new Udp(0, List.of(), Dynamic.STANDARD);

    public Udp {
      destinations = List.copyOf(destinations);
    }

    /**
     * The UDP port in force.
     *
     * @param number of the serial port
     */
    public int portOf(int number) {
      return port != 0 ? port : FIRST_DEFAULT_PORT + number;
    }
  }

  /** Where serial data is sent as datagrams. */
  @About("Addresses to which serial data is sent as datagrams")
  record Destination(
      @About("The first address; also a broadcast address or a multicast group.") @Range(max = 64)
          String from,
      @About("The last address of the range; empty is just the first.") @Range(max = 64) String to,
      @About("UDP port there.") @Range(max = 65535) int port) {
    public static final Destination STANDARD = new Destination("", "", 0);
  }

  /** Answering whoever sent last. */
  @About("Answering whoever sent last")
  record Dynamic(
      @About("Whether serial data also goes to the source of the last datagram.") boolean enabled,
      @About("Who sent is answered until silent that long; 0 answers whoever sent last.")
          @Range(max = MAX_DYNAMIC_MS)
          Duration timeout) {
    public static final Dynamic STANDARD = new Dynamic(false, Duration.ZERO);
  }

  /** What happens to a client that comes when all places are taken. */
  enum WhenFull {
    @About("The new client is refused.")
    REFUSE,
    @About("The client that has been connected longest makes room.")
    REPLACE_OLDEST,
    @About("The client that has been silent longest makes room.")
    REPLACE_IDLE
  }

  /** Control lines after the last client has gone. */
  @About("Control lines after the last client has gone")
  record OnLastClientGone(
      @About("DTR after the last client has gone.") Level dtr,
      @About("RTS after the last client has gone.") Level rts) {
    public static final OnLastClientGone STANDARD = new OnLastClientGone(Level.KEEP, Level.KEEP);
  }

  /** What to do with a control line. */
  enum Level {
    @About("Leave it as it is.")
    KEEP,
    ON,
    OFF
  }

  /** One request at a time. */
  @About("One request at a time, answered to the one who asked")
  record CommandByCommand(
      @About("Whether requests are taken in turn.") boolean enabled,
      @About("How long to wait for the device's response; 0 is without limit.") @Range(max = 65535)
          Duration responseTimeout,
      @About("What becomes of serial data nobody asked for.") Unrequested unrequested) {
    public static final CommandByCommand STANDARD =
        new CommandByCommand(false, Duration.ZERO, Unrequested.DISCARD);
  }

  /** What becomes of serial data nobody asked for. */
  enum Unrequested {
    DISCARD,
    LAST_REQUESTER,
    ALL
  }

  /** Encryption of a data connection. */
  @About("Encryption of a data connection")
  record Tls(
      @About("none, encrypted, or encrypted with an authenticated peer.") TlsType type,
      @About("File with our certificate and those it is signed by, PEM.") @Range(max = 4096)
          String certificate,
      @About("File with our private key, PEM.") @Range(max = 4096) String key,
      @About("File with certificates that a peer may have or be signed by, PEM.") @Range(max = 4096)
          String ca,
      @About("Names a peer's certificate must match, as patterns; empty allows any.")
          @Range(max = 64)
          List<@Range(min = 1, max = 253) String> peers) {
    public static final Tls STANDARD = new Tls(TlsType.NONE, "", "", "", List.of());

    public Tls {
      peers = List.copyOf(peers);
    }
  }

  /** How far a connection is protected (SEC-001). */
  enum TlsType {
    NONE,
    ENCRYPTED,
    AUTHENTICATED
  }
}
