package io.hardline.mode.udp;

import io.hardline.net.Datagrams;
import io.hardline.net.UdpAddress;
import io.hardline.port.ClientStatus;
import io.hardline.settings.ModeSettings.Dynamic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who has sent datagrams lately, beside the destinations of the settings, and which of them is
 * answered. It has no clock: a time in nanoseconds comes with each call. Loop thread only.
 */
final class Senders {
  /** Those that are remembered; of more, the one that has been silent longest is forgotten. */
  static final int MAX_SENDERS = 16;

  /** As long as Linux tracks a UDP exchange (net.netfilter.nf_conntrack_udp_timeout_stream). */
  static final long FORGOTTEN_AFTER_MS = 120_000;

  private static final long NS_PER_MS = 1_000_000;

  /** Somebody who has sent a datagram. */
  static final class Sender {
    final Traffic traffic = new Traffic();
    final UdpAddress address;
    private Datagrams on;
    private long heardNs;

    private Sender(UdpAddress address, Datagrams on) {
      this.address = address;
      this.on = on;
    }

    /** Where its last datagram arrived, and an answer leaves. */
    Datagrams on() {
      return on;
    }
  }

  private final Consumer<UdpAddress> onNew;
  private final List<Sender> known = new ArrayList<>();
  private Dynamic dynamic;
  private @Nullable Sender answered;

  /**
   * @param onNew is told of each that was not known
   */
  Senders(Dynamic dynamic, Consumer<UdpAddress> onNew) {
    this.dynamic = dynamic;
    this.onNew = onNew;
  }

  /** New settings; whoever is answered still is, if anybody is to be. */
  void reconfigure(Dynamic next) {
    dynamic = next;
    answered = next.enabled() ? answered : null;
  }

  /** Notes a datagram. Null when another sender owns the port. */
  @Nullable Sender heard(Datagrams on, UdpAddress from, long nowNs) {
    Sender owner = answered(nowNs);
    if (owner != null && dynamic.timeout().isPositive() && !owner.address.sameAs(from)) {
      return null;
    }
    Sender sender = find(from);
    if (sender == null) {
      sender = add(on, from, nowNs);
    }
    sender.on = on;
    sender.heardNs = nowNs;
    answered = dynamic.enabled() ? sender : null;
    return sender;
  }

  private @Nullable Sender find(UdpAddress from) {
    for (int i = 0; i < known.size(); i++) {
      if (known.get(i).address.sameAs(from)) {
        return known.get(i);
      }
    }
    return null;
  }

  private Sender add(Datagrams on, UdpAddress from, long nowNs) {
    forgetSilent(nowNs);
    if (known.size() == MAX_SENDERS) {
      known.remove(silentLongest());
    }
    Sender sender = new Sender(from.copy(), on);
    known.add(sender);
    onNew.accept(sender.address);
    return sender;
  }

  private Sender silentLongest() {
    Sender longest = known.getFirst();
    for (Sender sender : known) {
      longest = sender.heardNs - longest.heardNs < 0 ? sender : longest;
    }
    return longest;
  }

  private void forgetSilent(long nowNs) {
    known.removeIf(s -> s != answered && nowNs - s.heardNs >= FORGOTTEN_AFTER_MS * NS_PER_MS);
  }

  /** Who gets what the device sends; null when nobody does. */
  @Nullable Sender answered(long nowNs) {
    Sender owner = answered;
    long timeoutMs = dynamic.timeout().toMillis();
    if (owner != null && timeoutMs > 0 && nowNs - owner.heardNs >= timeoutMs * NS_PER_MS) {
      answered = null;
    }
    return answered;
  }

  /** Forgets some: the settings name them now. */
  void forget(Predicate<UdpAddress> some) {
    known.removeIf(sender -> some.test(sender.address));
    Sender owner = answered;
    answered = owner == null || some.test(owner.address) ? null : owner;
  }

  List<ClientStatus> status(long nowNs) {
    answered(nowNs);
    forgetSilent(nowNs);
    return known.stream().map(s -> s.traffic.status(s.address.text())).toList();
  }
}
