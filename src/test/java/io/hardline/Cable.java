package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Two machines with a network cable between them: two network namespaces and a veth(4). The daemon
 * is on the near one. What crosses the cable reaches nobody else. Needs root.
 */
final class Cable implements AutoCloseable {
  static final String NEAR = "10.231.77.1";
  static final String FAR = "10.231.77.2";

  private final String near = "hardline-near-" + ProcessHandle.current().pid();
  private final String far = "hardline-far-" + ProcessHandle.current().pid();

  Cable() throws Exception {
    Program.assumeInstalled("ip", "iproute2");
    ip("netns", "add", near);
    ip("netns", "add", far);
    ip(
        "link", "add", "cable", "netns", near, "type", "veth", "peer", "name", "cable", "netns",
        far);
    up(near, NEAR);
    up(far, FAR);
  }

  private static void up(String namespace, String address) throws Exception {
    ip("-n", namespace, "address", "add", address + "/24", "dev", "cable");
    ip("-n", namespace, "link", "set", "cable", "up");
    ip("-n", namespace, "link", "set", "lo", "up");
  }

  private static void ip(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "ip";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    try (Program ip = Program.start(command)) {
      assertThat(ip.awaitExit()).describedAs(List.of(arguments) + ip.err()).isZero();
    }
  }

  /** Out of its socket: no FIN, no RST, nothing. */
  void pull() throws Exception {
    ip("-n", far, "link", "set", "cable", "down");
  }

  /** Back into it. */
  void plug() throws Exception {
    ip("-n", far, "link", "set", "cable", "up");
  }

  /** The daemon, on the near machine, when it answers. */
  TestDaemon daemon(Path directory, String yaml) throws Exception {
    Files.writeString(directory.resolve("settings.yaml"), yaml);
    Program program =
        onNear(
            Program.LAUNCHER.toString(),
            "run",
            "--settings",
            directory.resolve("settings.yaml").toString(),
            "--state",
            directory.resolve("state").toString());
    TestDaemon daemon = TestDaemon.of(program, directory);
    daemon.awaitReady();
    return daemon;
  }

  Program onNear(String... command) throws Exception {
    return on(near, command);
  }

  Program onFar(String... command) throws Exception {
    return on(far, command);
  }

  private static Program on(String namespace, String... command) throws Exception {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    all.addAll(List.of(command));
    return Program.start(all.toArray(String[]::new));
  }

  @Override
  public void close() throws Exception {
    ip("netns", "delete", near);
    ip("netns", "delete", far);
  }
}
