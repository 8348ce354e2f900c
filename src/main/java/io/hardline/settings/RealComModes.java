package io.hardline.settings;

import io.hardline.settings.ModeSettings.CommandByCommand;
import io.hardline.settings.ModeSettings.Commanded;
import io.hardline.settings.ModeSettings.OnLastClientGone;
import io.hardline.settings.ModeSettings.RemoteLineControl;
import io.hardline.settings.ModeSettings.Serving;
import io.hardline.settings.ModeSettings.Tls;
import io.hardline.settings.ModeSettings.WhenFull;
import io.hardline.settings.schema.About;
import io.hardline.settings.schema.Key;
import io.hardline.settings.schema.Range;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The modes whose hosts run the vendor's COM port driver: their serial data and their commands come
 * on two connections.
 */
public final class RealComModes {
  static final String DATA_PORT =
      "TCP port for data; 0 is the driver's own for ports 1 to 32: 950 and up, 982 and up from 17.";
  static final String COMMAND_PORT =
      "TCP port for commands; 0 is the driver's own for ports 1 to 32: 966 and up, 998 and up from"
          + " 17.";
  static final String HOSTS = "Hosts at one time; with more than one the line is the configured.";
  static final String DRIVER_CONTROL =
      "With several hosts: whether each of them may set the line; the last one wins.";
  static final String LINE_CONTROL = "What hosts may do to the line.";
  static final String PRIORITIES =
      "Addresses of the hosts, the first that is connected may write; empty is whoever has been"
          + " connected longest.";

  /** The most hosts that share a port, as in the vendor's boxes. */
  public static final int MAX_HOSTS = 8;

  /** One that may write and three that listen. */
  public static final int MAX_DRDAS_HOSTS = 4;

  /** The most hosts that a port calls by itself. */
  public static final int MAX_REVERSE_HOSTS = 2;

  /** Ports whose numbers the driver knows: 950 to 965 for data, 966 to 981 for commands. */
  static final int FIRST_BLOCK = 16;

  /** Up to here: 982 to 997 for data, 998 to 1013 for commands. */
  static final int SECOND_BLOCK = 32;

  private static final int FIRST_DATA_PORT = 950;
  private static final int FIRST_COMMAND_PORT = 966;
  private static final int SECOND_DATA_PORT = 982;
  private static final int SECOND_COMMAND_PORT = 998;

  private RealComModes() {}

  /**
   * The TCP port for data that is in force, by the driver's numbering unless it is set (CONF-01).
   *
   * @param number of the serial port
   * @return 0 when there is none: from port 33 on it has to be set
   */
  static int dataPort(int set, int number) {
    return portOf(set, number, FIRST_DATA_PORT, SECOND_DATA_PORT);
  }

  /** The same for commands. */
  static int commandPort(int set, int number) {
    return portOf(set, number, FIRST_COMMAND_PORT, SECOND_COMMAND_PORT);
  }

  private static int portOf(int set, int number, int first, int second) {
    if (set != 0 || number > SECOND_BLOCK) {
      return set;
    }
    return number <= FIRST_BLOCK ? first + number - 1 : second + number - FIRST_BLOCK - 1;
  }

  /** What these modes have in common with each other and not with the other servers. */
  sealed interface HostServing extends Serving, Commanded
      permits RealCom, RedundantCom, DrdasRealCom {
    int dataPort();

    @Override
    default int port() {
      return dataPort();
    }

    @Override
    default int portOf(int number) {
      return RealComModes.dataPort(dataPort(), number);
    }

    @Override
    default int commandPortOf(int number) {
      return RealComModes.commandPort(commandPort(), number);
    }

    /** Who comes then is not heard at all: the driver calls again, gently. */
    @Override
    default WhenFull whenFull() {
      return WhenFull.REFUSE;
    }

    @Override
    default boolean listensWhenFull() {
      return false;
    }

    @Override
    default boolean servesDrivers() {
      return true;
    }

    @Override
    default int observerPort() {
      return 0;
    }
  }

  /** A COM port on another machine (OPM-001). */
  @About("Hosts open the port as a COM port of their own, with the NPort driver.")
  @Key("real-com")
  public record RealCom(
      @About(DATA_PORT) @Range(max = 65535) int dataPort,
      @About(COMMAND_PORT) @Range(max = 65535) int commandPort,
      @About(HOSTS) @Range(min = 1, max = MAX_HOSTS) int maxConnections,
      @About(ModeSettings.ALIVE_CHECK) @Range(max = ModeSettings.MAX_ALIVE_CHECK_MS)
          Duration aliveCheck,
      @About(ModeSettings.IGNORE_JAMMED) boolean ignoreJammedClient,
      @About(DRIVER_CONTROL) boolean allowDriverControl,
      @About(LINE_CONTROL) RemoteLineControl remoteLineControl,
      @About(ModeSettings.LAST_CLIENT_GONE) OnLastClientGone onLastClientGone,
      @About(ModeSettings.IN_TURN) CommandByCommand commandByCommand,
      @About("Encryption of the data connection; commands always come in the clear.") Tls tls)
      implements ModeSettings, HostServing {

    public static final RealCom STANDARD =
        new RealCom(
            0,
            0,
            1,
            Duration.ofMinutes(1),
            false,
            false,
            RemoteLineControl.ALL,
            OnLastClientGone.STANDARD,
            CommandByCommand.STANDARD,
            Tls.STANDARD);

    @Override
    public Duration inactivity() {
      return Duration.ZERO;
    }
  }

  /** A COM port by two networks at once (OPM-015, OPM-024). */
  @About("Hosts open the port as a COM port by two networks at once; either may fail.")
  @Key("redundant-com")
  public record RedundantCom(
      @About(DATA_PORT) @Range(max = 65535) int dataPort,
      @About(COMMAND_PORT) @Range(max = 65535) int commandPort,
      @About(HOSTS) @Range(min = 1, max = MAX_HOSTS) int maxConnections,
      @About("A network on which a host has not answered for that long is given up; 0 is off.")
          @Range(max = ModeSettings.MAX_ALIVE_CHECK_MS)
          Duration aliveCheck,
      @About(ModeSettings.IGNORE_JAMMED) boolean ignoreJammedClient,
      @About(DRIVER_CONTROL) boolean allowDriverControl,
      @About(LINE_CONTROL) RemoteLineControl remoteLineControl,
      @About(ModeSettings.LAST_CLIENT_GONE) OnLastClientGone onLastClientGone)
      implements ModeSettings, HostServing {

    public static final RedundantCom STANDARD =
        new RedundantCom(
            0,
            0,
            1,
            Duration.ofSeconds(10),
            false,
            false,
            RemoteLineControl.ALL,
            OnLastClientGone.STANDARD);

    @Override
    public Duration inactivity() {
      return Duration.ZERO;
    }

    @Override
    public CommandByCommand commandByCommand() {
      return CommandByCommand.STANDARD;
    }

    @Override
    public Tls tls() {
      return Tls.STANDARD;
    }
  }

  /** What the two modes of data acquisition by several hosts have in common (OPM-016, OPM-017). */
  public sealed interface Drdas extends Serving, Commanded permits DrdasRealCom, DrdasTcpServer {
    List<String> hosts();

    /** The same as addresses; the interface of a link-local one does not count. */
    default List<InetAddress> hostAddresses() {
      return hosts().stream()
          .map(host -> Objects.requireNonNull(ListenAddress.parse(host), host).address())
          .map(Objects::requireNonNull)
          .toList();
    }

    @Override
    default int maxConnections() {
      return MAX_DRDAS_HOSTS;
    }

    /** Only the one that may write gives commands. */
    @Override
    default boolean allowDriverControl() {
      return true;
    }

    @Override
    default CommandByCommand commandByCommand() {
      return CommandByCommand.STANDARD;
    }

    @Override
    default Tls tls() {
      return Tls.STANDARD;
    }
  }

  /** Several hosts open the same COM port; one of them writes (OPM-016). */
  @About("Up to four hosts open the port as a COM port; all receive, one at a time may write.")
  @Key("drdas-real-com")
  public record DrdasRealCom(
      @About(DATA_PORT) @Range(max = 65535) int dataPort,
      @About(COMMAND_PORT) @Range(max = 65535) int commandPort,
      @About(PRIORITIES) @Range(max = MAX_DRDAS_HOSTS) List<@Range(min = 1, max = 64) String> hosts,
      @About(ModeSettings.ALIVE_CHECK) @Range(max = ModeSettings.MAX_ALIVE_CHECK_MS)
          Duration aliveCheck,
      @About(ModeSettings.INACTIVITY) @Range(max = ModeSettings.MAX_INACTIVITY_MS)
          Duration inactivity,
      @About(ModeSettings.IGNORE_JAMMED) boolean ignoreJammedClient,
      @About(LINE_CONTROL) RemoteLineControl remoteLineControl,
      @About(ModeSettings.LAST_CLIENT_GONE) OnLastClientGone onLastClientGone)
      implements ModeSettings, HostServing, Drdas {

    public static final DrdasRealCom STANDARD =
        new DrdasRealCom(
            0,
            0,
            List.of(),
            Duration.ofMinutes(1),
            Duration.ZERO,
            true,
            RemoteLineControl.ALL,
            OnLastClientGone.STANDARD);

    public DrdasRealCom {
      hosts = List.copyOf(hosts);
    }
  }

  /** The same with raw bytes by TCP (OPM-017). */
  @About("Up to four hosts connect by TCP; all receive, one at a time may write.")
  @Key("drdas-tcp-server")
  public record DrdasTcpServer(
      @About(ModeSettings.TCP_PORT) @Range(max = 65535) int port,
      @About(ModeSettings.COMMANDS) @Range(max = 65535) int commandPort,
      @About(PRIORITIES) @Range(max = MAX_DRDAS_HOSTS) List<@Range(min = 1, max = 64) String> hosts,
      @About(ModeSettings.ALIVE_CHECK) @Range(max = ModeSettings.MAX_ALIVE_CHECK_MS)
          Duration aliveCheck,
      @About(ModeSettings.INACTIVITY) @Range(max = ModeSettings.MAX_INACTIVITY_MS)
          Duration inactivity,
      @About(ModeSettings.IGNORE_JAMMED) boolean ignoreJammedClient,
      @About(LINE_CONTROL) RemoteLineControl remoteLineControl,
      @About(ModeSettings.LAST_CLIENT_GONE) OnLastClientGone onLastClientGone)
      implements ModeSettings, Serving, Drdas {

    public static final DrdasTcpServer STANDARD =
        new DrdasTcpServer(
            0,
            0,
            List.of(),
            Duration.ofMinutes(1),
            Duration.ZERO,
            true,
            RemoteLineControl.ALL,
            OnLastClientGone.STANDARD);

    public DrdasTcpServer {
      hosts = List.copyOf(hosts);
    }

    @Override
    public WhenFull whenFull() {
      return WhenFull.REFUSE;
    }

    @Override
    public int observerPort() {
      return 0;
    }
  }

  /** We call the hosts (NPort 6000). */
  @About("The port calls hosts, which then use it as a COM port of their own.")
  @Key("reverse-real-com")
  public record ReverseRealCom(
      @About("Hosts to call.") @Range(max = MAX_REVERSE_HOSTS) List<ReverseHost> hosts,
      @About("TCP port on this side of data connections; 0 takes a free one.") @Range(max = 65535)
          int localDataPort,
      @About("TCP port on this side of command connections; 0 takes a free one.")
          @Range(max = 65535)
          int localCommandPort,
      @About("A host whose machine has not answered for that long is dropped; 0 is off.")
          @Range(max = ModeSettings.MAX_ALIVE_CHECK_MS)
          Duration aliveCheck,
      @About("A host that does not read is skipped instead of waited for.")
          boolean ignoreJammedClient,
      @About(DRIVER_CONTROL) boolean allowDriverControl,
      @About(LINE_CONTROL) RemoteLineControl remoteLineControl,
      @About("Control lines after the last connection has gone.") OnLastClientGone onLastClientGone,
      @About("Encryption of the data connections; commands always go in the clear.") Tls tls)
      implements ModeSettings, Commanded {

    public static final ReverseRealCom STANDARD =
        new ReverseRealCom(
            List.of(),
            0,
            0,
            Duration.ofMinutes(1),
            false,
            false,
            RemoteLineControl.ALL,
            OnLastClientGone.STANDARD,
            Tls.STANDARD);

    public ReverseRealCom {
      hosts = List.copyOf(hosts);
    }

    /** Nobody comes: commands go out like data. */
    @Override
    public int commandPort() {
      return 0;
    }

    @Override
    public int maxConnections() {
      return Math.max(hosts.size(), 1);
    }
  }

  /** A host that the port calls. */
  @About("A host that the port calls")
  public record ReverseHost(
      @About("Name or address of the host.") @Range(max = 253) String host,
      @About("TCP port for data there.") @Range(max = 65535) int dataPort,
      @About("TCP port for commands there.") @Range(max = 65535) int commandPort) {
    public static final ReverseHost STANDARD = new ReverseHost("", 0, 0);
  }
}
