package io.hardline;

import io.hardline.cli.ExitCode;
import io.hardline.settings.Settings;
import io.hardline.settings.SettingsFile;
import io.hardline.settings.schema.ReadResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code hardline demo}: the daemon with simulated devices, on loopback, with nothing left behind.
 * It says how to talk to each device with commands that every Linux machine has.
 */
final class Demo {
  private static final int FIRST_PORT = 4001;
  private static final int DEVICES = 5;

  /** Where to look when the ports are taken: 4001, 4101, ... */
  private static final int PORT_STEP = 100;

  private static final int PORT_TRIES = 20;

  private Demo() {}

  /** Runs until it is stopped; answers the exit code. */
  static int run() {
    int first = freePorts();
    Path state;
    try {
      state = Files.createTempDirectory("hardline-demo-");
    } catch (IOException cannot) {
      System.err.println("hardline: no temporary directory can be made: " + cannot);
      return ExitCode.CANNOT_CREATE;
    }
    try {
      return Daemon.run(settings(first), state, quiet(), () -> explain(first, state, System.out));
    } finally {
      delete(state);
    }
  }

  private static Settings settings(int first) {
    try (InputStream resource = Demo.class.getResourceAsStream("demo.yaml")) {
      if (resource == null) {
        throw new AssertionError("demo.yaml is not in the jar");
      }
      String text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
      for (int i = 0; i < DEVICES; i++) {
        text = text.replace("port: " + (FIRST_PORT + i), "port: " + (first + i));
      }
      return switch (SettingsFile.read("demo.yaml", text.getBytes(StandardCharsets.UTF_8))) {
        case ReadResult.Good<Settings>(Settings good) -> good;
        case ReadResult.Refused<Settings> refused -> throw new AssertionError(refused.text());
      };
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static int freePorts() {
    for (int i = 0; i < PORT_TRIES; i++) {
      int first = FIRST_PORT + i * PORT_STEP;
      if (allFree(first)) {
        return first;
      }
    }
    return FIRST_PORT;
  }

  private static boolean allFree(int first) {
    for (int i = 0; i < DEVICES; i++) {
      try (ServerSocket probe = new ServerSocket()) {
        probe.setReuseAddress(true);
        probe.bind(
            new java.net.InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), first + i), 1);
      } catch (IOException taken) {
        return false;
      }
    }
    return true;
  }

  private static void explain(int first, Path state, PrintStream out) {
    out.printf(
        """

        Hardline demo: five simulated serial devices, served on loopback only.

        PORT  DEVICE BEHIND IT, AND HOW TO TALK TO IT FROM ANOTHER TERMINAL
        1     echo: sends back what it is sent
                nc 127.0.0.1 %1$d
        2     furnace: a Modbus RTU slave, unit 1; this reads its temperature in 0.1 degC
                printf '\\1\\4\\0\\0\\0\\1\\61\\312' | timeout 1 nc 127.0.0.1 %2$d | od -An -tx1
        3     buoy: a GPS receiver at 4800 baud
                nc 127.0.0.1 %3$d
        4     controller: a login console; user operator, password demo
                ./hardline attach 4 --state %6$s
        5     loopback: a plug that connects every output with an input
                nc 127.0.0.1 %5$d

        See them all:  ./hardline status --state %6$s
        Stop it:       Ctrl-C

        """,
        first, first + 1, first + 2, first + 3, first + 4, state);
    out.flush();
  }

  /** The demonstration's screen is for its table; {@code status} shows the rest. */
  private static PrintStream quiet() {
    return new PrintStream(java.io.OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  }

  private static void delete(Path state) {
    try (var files = Files.walk(state)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException leftToTheSystem) {
      System.err.println("hardline: " + state + " could not be removed: " + leftToTheSystem);
    }
  }
}
