package io.hardline.discovery.mdns;

import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceInfo;
import org.jspecify.annotations.Nullable;

/** Announces on one interface. One thread at a time; each call may take a second or two. */
final class Responder {
  /** JmDNS takes more than a second to take leave of one service, and two of all. */
  private static final int MOST_FAREWELLS = 2;

  private final InetAddress address;
  private final String host;
  private final JmDNS jmdns;
  private final Map<Announcement, ServiceInfo> announced = new HashMap<>();

  private Responder(InetAddress address, String host, JmDNS jmdns) {
    this.address = address;
    this.host = host;
    this.jmdns = jmdns;
  }

  /**
   * Begins to answer at an address.
   *
   * @param host what this machine is called in {@code .local}; without it JmDNS would look up the
   *     address's name, which may take many seconds
   * @throws IOException with the kernel's reason
   */
  static Responder open(InetAddress address, String host) throws IOException {
    return new Responder(address, host, JmDNS.create(address, host));
  }

  /** Whether one that is opened now would be the same. */
  boolean isAs(String otherHost, @Nullable InetAddress otherAddress) {
    return host.equals(otherHost) && address.equals(otherAddress);
  }

  /** Whether so much is announced no longer that a new one is sooner there. */
  boolean mustStartAnew(List<Announcement> all) {
    return announced.keySet().stream().filter(each -> !isWanted(each, all)).count()
        > MOST_FAREWELLS;
  }

  private boolean isWanted(Announcement each, List<Announcement> all) {
    return all.contains(each) && each.isAt(address);
  }

  /**
   * Announces those of {@code all} that are at this address, and takes leave of all others.
   *
   * @param outdated asked before each, which may take a while; once it says so nothing more is done
   */
  void announce(List<Announcement> all, BooleanSupplier outdated) throws IOException {
    for (Announcement old : List.copyOf(announced.keySet())) {
      if (outdated.getAsBoolean()) {
        return;
      }
      if (!isWanted(old, all)) {
        jmdns.unregisterService(announced.remove(old));
      }
    }
    List<Announcement> wanted = all.stream().filter(each -> each.isAt(address)).toList();
    for (Announcement each : wanted) {
      if (outdated.getAsBoolean()) {
        return;
      }
      if (!announced.containsKey(each)) {
        ServiceInfo service =
            ServiceInfo.create(
                each.type() + ".local.", each.name(), each.tcpPort(), 0, 0, each.text());
        jmdns.registerService(service);
        announced.put(each, service);
      }
    }
  }

  /** Takes leave of everything. */
  void close() {
    try {
      jmdns.close();
    } catch (IOException gone) {
      // So is what it answered with.
    }
  }
}
