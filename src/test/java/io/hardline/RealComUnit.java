package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.mode.realcom.NportDriver;
import io.hardline.mode.realcom.NportEntry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A daemon whose ports are in Real COM mode, and drivers that use them. */
final class RealComUnit implements AutoCloseable {
  /** Below them all, on machines as they come: ip(7), ip_local_port_range. */
  private static final int FIRST_TCP_PORT = 12_000;

  private static final int TCP_PORTS = 20_000;

  private final List<NportDriver> drivers = new ArrayList<>();
  private final int[] tcpPorts;
  private final List<?> ttys;
  private final TestDaemon daemon;

  private RealComUnit(Path directory, String mode, String line, int[] tcpPorts, List<?> ttys)
      throws IOException {
    this.tcpPorts = tcpPorts;
    this.ttys = ttys;
    this.daemon = TestDaemon.start(directory, yaml(mode, line));
  }

  /**
   * Starts one.
   *
   * @param mode more of the settings of real-com
   * @param ttys one for each port
   */
  static RealComUnit start(Path directory, String mode, Object... ttys) throws IOException {
    return start(directory, mode, "", List.of(ttys));
  }

  /**
   * The same.
   *
   * @param line the inside of a port's line
   */
  static RealComUnit start(Path directory, String mode, String line, List<?> ttys)
      throws IOException {
    int[] tcpPorts = freePorts(2 * ttys.size());
    return new RealComUnit(directory, mode, line, tcpPorts, ttys);
  }

  /**
   * Not those that the kernel hands out: nobody listens on a port's while its places are taken, and
   * a host of this very machine might be given it for its own end of a connection.
   */
  private static int[] freePorts(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      int next = FIRST_TCP_PORT + new Random().nextInt(TCP_PORTS / 2);
      while (held.size() < count) {
        holdIfFree(next++, held);
      }
      return held.stream().mapToInt(ServerSocket::getLocalPort).toArray();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  private static void holdIfFree(int port, List<ServerSocket> held) throws IOException {
    try {
      held.add(new ServerSocket(port, 1, InetAddress.ofLiteral("0.0.0.0")));
    } catch (BindException taken) {
      // Somebody else's: then the next.
    }
  }

  private String yaml(String mode, String line) {
    StringBuilder yaml = new StringBuilder("version: 1\nports:\n");
    for (int i = 0; i < ttys.size(); i++) {
      yaml.append("  %d:\n    tty: %s\n    line: { %s }\n".formatted(i + 1, ttys.get(i), line));
      yaml.append(
          "    mode: { real-com: { data-port: %d, command-port: %d%s } }\n"
              .formatted(tcpPorts[2 * i], tcpPorts[2 * i + 1], mode.isEmpty() ? "" : ", " + mode));
    }
    return yaml.toString();
  }

  /** Other settings for all ports, in force soon. */
  void change(String mode, String line) throws IOException {
    daemon.change(yaml(mode, line));
  }

  TestDaemon daemon() {
    return daemon;
  }

  /** How the daemon of a host would be configured for a port. */
  NportEntry entry(int number) {
    return NportEntry.local(tcpPorts[2 * number - 2], tcpPorts[2 * number - 1]);
  }

  /** A driver on the machine that the test runs on. */
  NportDriver driver(int number) {
    return driver(entry(number));
  }

  /** A driver on another host. */
  NportDriver driver(int number, String from) {
    return driver(entry(number).from(from));
  }

  NportDriver driver(NportEntry entry) {
    NportDriver driver = new NportDriver(entry);
    drivers.add(driver);
    return driver;
  }

  /** Stops all; a test in which a driver had to complain fails. */
  @Override
  public void close() throws IOException {
    try (daemon) {
      for (NportDriver driver : drivers) {
        driver.close();
        assertThat(driver.complaints()).describedAs("%s", driver.trace()).isEmpty();
      }
    }
  }
}
