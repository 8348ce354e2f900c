package io.hardline.discovery;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The MAC addresses of the addresses that were asked. The kernel is asked once in {@link #KNOWN_NS}
 * for each: that takes milliseconds where there are many interfaces. Loop thread only.
 */
final class MacAddresses {
  /** How long an answer of the kernel counts. */
  static final long KNOWN_NS = 60_000_000_000L;

  /** Addresses that are remembered; for one more, the one that was learned first is forgotten. */
  static final int MAX_KNOWN = 64;

  private static final class Known {
    final byte @Nullable [] mac;
    final long untilNs;

    Known(byte @Nullable [] mac, long untilNs) {
      this.mac = mac;
      this.untilNs = untilNs;
    }
  }

  private final Function<InetAddress, byte @Nullable []> kernel;
  private final Map<InetAddress, Known> known = new LinkedHashMap<>();

  /**
   * @param kernel says which MAC address an address of this machine has; null is none
   */
  MacAddresses(Function<InetAddress, byte @Nullable []> kernel) {
    this.kernel = kernel;
  }

  /**
   * That of the settings; else of the interface that has the address that was asked; else one that
   * is made up.
   *
   * @param configured empty, or as settings have it
   * @param nowNs the loop's clock
   */
  byte[] shownAt(InetAddress here, String configured, String madeUp, long nowNs) {
    if (!configured.isEmpty()) {
      return MacAddress.parse(configured);
    }
    Known found = known.get(here);
    if (found == null || nowNs - found.untilNs >= 0) {
      found = learn(here, nowNs);
    }
    byte[] real = found.mac;
    return real == null ? MacAddress.parse(madeUp) : real;
  }

  private Known learn(InetAddress here, long nowNs) {
    known.remove(here);
    if (known.size() >= MAX_KNOWN) {
      known.remove(known.keySet().iterator().next());
    }
    Known learned = new Known(kernel.apply(here), nowNs + KNOWN_NS);
    known.put(here, learned);
    return learned;
  }
}
