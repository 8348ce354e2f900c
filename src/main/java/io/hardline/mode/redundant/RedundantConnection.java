package io.hardline.mode.redundant;

import io.hardline.aspp.PacketHeader;
import io.hardline.aspp.PacketReader;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.net.Connection;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the two connections of a host, made of up to two sockets that carry the same packets: what
 * the rest of the mode takes for its data connection, or its command connection. Loop thread only.
 */
abstract class RedundantConnection implements Connection {
  final Session session;
  final Loop loop;

  /** The sockets of the paths that are up. */
  final List<PathSocket> sockets = new ArrayList<>();

  /** A packet on its way out. */
  private final IoBuffer packet;

  private int packetBytes;
  private @Nullable Handler handler;
  private boolean open = true;
  private boolean paused;

  /**
   * @param mostBytes that a packet carries to the host
   */
  RedundantConnection(Session session, Loop loop, int mostBytes) {
    this.session = session;
    this.loop = loop;
    this.packet = new IoBuffer(PacketHeader.BYTES + mostBytes);
  }

  /** A packet of the host, on one of the sockets. */
  abstract void packet(PathSocket from, PacketReader packet);

  /** Whether the first packet that a path carries says that the host has begun anew. */
  abstract boolean provesNewBeginning(PathSocket from, PacketReader packet);

  /** Whether a packet may be the host's, by its number. */
  abstract boolean expects(PacketReader packet);

  /** A path has joined, or come back. */
  void joined(PathSocket socket) {
    sockets.add(socket);
  }

  void left(PathSocket socket) {
    sockets.remove(socket);
  }

  /** A socket that took nothing takes something again. */
  void drained() {}

  /** Begins a packet; its payload is to be put behind what is answered. */
  IoBuffer begin(int flags, int number, int expected, int payloadBytes) {
    packetBytes = PacketHeader.BYTES + payloadBytes;
    packet.bytes.clear();
    PacketHeader.put(packet.bytes, flags, PathSocket.SESSION, number, expected, payloadBytes);
    return packet;
  }

  void sendToAll() {
    for (int i = 0; i < sockets.size(); i++) {
      sendTo(sockets.get(i));
    }
  }

  void sendTo(PathSocket socket) {
    packet.bytes.limit(packetBytes).position(0);
    socket.write(packet);
  }

  /** Both paths are lost. */
  void fail(String cause) {
    if (open) {
      forget();
      if (handler != null) {
        handler.closed(cause);
      }
    }
  }

  /** It is closed, and nothing is kept. */
  void forget() {
    open = false;
  }

  Handler handler() {
    if (handler == null) {
      throw new AssertionError("a packet before start()");
    }
    return handler;
  }

  boolean isStarted() {
    return handler != null;
  }

  boolean isPaused() {
    return paused;
  }

  @Override
  public String peer() {
    return session.peer();
  }

  @Override
  public @Nullable InetSocketAddress peerAddress() {
    return sockets.isEmpty() ? null : sockets.getFirst().raw.peerAddress();
  }

  @Override
  public @Nullable InetSocketAddress localAddress() {
    return sockets.isEmpty() ? null : sockets.getFirst().raw.localAddress();
  }

  @Override
  public void start(Handler newHandler) {
    handler = newHandler;
  }

  @Override
  public void pauseReading() {
    paused = true;
  }

  @Override
  public void resumeReading() {
    paused = false;
  }

  /** Both networks carry the same, so it is not their sum. */
  int unreadInSockets() {
    int most = 0;
    for (PathSocket socket : sockets) {
      most = Math.max(most, socket.raw.unreadBytes());
    }
    return most;
  }

  @Override
  public void readNow() {
    for (PathSocket socket : List.copyOf(sockets)) {
      socket.raw.readNow();
    }
  }

  @Override
  public Connection moveTo(Loop other) {
    throw new UnsupportedOperationException("the sockets of a session stay on their loop");
  }

  @Override
  public boolean isOpen() {
    return open;
  }
}
