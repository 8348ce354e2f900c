package io.hardline.mode.redundant;

import io.hardline.aspp.PacketHeader;
import io.hardline.aspp.PacketReader;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.net.Connection;
import java.net.Inet6Address;
import org.jspecify.annotations.Nullable;

/**
 * One of the four sockets of a host. Loop thread only.
 *
 * <pre>
 *  ECHO --16 bytes--> OFFERED --12 bytes--> SYNCED --path complete--> WAITING, or UP
 *  (commands by IPv6)    |                    |          first packet: WAITING ---> UP
 *                        +--- refused, late, gone, path lost ---> CLOSED
 * </pre>
 */
final class PathSocket implements Connection.Handler {
  /**
   * The session that is said to all. The driver has one number for all that it has open, and may
   * say an old one: it tells nothing, and nobody looks at it.
   */
  static final int SESSION = 1;

  /** By IPv6 the driver wants these back on its command socket before anything else. */
  static final int ECHO_BYTES = 16;

  /** What it carries. */
  enum Kind {
    DATA,
    COMMAND
  }

  /** Who is told while it belongs to no path. */
  interface Owner {
    /** The host has answered our sync. */
    void answered(PathSocket socket);

    /** It is not what it should be, or gone. */
    void unfit(PathSocket socket, String why);
  }

  private enum State {
    ECHO,
    OFFERED,
    SYNCED,
    WAITING,
    UP,
    CLOSED
  }

  final Connection raw;
  final Kind kind;
  final Ends ends;

  /** The number of the host's next packet on its channel, when this socket joined it. */
  int expectedAtJoin;

  /** So many of the last packets that are kept for the host were not sent by it. */
  int behind;

  /** It may be another life of the host than its session knows: nothing of ours goes to it. */
  boolean heldBack;

  /** Since when it takes nothing, by the loop's clock; 0 when it does. */
  long backlogSinceNs;

  private final Owner owner;
  private final Loop loop;
  private final Loop.Timer deadline;
  private final PacketReader reader = new PacketReader();
  private State state = State.OFFERED;
  private int echoed;
  private boolean carried;
  private @Nullable Path path;
  private @Nullable RedundantConnection channel;

  /** What came before the path was complete. */
  private @Nullable IoBuffer early;

  PathSocket(Connection raw, Kind kind, Loop loop, Owner owner) {
    this.raw = raw;
    this.kind = kind;
    this.ends = Ends.of(raw);
    this.loop = loop;
    this.owner = owner;
    this.deadline = loop.timer(this::late);
  }

  /** Says our sync, when it is time, and waits for the answer. */
  void begin(long deadlineMs) {
    deadline.setMs(deadlineMs);
    if (kind == Kind.COMMAND && ends.host() instanceof Inet6Address) {
      state = State.ECHO;
    } else {
      sync();
    }
    raw.start(this);
  }

  private void sync() {
    IoBuffer sync = loop.codecScratch();
    sync.bytes.clear();
    PacketHeader.put(sync.bytes, 0, SESSION, 0, 0, 0);
    sync.bytes.flip();
    write(sync);
  }

  /** The answer is good; nothing more is read until the path is complete. */
  void synced() {
    state = State.SYNCED;
    sync();
    raw.pauseReading();
  }

  /** The path is complete, and it is not known whose it is before a packet comes. */
  void waits(Path newPath, long deadlineMs) {
    path = newPath;
    deadline.setMs(deadlineMs);
    go(State.WAITING);
  }

  /** The path is complete and belongs to a session, or to another one than before. */
  void up(Path newPath, RedundantConnection newChannel) {
    path = newPath;
    channel = newChannel;
    deadline.clear();
    go(State.UP);
  }

  private void go(State next) {
    boolean wasRead = state == State.WAITING || state == State.UP;
    state = next;
    if (!wasRead) {
      raw.resumeReading();
      if (early != null) {
        // Not now: the other socket's bytes are being read.
        loop.soon(this::receiveEarly);
      }
    }
  }

  private void receiveEarly() {
    IoBuffer data = early;
    early = null;
    if (data != null && state != State.CLOSED) {
      received(data);
    }
  }

  boolean isSynced() {
    return state == State.SYNCED;
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
    if (state == State.ECHO) {
      echo(data);
    }
    while (readsPackets() && reader.next(data)) {
      if (state == State.OFFERED) {
        answered();
      } else {
        packet();
      }
    }
    if (state == State.SYNCED) {
      keepRest(data);
    }
    if (!reader.trouble().isEmpty()) {
      end(reader.trouble());
    }
  }

  private boolean readsPackets() {
    return state == State.OFFERED || state == State.WAITING || state == State.UP;
  }

  private void echo(IoBuffer data) {
    int limit = data.bytes.limit();
    int count = Math.min(ECHO_BYTES - echoed, data.bytes.remaining());
    data.bytes.limit(data.bytes.position() + count);
    raw.write(data);
    data.bytes.position(data.bytes.limit()).limit(limit);
    echoed += count;
    if (echoed == ECHO_BYTES && state == State.ECHO) {
      state = State.OFFERED;
      sync();
    }
  }

  private void answered() {
    if (reader.payload().bytes.hasRemaining()) {
      end("it sends before it has answered our sync");
    } else {
      owner.answered(this);
    }
  }

  private void packet() {
    if (state == State.WAITING && path != null && reader.isPush()) {
      carried = true;
      path.firstPacket(this, reader);
    }
    if (channel != null && path != null && reader.isPush() && !carried) {
      carried = true;
      path.carries(this, channel, reader);
    }
    if (state == State.UP && channel != null) {
      channel.packet(this, reader);
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
    end(
        switch (state) {
          case WAITING -> "it has sent nothing by which its session would be known";
          case SYNCED -> "its command connection did not come";
          default -> "it does not answer our sync";
        });
  }

  /** For the path as well, if it is complete. */
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
  public void drained() {
    if (channel != null) {
      channel.drained();
    }
  }

  @Override
  public void closed(String cause) {
    end(cause);
  }
}
