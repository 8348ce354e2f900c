package io.hardline.net;

import io.hardline.linux.Errno;
import io.hardline.linux.MessageCalls;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * UDP sockets at one address that know to which address a datagram was sent. Loop thread only.
 *
 * <p>A socket that is bound to an address does not get broadcasts (ip(7), "Address format"): there
 * are two beside it, one for its network's broadcast address and one for that of all.
 */
final class QuestionSocket implements Questions {
  private final UdpAddress bound;
  private final Handler handler;
  private final MessageHeader outgoing = new MessageHeader();
  private final List<QuestionReader> readers = new ArrayList<>();
  private final int fd;
  private boolean open = true;

  private QuestionSocket(Loop loop, int fd, UdpAddress bound, Handler handler) throws IOException {
    this.fd = fd;
    this.bound = bound;
    this.handler = handler;
    readers.add(new QuestionReader(loop, fd, this::heard));
  }

  static QuestionSocket open(Loop loop, String address, int port, Handler handler)
      throws IOException {
    if (!address.equals(Sockets.ANY)) {
      return open(loop, UdpAddress.of(address, port), false, handler);
    }
    try {
      return open(loop, UdpAddress.of("::", port), true, handler);
    } catch (Sockets.NoIpv6 without) {
      return open(loop, UdpAddress.of("0.0.0.0", port), false, handler);
    }
  }

  private static QuestionSocket open(Loop loop, UdpAddress at, boolean both, Handler handler)
      throws IOException {
    int fd = UdpOptions.bind(at, both);
    UdpOptions.tellAddresses(fd, at, both);
    QuestionSocket socket = new QuestionSocket(loop, fd, UdpOptions.boundTo(fd), handler);
    try {
      socket.hearBroadcasts(loop);
    } catch (IOException cannot) {
      socket.close();
      throw cannot;
    }
    return socket;
  }

  private void hearBroadcasts(Loop loop) throws IOException {
    if (!bound.isInet4() || bound.isAny()) {
      return;
    }
    for (UdpAddress broadcast : UdpOptions.broadcastsOf(bound)) {
      int ear = UdpOptions.bindBroadcast(broadcast);
      UdpOptions.tellAddresses(ear, broadcast, false);
      readers.add(new QuestionReader(loop, ear, this::heardBroadcast));
    }
  }

  private void heard(IoBuffer question, UdpAddress by, UdpAddress here) {
    if (open) {
      handler.asked(this, question, by, here);
    }
  }

  /** The one to all comes from every network that this machine is in. */
  private void heardBroadcast(IoBuffer question, UdpAddress by, UdpAddress here) {
    if (here.sameHost(bound)) {
      heard(question, by, here);
    }
  }

  @Override
  public int port() {
    return bound.port();
  }

  @Override
  public int answer(IoBuffer data, UdpAddress to, UdpAddress here) {
    if (!open) {
      return -Errno.EPIPE;
    }
    outgoing.fill(data, to, UdpOptions.family(bound), here);
    return MessageCalls.sendmsg(fd, outgoing.address());
  }

  @Override
  public void close() {
    open = false;
    readers.forEach(QuestionReader::close);
    readers.clear();
  }
}
