package io.hardline.settings;

import io.hardline.settings.ModeSettings.Commanded;
import io.hardline.settings.RealComModes.HostServing;
import io.hardline.settings.RealComModes.ReverseRealCom;
import io.hardline.settings.schema.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Every listener has an address and TCP or UDP port of its own (OPM-025). */
final class ListenRules {
  private final Problems problems;

  /** Those seen so far, by protocol and port: a new one is compared with few. */
  private final Map<String, List<Listener>> byPort = new HashMap<>();

  private ListenRules(Problems problems) {
    this.problems = problems;
  }

  /**
   * @param owner {@code ports.1}, say
   * @param path the setting that holds the port
   */
  private record Listener(String owner, String path, ListenAddress address) {}

  static void check(Settings settings, Problems problems) {
    ListenRules rules = new ListenRules(problems);
    settings.ports().forEach(rules::checkPort);
    rules.checkDiscovery(settings.services().discovery());
  }

  /** After the ports, so that the complaint is of the service: a port was there first. */
  private void checkDiscovery(ServiceSettings.Discovery discovery) {
    String owner = "services.discovery";
    List<ListenAddress> addresses = addresses(owner, discovery.listen());
    if (discovery.enabled()) {
      add(owner, addresses, owner + ".enabled", "UDP", ServiceSettings.SEARCH_UDP_PORT);
      List<ListenAddress> everywhere = addresses.isEmpty() ? List.of() : List.of(ListenAddress.ALL);
      add(owner, everywhere, owner + ".enabled", "UDP", ServiceSettings.MDNS_UDP_PORT);
    }
  }

  private void checkPort(int number, PortSettings port) {
    String owner = "ports." + number;
    List<ListenAddress> addresses = addresses(owner, port.listen());
    String mode = "ports." + number + ".mode.";
    switch (port.mode()) {
      case ModeSettings.Disabled disabled -> {}
      case ModeSettings.Serving server -> {
        String path = mode + ModeSettings.name(port.mode());
        String data = server instanceof HostServing ? ".data-port" : ".port";
        add(owner, addresses, path + data, "TCP", server.portOf(number));
        if (server instanceof Commanded commanded && commanded.commandPortOf(number) != 0) {
          int commandPort = commanded.commandPortOf(number);
          add(owner, addresses, path + ".command-port", "TCP", commandPort);
        }
        if (server.observerPort() != 0) {
          add(owner, addresses, path + ".observer-port", "TCP", server.observerPort());
        }
      }
      case ModeSettings.TcpClient client -> {
        if (client.localPort() != 0) {
          add(owner, addresses, mode + "tcp-client.local-port", "TCP", client.localPort());
        }
      }
      case ReverseRealCom reverse -> {
        String path = mode + "reverse-real-com.local-";
        if (reverse.localDataPort() != 0) {
          add(owner, addresses, path + "data-port", "TCP", reverse.localDataPort());
        }
        if (reverse.localCommandPort() != 0) {
          add(owner, addresses, path + "command-port", "TCP", reverse.localCommandPort());
        }
      }
      case ModeSettings.Udp udp -> {
        add(owner, addresses, mode + "udp.port", "UDP", udp.portOf(number));
      }
    }
  }

  /** The addresses that are good, none of them covered by another. */
  private List<ListenAddress> addresses(String owner, List<String> texts) {
    List<ListenAddress> addresses = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      String path = owner + ".listen." + (i + 1);
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

  private void add(
      String owner, List<ListenAddress> addresses, String path, String protocol, int wanted) {
    String key = protocol + " " + wanted;
    List<Listener> others = byPort.computeIfAbsent(key, p -> new ArrayList<>());
    List<Listener> mine = new ArrayList<>();
    boolean clashed = false;
    for (ListenAddress address : addresses) {
      for (Listener other : others) {
        if (!clashed && address.clashesWith(other.address)) {
          clashed = true;
          report(protocol, wanted, path, owner, other);
        }
      }
      mine.add(new Listener(owner, path, address));
    }
    if (!clashed) {
      others.addAll(mine);
    }
  }

  private void report(String protocol, int wanted, String path, String owner, Listener other) {
    String whose =
        other.owner.equals(owner)
            ? "its own " + other.path.substring(other.path.lastIndexOf('.') + 1) + " has"
            : other.owner.replace("ports.", "port ") + " has";
    problems.add(
        path,
        Integer.toString(wanted),
        "a " + protocol + " port that is free; " + whose + " it at the same address",
        other.path,
        owner + ".listen",
        other.owner + ".listen");
  }
}
