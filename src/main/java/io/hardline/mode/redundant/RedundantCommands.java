package io.hardline.mode.redundant;

import io.hardline.aspp.Command;
import io.hardline.aspp.PacketHeader;
import io.hardline.aspp.PacketReader;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import java.nio.ByteBuffer;
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
 * and at once. Of two packets that arrive together it reads the first, so the next follows when the
 * last is acknowledged, or after a while.
 *
 * <p>A packet that the host has not counted yet is kept, and sent again to a path that joins: it
 * may have been sent only where nothing arrived.
 *
 * <p>The host sends each packet once by each path. So what comes again by the same path is a new
 * command: a host that got no answer uses a number again.
 */
final class RedundantCommands extends RedundantConnection {
  /** Between two packets, also when the first is acknowledged: the other path may be slower. */
  static final int PAUSE_MS = 20;

  /** For the acknowledgement of a packet, beside that. */
  static final int UNCOUNTED_PAUSE_MS = 180;

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

  /** The last packets of the host, to know copies by. */
  static final int MAX_TAKEN = 16;

  /** A host that got no answer goes back so far in its numbers, and has not begun anew. */
  private static final int STEPS_BACK = 2;

  private static final int ALIVE_BYTES = 3;

  /** A packet of the host, and the paths by which it has come. */
  private record Taken(int number, ByteBuffer payload, List<PathSocket> by) {}

  private final Deque<Taken> taken = new ArrayDeque<>();

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

  /** The pause is the one that there always is; behind it comes that for the acknowledgement. */
  private boolean awaited;

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
    this.answerWait = loop.timer(this::goOn);
    held.bytes.limit(0);
  }

  // --- from the host ---

  @Override
  void packet(PathSocket from, PacketReader packet) {
    if (!packet.isPush()) {
      acknowledged(packet.expected());
    } else if (!isCopy(from, packet)) {
      if (packet.number() == 0 && packet.expected() == 0) {
        // It zeroes all that it counts together.
        session.data.countsFromZero();
      }
      expected = PacketHeader.next(packet.number());
      counted(packet.expected());
      if (isPaused() || !isStarted()) {
        hold(from, packet.payload());
      } else if (packet.payload().bytes.hasRemaining()) {
        handOn(from, packet.payload());
      }
    }
  }

  /**
   * Whether it is known already, by the other path: that gets its answer when the first one does,
   * and nothing besides. A number beyond what was expected is none: what is missing is lost with
   * the path that carried it, and the host does not send it again.
   */
  private boolean isCopy(PathSocket from, PacketReader packet) {
    ByteBuffer payload = payloadOf(packet);
    Taken same = takenAs(packet.number());
    if (same != null && same.payload.equals(payload) && !same.by.contains(from)) {
      same.by.add(from);
      return true;
    }
    if (same == null && PacketHeader.distance(expected, packet.number()) < 0) {
      return true;
    }
    taken.remove(same);
    taken.add(new Taken(packet.number(), payload, new ArrayList<>(List.of(from))));
    if (taken.size() > MAX_TAKEN) {
      taken.remove();
    }
    return false;
  }

  private static ByteBuffer payloadOf(PacketReader packet) {
    byte[] payload = new byte[packet.payload().bytes.remaining()];
    packet.payload().bytes.get(packet.payload().bytes.position(), payload);
    return ByteBuffer.wrap(payload);
  }

  private @Nullable Taken takenAs(int itsNumber) {
    return taken.stream().filter(it -> it.number == itsNumber).findFirst().orElse(null);
  }

  @Override
  boolean provesNewBeginning(PathSocket from, PacketReader packet) {
    boolean none = packet.number() == 0 && packet.expected() == 0 && from.expectedAtJoin != 0;
    int ahead = PacketHeader.distance(from.expectedAtJoin, packet.number());
    return none || ahead < -STEPS_BACK;
  }

  @Override
  boolean expects(PacketReader packet) {
    Taken same = takenAs(packet.number());
    return same == null ? packet.number() == expected : same.payload.equals(payloadOf(packet));
  }

  private void handOn(PathSocket from, IoBuffer commands) {
    boolean alive =
        commands.bytes.remaining() == ALIVE_BYTES
            && commands.bytes.get(commands.bytes.position()) == Command.ALIVE.op();
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
      awaited = false;
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
    if (due == null || pendingBytes > MAX_PUSH_BYTES) {
      sendNext();
    } else if (!answerWait.isSet()) {
      answerWait.setMs(ANSWER_WAIT_MS);
    }
    return count;
  }

  private void pauseIsOver() {
    if (awaited && !uncounted.isEmpty()) {
      awaited = false;
      pause.setMs(UNCOUNTED_PAUSE_MS);
      return;
    }
    goOn();
  }

  private void goOn() {
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
      awaited = true;
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

  /** Of a packet of ours, by the path that was quicker. */
  private void acknowledged(int next) {
    int missing = PacketHeader.distance(next, number);
    if (missing >= 0 && missing < uncounted.size()) {
      counted(next);
      if (missing == 0 && !awaited && pause.isSet()) {
        pause.clear();
        goOn();
      }
    }
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
    socket.expectedAtJoin = expected;
    if (isPaused()) {
      socket.raw.pauseReading();
    }
    sent = 0;
    awaited = false;
    pause.setMs(PAUSE_MS);
  }

  /** What is gathered for an answer does not wait for the host. */
  @Override
  public int backlogBytes() {
    return due != null && pendingBytes <= MAX_PUSH_BYTES ? 0 : pendingBytes;
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
