package io.hardline.mode.client;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.port.Delimiter;
import io.hardline.port.Port;
import io.hardline.settings.ModeSettings.CommandByCommand;
import io.hardline.settings.PortSettings.Packing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Command by command: what clients ask is stored, one request at a time goes to the device, and its
 * response to the one who asked. Then it is the next client's turn. Loop thread only.
 *
 * <pre>
 *         request sent            first byte             silence
 *  IDLE --------------> AWAITING -----------> ANSWERING ---------> IDLE
 *    ^                     |  |                   |
 *    +----- time-out ------+  +-- packet is all --+--> IDLE
 * </pre>
 *
 * <p>Where a request ends {@link Requests} says, with a pause of {@link #REQUEST_PAUSE_MS} unless
 * packing says otherwise. With packing a packet is a response; without it ends when the line is
 * silent. Who goes while it is its turn has its response thrown away. While nothing is read from
 * the tty there is neither silence nor a time-out: the response may lie in the kernel already.
 */
final class Turns {
  /** A client that is silent that long has said all of its request. */
  static final int REQUEST_PAUSE_MS = 5;

  /**
   * The line is silent that long after a response, and for {@link #RESPONSE_SILENCE_CHARACTERS}
   * more. USB adapters hand over what they have every 16 ms where the driver cannot be told to
   * hurry.
   */
  static final int RESPONSE_SILENCE_MS = 20;

  /** 3.5 in MODBUS over Serial Line 1.02, 2.5.1.1, rounded up. */
  static final int RESPONSE_SILENCE_CHARACTERS = 4;

  /** Without a limit for responses: how long one is awaited that nobody is there for any more. */
  static final int GONE_REQUESTER_MS = 1_000;

  private enum State {
    IDLE,
    AWAITING,
    ANSWERING
  }

  /** A client and what it wants sent. */
  private final class Requester {
    final Client client;
    final Requests requests = new Requests();
    final Loop.Timer pause;

    Requester(Client client) {
      this.client = client;
      this.pause = port.loop().timer(this::paused);
      requests.endAt(new Delimiter(packing));
    }

    void paused() {
      requests.paused();
      holdIfFull();
      goOnSoon();
    }

    private void holdIfFull() {
      if (requests.isFull()) {
        client.hold(Client.HELD_BY_TURN);
      }
    }

    void receivedSome() {
      holdIfFull();
      if (pauseMs > 0 && requests.isOpen()) {
        pause.setMs(pauseMs);
      }
    }

    void dropped() {
      if (!requests.isFull() && (isOn() || requests.isEmpty())) {
        client.release(Client.HELD_BY_TURN);
      }
    }
  }

  private final Port port;
  private final Clients clients;

  /** In the order of their turns, as far as they have a request. */
  private final List<Requester> requesters = new ArrayList<>();

  private final Loop.Timer deadline;
  private long deadlineMs;
  private final Runnable goOn = this::goOn;
  private CommandByCommand settings = CommandByCommand.STANDARD;
  private Packing packing = Packing.STANDARD;
  private long pauseMs;

  private State state = State.IDLE;
  private @Nullable Requester whose;
  private @Nullable Client last;
  private boolean soon;

  Turns(Port port, Clients clients) {
    this.port = port;
    this.clients = clients;
    this.deadline = port.loop().timer(this::deadlineIsOver);
  }

  boolean isOn() {
    return settings.enabled();
  }

  /** In place. What is stored when turns end goes to the device as it takes it. */
  void reconfigure(CommandByCommand next, Packing nextPacking) {
    settings = next;
    if (!nextPacking.equals(packing)) {
      packing = nextPacking;
      requesters.forEach(r -> r.requests.endAt(new Delimiter(nextPacking)));
    }
    pauseMs = packing.forceTransmit().toMillis();
    if (pauseMs == 0 && packing.delimiter().isEmpty()) {
      pauseMs = REQUEST_PAUSE_MS;
    }
    if (isOn()) {
      // While turns were off they were held by what the tty did not take.
      requesters.forEach(Requester::dropped);
    } else {
      endTurn();
      for (Requester requester : requesters) {
        if (!requester.requests.isEmpty()) {
          requester.client.hold(Client.HELD_BY_TURN);
        }
      }
    }
    goOnSoon();
  }

  /** Bytes of a client. */
  void request(Client client, IoBuffer data) {
    Requester from = find(client);
    if (from == null) {
      from = new Requester(client);
      requesters.add(from);
    }
    from.requests.put(data);
    port.counters().discardedToSerial(data.bytes.remaining());
    from.receivedSome();
    goOnSoon();
  }

  /** Bytes of a client that wait for its turn. */
  int storedBytes(Client client) {
    Requester requester = find(client);
    return requester == null ? 0 : requester.requests.bytes();
  }

  /** What a client has asked for is not wanted any more; answers how many bytes that was. */
  int discard(Client client) {
    Requester from = find(client);
    if (from == null) {
      return 0;
    }
    from.pause.clear();
    int stored = from.requests.free();
    port.counters().discardedToSerial(stored);
    from.dropped();
    return stored;
  }

  private @Nullable Requester find(Client client) {
    for (int i = 0; i < requesters.size(); i++) {
      if (requesters.get(i).client == client) {
        return requesters.get(i);
      }
    }
    return null;
  }

  /** A client will send nothing more: its request is whole. */
  void ended(Client client) {
    Requester ending = find(client);
    if (ending != null) {
      ending.paused();
    }
  }

  /** Whether a client still waits for its turn, or for its response. */
  boolean isWaiting(Client client) {
    Requester waiting = find(client);
    return waiting != null && (whose == waiting || !waiting.requests.isEmpty());
  }

  void gone(Client client) {
    Requester leaver = find(client);
    if (leaver != null) {
      leaver.pause.clear();
      port.counters().discardedToSerial(leaver.requests.free());
      requesters.remove(leaver);
    }
    last = last == client ? null : last;
    if (leaver != null && whose == leaver) {
      whose = null;
      if (state == State.AWAITING && !deadline.isSet()) {
        setDeadlineMs(GONE_REQUESTER_MS);
      }
    }
  }

  /** Not in the middle of what calls us: a write may find that the tty is gone. */
  private void goOnSoon() {
    if (!soon) {
      soon = true;
      port.loop().soon(goOn);
    }
  }

  private void goOn() {
    soon = false;
    if (!isOn()) {
      sendStored();
      return;
    }
    for (Requester next = next(); next != null; next = next()) {
      giveTurn(next);
    }
  }

  /** Whose turn is next: nobody waits for more than one turn of each of the others. */
  private @Nullable Requester next() {
    if (state != State.IDLE || !port.serialReady()) {
      return null;
    }
    for (int i = 0; i < requesters.size(); i++) {
      Requester next = requesters.get(i);
      if (next.requests.first() > 0) {
        return next;
      }
    }
    return null;
  }

  /** Without a tty the request is discarded as all bytes are, and nothing is awaited. */
  private void giveTurn(Requester requester) {
    whose = requester;
    last = requester.client;
    if (port.hasTty()) {
      state = State.AWAITING;
    } else {
      endTurn();
    }
    send(requester, requester.requests.first());
    long limitMs = settings.responseTimeout().toMillis();
    if (state == State.AWAITING && limitMs > 0) {
      setDeadlineMs(limitMs + port.wireBusyMs());
    }
  }

  private void send(Requester requester, int length) {
    int left = length;
    while (left > 0) {
      IoBuffer front = requester.requests.front(left);
      int count = front.bytes.remaining();
      port.toSerial(front);
      if (!requesters.contains(requester)) {
        // The tty was found gone, and with it its client and what it had stored.
        return;
      }
      requester.requests.drop(count);
      left -= count;
    }
    requester.dropped();
  }

  /** Turns have ended: what is still stored goes out as if it came now. */
  private void sendStored() {
    for (int i = 0; i < requesters.size() && port.serialReady(); i++) {
      Requester next = requesters.get(i);
      next.pause.clear();
      send(next, next.requests.bytes());
    }
  }

  /** The tty takes bytes again, or has gone: then no response comes. */
  void serialReady() {
    if (state != State.IDLE && !port.hasTty()) {
      endTurn();
    }
    goOnSoon();
  }

  /** Whether what comes from the device now has been asked for. */
  boolean isAwaiting() {
    return state != State.IDLE;
  }

  /** Bytes of the device, as they are to be on the network. */
  void response(IoBuffer data) {
    if (state == State.IDLE) {
      unrequested(data);
      return;
    }
    sendTo(whose == null ? null : whose.client, data);
    if (packing.isOn()) {
      endTurn();
    } else {
      state = State.ANSWERING;
      setDeadlineMs(silenceMs());
    }
  }

  private long silenceMs() {
    long charactersUs = RESPONSE_SILENCE_CHARACTERS * port.remote().line().characterUs();
    return RESPONSE_SILENCE_MS + Math.ceilDiv(charactersUs, 1_000L);
  }

  private void unrequested(IoBuffer data) {
    switch (settings.unrequested()) {
      case DISCARD -> sendTo(null, data);
      case LAST_REQUESTER -> sendTo(last, data);
      case ALL -> clients.sendToAll(data);
    }
  }

  private void sendTo(@Nullable Client client, IoBuffer data) {
    if (client == null) {
      port.counters().discardedFromSerial(data.bytes.remaining());
    } else {
      clients.sendTo(client, data);
    }
  }

  private void setDeadlineMs(long ms) {
    deadlineMs = ms;
    deadline.setMs(ms);
  }

  private void deadlineIsOver() {
    long missingMs = deadlineMs - port.serialReadForMs();
    if (missingMs > 0) {
      // Nothing was read for a part of it: all of it is measured anew.
      deadline.setMs(missingMs);
      return;
    }
    if (state == State.AWAITING) {
      port.counters().requestUnanswered();
    }
    endTurn();
  }

  /** Whose turn it was is behind all who wait now. */
  private void endTurn() {
    deadline.clear();
    state = State.IDLE;
    if (whose != null) {
      requesters.remove(whose);
      requesters.add(whose);
      whose = null;
    }
    goOnSoon();
  }

  /** No timer of it runs afterwards. */
  void close() {
    deadline.clear();
    requesters.forEach(requester -> requester.pause.clear());
  }
}
