package io.hardline.remote;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.net.Connection;
import io.hardline.telnet.ComPortCoding;
import io.hardline.telnet.ComPortControl;
import io.hardline.telnet.ComPortOption;
import io.hardline.telnet.ComPortOption.FlowControlResume;
import io.hardline.telnet.ComPortOption.FlowControlSuspend;
import io.hardline.telnet.ComPortOption.NotifyLineState;
import io.hardline.telnet.ComPortOption.NotifyModemState;
import io.hardline.telnet.ComPortOption.PurgeData;
import io.hardline.telnet.ComPortOption.SetBaudRate;
import io.hardline.telnet.ComPortOption.SetControl;
import io.hardline.telnet.ComPortOption.SetDataSize;
import io.hardline.telnet.ComPortOption.SetLineStateMask;
import io.hardline.telnet.ComPortOption.SetModemStateMask;
import io.hardline.telnet.ComPortOption.SetParity;
import io.hardline.telnet.ComPortOption.SetStopSize;
import io.hardline.telnet.ComPortOption.Signature;
import io.hardline.telnet.Negotiation;
import io.hardline.telnet.Negotiation.Side;
import io.hardline.telnet.Telnet;
import io.hardline.telnet.TelnetDecoder;
import io.hardline.telnet.TelnetEncoder;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of RFC 2217.
 *
 * <pre>
 *               the server agrees            all answers, or the deadline
 *   NEGOTIATING ------------------> SETTING -----------------------------> OPEN
 *        | it refuses, or the deadline                                      |
 *        +-------------------------------> OVER <---------------------------+
 * </pre>
 *
 * <p>Bytes of the device pass from the first on; ours only when it is open, so that none goes out
 * at another line than was asked for. Loop thread only.
 */
final class ComPortSession
    implements Session, Connection.Handler, TelnetDecoder.Events, Negotiation.Events {
  /** How long a server may take to agree, and then to answer what was asked of it. */
  static final long ANSWER_DEADLINE_MS = 5_000;

  private static final int PADDING_BYTES = 64 * 1024;

  private static final Set<Integer> OURS =
      Set.of(Telnet.BINARY, Telnet.SUPPRESS_GO_AHEAD, Telnet.COM_PORT);
  private static final Set<Integer> PEERS =
      Set.of(Telnet.BINARY, Telnet.SUPPRESS_GO_AHEAD, Telnet.ECHO, Telnet.COM_PORT);

  private enum Stage {
    NEGOTIATING,
    SETTING,
    OPEN,
    OVER
  }

  /** The parts of a line, each of which has its answer. */
  private enum Part {
    RATE,
    DATA_BITS,
    PARITY,
    STOP_BITS,
    FLOW
  }

  private final Loop loop;
  private final Connection connection;
  private final WantedLine first;
  private final Owner owner;
  private final TelnetDecoder decoder = new TelnetDecoder();
  private final Negotiation negotiation = new Negotiation(OURS, PEERS, this);
  private final IoBuffer message = new IoBuffer(ComPortCoding.ENCODED_BYTES);
  private final Loop.Timer deadline;

  /** Asked for and not answered yet. */
  private final Map<Part, ComPortOption> asked = new EnumMap<>(Part.class);

  /** Orders for which the server makes no room; a newer one takes the place of its like. */
  private final Map<Object, ComPortOption> waiting = new LinkedHashMap<>();

  private Stage stage = Stage.NEGOTIATING;
  private WantedLine inForce = WantedLine.ANY;
  private boolean suspended;

  /** It has refused 8 bits: returns are padded in here. */
  private @Nullable IoBuffer padding;

  ComPortSession(Loop loop, Connection connection, WantedLine first, Owner owner) {
    this.loop = loop;
    this.connection = connection;
    this.first = first;
    this.owner = owner;
    this.deadline = loop.timer(this::tooLate);
  }

  @Override
  public void begin() {
    connection.start(this);
    deadline.setMs(ANSWER_DEADLINE_MS);
    negotiation.ask(Side.US, Telnet.COM_PORT, true);
    negotiation.ask(Side.US, Telnet.BINARY, true);
    negotiation.ask(Side.PEER, Telnet.BINARY, true);
    negotiation.ask(Side.US, Telnet.SUPPRESS_GO_AHEAD, true);
    negotiation.ask(Side.PEER, Telnet.SUPPRESS_GO_AHEAD, true);
  }

  private void tooLate() {
    if (stage == Stage.NEGOTIATING) {
      end("does not speak RFC 2217: it did not answer in " + ANSWER_DEADLINE_MS / 1_000 + " s");
    } else if (stage == Stage.SETTING) {
      owner.said("the server did not answer about " + unanswered());
      open();
    } else if (!asked.isEmpty()) {
      owner.said("the server did not answer about " + unanswered());
      asked.clear();
    }
  }

  private String unanswered() {
    return String.join(", ", asked.keySet().stream().map(ComPortSession::name).toList());
  }

  private static String name(Part part) {
    return switch (part) {
      case RATE -> "the baud rate";
      case DATA_BITS -> "the data bits";
      case PARITY -> "the parity";
      case STOP_BITS -> "the stop bits";
      case FLOW -> "the flow control";
    };
  }

  private void open() {
    stage = Stage.OPEN;
    asked.clear();
    deadline.clear();
    owner.opened(inForce);
  }

  private void end(String cause) {
    if (stage != Stage.OVER) {
      close();
      owner.ended(cause);
    }
  }

  @Override
  public void close() {
    stage = Stage.OVER;
    deadline.clear();
    connection.close();
  }

  // --- to the server ---

  @Override
  public boolean canSend() {
    return stage == Stage.OPEN && !suspended && connection.backlogBytes() == 0;
  }

  @Override
  public int unsentBytes() {
    return connection.backlogBytes();
  }

  @Override
  public void send(IoBuffer data) {
    if (padding == null && TelnetEncoder.isPlain(data)) {
      connection.write(data);
      return;
    }
    IoBuffer escaped = loop.codecScratch();
    boolean all = false;
    while (!all && stage != Stage.OVER) {
      escaped.bytes.clear();
      all = TelnetEncoder.escape(data, escaped);
      escaped.bytes.flip();
      writePadded(escaped);
    }
  }

  private void writePadded(IoBuffer escaped) {
    IoBuffer room = padding;
    if (room == null) {
      connection.write(escaped);
      return;
    }
    boolean all = false;
    while (!all) {
      room.bytes.clear();
      all = TelnetEncoder.padReturns(escaped, room);
      room.bytes.flip();
      connection.write(room);
    }
  }

  @Override
  public void change(WantedLine line) {
    for (ComPortOption order : line.orders()) {
      Part part = part(order);
      if (part != null && !isQuestion(order)) {
        order(order);
      }
    }
  }

  @Override
  public void order(ComPortOption order) {
    if (stage != Stage.OPEN) {
      return;
    }
    if (connection.backlogBytes() > 0) {
      // Out of its place, so that what is newest comes last.
      Object like = like(order);
      waiting.remove(like);
      waiting.put(like, order);
      return;
    }
    put(order);
  }

  /** What a newer order makes needless: one about the same thing. */
  private static Object like(ComPortOption order) {
    Part part = part(order);
    return part != null ? part : order;
  }

  private void put(ComPortOption order) {
    Part part = part(order);
    if (part != null) {
      asked.put(part, order);
      deadline.setMs(ANSWER_DEADLINE_MS);
    }
    message.bytes.clear();
    ComPortCoding.CLIENT.encode(order, message.bytes);
    message.bytes.flip();
    connection.write(message);
  }

  @Override
  public void pauseReading() {
    connection.pauseReading();
  }

  @Override
  public void resumeReading() {
    connection.resumeReading();
  }

  // --- the connection ---

  @Override
  public void received(IoBuffer data) {
    decoder.decode(data, this);
  }

  @Override
  public void ended() {
    end("closed the connection");
  }

  @Override
  public void drained() {
    if (stage == Stage.OVER) {
      return;
    }
    List<ComPortOption> orders = List.copyOf(waiting.values());
    waiting.clear();
    orders.forEach(this::put);
    tellIfCanSend();
  }

  private void tellIfCanSend() {
    if (canSend()) {
      owner.canSendAgain();
    }
  }

  @Override
  public void closed(String cause) {
    if (stage != Stage.OVER) {
      stage = Stage.OVER;
      deadline.clear();
      owner.ended("is gone: " + cause);
    }
  }

  // --- what the server says ---

  @Override
  public void data(IoBuffer run) {
    owner.data(run);
  }

  @Override
  public boolean wantsMore() {
    return stage != Stage.OVER;
  }

  @Override
  public void option(int command, int option) {
    negotiation.received(command, option);
  }

  @Override
  public void command(int command) {
    // Nothing that concerns a serial line comes from a server.
  }

  @Override
  public void subNegotiation(int option, ByteBuffer content) {
    ComPortOption answer = option == Telnet.COM_PORT ? ComPortCoding.SERVER.decode(content) : null;
    switch (answer) {
      case null -> {}
      case FlowControlSuspend() -> suspended = true;
      case FlowControlResume() -> {
        suspended = false;
        tellIfCanSend();
      }
      case SetBaudRate rate -> answered(Part.RATE, rate);
      case SetDataSize size -> answered(Part.DATA_BITS, size);
      case SetParity parity -> answered(Part.PARITY, parity);
      case SetStopSize stopSize -> answered(Part.STOP_BITS, stopSize);
      case SetControl control -> {
        if (part(control) == Part.FLOW) {
          answered(Part.FLOW, control);
        }
      }
      // A terminal has no place to show these, and a pty has no such lines.
      case NotifyLineState state -> {}
      case NotifyModemState state -> {}
      case SetLineStateMask mask -> {}
      case SetModemStateMask mask -> {}
      case PurgeData purged -> {}
      case Signature signature -> {}
    }
  }

  private void answered(Part part, ComPortOption answer) {
    inForce = with(answer).over(inForce);
    ComPortOption question = asked.remove(part);
    if (question != null && !isQuestion(question) && !question.equals(answer)) {
      owner.said(
          "the server refused to change %s: it is %s now, and %s was asked for"
              .formatted(name(part), value(answer), value(question)));
    }
    if (asked.isEmpty() && stage == Stage.SETTING) {
      open();
    } else if (asked.isEmpty() && stage == Stage.OPEN) {
      deadline.clear();
    }
  }

  private static WantedLine with(ComPortOption answer) {
    WantedLine any = WantedLine.ANY;
    return switch (answer) {
      case SetBaudRate(long rate) ->
          new WantedLine(rate, 0, any.parity(), any.stopSize(), any.flow());
      case SetDataSize(int bits) ->
          new WantedLine(0, bits, any.parity(), any.stopSize(), any.flow());
      case SetParity(ComPortOption.Parity parity) ->
          new WantedLine(0, 0, parity, any.stopSize(), any.flow());
      case SetStopSize(ComPortOption.StopSize stopSize) ->
          new WantedLine(0, 0, any.parity(), stopSize, any.flow());
      case SetControl(ComPortControl flow) ->
          new WantedLine(0, 0, any.parity(), any.stopSize(), flow);
      default -> any;
    };
  }

  private static String value(ComPortOption order) {
    return switch (order) {
      case SetBaudRate(long rate) -> "" + rate;
      case SetDataSize(int bits) -> "" + bits;
      case SetParity(ComPortOption.Parity parity) -> word(parity);
      case SetStopSize(ComPortOption.StopSize stopSize) -> word(stopSize);
      case SetControl(ComPortControl control) -> word(control);
      default -> "";
    };
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Which part of the line an order is about; null for other orders. */
  private static @Nullable Part part(ComPortOption order) {
    return switch (order) {
      case SetBaudRate rate -> Part.RATE;
      case SetDataSize size -> Part.DATA_BITS;
      case SetParity parity -> Part.PARITY;
      case SetStopSize stopSize -> Part.STOP_BITS;
      case SetControl(ComPortControl control) ->
          switch (control) {
            case ASK_FLOW, FLOW_NONE, FLOW_XON_XOFF, FLOW_HARDWARE, FLOW_DCD, FLOW_DSR -> Part.FLOW;
            default -> null;
          };
      default -> null;
    };
  }

  private static boolean isQuestion(ComPortOption order) {
    return WantedLine.ANY.orders().contains(order);
  }

  // --- what has been agreed ---

  @Override
  public void send(int command, int option) {
    message.bytes.clear();
    TelnetEncoder.option(command, option, message.bytes);
    message.bytes.flip();
    connection.write(message);
  }

  @Override
  public void settled(Side side, int option, boolean isOn) {
    if (option == Telnet.BINARY) {
      if (side == Side.PEER) {
        decoder.nvt(!isOn);
      } else {
        padding = isOn ? null : new IoBuffer(PADDING_BYTES);
      }
    } else if (option == Telnet.COM_PORT) {
      if (isOn && stage == Stage.NEGOTIATING) {
        set();
      } else if (!isOn && side == Side.US) {
        end("does not speak RFC 2217");
      }
    }
  }

  private void set() {
    stage = Stage.SETTING;
    first.orders().forEach(this::put);
  }
}
