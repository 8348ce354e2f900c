package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many ports whose hosts are not there. */
@Tag("once")
class TcpClientStormIT {
  private static final int PORTS = 64;

  /** Tries of one port in ten seconds: at 0, 0.5, 1.5, 3.5 and 7.5, give or take a quarter. */
  private static final int MOST_TRIES = 7;

  /** The kernel's clock ticks in a second (USER_HZ). */
  private static final int TICKS = 100;

  @TempDir Path directory;

  private static String settings(String destinations) {
    StringBuilder yaml = new StringBuilder("version: 1\nports:\n");
    for (int i = 1; i <= PORTS; i++) {
      yaml.append(TestDaemon.clientPort(i, "{ virtual: loopback }", destinations, ""));
    }
    return yaml.toString();
  }

  /** Seconds of processor time so far, from fields 14 and 15 of proc_pid_stat(5). */
  private static double cpuSeconds(TestDaemon daemon) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + daemon.program().pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) TICKS;
  }

  private static void pass(Duration time) {
    long untilNs = System.nanoTime() + time.toNanos();
    Program.await()
        .atMost(time.plusSeconds(10))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> System.nanoTime() - untilNs >= 0);
  }

  @Test
  void hostsThatRefuseCostNextToNothing() throws Exception {
    int[] dead = TestDaemon.freePorts(4);
    List<String> hosts = List.of("127.0.0.1:", "localhost:", "127.0.0.1:", "127.0.0.1:");
    StringBuilder destinations = new StringBuilder();
    for (int i = 0; i < dead.length; i++) {
      destinations.append(i == 0 ? "" : ", ").append(hosts.get(i)).append(dead[i]);
    }
    try (TestDaemon daemon = TestDaemon.start(directory, settings(destinations.toString()))) {
      daemon.awaitLog("no connection to 127.0.0.1:" + dead[3]);
      pass(Duration.ofSeconds(8));
      double before = cpuSeconds(daemon);
      pass(Duration.ofSeconds(10));
      double used = cpuSeconds(daemon) - before;

      assertThat(used).as("seconds of processor time in 10 s, of 256 destinations").isLessThan(1);
      assertThat(daemon.log().lines().filter(l -> l.contains("no connection to")))
          .as("one line for each destination")
          .hasSize(PORTS * dead.length);
      assertThat(daemon.descriptors()).isLessThan(PORTS + 100);
    }
  }

  @Test
  void aHostThatClosesAtOnceIsNotOverrun() throws Exception {
    AtomicInteger accepted = new AtomicInteger();
    try (ServerSocket server = new ServerSocket(0, PORTS, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread.ofVirtual().start(() -> acceptAndClose(server, accepted));
      String host = "127.0.0.1:" + server.getLocalPort();
      try (TestDaemon daemon = TestDaemon.start(directory, settings(host))) {
        pass(Duration.ofSeconds(10));
        assertThat(accepted.get()).isBetween(PORTS, PORTS * MOST_TRIES);
        assertThat(daemon.log().lines().filter(l -> l.contains(" connected"))).hasSize(PORTS);
      }
    }
  }

  private static void acceptAndClose(ServerSocket server, AtomicInteger accepted) {
    try {
      while (true) {
        try (Socket socket = server.accept()) {
          accepted.incrementAndGet();
        }
      }
    } catch (SocketException closed) {
      assertThat(server.isClosed()).isTrue();
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }
}
