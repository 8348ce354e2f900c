package io.hardline.net;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import java.io.IOException;

/**
 * A UDP port of one address of this machine, or of all of them: what datagrams arrive at and leave
 * from. Loop thread only; nothing blocks.
 */
public interface Datagrams {

  /** Told what arrives; loop thread. */
  interface Handler {
    /**
     * A datagram, from position to limit, perhaps empty. What we have sent ourselves and hear, too,
     * because it was a broadcast, is not told.
     *
     * @param on where it arrived; an answer goes out there
     * @param data gone when this returns
     * @param from changes when this returns
     */
    void received(Datagrams on, IoBuffer data, UdpAddress from);
  }

  /** How a mode comes to it: {@link Datagrams#udp}, or what a test puts in its place. */
  @FunctionalInterface
  interface Opener {
    Datagrams open(Loop loop, String address, int port, Handler handler) throws IOException;
  }

  /**
   * Opens a UDP port.
   *
   * @param address an IPv4 or IPv6 address, or {@code *} for every address of both kinds
   * @param port 1 to 65535; 0 takes a free one, see {@link #port}
   * @throws IOException with the kernel's reason
   */
  static Datagrams udp(Loop loop, String address, int port, Handler handler) throws IOException {
    return UdpSocket.open(loop, address, port, handler);
  }

  /** The UDP port. */
  int port();

  /** Whether it can send to IPv4 addresses. */
  boolean reachesInet4();

  /** Whether it can send to IPv6 addresses. */
  boolean reachesInet6();

  /**
   * Sends what {@code data} holds as one datagram, and leaves {@code data} as it is. Answers how
   * many bytes the kernel took, or why it took none, as a negative {@link io.hardline.linux.Errno}:
   * that it has no room now is {@code -EAGAIN}.
   */
  int send(IoBuffer data, UdpAddress to);

  /**
   * Hears a multicast group, too, on the interface of its address, or on the one that the kernel
   * chooses for {@code *}. What it answers leaves the group; closing does that as well.
   *
   * @throws IOException with the kernel's reason
   */
  Runnable join(UdpAddress group) throws IOException;

  /** Closes at once. Harmless when closed already. */
  void close();
}
