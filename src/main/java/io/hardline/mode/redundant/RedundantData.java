package io.hardline.mode.redundant;

import io.hardline.aspp.PacketHeader;
import io.hardline.aspp.PacketReader;
import io.hardline.loop.ByteQueue;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;

/**
 * The data of a host. Each way one packet is under way, on every path that is up; the next follows
 * when it has been acknowledged. Loop thread only.
 *
 * <p>What the tty cannot take is held, one packet of it, and not acknowledged: so the host stops.
 *
 * <p>A path that is lost may take an acknowledgement with it, and the host says nothing to a packet
 * that it knows. So after a loss the packet under way and the one after it are sent in turn: the
 * host takes whichever it expects, and either acknowledgement tells where it is.
 */
final class RedundantData extends RedundantConnection {
  /** What the driver's buffer certainly has room for. */
  static final int MAX_PUSH_BYTES = 1024;

  /** A packet that has not been acknowledged that long after a path was lost or joined. */
  static final int DOUBT_MS = 1_000;

  /** The packet under way, and behind it what is still to be sent. */
  private final ByteQueue queue = new ByteQueue(BACKLOG_LIMIT_BYTES + MAX_PUSH_BYTES);

  /** Bytes of the packet under way; 0 when there is none. */
  private int underWay;

  /** Bytes of the one after it, when in doubt that was sent, too. */
  private int ahead;

  /** Of the packet under way, or of the next. */
  private int number;

  private final Loop.Timer doubt;
  private boolean aheadIsNext;

  /** The number of the host's next packet. */
  private int expected;

  private boolean hasReceived;

  /** What the tty did not take yet: the packet {@link #expected}. */
  private final IoBuffer held = new IoBuffer(PacketReader.MAX_PAYLOAD_BYTES);

  private boolean holding;
  private boolean handing;

  RedundantData(Session session, Loop loop) {
    super(session, loop, MAX_PUSH_BYTES);
    this.doubt = loop.timer(this::stillInDoubt);
  }

  // --- from the host ---

  @Override
  void packet(PathSocket from, PacketReader packet) {
    acknowledged(packet.expected());
    if (!isOpen() || !packet.isPush() || packet.number() != expected || holding) {
      // The other path's copy of what is known already, or an acknowledgement alone.
      return;
    }
    if (isPaused() || !isStarted()) {
      held.bytes.clear().put(packet.payload().bytes).flip();
      holding = true;
    } else {
      handOn(packet.payload());
    }
  }

  private void handOn(IoBuffer data) {
    if (data.bytes.hasRemaining()) {
      handler().received(data);
    }
    if (isOpen()) {
      // Not before: the driver believes the number in whatever packet tells it first.
      expected = PacketHeader.next(expected);
      hasReceived = true;
      begin(PacketHeader.ACK, 0, expected, 0);
      sendToAll();
    }
  }

  private void handHeldOn() {
    if (holding && !handing && isOpen()) {
      handing = true;
      handOn(held);
      handing = false;
      holding = false;
    }
  }

  /** An old number; or none at all from a host that has counted more of ours. */
  @Override
  boolean provesNewBeginning(PathSocket from, PacketReader packet) {
    boolean none = packet.number() == 0 && packet.expected() == 0;
    return PacketHeader.distance(from.expectedAtJoin, packet.number()) < 0
        || (none && PacketHeader.distance(0, number) > 1);
  }

  @Override
  boolean expects(PacketReader packet) {
    int ahead = PacketHeader.distance(expected, packet.number());
    return ahead == 0 || (ahead == -1 && hasReceived);
  }

  @Override
  public void start(Handler newHandler) {
    super.start(newHandler);
    resumeReading();
  }

  @Override
  public void resumeReading() {
    super.resumeReading();
    if (holding) {
      loop.soon(this::handHeldOnUnlessPaused);
    }
  }

  private void handHeldOnUnlessPaused() {
    if (!isPaused()) {
      handHeldOn();
    }
  }

  @Override
  public void readNow() {
    handHeldOn();
    super.readNow();
    handHeldOn();
  }

  @Override
  public int unreadBytes() {
    return unreadInSockets() + (holding ? held.bytes.remaining() : 0);
  }

  // --- to the host ---

  @Override
  public int write(IoBuffer data) {
    if (!isOpen()) {
      return 0;
    }
    int start = data.bytes.position();
    int limit = data.bytes.limit();
    data.bytes.limit(start + Math.min(limit - start, room()));
    queue.put(data);
    data.bytes.limit(limit);
    sendNext();
    return data.bytes.position() - start;
  }

  private void sendNext() {
    if (underWay == 0 && !queue.isEmpty() && !sockets.isEmpty()) {
      // A packet that was sent once never changes: the host may have it already.
      underWay = ahead > 0 ? ahead : Math.min(queue.size(), MAX_PUSH_BYTES);
      ahead = 0;
      push(number, 0, underWay);
      sendToAll();
    }
  }

  private void push(int itsNumber, int from, int count) {
    IoBuffer packet = begin(PacketHeader.PUSH, itsNumber, expected, count);
    int copied = 0;
    while (copied < count) {
      IoBuffer piece = queue.from(from + copied);
      int length = Math.min(piece.bytes.remaining(), count - copied);
      packet.bytes.put(packet.bytes.position(), piece.bytes, piece.bytes.position(), length);
      packet.bytes.position(packet.bytes.position() + length);
      copied += length;
    }
  }

  private void acknowledged(int next) {
    int packets = underWay == 0 ? 0 : PacketHeader.distance(number, next);
    if (packets == 1 || (packets == 2 && ahead > 0)) {
      boolean waited = backlogBytes() > 0;
      queue.drop(packets == 1 ? underWay : underWay + ahead);
      ahead = packets == 1 ? ahead : 0;
      underWay = 0;
      number = next;
      doubt.clear();
      if (ahead > 0) {
        doubt.setMs(DOUBT_MS);
      }
      sendNext();
      if (waited && backlogBytes() == 0 && isStarted()) {
        handler().drained();
      }
    }
  }

  @Override
  void joined(PathSocket socket) {
    super.joined(socket);
    socket.expectedAtJoin = expected;
    if (hasReceived) {
      // What acknowledged the host's last packet may have gone with the path that was lost.
      begin(PacketHeader.ACK, 0, expected, 0);
      sendTo(socket);
    }
    if (underWay > 0) {
      push(number, 0, underWay);
      sendTo(socket);
      doubt.setMs(DOUBT_MS);
    } else {
      sendNext();
    }
  }

  @Override
  void left(PathSocket socket) {
    super.left(socket);
    if (underWay > 0) {
      doubt.setMs(DOUBT_MS);
    }
  }

  private void stillInDoubt() {
    if (!isOpen() || underWay == 0) {
      return;
    }
    if (ahead == 0) {
      ahead = Math.min(queue.size() - underWay, MAX_PUSH_BYTES);
    }
    aheadIsNext = !aheadIsNext && ahead > 0;
    if (aheadIsNext) {
      push(PacketHeader.next(number), underWay, ahead);
    } else {
      push(number, 0, underWay);
    }
    for (int i = 0; i < sockets.size(); i++) {
      // Whoever does not read has it already.
      if (sockets.get(i).raw.backlogBytes() == 0) {
        sendTo(sockets.get(i));
      }
    }
    doubt.setMs(DOUBT_MS);
  }

  @Override
  public int backlogBytes() {
    return queue.size() - underWay;
  }

  /** Of every socket of the session. */
  @Override
  public void aliveCheckMs(long aliveCheckMs) {
    session.aliveCheckMs(aliveCheckMs);
  }

  // --- the end ---

  @Override
  void fail(String cause) {
    // Before it is told: it came, and nothing will come any more.
    if (isStarted()) {
      handHeldOn();
    }
    super.fail(cause);
  }

  @Override
  void forget() {
    super.forget();
    doubt.clear();
    queue.free();
    underWay = 0;
    ahead = 0;
  }

  @Override
  public void close() {
    if (isOpen()) {
      forget();
      session.close();
    }
  }
}
