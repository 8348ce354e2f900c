package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.cli.ExitCode;
import io.hardline.control.ControlClient;
import io.hardline.control.UnitStatus;
import io.hardline.json.Json;
import io.hardline.port.PortState;
import io.hardline.port.PortStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A daemon in a process of its own, with a settings file and a state directory of the test's. */
final class TestDaemon implements AutoCloseable {
  private final Program program;
  private final Path settings;
  private final Path state;

  private TestDaemon(Program program, Path settings, Path state) {
    this.program = program;
    this.settings = settings;
    this.state = state;
  }

  /** Starts one that owns {@code directory}, and waits until it answers and no port is opening. */
  static TestDaemon start(Path directory, String yaml) throws IOException {
    TestDaemon daemon = launch(directory, yaml);
    try {
      daemon.awaitReady();
    } catch (RuntimeException notReady) {
      daemon.close();
      throw new AssertionError("not ready:\n" + daemon.log(), notReady);
    }
    return daemon;
  }

  /** Starts one and does not wait. */
  static TestDaemon launch(Path directory, String yaml) throws IOException {
    Path settings = directory.resolve("settings.yaml");
    Path state = directory.resolve("state");
    Files.writeString(settings, yaml);
    Program program =
        Program.hardline("run", "--settings", settings.toString(), "--state", state.toString());
    return new TestDaemon(program, settings, state);
  }

  /** A daemon that was started in some other way, a namespace for one. */
  static TestDaemon of(Program program, Path directory) {
    return new TestDaemon(program, directory.resolve("settings.yaml"), directory.resolve("state"));
  }

  /** TCP ports that were free a moment ago, all of them at once. */
  static int[] freePorts(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    int[] ports = new int[count];
    try {
      for (int i = 0; i < count; i++) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("0.0.0.0"));
        held.add(socket);
        ports[i] = socket.getLocalPort();
      }
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
    return ports;
  }

  static int freePort() throws IOException {
    return freePorts(1)[0];
  }

  /** Settings with one port, number 1, on {@code tty}; {@code mode} is the inside of tcp-server. */
  static String onePort(Object tty, int port, String mode) {
    return "version: 1\nports:\n" + port(1, tty, port, mode);
  }

  /** One port of a settings file, indented as one. */
  static String port(int number, Object tty, int port, String mode) {
    String more = mode.isEmpty() ? "" : ", " + mode;
    return "  %d:\n    tty: %s\n    mode: { tcp-server: { port: %d%s } }\n"
        .formatted(number, tty, port, more);
  }

  /** One port of a settings file that goes to {@code destinations}; the rest of tcp-client. */
  static String clientPort(int number, Object tty, String destinations, String mode) {
    String more = mode.isEmpty() ? "" : ", " + mode;
    return "  %d:\n    tty: %s\n    mode: { tcp-client: { destinations: [%s]%s } }\n"
        .formatted(number, tty, destinations, more);
  }

  /** Settings with one such port, number 1. */
  static String oneClient(Object tty, String destinations, String mode) {
    return "version: 1\nports:\n" + clientPort(1, tty, destinations, mode);
  }

  void awaitReady() {
    Program.await()
        .ignoreExceptionsMatching(notYet -> program.isAlive())
        .until(() -> status().ports().stream().noneMatch(p -> p.state() == PortState.OPENING));
  }

  UnitStatus status() {
    try {
      return Json.read(ask(Map.of("do", "status")), UnitStatus.class);
    } catch (IOException lost) {
      throw new UncheckedIOException(lost);
    }
  }

  private String ask(Map<String, Object> request) throws IOException {
    try (ControlClient client = new ControlClient(state)) {
      return client.ask(Json.line(request));
    }
  }

  PortStatus port(int number) {
    return status().ports().stream()
        .filter(p -> p.number() == number)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no port " + number));
  }

  PortStatus awaitPort(int number, String what, Predicate<PortStatus> condition) {
    return Program.await()
        .alias("port " + number + ": " + what)
        .until(() -> port(number), condition);
  }

  /** Until what is asserted of a port's status holds. */
  void awaitThat(int number, Consumer<PortStatus> assertion) {
    Program.await().untilAsserted(() -> assertion.accept(port(number)));
  }

  PortStatus awaitState(int number, PortState state) {
    return awaitPort(number, "state " + state, p -> p.state() == state);
  }

  PortStatus awaitClients(int number, int count) {
    return awaitPort(number, count + " clients", p -> p.clients().size() == count);
  }

  /** The event log and whatever else is on the error output. */
  String log() {
    return program.err();
  }

  void awaitLog(String text) {
    program.awaitErr(text);
  }

  Program program() {
    return program;
  }

  Path state() {
    return state;
  }

  Path settings() {
    return settings;
  }

  /** Writes the settings file anew and says so with SIGHUP. */
  void change(String yaml) throws IOException {
    Files.writeString(settings, yaml);
    program.signal("HUP");
  }

  long descriptors() throws IOException {
    try (Stream<Path> descriptors = Files.list(proc("fd"))) {
      return descriptors.count();
    }
  }

  /**
   * Without those on which the JVM runs virtual threads: answering a question may start another of
   * them, and it ends half a minute later.
   */
  long threads() throws IOException {
    try (Stream<Path> threads = Files.list(proc("task"))) {
      return threads.map(TestDaemon::threadName).filter(TestDaemon::isOwnThread).count();
    }
  }

  /** The kernel keeps 15 characters of it. */
  private static String threadName(Path task) {
    try {
      return Files.readString(task.resolve("comm")).strip();
    } catch (IOException ended) {
      return "";
    }
  }

  private static boolean isOwnThread(String name) {
    return !name.isEmpty()
        && !name.startsWith("ForkJoinPool-")
        && !name.startsWith("VirtualThread");
  }

  private Path proc(String entry) {
    return Path.of("/proc", "" + program.pid(), entry);
  }

  long residentKb() throws IOException {
    String line =
        Files.readAllLines(proc("status")).stream()
            .filter(l -> l.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", ""));
  }

  /** SIGTERM, and it has to end well. */
  void stop() throws IOException {
    program.terminate();
    assertThat(program.awaitExit()).describedAs(log()).isEqualTo(ExitCode.OK);
  }

  /** Stops it; a test in which it had a fault of its own, or did not stop well, fails. */
  @Override
  public void close() throws IOException {
    try (program) {
      program.terminate();
      int exitCode = program.awaitExit();
      assertThat(log()).doesNotContain("a fault in Hardline itself");
      assertThat(exitCode).describedAs(log()).isEqualTo(ExitCode.OK);
    }
  }
}
