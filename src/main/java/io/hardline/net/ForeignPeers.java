package io.hardline.net;

import org.jspecify.annotations.Nullable;

/**
 * Peers that send from our own port number and have been found not to be this machine: finding out
 * costs system calls, and such devices send again and again. Loop thread only.
 */
final class ForeignPeers {
  /** More of them than a port has destinations; the one found out first is forgotten first. */
  static final int MAX_PEERS = 16;

  private final @Nullable UdpAddress[] known = new @Nullable UdpAddress[MAX_PEERS];
  private int next;

  boolean contains(UdpAddress peer) {
    for (UdpAddress one : known) {
      if (one != null && one.sameAs(peer)) {
        return true;
      }
    }
    return false;
  }

  void add(UdpAddress peer) {
    known[next] = peer.copy();
    next = (next + 1) % MAX_PEERS;
  }
}
