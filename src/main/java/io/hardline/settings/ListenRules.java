package io.hardline.settings;

import io.hardline.settings.schema.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Every listener has an address and TCP port of its own. */
final class ListenRules {
  private final Problems problems;

  /** Those seen so far, by TCP port: a new one is compared with few. */
  private final Map<Integer, List<Listener>> byTcpPort = new HashMap<>();

  private ListenRules(Problems problems) {
    this.problems = problems;
  }

  /**
   * @param owner the port's number
   * @param path the setting that holds the TCP port
   */
  private record Listener(int owner, String path, ListenAddress address) {}

  static void check(Settings settings, Problems problems) {
    ListenRules rules = new ListenRules(problems);
    settings.ports().forEach(rules::checkPort);
  }

  private void checkPort(int number, PortSettings port) {
    List<ListenAddress> addresses = addresses(number, port.listen());
    String mode = "ports." + number + ".mode.";
    switch (port.mode()) {
      case ModeSettings.Disabled disabled -> {}
      case ModeSettings.TcpServer server -> {
        add(number, addresses, mode + "tcp-server.port", server.portOf(number));
        if (server.observerPort() != 0) {
          add(number, addresses, mode + "tcp-server.observer-port", server.observerPort());
        }
      }
    }
  }

  /** The addresses that are good, none of them covered by another. */
  private List<ListenAddress> addresses(int number, List<String> texts) {
    List<ListenAddress> addresses = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      String path = "ports." + number + ".listen." + (i + 1);
      ListenAddress address = ListenAddress.parse(text);
      if (address == null) {
        problems.add(path, text, "an IPv4 or IPv6 address, or \"*\"");
      } else if (addresses.stream().anyMatch(address::clashesWith)) {
        problems.add(path, text, "addresses that do not cover each other");
      } else {
        addresses.add(address);
      }
    }
    return addresses;
  }

  private void add(int number, List<ListenAddress> addresses, String path, int tcpPort) {
    List<Listener> others = byTcpPort.computeIfAbsent(tcpPort, p -> new ArrayList<>());
    List<Listener> mine = new ArrayList<>();
    boolean clashed = false;
    for (ListenAddress address : addresses) {
      for (Listener other : others) {
        if (!clashed && address.clashesWith(other.address)) {
          clashed = true;
          report(tcpPort, path, number, other);
        }
      }
      mine.add(new Listener(number, path, address));
    }
    if (!clashed) {
      others.addAll(mine);
    }
  }

  private void report(int tcpPort, String path, int number, Listener other) {
    String whose =
        other.owner == number
            ? other.path.substring(other.path.lastIndexOf('.') + 1) + " has"
            : "port " + other.owner + " has";
    problems.add(
        path,
        Integer.toString(tcpPort),
        "a TCP port that is free; " + whose + " it at the same address",
        other.path,
        "ports." + number + ".listen",
        "ports." + other.owner + ".listen");
  }
}
