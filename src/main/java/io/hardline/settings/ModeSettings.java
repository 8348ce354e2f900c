package io.hardline.settings;

import io.hardline.settings.schema.About;
import io.hardline.settings.schema.Key;
import io.hardline.settings.schema.NotInThisVersion;
import io.hardline.settings.schema.Range;
import java.time.Duration;
import java.util.List;

/**
 * What a port does on the network: a closed set, a record for each mode. {@code mode.Modes} holds
 * the one switch over it.
 */
@About("What the port does on the network; exactly one mode")
public sealed interface ModeSettings {

  /** The name of a mode, as in the file: {@code tcp-server}. */
  static String name(ModeSettings mode) {
    return mode.getClass().getAnnotation(Key.class).value();
  }

  /** Whether going from one to the other leaves every listener and client where it is. */
  static boolean sameEndpoint(ModeSettings before, ModeSettings after) {
    return switch (before) {
      case Disabled disabled -> after instanceof Disabled;
      case TcpServer old ->
          after instanceof TcpServer now
              && now.port() == old.port()
              && now.observerPort() == old.observerPort()
              && now.tls().type() == old.tls().type();
    };
  }

  /** Nothing: no listener at all (OPM-020). */
  @About("The port does nothing on the network, and nothing listens for it.")
  @Key("disabled")
  record Disabled() implements ModeSettings {
    public static final Disabled STANDARD = new Disabled();
  }

  /** A TCP server with raw bytes (OPM-005). */
  @About("Clients connect by TCP; bytes pass unchanged both ways.")
  @Key("tcp-server")
  record TcpServer(
      @About("TCP port on which the data is served; 0 is 4000 and the port's number.")
          @Range(max = 65535)
          int port,
      @About("Clients at one time.") @Range(min = 1, max = MAX_CONNECTIONS) int maxConnections,
      @About("What happens to a client that comes when all places are taken.") WhenFull whenFull,
      @About("A client whose machine has not answered for that long is dropped; 0 is off.")
          @Range(max = 99 * 60_000)
          Duration aliveCheck,
      @About("A client is dropped when no serial data passed either way for that long; 0 is off.")
          @Range(max = 86_400_000)
          Duration inactivity,
      @About("A client that does not read is skipped instead of waited for.")
          boolean ignoreJammedClient,
      @About("Control lines after the last client has gone.") OnLastClientGone onLastClientGone,
      @About("TCP port on which clients only listen; 0 is off.")
          @Range(max = 65535)
          @NotInThisVersion
          int observerPort,
      @About("One request at a time, answered to the one who asked.") @NotInThisVersion
          CommandByCommand commandByCommand,
      @About("Encryption of the connection.") @NotInThisVersion Tls tls)
      implements ModeSettings {

    /** Left out, port 1 is served on TCP 4001, port 2 on 4002 (OPM-005). */
    private static final int FIRST_DEFAULT_PORT = 4000;

    /**
     * The TCP port in force.
     *
     * @param number of the serial port
     */
    public int portOf(int number) {
      return port != 0 ? port : FIRST_DEFAULT_PORT + number;
    }

    /** The most clients of one port. */
    public static final int MAX_CONNECTIONS = 64;

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
            CommandByCommand.STANDARD,
            Tls.STANDARD);
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
      @About("File with our certificate chain, PEM.") @Range(max = 4096) String certificate,
      @About("File with our private key, PEM.") @Range(max = 4096) String key,
      @About("File with the certificates that a peer may be signed by, PEM.") @Range(max = 4096)
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
