package io.hardline.mode.rfc2217;

import io.hardline.loop.ByteQueue;
import io.hardline.loop.IoBuffer;
import io.hardline.mode.client.Client;
import io.hardline.port.Port;
import io.hardline.telnet.ComPortCoding;
import io.hardline.telnet.ComPortOption;
import io.hardline.telnet.ComPortOption.FlowControlResume;
import io.hardline.telnet.ComPortOption.FlowControlSuspend;
import io.hardline.telnet.ComPortOption.NotifyLineState;
import io.hardline.telnet.ComPortOption.NotifyModemState;
import io.hardline.telnet.ComPortOption.SetLineStateMask;
import io.hardline.telnet.ComPortOption.SetModemStateMask;
import io.hardline.telnet.ComPortOption.Signature;
import io.hardline.telnet.ModemStateBits;
import io.hardline.telnet.Negotiation;
import io.hardline.telnet.Negotiation.Side;
import io.hardline.telnet.Telnet;
import io.hardline.telnet.TelnetDecoder;
import io.hardline.telnet.TelnetEncoder;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's side of the protocol: takes apart what it sends and has its orders carried out one
 * at a time, each in order with its bytes.
 *
 * <pre>
 *            an order                        its answer has been sent
 *   reading ---------> order under way -----------------------------> reading
 *                        |    (nothing is read)                          ^
 *                        +--> answer waits, because the client ----------+
 *                             does not read
 * </pre>
 *
 * <p>Loop thread only.
 */
final class ComPortClient implements TelnetDecoder.Events, Negotiation.Events {
  /** What was read together with an order and follows it; at most one read. */
  static final int REST_LIMIT_BYTES = 64 * 1024;

  /** Answers for which the client makes no room: one, and what was being sent with it. */
  static final int ANSWERS_LIMIT_BYTES = 2 * 1024;

  private static final int PADDING_BYTES = 8 * 1024;
  private static final int ALL_BITS = 255;
  private static final int UNKNOWN = -1;
  private static final byte IAC = (byte) Telnet.IAC;

  private static final Set<Integer> OURS =
      Set.of(Telnet.BINARY, Telnet.SUPPRESS_GO_AHEAD, Telnet.ECHO, Telnet.COM_PORT);
  private static final Set<Integer> PEERS =
      Set.of(Telnet.BINARY, Telnet.SUPPRESS_GO_AHEAD, Telnet.COM_PORT);

  /** What a client needs of its mode. */
  interface Owner {
    /** Bytes of a client for the device. */
    void toSerial(Client client, IoBuffer data);

    /** A client wants to be told of other things than before. */
    void wishesChanged();

    /** Tells how the control lines are, perhaps at once. */
    void askModemState(IntConsumer told);

    /** Whom the client talks to, for people. */
    String signature();
  }

  private final Client client;
  private final Port port;
  private final LineControl line;
  private final Owner owner;
  private final TelnetDecoder decoder = new TelnetDecoder();
  private final Negotiation negotiation = new Negotiation(OURS, PEERS, this);
  private final IoBuffer message = new IoBuffer(ComPortCoding.ENCODED_BYTES);
  private final ByteQueue rest = new ByteQueue(REST_LIMIT_BYTES);
  private final ByteQueue answers = new ByteQueue(ANSWERS_LIMIT_BYTES);

  private boolean decoding;
  private boolean orderUnderWay;
  private boolean held;
  private boolean gone;
  private long ignored;

  /** It has refused 8 bits: returns are padded in here. */
  private @Nullable IoBuffer padding;

  /** One of two IACs was the last that it had room for. */
  private boolean iacIsCut;

  private int modemMask = ALL_BITS;
  private int lineMask;
  private int modemState = UNKNOWN;
  private int modemChanges;
  private int lineState;

  ComPortClient(Client client, Port port, LineControl line, Owner owner) {
    this.client = client;
    this.port = port;
    this.line = line;
    this.owner = owner;
  }

  /** Says what we can, before the client does; ECHO keeps people's programs from doing it. */
  void begin() {
    negotiation.ask(Side.US, Telnet.BINARY, true);
    negotiation.ask(Side.PEER, Telnet.BINARY, true);
    negotiation.ask(Side.US, Telnet.SUPPRESS_GO_AHEAD, true);
    negotiation.ask(Side.PEER, Telnet.SUPPRESS_GO_AHEAD, true);
    negotiation.ask(Side.US, Telnet.ECHO, true);
    negotiation.ask(Side.PEER, Telnet.COM_PORT, true);
  }

  // --- from the client ---

  void received(IoBuffer data) {
    if (rest.isEmpty()) {
      decode(data);
    }
    if (!gone) {
      rest.put(data);
      holdOrRelease();
    }
    // Of a client whose own bytes have made it go.
    port.counters().discardedToSerial(data.bytes.remaining());
  }

  /** An order is over, an answer has gone, the tty takes bytes: what was read is looked at. */
  void goOn() {
    if (decoding || gone) {
      return;
    }
    while (!rest.isEmpty() && wantsMore() && port.serialHasRoom()) {
      IoBuffer front = rest.front();
      int before = front.bytes.remaining();
      decode(front);
      rest.drop(before - front.bytes.remaining());
    }
    if (gone) {
      discardRest();
    } else {
      holdOrRelease();
    }
  }

  private void decode(IoBuffer data) {
    decoding = true;
    decoder.decode(data, this);
    decoding = false;
    for (long now = decoder.ignored(); ignored < now; ignored++) {
      port.counters().controlIgnored();
    }
  }

  private void holdOrRelease() {
    boolean hold = !rest.isEmpty() || !wantsMore();
    if (hold && !held) {
      client.hold(Client.HELD_BY_ORDER);
    } else if (!hold && held) {
      client.release(Client.HELD_BY_ORDER);
    }
    held = hold;
  }

  @Override
  public boolean wantsMore() {
    return !orderUnderWay && answers.isEmpty() && !gone;
  }

  @Override
  public void data(IoBuffer run) {
    owner.toSerial(client, run);
  }

  @Override
  public void option(int command, int option) {
    negotiation.received(command, option);
  }

  @Override
  public void command(int command) {
    switch (command) {
      case Telnet.BREAK -> {
        orderUnderWay = true;
        line.sendBreak(this::orderIsOver);
      }
      case Telnet.ARE_YOU_THERE -> sendCommand(Telnet.NOP);
      default -> {
        // There is nothing here that could be interrupted, aborted or erased.
      }
    }
  }

  @Override
  public void subNegotiation(int option, ByteBuffer content) {
    if (option != Telnet.COM_PORT) {
      return;
    }
    int start = content.position();
    ComPortOption order = isComPort() ? ComPortCoding.CLIENT.decode(content) : null;
    if (order == null) {
      port.counters().controlIgnored();
      ComPortOption question = ComPortCoding.question(content.position(start));
      if (isComPort() && question != null) {
        carryOut(question);
      }
      return;
    }
    switch (order) {
      case Signature(String text) -> {
        if (text.isEmpty()) {
          answer(new Signature(owner.signature()));
        }
      }
      case FlowControlSuspend() -> client.suspendSending();
      case FlowControlResume() -> client.resumeSending();
      case SetLineStateMask(int mask) -> {
        lineMask = mask;
        answer(order);
        owner.wishesChanged();
      }
      case SetModemStateMask(int mask) -> setModemMask(mask);
      case NotifyLineState asked -> tellLineState(ALL_BITS);
      case NotifyModemState asked -> tellModemState(ALL_BITS);
      default -> carryOut(order);
    }
  }

  private boolean isComPort() {
    return negotiation.isOn(Side.PEER, Telnet.COM_PORT)
        || negotiation.isOn(Side.US, Telnet.COM_PORT);
  }

  private void carryOut(ComPortOption order) {
    orderUnderWay = true;
    line.carryOut(
        order,
        this,
        client.peer(),
        taken -> {
          answer(taken);
          orderIsOver();
        });
  }

  private void orderIsOver() {
    orderUnderWay = false;
    goOn();
  }

  // --- options ---

  @Override
  public void send(int command, int option) {
    makeRoom();
    TelnetEncoder.option(command, option, message.bytes);
    sendMessage();
  }

  @Override
  public void settled(Side side, int option, boolean isOn) {
    if (option == Telnet.BINARY) {
      // A peer that never says anything about it is no terminal: its data are what they are.
      if (side == Side.US) {
        padding = isOn ? null : new IoBuffer(PADDING_BYTES);
      } else {
        decoder.nvt(!isOn);
      }
    } else if (option == Telnet.COM_PORT) {
      owner.wishesChanged();
      if (isOn && modemState == UNKNOWN) {
        tellModemState(modemMask);
      }
    }
  }

  // --- news of the line ---

  boolean wantsModemState() {
    return isComPort() && modemMask != 0;
  }

  boolean wantsLineState() {
    return isComPort() && lineMask != 0;
  }

  private void setModemMask(int mask) {
    modemMask = mask;
    answer(new SetModemStateMask(mask));
    owner.wishesChanged();
    tellModemState(mask);
  }

  /** Whether anything has changed or not. */
  private void tellModemState(int mask) {
    orderUnderWay = true;
    owner.askModemState(state -> {
      takeModemState(state);
      if (mask != 0) {
        tellModemChanges(mask);
      }
      orderIsOver();
    });
  }

  /**
   * How the control lines are.
   *
   * @param state the upper half of {@link ModemStateBits}
   */
  void modemStateIs(int state) {
    takeModemState(state);
    notifyModemState();
  }

  private void takeModemState(int state) {
    if (modemState != UNKNOWN) {
      // What is on or off now and was not before, and how it came to that.
      modemChanges |= (modemState ^ state) | ModemStateBits.changes(modemState, state);
    }
    modemState = state;
  }

  private void notifyModemState() {
    if (wantsModemState() && (modemChanges & modemMask) != 0 && answers.isEmpty()) {
      tellModemChanges(modemMask);
    }
  }

  private void tellModemChanges(int mask) {
    int bits = modemState | (modemChanges & ModemStateBits.CHANGES);
    modemChanges = 0;
    answer(new NotifyModemState(bits & mask));
  }

  /** Something has happened on the line. */
  void lineStateIs(int bits) {
    lineState |= bits;
    notifyLineState();
  }

  private void notifyLineState() {
    if (wantsLineState() && (lineState & lineMask) != 0 && answers.isEmpty()) {
      tellLineState(lineMask);
    }
  }

  private void tellLineState(int mask) {
    int bits = lineState & mask;
    lineState = 0;
    answer(new NotifyLineState(bits));
  }

  // --- to the client ---

  private void sendCommand(int command) {
    makeRoom();
    TelnetEncoder.command(command, message.bytes);
    sendMessage();
  }

  private void answer(ComPortOption option) {
    makeRoom();
    ComPortCoding.SERVER.encode(option, message.bytes);
    sendMessage();
  }

  /** Who has asked to be sent nothing and goes on asking gets it after all. */
  private void makeRoom() {
    if (!gone && client.room() <= ComPortCoding.ENCODED_BYTES) {
      client.resumeSending();
    }
    message.bytes.clear();
  }

  /** At once if there is room for all of it: the half of an answer is worse than none. */
  private void sendMessage() {
    message.bytes.flip();
    boolean hasRoom = client.room() > message.bytes.remaining();
    if (gone) {
      return;
    }
    if (answers.isEmpty() && hasRoom && mendIac()) {
      client.send(message);
    } else {
      answers.put(message);
    }
  }

  /** Nothing is kept for the client any more. */
  void drained() {
    while (!answers.isEmpty() && client.room() > ANSWERS_LIMIT_BYTES && mendIac()) {
      IoBuffer front = answers.front();
      int before = front.bytes.remaining();
      client.send(front);
      answers.drop(before - front.bytes.remaining());
    }
    notifyModemState();
    notifyLineState();
    goOn();
  }

  /**
   * What the device has sent, IACs doubled.
   *
   * @return how much was skipped
   */
  int sendData(IoBuffer escaped) {
    IoBuffer padded = padding;
    if (padded == null) {
      return sendWhole(escaped);
    }
    int skipped = 0;
    boolean done = false;
    while (!done) {
      padded.bytes.clear();
      done = TelnetEncoder.padReturns(escaped, padded);
      padded.bytes.flip();
      skipped += sendWhole(padded);
    }
    return skipped;
  }

  /**
   * Where a client is to be skipped, its room may end between two IACs; the second is owed then, or
   * whatever follows would be taken for a command.
   */
  private int sendWhole(IoBuffer data) {
    if (!mendIac()) {
      return data.bytes.remaining();
    }
    int start = data.bytes.position();
    int skipped = client.send(data);
    if (skipped > 0) {
      int end = data.bytes.position();
      int last = end;
      while (last > start && data.bytes.get(last - 1) == IAC) {
        last--;
      }
      iacIsCut = (end - last) % 2 == 1;
    }
    return skipped;
  }

  private boolean mendIac() {
    if (iacIsCut && client.room() > 0) {
      iacIsCut = false;
      IoBuffer owed = new IoBuffer(1);
      owed.bytes.put(IAC).flip();
      client.send(owed);
    }
    return !iacIsCut;
  }

  /** It will send nothing more. */
  void ended() {
    line.left(this);
  }

  /** It has gone; what it had sent and was not looked at yet is discarded and counted. */
  void gone() {
    gone = true;
    // Its own bytes may have made it go: the tty they were for has gone.
    if (!decoding) {
      discardRest();
    }
    answers.free();
    line.left(this);
  }

  private void discardRest() {
    port.counters().discardedToSerial(rest.size());
    rest.free();
  }
}
