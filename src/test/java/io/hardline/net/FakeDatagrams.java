package io.hardline.net;

import io.hardline.linux.Errno;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * UDP ports in memory: the test plays the peers, says what cannot be listened on and what cannot be
 * sent, and sees each datagram. Loop thread only.
 */
public final class FakeDatagrams implements Datagrams.Opener {
  private final List<Socket> open = new ArrayList<>();
  private final List<String> joined = new ArrayList<>();
  private final Map<String, String> unusable = new HashMap<>();
  private final Map<String, Integer> unreachable = new HashMap<>();
  private final Map<String, List<byte[]>> sent = new HashMap<>();
  private String lastSender = "";
  private int attempts;

  /** Somebody with a UDP port. */
  public final class DatagramPeer implements Peer {
    private final UdpAddress address;

    private DatagramPeer(UdpAddress address) {
      this.address = address;
    }

    /** Sends one datagram to the first socket. */
    @Override
    public void feed(byte... bytes) {
      feed(0, bytes);
    }

    /** Sends one datagram to a socket, counted from 0. */
    public void feed(int socket, byte... bytes) {
      Socket to = open.get(socket);
      to.loop.post(() -> to.deliver(bytes, address));
    }

    /** What it has got since this was last asked, as one. */
    @Override
    public byte[] sent() {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      datagrams().forEach(all::writeBytes);
      return all.toByteArray();
    }

    /** The datagrams it has got since this was last asked. */
    public List<byte[]> datagrams() {
      List<byte[]> got = sent.remove(address.text());
      return got == null ? List.of() : got;
    }

    @Override
    public boolean isOpen() {
      return !open.isEmpty();
    }
  }

  /** A peer at an address, whether anybody knows it or not. */
  public DatagramPeer peer(String address, int port) {
    try {
      return new DatagramPeer(UdpAddress.of(address, port));
    } catch (IOException noSuchInterface) {
      throw new AssertionError(noSuchInterface);
    }
  }

  /** From now on that address cannot be listened on, or that group cannot be joined. */
  public void refuse(String address, String reason) {
    unusable.put(address, reason);
  }

  /** From now on sending there fails with that errno; 0 ends it. */
  public void failSends(DatagramPeer to, int errno) {
    unreachable.put(to.address.text(), errno);
  }

  public void refuseNothing() {
    unusable.clear();
  }

  /** How often somebody tried to listen. */
  public int attempts() {
    return attempts;
  }

  /** What listens now: {@code "* 4001"}. */
  public List<String> listening() {
    return open.stream().map(s -> s.address + " " + s.port).toList();
  }

  /** Which of them sent last: {@code "* 4001"}. */
  public String lastSender() {
    return lastSender;
  }

  /** The groups that are heard now, each with the address whose interface hears it. */
  public List<String> joined() {
    return List.copyOf(joined);
  }

  /** Where datagrams have gone since this was last asked, with how many bytes: {@code {to=n}}. */
  public Map<String, Integer> sentBytes() {
    Map<String, Integer> bytes = new HashMap<>();
    sent.forEach((to, all) -> bytes.put(to, all.stream().mapToInt(d -> d.length).sum()));
    sent.clear();
    return bytes;
  }

  @Override
  public Datagrams open(Loop loop, String address, int port, Datagrams.Handler handler)
      throws IOException {
    attempts++;
    refuseIfToldSo(address);
    Socket socket = new Socket(loop, address, port, handler);
    open.add(socket);
    return socket;
  }

  private void refuseIfToldSo(String address) throws IOException {
    String reason = unusable.get(address);
    if (reason != null) {
      throw new IOException(reason);
    }
  }

  private final class Socket implements Datagrams {
    private final Loop loop;
    private final String address;
    private final int port;
    private final Handler handler;

    Socket(Loop loop, String address, int port, Handler handler) {
      this.loop = loop;
      this.address = address;
      this.port = port;
      this.handler = handler;
    }

    private void deliver(byte[] bytes, UdpAddress from) {
      if (open.contains(this)) {
        IoBuffer buffer = loop.scratch();
        buffer.bytes.clear().put(bytes).flip();
        handler.received(this, buffer, from);
      }
    }

    @Override
    public int port() {
      return port;
    }

    @Override
    public boolean reachesInet4() {
      return address.indexOf(':') < 0;
    }

    @Override
    public boolean reachesInet6() {
      return address.indexOf('.') < 0;
    }

    @Override
    public int send(IoBuffer data, UdpAddress to) {
      int errno = open.contains(this) ? unreachable.getOrDefault(to.text(), 0) : Errno.EPIPE;
      if (errno != 0) {
        return -errno;
      }
      lastSender = address + " " + port;
      byte[] bytes = new byte[data.bytes.remaining()];
      data.bytes.get(data.bytes.position(), bytes);
      sent.computeIfAbsent(to.text(), t -> new ArrayList<>()).add(bytes);
      return bytes.length;
    }

    @Override
    public Runnable join(UdpAddress group) throws IOException {
      String host = group.text().replaceAll("[\\[\\]]|:\\d+$", "");
      refuseIfToldSo(host);
      String entry = host + " on " + address;
      joined.add(entry);
      return () -> joined.remove(entry);
    }

    @Override
    public void close() {
      open.remove(this);
    }
  }
}
