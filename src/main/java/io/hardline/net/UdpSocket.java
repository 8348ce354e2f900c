package io.hardline.net;

import io.hardline.linux.Errno;
import io.hardline.linux.Libc;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A UDP socket. Loop thread only.
 *
 * <p>One that is bound to an address of its own does not get what is sent to a group: each group
 * has a socket beside it (ip(7), "Address format").
 */
final class UdpSocket implements Datagrams, DatagramReader.Taker {
  private final Loop loop;
  private final int fd;
  private final UdpAddress bound;
  private final int family;
  private final boolean both;
  private final Handler handler;
  private final DatagramReader reader;
  private final List<DatagramReader> groups = new ArrayList<>();
  private final MemorySegment name = Arena.ofAuto().allocate(SocketAddress.MAX_BYTES, 8);
  private final ForeignPeers foreign = new ForeignPeers();
  private boolean open = true;

  /**
   * @param bound with the port in force
   * @param both whether it is one for IPv4 and IPv6
   */
  private UdpSocket(Loop loop, int fd, UdpAddress bound, boolean both, Handler handler)
      throws IOException {
    this.loop = loop;
    this.fd = fd;
    this.bound = bound;
    this.both = both;
    this.family = UdpOptions.family(bound);
    this.handler = handler;
    this.reader = new DatagramReader(loop, fd, this);
  }

  static UdpSocket open(Loop loop, String address, int port, Handler handler) throws IOException {
    if (!address.equals(Sockets.ANY)) {
      return open(loop, UdpAddress.of(address, port), false, handler);
    }
    try {
      return open(loop, UdpAddress.of("::", port), true, handler);
    } catch (Sockets.NoIpv6 without) {
      return open(loop, UdpAddress.of("0.0.0.0", port), false, handler);
    }
  }

  private static UdpSocket open(Loop loop, UdpAddress at, boolean both, Handler handler)
      throws IOException {
    int fd = UdpOptions.bind(at, both);
    return new UdpSocket(loop, fd, UdpOptions.boundTo(fd), both, handler);
  }

  @Override
  public int port() {
    return bound.port();
  }

  @Override
  public boolean reachesInet4() {
    return both || bound.isInet4();
  }

  @Override
  public boolean reachesInet6() {
    return !bound.isInet4();
  }

  @Override
  public int send(IoBuffer data, UdpAddress to) {
    if (!open) {
      return -Errno.EPIPE;
    }
    int length = to.writeTo(name, family);
    return Libc.sendto(fd, data.position(), data.bytes.remaining(), name.address(), length);
  }

  @Override
  public void received(IoBuffer data, UdpAddress from) {
    if (open && !isOwn(from)) {
      handler.received(this, data, from);
    }
  }

  /** A datagram of ours: a broadcast, or to a group that we hear ourselves. */
  private boolean isOwn(UdpAddress from) {
    if (from.port() != bound.port()) {
      return false;
    }
    if (!bound.isAny()) {
      return from.sameHost(bound);
    }
    if (foreign.contains(from)) {
      return false;
    }
    boolean own = UdpOptions.isOfThisMachine(from);
    if (!own) {
      foreign.add(from);
    }
    return own;
  }

  @Override
  public Runnable join(UdpAddress group) throws IOException {
    if (bound.isAny()) {
      UdpOptions.join(fd, group, bound);
      return () -> UdpOptions.leave(fd, group, bound);
    }
    DatagramReader hears = new DatagramReader(loop, UdpOptions.bindGroup(group, bound), this);
    groups.add(hears);
    return () -> {
      groups.remove(hears);
      hears.close();
    };
  }

  @Override
  public void close() {
    open = false;
    reader.close();
    groups.forEach(DatagramReader::close);
    groups.clear();
  }
}
