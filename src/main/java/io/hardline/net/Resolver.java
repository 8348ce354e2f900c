package io.hardline.net;

import io.hardline.loop.Loop;
import java.net.InetAddress;
import java.util.List;

/** Finds the addresses of a host: {@link Resolver#system}, or what a test puts in its place. */
@FunctionalInterface
public interface Resolver {
  /** How long it may take to look a name up. */
  long DEADLINE_MS = 10_000;

  /** Addresses of one name that are used; the others are left out. */
  int MAX_ADDRESSES = 8;

  /**
   * Begins to look for a host. Loop thread; never blocks.
   *
   * @param host a name, or an address without brackets
   * @param answer told once, in a later turn of the loop
   */
  Attempt resolve(Loop loop, String host, Answer answer);

  /** What becomes of it; loop thread. */
  interface Answer {
    /**
     * At least one.
     *
     * @param name {@code host} if it was looked up, empty if it is an address itself
     */
    void resolved(String name, List<InetAddress> addresses);

    /** There is none, with the reason for people. */
    void unresolved(String cause);
  }

  /** As this machine does it: hosts file, name servers, whatever nsswitch.conf(5) says. */
  static Attempt system(Loop loop, String host, Answer answer) {
    return NameLookups.SYSTEM.resolve(loop, host, answer);
  }
}
