package io.hardline.mode.drdas;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of several connections may write. A host is an address. It is the one an operator has
 * named, while it is connected; else the first of the priorities that is connected; without
 * priorities the one connected longest. Of several connections of one host the newest writes: the
 * older ones are those of a host that has begun anew after its network failed.
 *
 * <p>Knows no clocks and no sockets.
 *
 * @param <C> a connection
 */
final class WriterRule<C> {
  /** Connected hosts in the order in which they came, each with its connections in theirs. */
  private final Map<InetAddress, List<C>> hosts = new LinkedHashMap<>();

  private List<InetAddress> priorities;
  private @Nullable InetAddress ordered;

  WriterRule(List<InetAddress> priorities) {
    this.priorities = List.copyOf(priorities);
  }

  /** Whether a host may be connected at all. */
  boolean admits(InetAddress host) {
    return priorities.isEmpty() || priorities.contains(host);
  }

  void came(InetAddress host, C connection) {
    hosts.computeIfAbsent(host, h -> new ArrayList<>()).add(connection);
  }

  /** It can write no more; harmless when that is known. */
  void gone(C connection) {
    hosts.values().removeIf(own -> own.remove(connection) && own.isEmpty());
    if (ordered != null && !hosts.containsKey(ordered)) {
      ordered = null;
    }
  }

  /** False when that host is not connected, and nothing has changed. */
  boolean order(InetAddress host) {
    if (!hosts.containsKey(host)) {
      return false;
    }
    ordered = host;
    return true;
  }

  /** What an operator has said holds no more. */
  void forgetOrder() {
    ordered = null;
  }

  /** Who was named by an operator and is connected. */
  @Nullable InetAddress ordered() {
    return ordered;
  }

  /** Other priorities, which are newer than what an operator has said. */
  void priorities(List<InetAddress> next) {
    if (!next.equals(priorities)) {
      priorities = List.copyOf(next);
      ordered = null;
    }
  }

  /** Who writes; null when nobody is connected who may. */
  @Nullable C writer() {
    InetAddress host = ordered == null ? byRule() : ordered;
    List<C> own = host == null ? null : hosts.get(host);
    return own == null ? null : own.getLast();
  }

  private @Nullable InetAddress byRule() {
    List<InetAddress> order = priorities.isEmpty() ? List.copyOf(hosts.keySet()) : priorities;
    return order.stream().filter(hosts::containsKey).findFirst().orElse(null);
  }
}
