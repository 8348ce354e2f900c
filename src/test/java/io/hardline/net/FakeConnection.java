package io.hardline.net;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection in memory whose peer is the test: it sends, reads as much as it likes, ends, goes.
 * It behaves as a socket does: what the peer does is told in a later turn of the loop, and no
 * handler is called inside {@link #write}. Loop thread only.
 */
public final class FakeConnection implements Connection, Peer {
  private final Loop loop;
  private final String peer;
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final List<byte[]> writes = new ArrayList<>();
  private byte[] backlog = {};
  private byte[] unread = {};
  private int room = Integer.MAX_VALUE;
  private int unacknowledged;
  private long aliveCheckMs = -1;
  private boolean ending;
  private boolean ended;
  private boolean paused;
  private boolean open = true;
  private @Nullable String writesFailWith;
  private @Nullable Handler handler;
  private Runnable whenWritten = () -> {};

  public FakeConnection(Loop loop, String peer) {
    this.loop = loop;
    this.peer = peer;
  }

  @Override
  public @Nullable InetSocketAddress peerAddress() {
    int colon = peer.lastIndexOf(':');
    String host = peer.substring(0, colon).replace("[", "").replace("]", "");
    if (host.equals("peer")) {
      host = "192.0.2.99";
    }
    int port = Integer.parseInt(peer.substring(colon + 1));
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }

  @Override
  public @Nullable InetSocketAddress localAddress() {
    return open ? new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 4001) : null;
  }

  @Override
  public void readNow() {
    int left = BACKLOG_LIMIT_BYTES;
    while (open && unread.length > 0 && left > 0) {
      int before = unread.length;
      handOn(left);
      left -= before - unread.length;
    }
  }

  // What the peer does.

  /** They wait, as in a socket, while reading is paused. */
  @Override
  public void feed(byte... bytes) {
    unread = joined(unread, bytes);
    loop.post(this::deliver);
  }

  /** Says that it will send nothing more (FIN). */
  public void ends() {
    ending = true;
    loop.post(this::deliver);
  }

  /** Is gone, and the kernel says so. */
  public void vanishes(String cause) {
    loop.post(() -> fail(cause));
  }

  /** Is gone, and what it sent before is still to be read: {@link Connection.Handler#lost}. */
  public void hangsUp() {
    loop.post(() -> {
      if (open && handler != null) {
        handler.lost();
      }
    });
  }

  /** How many bytes the kernel takes from now on; 0 is a peer that does not read. */
  public void setRoom(int bytes) {
    room = bytes;
    loop.post(this::flush);
  }

  /** Bytes that the peer's machine does not acknowledge. */
  public void setUnacknowledged(int bytes) {
    unacknowledged = bytes;
  }

  @Override
  public int unacknowledgedBytes() {
    return backlogBytes() + unacknowledged;
  }

  /** For a peer that answers: runs in a later turn after each write. */
  public void whenWritten(Runnable task) {
    whenWritten = task;
  }

  /** From now on writes find that the peer is gone. */
  public void failWrites(String cause) {
    writesFailWith = cause;
  }

  @Override
  public byte[] sent() {
    byte[] result = sent.toByteArray();
    sent.reset();
    return result;
  }

  /** The writes since this was last asked, one by one. */
  public List<byte[]> writes() {
    List<byte[]> result = List.copyOf(writes);
    writes.clear();
    return result;
  }

  /** Bytes that the peer has sent and nobody has read. */
  @Override
  public int unreadBytes() {
    return unread.length;
  }

  public boolean isPaused() {
    return paused;
  }

  public boolean isStarted() {
    return handler != null;
  }

  /** What {@link #aliveCheckMs} was told last; -1 when it was told nothing. */
  public long aliveCheck() {
    return aliveCheckMs;
  }

  private void deliver() {
    while (open && !paused && handler != null && unread.length > 0) {
      handOn(Integer.MAX_VALUE);
    }
    if (open && !paused && handler != null && ending && !ended) {
      ended = true;
      handler.ended();
    }
  }

  private void handOn(int most) {
    IoBuffer buffer = loop.scratch();
    int count = Math.min(Math.min(unread.length, most), buffer.bytes.capacity());
    buffer.bytes.clear().put(unread, 0, count).flip();
    unread = Arrays.copyOfRange(unread, count, unread.length);
    if (handler != null) {
      handler.received(buffer);
    }
  }

  private void flush() {
    if (!open || backlog.length == 0) {
      return;
    }
    int count = Math.min(room, backlog.length);
    sent.write(backlog, 0, count);
    used(count);
    backlog = Arrays.copyOfRange(backlog, count, backlog.length);
    if (backlog.length == 0 && handler != null) {
      handler.drained();
    }
  }

  private void used(int count) {
    if (room != Integer.MAX_VALUE) {
      room -= count;
    }
  }

  private void fail(String cause) {
    if (open) {
      close();
      if (handler != null) {
        handler.closed(cause);
      }
    }
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  // What the product does.

  @Override
  public String peer() {
    return peer;
  }

  @Override
  public void start(Handler newHandler) {
    if (handler != null) {
      throw new AssertionError("started twice");
    }
    handler = newHandler;
    loop.post(this::deliver);
  }

  @Override
  public int write(IoBuffer data) {
    if (!open) {
      return 0;
    }
    String failure = writesFailWith;
    if (failure != null) {
      loop.soon(() -> fail(failure));
    }
    byte[] bytes = new byte[data.bytes.remaining()];
    data.bytes.get(data.bytes.position(), bytes);
    int direct = backlog.length == 0 && failure == null ? Math.min(room, bytes.length) : 0;
    sent.write(bytes, 0, direct);
    used(direct);
    int kept = Math.min(bytes.length - direct, BACKLOG_LIMIT_BYTES - backlog.length);
    backlog = joined(backlog, Arrays.copyOfRange(bytes, direct, direct + kept));
    data.advance(direct + kept);
    writes.add(Arrays.copyOf(bytes, direct + kept));
    loop.post(whenWritten);
    return direct + kept;
  }

  @Override
  public int backlogBytes() {
    return backlog.length;
  }

  @Override
  public void pauseReading() {
    paused = true;
  }

  @Override
  public void resumeReading() {
    paused = false;
    loop.soon(this::deliver);
  }

  @Override
  public void aliveCheckMs(long newAliveCheckMs) {
    aliveCheckMs = newAliveCheckMs;
  }

  @Override
  public Connection moveTo(Loop other) {
    open = false;
    return new FakeConnection(other, peer);
  }

  @Override
  public void close() {
    open = false;
    backlog = new byte[0];
  }

  @Override
  public boolean isOpen() {
    return open;
  }
}
