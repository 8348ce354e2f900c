package io.hardline.mode.redundant;

import io.hardline.aspp.PacketHeader;
import io.hardline.aspp.PacketReader;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.net.Connection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One of the four sockets of a host. Loop thread only.
 *
 * <pre>
 *            the host's 12 bytes      the other socket of its path, too
 *  OFFERED ----------------------> SYNCED ------------------------------> UP
 *     |                              |                                    |
 *     +--- refused, late, gone ------+-----------> CLOSED <--- path lost -+
 * </pre>
 */
final class PathSocket implements Connection.Handler {
  /** What it carries. */
  enum Kind {
    DATA,
    COMMAND
  }

  /** Who is told while it belongs to no path. */
  interface Owner {
    /** The host has said to which session it belongs. */
    void said(PathSocket socket, int session);

    /** It is not what it should be, or gone. */
    void unfit(PathSocket socket, String why);
  }

  private enum State {
    OFFERED,
    SYNCED,
    UP,
    CLOSED
  }

  final Connection raw;
  final Kind kind;

  /** The session that was offered: whoever takes it begins a new one. */
  final int offered;

  /** The session that the host has named. */
  int session;

  private final Owner owner;
  private final Loop loop;
  private final Loop.Timer deadline;
  private final PacketReader reader = new PacketReader();
  private State state = State.OFFERED;
  private @Nullable Path path;
  private @Nullable RedundantConnection channel;

  /** What came before the path was up. */
  private @Nullable IoBuffer early;

  PathSocket(Connection raw, Kind kind, int offered, Loop loop, Owner owner) {
    this.raw = raw;
    this.kind = kind;
    this.offered = offered;
    this.loop = loop;
    this.owner = owner;
    this.deadline = loop.timer(this::late);
  }

  /** Says which session is offered, and waits for what the host says. */
  void offer(long deadlineMs) {
    deadline.setMs(deadlineMs);
    sayWhich(offered);
    raw.start(this);
  }

  private void sayWhich(int which) {
    IoBuffer sync = loop.codecScratch();
    sync.bytes.clear();
    PacketHeader.put(sync.bytes, 0, which, 0, 0, 0);
    sync.bytes.flip();
    write(sync);
  }

  /** The session that the host has named is the right one; nothing more is read until it is up. */
  void synced() {
    state = State.SYNCED;
    sayWhich(session);
    raw.pauseReading();
  }

  /** The path is complete. */
  void up(Path newPath, RedundantConnection newChannel) {
    deadline.clear();
    state = State.UP;
    path = newPath;
    channel = newChannel;
    raw.resumeReading();
    if (early != null) {
      // Not now: the other socket's bytes are being read.
      loop.soon(this::receiveEarly);
    }
  }

  private void receiveEarly() {
    IoBuffer data = early;
    early = null;
    if (data != null && state == State.UP) {
      received(data);
    }
  }

  boolean isSynced() {
    return state == State.SYNCED;
  }

  boolean isOpen() {
    return state != State.CLOSED;
  }

  /** Whether both are between the same two machines, by the same network. */
  boolean hasEndsOf(PathSocket other) {
    InetAddress host = host(raw.peerAddress());
    return host != null
        && host.equals(host(other.raw.peerAddress()))
        && Objects.equals(host(raw.localAddress()), host(other.raw.localAddress()));
  }

  private static @Nullable InetAddress host(@Nullable InetSocketAddress address) {
    return address == null ? null : address.getAddress();
  }

  /** A whole packet, or none of it. */
  void write(IoBuffer packet) {
    if (state == State.CLOSED) {
      return;
    }
    if (packet.bytes.remaining() > raw.room()) {
      // Not at once: the caller is walking its sockets.
      loop.soon(() -> end("it takes nothing more"));
    } else {
      raw.write(packet);
    }
  }

  @Override
  public void received(IoBuffer data) {
    while (state != State.CLOSED && state != State.SYNCED && reader.next(data)) {
      if (state == State.OFFERED) {
        said();
      } else if (channel != null) {
        channel.packet(this, reader);
      }
    }
    if (state == State.SYNCED) {
      keepRest(data);
    }
    if (!reader.trouble().isEmpty()) {
      end(reader.trouble());
    }
  }

  private void said() {
    if (reader.payload().bytes.hasRemaining()) {
      end("it sends before it has said which session it belongs to");
    } else {
      session = reader.session();
      owner.said(this, session);
    }
  }

  private void keepRest(IoBuffer data) {
    reader.rest(data);
    int count = data.bytes.remaining();
    if (count > 0) {
      early = new IoBuffer(count);
      early.bytes.put(data.bytes).flip();
    }
  }

  private void late() {
    String missing = kind == Kind.DATA ? "its command connection" : "its data connection";
    end(state == State.SYNCED ? missing + " did not come" : "it does not say its session");
  }

  /** For the session as well, if it belongs to one. */
  private void end(String cause) {
    if (state == State.CLOSED) {
      return;
    }
    if (path != null) {
      path.lost(this, cause);
    } else {
      owner.unfit(this, cause);
    }
  }

  /** Without a word to anybody. */
  void close() {
    state = State.CLOSED;
    deadline.clear();
    raw.close();
  }

  @Override
  public void ended() {
    end("closed by the host");
  }

  @Override
  public void lost() {
    end("closed by the host");
  }

  @Override
  public void drained() {}

  @Override
  public void closed(String cause) {
    end(cause);
  }
}
