package io.hardline.net;

import io.hardline.loop.Loop;
import java.net.InetAddress;

/** How a mode comes to hosts: {@link Dialer#tcp}, or what a test puts in its place. */
@FunctionalInterface
public interface Dialer {
  /** How long a host may take to accept. Linux by itself takes two minutes. */
  long DEADLINE_MS = 10_000;

  /**
   * Begins to connect.
   *
   * @param aliveCheckMs see {@link Connection#aliveCheckMs}
   * @param outcome told once, in a later turn of the loop
   */
  Attempt dial(Loop loop, Target target, long aliveCheckMs, Outcome outcome);

  /**
   * Where to, and from where.
   *
   * @param name by which the address was found; empty when nobody had to look
   * @param port 1 to 65535
   * @param localPort 0 takes a free one
   */
  record Target(String name, InetAddress address, int port, int localPort) {
    /** The address for people: {@code 192.0.2.7:4001}, {@code [2001:db8::7]:4001}. */
    public String text() {
      return SocketAddress.text(address, port);
    }
  }

  /** What becomes of it; loop thread. */
  interface Outcome {
    /** The connection stands, and is to be {@linkplain Connection#start started}. */
    void connected(Connection connection);

    /** There is none, with the reason for people. */
    void failed(String cause);
  }

  /** Connects by TCP. Loop thread. */
  static Attempt tcp(Loop loop, Target target, long aliveCheckMs, Outcome outcome) {
    return new SocketDial(loop, target, aliveCheckMs, outcome);
  }
}
