package io.hardline.mode.redundant;

import io.hardline.aspp.PacketHeader;
import io.hardline.aspp.PacketReader;
import io.hardline.loop.ByteQueue;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;

/**
 * The data of a host. Its packets are acknowledged one by one, when they have been handed on: what
 * the tty cannot take is held, one packet of it, and not acknowledged. So the host stops.
 *
 * <p>Ours do not wait for the host: one driver acknowledges each, another only when it has data of
 * its own. A packet follows when the kernel of the host has the one before it, because the driver
 * reads a packet in two pieces and takes what there is for the whole. What stops us is TCP. What
 * the host has not counted is kept, for a path that joins. Loop thread only.
 */
final class RedundantData extends RedundantConnection {
  /** What the driver's buffer certainly has room for. */
  static final int MAX_PUSH_BYTES = 1024;

  /** Packets that the host has not counted; beyond that its kernel's word is taken for it. */
  static final int MAX_KEPT = 64;

  /** The next packet follows after that long, also when the host's kernel has said nothing. */
  static final int PACE_MS = 10;

  /** How often that is looked at. */
  static final int POLL_MS = 1;

  /** A network that takes nothing is waited for that long, when there is another. */
  static final int JAM_MS = 1_000;

  /** A path that joined gets nothing that long, or until the host says something by it. */
  static final int HOLD_BACK_MS = 3_000;

  private static final long NS_PER_MS = 1_000_000;

  /** What is kept, and behind it what is still to be sent. */
  private final ByteQueue queue = new ByteQueue(BACKLOG_LIMIT_BYTES + MAX_KEPT * MAX_PUSH_BYTES);

  /** Lengths of the packets that are kept, from {@link #firstKept} round. */
  private final int[] keptBytes = new int[MAX_KEPT];

  private int firstKept;
  private int kept;
  private int allKeptBytes;

  /** Of the first packet that is kept, or of the next. */
  private int number;

  /** Packets that were sent in the life of the session. */
  private long packets;

  /** What the host said last that it expects of us. */
  private int counted;

  private final Loop.Timer pace;
  private long sentNs;

  /** The number of the host's next packet. */
  private int expected;

  private boolean hasReceived;

  /** No packet of the host has said where it counts from. */
  private boolean fresh = true;

  /** Of the last packet that is not the one expected: the host would wait for it in vain. */
  private int untakenBytes;

  /** What the tty did not take yet: the packet {@link #expected}. */
  private final IoBuffer held = new IoBuffer(PacketReader.MAX_PAYLOAD_BYTES);

  private boolean holding;
  private boolean handing;

  RedundantData(Session session, Loop loop) {
    super(session, loop, MAX_PUSH_BYTES);
    this.pace = loop.timer(this::goOn);
  }

  // --- from the host ---

  @Override
  void packet(PathSocket from, PacketReader packet) {
    if (packet.isPush() && fresh) {
      fresh = false;
      countAs(packet);
    }
    acknowledged(from, packet.expected());
    if (!isOpen() || !packet.isPush() || packet.number() != expected || holding) {
      // The other path's copy of what is known already, or an acknowledgement alone.
      if (packet.isPush() && PacketHeader.distance(expected, packet.number()) > 0) {
        untakenBytes = packet.payload().bytes.remaining();
      }
      return;
    }
    untakenBytes = 0;
    if (isPaused() || !isStarted()) {
      held.bytes.clear().put(packet.payload().bytes).flip();
      holding = true;
    } else {
      handOn(packet.payload());
    }
  }

  /**
   * A host whose paths were all lost while it had the port open counts on from where it was, unless
   * both its command sockets told it of the loss. So its first packet says where it is.
   */
  private void countAs(PacketReader first) {
    int since = PacketHeader.distance(first.expected(), number + kept);
    if (first.number() == 0 && since >= 0 && since <= packets) {
      return;
    }
    expected = first.number();
    number = first.expected();
    for (int i = 0; i < sockets.size(); i++) {
      sockets.get(i).expectedAtJoin = expected;
      sockets.get(i).behind = kept;
    }
  }

  /** The host has begun with the session, as its commands say. */
  void countsFromZero() {
    fresh = false;
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
    return !fresh
        && (PacketHeader.distance(from.expectedAtJoin, packet.number()) < 0
            || (none && PacketHeader.distance(0, counted) > 1));
  }

  @Override
  boolean expects(PacketReader packet) {
    int ahead = PacketHeader.distance(expected, packet.number());
    return fresh || ahead == 0 || (ahead == -1 && hasReceived);
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
    return unreadInSockets() + untakenBytes + (holding ? held.bytes.remaining() : 0);
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

  /** Not from {@link #write}: it tells that there is room. */
  private void goOn() {
    boolean waited = backlogBytes() > 0;
    sendNext();
    if (waited && backlogBytes() == 0 && isStarted()) {
      handler().drained();
    }
  }

  private void sendNext() {
    while (isOpen() && somethingIsToBeSent() && mayFollow()) {
      if (!catchUp()) {
        sendNew();
      }
      sentNs = loop.nowNs();
    }
  }

  private boolean somethingIsToBeSent() {
    for (int i = 0; i < sockets.size(); i++) {
      if (lags(sockets.get(i))) {
        return true;
      }
    }
    return backlogBytes() > 0;
  }

  private static boolean lags(PathSocket socket) {
    return socket.behind > 0 && !socket.heldBack && socket.raw.backlogBytes() == 0;
  }

  /** Whether the kernel of the host has what was sent; else it is looked at again later. */
  private boolean mayFollow() {
    boolean free = false;
    boolean hasAll = false;
    for (int i = 0; i < sockets.size(); i++) {
      PathSocket socket = sockets.get(i);
      if (socket.heldBack) {
        continue;
      }
      if (socket.raw.backlogBytes() > 0) {
        if (!isJammed(socket)) {
          return false;
        }
      } else {
        socket.backlogSinceNs = 0;
        int unacknowledged = socket.raw.unacknowledgedBytes();
        if (unacknowledged > 0 && loop.nowNs() - sentNs < PACE_MS * NS_PER_MS) {
          pace.setMs(POLL_MS);
          return false;
        }
        free = true;
        hasAll |= unacknowledged == 0;
      }
    }
    if (free && !hasAll && kept == MAX_KEPT) {
      // The first that is kept may have arrived nowhere.
      pace.setMs(POLL_MS);
      return false;
    }
    return free;
  }

  /** Takes nothing for so long that the other path goes on alone. */
  private boolean isJammed(PathSocket socket) {
    if (socket.backlogSinceNs == 0) {
      socket.backlogSinceNs = Math.max(1, loop.nowNs());
    }
    long waitedMs = (loop.nowNs() - socket.backlogSinceNs) / NS_PER_MS;
    if (waitedMs < JAM_MS) {
      pace.setMs(JAM_MS - waitedMs);
    }
    return waitedMs >= JAM_MS;
  }

  /** One packet that is kept, on each path that has not carried it. */
  private boolean catchUp() {
    boolean any = false;
    for (int i = 0; i < sockets.size(); i++) {
      PathSocket socket = sockets.get(i);
      if (lags(socket)) {
        push(kept - socket.behind);
        socket.behind--;
        sendTo(socket);
        any = true;
      }
    }
    return any;
  }

  private void sendNew() {
    if (kept == MAX_KEPT) {
      release(1);
    }
    int count = Math.min(backlogBytes(), MAX_PUSH_BYTES);
    keptBytes[(firstKept + kept) % MAX_KEPT] = count;
    kept++;
    allKeptBytes += count;
    packets++;
    push(kept - 1);
    for (int i = 0; i < sockets.size(); i++) {
      PathSocket socket = sockets.get(i);
      if (socket.heldBack || socket.behind > 0) {
        socket.behind++;
      } else {
        sendTo(socket);
      }
    }
  }

  /** A packet that was sent once never changes: the host may have it already. */
  private void push(int index) {
    int from = 0;
    for (int i = 0; i < index; i++) {
      from += keptBytes[(firstKept + i) % MAX_KEPT];
    }
    int count = keptBytes[(firstKept + index) % MAX_KEPT];
    IoBuffer packet = begin(PacketHeader.PUSH, number + index, expected, count);
    int copied = 0;
    while (copied < count) {
      IoBuffer piece = queue.from(from + copied);
      int length = Math.min(piece.bytes.remaining(), count - copied);
      packet.bytes.put(packet.bytes.position(), piece.bytes, piece.bytes.position(), length);
      packet.bytes.position(packet.bytes.position() + length);
      copied += length;
    }
  }

  private void acknowledged(PathSocket from, int next) {
    counted = next;
    int count = PacketHeader.distance(number, next);
    if (count > 0 && count <= kept) {
      release(count);
      proven(from);
    }
    goOn();
  }

  private void release(int count) {
    for (int i = 0; i < count; i++) {
      queue.drop(keptBytes[firstKept]);
      allKeptBytes -= keptBytes[firstKept];
      firstKept = (firstKept + 1) % MAX_KEPT;
      kept--;
      number = PacketHeader.next(number);
    }
    for (int i = 0; i < sockets.size(); i++) {
      sockets.get(i).behind = Math.min(sockets.get(i).behind, kept);
    }
  }

  @Override
  void joined(PathSocket socket) {
    boolean living = !sockets.isEmpty() || hasReceived || packets > 0;
    super.joined(socket);
    socket.expectedAtJoin = expected;
    socket.behind = kept;
    socket.heldBack = living;
    socket.backlogSinceNs = 0;
    if (living) {
      loop.timer(() -> proven(socket)).setMs(HOLD_BACK_MS);
    }
    if (hasReceived) {
      // What acknowledged the host's last packet may have gone with the path that was lost.
      begin(PacketHeader.ACK, 0, expected, 0);
      sendTo(socket);
    }
    sendNext();
  }

  /** A path carries our data from now on. */
  void proven(PathSocket socket) {
    if (socket.heldBack && sockets.contains(socket)) {
      socket.heldBack = false;
      goOn();
    }
  }

  @Override
  void drained() {
    goOn();
  }

  @Override
  void left(PathSocket socket) {
    super.left(socket);
    // What it did not take may have been all that we waited for.
    loop.soon(this::goOn);
  }

  @Override
  public int backlogBytes() {
    return queue.size() - allKeptBytes;
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
    pace.clear();
    queue.free();
    kept = 0;
    allKeptBytes = 0;
  }

  @Override
  public void close() {
    if (isOpen()) {
      forget();
      session.close();
    }
  }
}
