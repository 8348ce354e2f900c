package io.hardline.net;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import java.io.IOException;

/**
 * A UDP port where questions arrive that are answered from the very address that was asked: a
 * machine has several, and who asks takes no answer from another. Loop thread only; nothing blocks.
 */
public interface Questions {

  /** Told what is asked; loop thread. */
  @FunctionalInterface
  interface Handler {
    /**
     * A datagram, from position to limit, perhaps empty.
     *
     * @param question gone when this returns
     * @param by who asks; changes when this returns
     * @param here the address of this machine that was asked, of a broadcast that of the interface
     *     by which it came; changes when this returns
     */
    void asked(Questions at, IoBuffer question, UdpAddress by, UdpAddress here);
  }

  /** How a service comes to it: {@link Questions#udp}, or what a test puts in its place. */
  @FunctionalInterface
  interface Opener {
    Questions open(Loop loop, String address, int port, Handler handler) throws IOException;
  }

  /**
   * Opens a UDP port. At an IPv4 address broadcasts of its network are heard, too.
   *
   * @param address an IPv4 or IPv6 address, or {@code *} for every address of both kinds
   * @param port 1 to 65535; 0 takes a free one, see {@link #port}
   * @throws IOException with the kernel's reason
   */
  static Questions udp(Loop loop, String address, int port, Handler handler) throws IOException {
    return QuestionSocket.open(loop, address, port, handler);
  }

  /** The UDP port. */
  int port();

  /**
   * Sends what {@code data} holds as one datagram, from this port. Answers how many bytes the
   * kernel took, or a negative number if it took none: {@link Datagrams#why} says more.
   *
   * @param here the address that was asked, to send from
   */
  int answer(IoBuffer data, UdpAddress to, UdpAddress here);

  /** Closes at once. Harmless when closed already. */
  void close();
}
