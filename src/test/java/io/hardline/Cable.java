package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two machines and a network between them that the test can spoil: a namespace for the daemon and
 * one for its peers, with a cable from the one to the other (veth(4)). Needs root.
 */
final class Cable implements AutoCloseable {
  static final String NEAR_ADDRESS = "10.231.77.1";
  static final String FAR_ADDRESS = "10.231.77.2";
  static final String BROADCAST = "10.231.77.255";

  /** What the interface is called at either end. */
  static final String INTERFACE = "cable";

  static final String NEAR_LINK_LOCAL = "fe80::1";
  static final String FAR_LINK_LOCAL = "fe80::2";

  /** Where the daemon is. */
  final End near = new End("hardline-near-" + ProcessHandle.current().pid());

  /** Where its peers are. */
  final End far = new End("hardline-far-" + ProcessHandle.current().pid());

  /** A machine. */
  static final class End {
    private final String namespace;

    private End(String namespace) {
      this.namespace = namespace;
    }

    /** Starts a program there. */
    Program start(String... command) throws IOException {
      return Program.start(
          Stream.concat(Stream.of("ip", "netns", "exec", namespace), Stream.of(command))
              .toArray(String[]::new));
    }

    /** Runs a program there to its good end; answers what it wrote. */
    String run(String... command) throws IOException {
      try (Program program = start(command)) {
        assertThat(program.awaitExit()).describedAs(List.of(command) + program.err()).isZero();
        return program.out();
      }
    }

    private void up(String address, String linkLocal) throws IOException {
      // Without asking whether somebody else has it, which takes two seconds.
      run("ip", "link", "set", INTERFACE, "addrgenmode", "none");
      run("ip", "address", "add", linkLocal + "/64", "dev", INTERFACE, "nodad");
      run("ip", "address", "add", address + "/24", "broadcast", BROADCAST, "dev", INTERFACE);
      run("ip", "link", "set", INTERFACE, "up");
      run("ip", "link", "set", "lo", "up");
    }
  }

  private Cable() {}

  static Cable lay() throws IOException {
    Program.assumeInstalled("ip", "iproute2");
    Cable cable = new Cable();
    ip("netns", "add", cable.near.namespace);
    ip("netns", "add", cable.far.namespace);
    ip(
        "link",
        "add",
        INTERFACE,
        "netns",
        cable.near.namespace,
        "type",
        "veth",
        "peer",
        "name",
        INTERFACE,
        "netns",
        cable.far.namespace);
    cable.near.up(NEAR_ADDRESS, NEAR_LINK_LOCAL);
    cable.far.up(FAR_ADDRESS, FAR_LINK_LOCAL);
    return cable;
  }

  private static void ip(String... arguments) throws IOException {
    String[] command = Stream.concat(Stream.of("ip"), Stream.of(arguments)).toArray(String[]::new);
    try (Program ip = Program.start(command)) {
      assertThat(ip.awaitExit()).describedAs(List.of(arguments) + ip.err()).isZero();
    }
  }

  /** A daemon at the near end, ready. */
  TestDaemon daemon(Path directory, String yaml) throws IOException {
    Path settings = directory.resolve("settings.yaml");
    Files.writeString(settings, yaml);
    Program program =
        near.start(
            Program.LAUNCHER.toString(),
            "run",
            "--settings",
            settings.toString(),
            "--state",
            directory.resolve("state").toString());
    TestDaemon daemon = TestDaemon.of(program, directory);
    daemon.awaitReady();
    return daemon;
  }

  /** Nothing passes any more, and nobody is told. */
  void pull() throws IOException {
    far.run("ip", "link", "set", INTERFACE, "down");
  }

  /** Back into its socket. */
  void plug() throws IOException {
    far.run("ip", "link", "set", INTERFACE, "up");
  }

  @Override
  public void close() throws IOException {
    ip("netns", "delete", near.namespace);
    ip("netns", "delete", far.namespace);
  }
}
