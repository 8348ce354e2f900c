package io.hardline.mode.redundant;

import io.hardline.aspp.PacketHeader;
import io.hardline.aspp.PacketReader;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.net.Connection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The commands of a host. What answers a packet acknowledges it: all its answers go out in one
 * packet, and news with them. Loop thread only.
 *
 * <p>The driver takes a bare acknowledgement for one of what it said last, whatever its number, and
 * is lost when it is not; so there is none but for what has no answer, on the path by which it came
 * and at once. Of two packets that arrive together it reads the first, so there is a pause between
 * them.
 *
 * <p>A packet that the host has not counted yet is kept, and sent again to a path that joins: it
 * may have been sent only where nothing arrived.
 */
final class RedundantCommands extends RedundantConnection {
  /** Between two packets, so that the driver does not read them at once. */
  static final int PAUSE_MS = 20;

  /** News waits that long for an answer that is due, to go in one packet with it. */
  static final int ANSWER_WAIT_MS = 100;

  /** The driver reads 84 bytes at once, and what ends there or behind is lost. */
  static final int MAX_PUSH_BYTES = 83 - PacketHeader.BYTES;

  /** Packets that the host has not counted; older ones are forgotten. */
  static final int MAX_UNCOUNTED = 64;

  /** Answers and news for a host that gets no packet. */
  static final int PENDING_LIMIT_BYTES = 4096;

  /** Commands while they may not be handed on. */
  static final int HELD_LIMIT_BYTES = 4096;

  private static final int ALIVE = 0x28;
  private static final int ALIVE_BYTES = 3;

  /** Answers and news that are in no packet yet. */
  private final Deque<byte[]> pending = new ArrayDeque<>();

  private int pendingBytes;

  /** Payloads of what was sent and is not counted by the host; the last has the last number. */
  private final List<byte[]> uncounted = new ArrayList<>();

  /** How many of these are not to be sent again. */
  private int sent;

  /** The number of our next packet. */
  private int number;

  /** The number of the host's next packet. */
  private int expected;

  private final Loop.Timer pause;
  private final Loop.Timer answerWait;

  /** An answer is due: to a packet that came by that path. */
  private @Nullable PathSocket due;

  /** Something that acknowledges it was sent already. */
  private boolean acknowledged;

  private final IoBuffer held = new IoBuffer(HELD_LIMIT_BYTES);
  private @Nullable PathSocket heldFrom;

  RedundantCommands(Session session, Loop loop) {
    super(session, loop, MAX_PUSH_BYTES);
    this.pause = loop.timer(this::pauseIsOver);
    this.answerWait = loop.timer(this::sendNext);
    held.bytes.limit(0);
  }

  // --- from the host ---

  @Override
  void packet(PathSocket from, PacketReader packet) {
    int ahead = PacketHeader.distance(expected, packet.number());
    if (!packet.isPush() || ahead < 0) {
      // The other path's copy: it gets the answer when the first one does, and nothing besides.
      return;
    }
    // Beyond what was expected when the host lost what it sent on a path that is gone.
    expected = PacketHeader.next(packet.number());
    counted(packet.expected());
    IoBuffer payload = packet.payload();
    if (isPaused() || !isStarted()) {
      hold(from, payload);
    } else if (payload.bytes.hasRemaining()) {
      handOn(from, payload);
    }
  }

  private void handOn(PathSocket from, IoBuffer commands) {
    boolean alive =
        commands.bytes.remaining() == ALIVE_BYTES
            && commands.bytes.get(commands.bytes.position()) == ALIVE;
    if (alive) {
      acknowledge(from);
    } else {
      due = from;
      acknowledged = false;
    }
    handler().received(commands);
  }

  /** Everything that has come by now has been answered. */
  void answered() {
    PathSocket from = due;
    if (from == null || !isOpen()) {
      return;
    }
    due = null;
    answerWait.clear();
    if (!pending.isEmpty()) {
      sendNext();
    } else if (!acknowledged) {
      acknowledge(from);
    }
  }

  private void acknowledge(PathSocket by) {
    if (sockets.contains(by)) {
      begin(PacketHeader.ACK, 0, expected, 0);
      sendTo(by);
      pause.setMs(PAUSE_MS);
    }
  }

  private void hold(PathSocket from, IoBuffer commands) {
    int end = held.bytes.limit();
    if (commands.bytes.remaining() > HELD_LIMIT_BYTES - end) {
      loop.soon(() -> session.end("more commands than can wait"));
      return;
    }
    held.bytes.limit(end + commands.bytes.remaining());
    held.bytes.put(end, commands.bytes, commands.bytes.position(), commands.bytes.remaining());
    heldFrom = from;
  }

  private void handHeldOn() {
    PathSocket from = heldFrom;
    if (from != null && isOpen()) {
      heldFrom = null;
      held.bytes.position(0);
      handOn(from, held);
      held.bytes.limit(0);
    }
  }

  @Override
  public void start(Handler newHandler) {
    super.start(newHandler);
    resumeReading();
  }

  @Override
  public void pauseReading() {
    super.pauseReading();
    sockets.forEach(socket -> socket.raw.pauseReading());
  }

  @Override
  public void resumeReading() {
    super.resumeReading();
    sockets.forEach(socket -> socket.raw.resumeReading());
    if (heldFrom != null) {
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
    return unreadInSockets() + held.bytes.limit();
  }

  // --- to the host ---

  /** One answer, or one piece of news, whole. */
  @Override
  public int write(IoBuffer data) {
    int count = data.bytes.remaining();
    if (!isOpen() || count > room()) {
      return 0;
    }
    byte[] message = new byte[count];
    data.bytes.get(message);
    pending.add(message);
    pendingBytes += count;
    if (due == null) {
      sendNext();
    } else if (!answerWait.isSet()) {
      answerWait.setMs(ANSWER_WAIT_MS);
    }
    return count;
  }

  private void pauseIsOver() {
    boolean waited = pendingBytes > 0;
    if (due == null || !answerWait.isSet()) {
      sendNext();
    }
    if (waited && pendingBytes == 0 && isStarted()) {
      handler().drained();
    }
  }

  /** The next packet, when there is one and the pause is over. */
  private void sendNext() {
    if (!isOpen() || pause.isSet() || sockets.isEmpty()) {
      return;
    }
    if (sent == uncounted.size() && !pending.isEmpty()) {
      uncounted.add(gather());
      number = PacketHeader.next(number);
      acknowledged = true;
      if (uncounted.size() > MAX_UNCOUNTED) {
        uncounted.removeFirst();
        sent--;
      }
    }
    if (sent < uncounted.size()) {
      byte[] payload = uncounted.get(sent);
      int itsNumber = number - uncounted.size() + sent;
      begin(PacketHeader.PUSH, itsNumber, expected, payload.length).bytes.put(payload);
      sendToAll();
      sent++;
      pause.setMs(PAUSE_MS);
    }
  }

  /** As many whole messages as the driver reads at once. */
  private byte[] gather() {
    IoBuffer space = loop.codecScratch();
    space.bytes.clear();
    byte[] next = pending.peek();
    while (next != null && space.bytes.position() + next.length <= MAX_PUSH_BYTES) {
      space.bytes.put(next);
      pending.remove();
      pendingBytes -= next.length;
      next = pending.peek();
    }
    byte[] payload = new byte[space.bytes.position()];
    space.bytes.get(0, payload);
    return payload;
  }

  /** The host expects that number: what is before it has arrived. */
  private void counted(int next) {
    int missing = PacketHeader.distance(next, number);
    if (missing < 0 || missing > uncounted.size()) {
      // It counts otherwise than we do, and takes nothing that is not what it counts to.
      number = next;
      missing = 0;
    }
    int arrived = uncounted.size() - missing;
    uncounted.subList(0, arrived).clear();
    sent = Math.max(0, sent - arrived);
  }

  @Override
  void joined(PathSocket socket) {
    super.joined(socket);
    if (isPaused()) {
      socket.raw.pauseReading();
    }
    sent = 0;
    pause.setMs(PAUSE_MS);
  }

  @Override
  public int backlogBytes() {
    return pendingBytes;
  }

  @Override
  public int room() {
    return PENDING_LIMIT_BYTES - pendingBytes;
  }

  /** As the data connection is told: the four sockets have one check. */
  @Override
  public void aliveCheckMs(long aliveCheckMs) {}

  // --- the end ---

  @Override
  void forget() {
    super.forget();
    pause.clear();
    answerWait.clear();
    pending.clear();
    pendingBytes = 0;
    uncounted.clear();
    sent = 0;
    due = null;
    heldFrom = null;
    held.bytes.position(0).limit(0);
  }

  @Override
  public void close() {
    if (isOpen()) {
      forget();
      session.commandsClosed();
    }
  }
}
