package io.hardline.settings;

import io.hardline.settings.ModeSettings.ConnectOn;
import io.hardline.settings.ModeSettings.Destination;
import io.hardline.settings.ModeSettings.DisconnectOn;
import io.hardline.settings.ModeSettings.TcpClient;
import io.hardline.settings.ModeSettings.Tls;
import io.hardline.settings.ModeSettings.TlsType;
import io.hardline.settings.ModeSettings.Udp;
import io.hardline.settings.RealComModes.Drdas;
import io.hardline.settings.RealComModes.HostServing;
import io.hardline.settings.RealComModes.ReverseHost;
import io.hardline.settings.RealComModes.ReverseRealCom;
import io.hardline.settings.schema.Problems;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the settings of one mode say together. */
final class ModeRules {
  /** The seven connection controls; no other pair has a meaning that anybody knows. */
  private static final Map<ConnectOn, Set<DisconnectOn>> CONTROLS =
      Map.of(
          ConnectOn.STARTUP, EnumSet.of(DisconnectOn.NEVER),
          ConnectOn.ANY_CHARACTER, EnumSet.of(DisconnectOn.NEVER, DisconnectOn.INACTIVITY),
          ConnectOn.DSR_ON, EnumSet.of(DisconnectOn.NEVER, DisconnectOn.DSR_OFF),
          ConnectOn.DCD_ON, EnumSet.of(DisconnectOn.NEVER, DisconnectOn.DCD_OFF));

  private final String path;
  private final Problems problems;

  private ModeRules(String path, Problems problems) {
    this.path = path;
    this.problems = problems;
  }

  /**
   * @param number of the port
   * @param path of the port's mode: {@code ports.1.mode}
   */
  static void check(int number, ModeSettings mode, String path, Problems problems) {
    ModeRules rules = new ModeRules(path + "." + ModeSettings.name(mode), problems);
    switch (mode) {
      case ModeSettings.Disabled disabled -> {}
      case ModeSettings.Serving serving -> {
        rules.checkTls(serving.tls(), true);
        if (serving instanceof HostServing hosts) {
          rules.checkNumbers(number, hosts);
        }
        if (serving instanceof Drdas drdas) {
          rules.checkHosts(drdas.hosts());
        }
      }
      case TcpClient client -> rules.checkClient(client);
      case Udp udp -> rules.checkUdp(udp);
      case ReverseRealCom reverse -> rules.checkReverse(reverse);
    }
  }

  /** The driver numbers 32 ports; beyond it has to be told, and so do we (CONF-01). */
  private void checkNumbers(int number, HostServing hosts) {
    String allowed = "a TCP port, 1 to 65535: from port 33 on there is no default";
    if (hosts.portOf(number) == 0) {
      problems.add(path + ".data-port", "0", allowed);
    }
    if (hosts.commandPortOf(number) == 0) {
      problems.add(path + ".command-port", "0", allowed);
    }
  }

  private void checkHosts(List<String> hosts) {
    Set<InetAddress> seen = new HashSet<>();
    for (int i = 0; i < hosts.size(); i++) {
      String where = path + ".hosts." + (i + 1);
      InetAddress host = literal(hosts.get(i), where);
      if (host != null && !seen.add(host)) {
        problems.add(where, hosts.get(i), "a host that does not stand here already");
      }
    }
  }

  private void checkReverse(ReverseRealCom reverse) {
    if (reverse.hosts().isEmpty()) {
      problems.add(
          path + ".hosts",
          "none",
          "at least one host, such as { host: pc.example, data-port: 950, command-port: 966 }");
    }
    for (int i = 0; i < reverse.hosts().size(); i++) {
      ReverseHost host = reverse.hosts().get(i);
      String where = path + ".hosts." + (i + 1);
      if (!HostPort.isHost(host.host())) {
        String found = host.host().isEmpty() ? "nothing" : host.host();
        problems.add(where + ".host", found, "a name, an IPv4 or an IPv6 address");
      }
      checkThere(host.dataPort(), where + ".data-port");
      checkThere(host.commandPort(), where + ".command-port");
    }
    checkTls(reverse.tls(), false);
  }

  private void checkThere(int port, String where) {
    if (port == 0) {
      problems.add(where, "0", "a TCP port, 1 to 65535");
    }
  }

  private void checkClient(TcpClient client) {
    if (client.destinations().isEmpty()) {
      problems.add(path + ".destinations", "none", "at least one host, such as plc.example:4001");
    }
    for (int i = 0; i < client.destinations().size(); i++) {
      String text = client.destinations().get(i);
      if (HostPort.parse(text) == null) {
        problems.add(
            path + ".destinations." + (i + 1),
            text,
            "name:port, 192.0.2.7:4001 or [2001:db8::7]:4001");
      }
    }
    checkControl(client);
    checkTls(client.tls(), false);
  }

  private void checkControl(TcpClient client) {
    Set<DisconnectOn> allowed = CONTROLS.getOrDefault(client.connectOn(), Set.of());
    String connectOn = path + ".connect-on";
    String disconnectOn = path + ".disconnect-on";
    if (!allowed.contains(client.disconnectOn())) {
      problems.add(
          disconnectOn,
          word(client.disconnectOn()),
          String.join(" or ", allowed.stream().map(ModeRules::word).toList())
              + " with connect-on: "
              + word(client.connectOn()),
          connectOn);
    }
    boolean byInactivity = client.disconnectOn() == DisconnectOn.INACTIVITY;
    if (byInactivity && client.inactivity().isZero()) {
      problems.add(
          path + ".inactivity", "0", "a time with disconnect-on: inactivity", disconnectOn);
    }
    if (!byInactivity && !client.inactivity().isZero()) {
      problems.add(
          path + ".inactivity", "a time", "0 unless disconnect-on is inactivity", disconnectOn);
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /** A server always has a certificate of its own; a client may go without. */
  private void checkTls(Tls tls, boolean server) {
    String type = path + ".tls.type";
    if (tls.type() != TlsType.AUTHENTICATED) {
      checkNobodyIsAsked(tls, type);
    }
    if (tls.type() == TlsType.NONE) {
      return;
    }
    boolean needed = server || !tls.key().isEmpty();
    checkFile("certificate", tls.certificate(), needed, type);
    checkFile("key", tls.key(), server || !tls.certificate().isEmpty(), type);
    checkFile("ca", tls.ca(), tls.type() == TlsType.AUTHENTICATED, type);
  }

  /** Whoever says who may come in must not have everybody come in. */
  private void checkNobodyIsAsked(Tls tls, String type) {
    String allowed = "this only with type: authenticated";
    if (!tls.ca().isEmpty()) {
      problems.add(path + ".tls.ca", tls.ca(), allowed, type);
    }
    if (!tls.peers().isEmpty()) {
      problems.add(path + ".tls.peers", String.join(", ", tls.peers()), allowed, type);
    }
  }

  private void checkFile(String key, String file, boolean needed, String type) {
    if (needed && file.isEmpty()) {
      problems.add(path + ".tls." + key, "nothing", "the path of a PEM file", type);
    } else if (!file.isEmpty() && !file.startsWith("/")) {
      problems.add(path + ".tls." + key, file, "an absolute path");
    }
  }

  private void checkUdp(Udp udp) {
    if (udp.destinations().isEmpty() && !udp.dynamic().enabled()) {
      problems.add(
          path + ".destinations",
          "none",
          "at least one, or dynamic: { enabled: true }",
          path + ".dynamic.enabled");
    }
    for (int i = 0; i < udp.destinations().size(); i++) {
      checkDestination(udp.destinations().get(i), path + ".destinations." + (i + 1));
    }
  }

  private void checkDestination(Destination destination, String where) {
    if (destination.port() == 0) {
      problems.add(where + ".port", "0", "a UDP port, 1 to 65535");
    }
    InetAddress from = literal(destination.from(), where + ".from");
    if (from == null || destination.to().isEmpty()) {
      return;
    }
    InetAddress to = literal(destination.to(), where + ".to");
    if (to == null) {
      return;
    }
    if (from.isMulticastAddress() || to.isMulticastAddress()) {
      problems.add(where + ".to", destination.to(), "nothing with a multicast group");
    } else if (from.getAddress().length != to.getAddress().length) {
      problems.add(where + ".to", destination.to(), "an address of the same kind as from");
    } else {
      checkSpan(from, to, destination, where);
    }
  }

  private void checkSpan(InetAddress from, InetAddress to, Destination range, String where) {
    BigInteger first = new BigInteger(1, from.getAddress());
    BigInteger addresses = new BigInteger(1, to.getAddress()).subtract(first).add(BigInteger.ONE);
    BigInteger most = BigInteger.valueOf(ModeSettings.MAX_RANGE_ADDRESSES);
    if (addresses.signum() <= 0 || addresses.compareTo(most) > 0) {
      problems.add(
          where + ".to",
          range.to(),
          "an address from " + range.from() + " on, at most " + most + " in all");
    }
  }

  private @Nullable InetAddress literal(String text, String where) {
    ListenAddress address = text.equals("*") ? null : ListenAddress.parse(text);
    InetAddress inet = address == null ? null : address.address();
    if (inet == null || inet.isAnyLocalAddress()) {
      problems.add(where, text.isEmpty() ? "nothing" : text, "an IPv4 or IPv6 address");
      return null;
    }
    return inet;
  }
}
