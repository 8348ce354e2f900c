package io.hardline.mode.command;

import io.hardline.aspp.Command;
import io.hardline.aspp.Request;
import io.hardline.aspp.Request.Alive;
import io.hardline.aspp.Request.AwaitSent;
import io.hardline.aspp.Request.CountReceived;
import io.hardline.aspp.Request.CountUnsent;
import io.hardline.aspp.Request.Flush;
import io.hardline.aspp.Request.HostName;
import io.hardline.aspp.Request.InitPort;
import io.hardline.aspp.Request.ReadLines;
import io.hardline.aspp.Request.ResumeOutput;
import io.hardline.aspp.Request.SetBaudRate;
import io.hardline.aspp.Request.SetFifo;
import io.hardline.aspp.Request.SetFlowCharacters;
import io.hardline.aspp.Request.SetFlowControl;
import io.hardline.aspp.Request.SetLines;
import io.hardline.aspp.Request.SetSpeedAndMode;
import io.hardline.aspp.Request.StartBreak;
import io.hardline.aspp.Request.StartNotify;
import io.hardline.aspp.Request.StopBreak;
import io.hardline.aspp.Request.StopNotify;
import io.hardline.aspp.Request.SuspendOutput;
import io.hardline.aspp.Request.Unknown;
import io.hardline.aspp.RequestParser;
import io.hardline.mode.client.Client;
import io.hardline.port.Port;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The commands of one client: carried out one at a time, answered in order, each answer by one
 * write. Only who waits for the queue ({@link QueueWait}) holds nobody up.
 *
 * <pre>
 *             a request                its answer has been sent
 *   reading ------------> under way ----------------------------> reading
 *      |                    (nothing is read)
 *      | AwaitSent                        all sent, time is out
 *      +------------> reading, and waiting ----------------------> reading
 *
 *   any --- either connection ends, the mode closes ---> closed
 * </pre>
 *
 * <p>Loop thread only.
 */
final class CommandChannel implements CommandStream.Owner {
  /** The most that is taken in from the data connection before an order, and the port has room. */
  private static final int TAKE_IN_BYTES = 64 * 1024;

  /** Carried out in one turn of the loop, before others have theirs. */
  static final int REQUESTS_PER_TURN = 16;

  /** What a channel needs of its port's other channels and its mode. */
  interface Home {
    /** Whether data may be thrown away for it. */
    boolean mayDiscard(Client client);

    /** Whether it may move the line. */
    boolean maySetLine(Client client);

    void close(Client client, String cause);

    /** It wants to be told of other things than before. */
    void wishesChanged();
  }

  private final CommandStream stream;
  private final Client client;
  private final Port port;
  private final HostLine line;
  private final LineNews news;
  private final Home home;
  private final Runnable answered;
  private final ToHost host;
  private final RequestParser parser = new RequestParser();
  private final QueueWait queueWait;
  private final Notices notices;
  private final AlivePolls polls;
  private final Runnable goOn = this::goOn;

  private boolean echoDue;
  private boolean underWay;
  private boolean deciding;
  private boolean answerDue;
  private boolean closed;

  /**
   * @param answered run each time when everything that was received by then is answered
   */
  CommandChannel(
      CommandStream stream,
      Client client,
      Port port,
      HostLine line,
      LineNews news,
      Home home,
      Runnable answered) {
    this.stream = stream;
    this.client = client;
    this.port = port;
    this.line = line;
    this.news = news;
    this.home = home;
    this.answered = answered;
    this.host = new ToHost(stream.connection, port.loop(), this::noticesGoOn);
    this.queueWait = new QueueWait(port, client, this::takeIn, this::answerWait);
    this.notices = new Notices(port.loop(), host::notice);
    this.polls = new AlivePolls(port.loop(), new Polled());
  }

  CommandStream stream() {
    return stream;
  }

  /** Takes a connection over that has waited; by IPv6 its driver waits for an echo. */
  void takeOver(Duration aliveCheck) {
    InetSocketAddress address = stream.connection.peerAddress();
    if (address != null && address.getAddress() instanceof Inet6Address) {
      echoDue = true;
    }
    stream.belongsTo(this);
    polls.begin(aliveCheck);
    received();
  }

  /** Begins to read. */
  void start(Duration aliveCheck) {
    polls.begin(aliveCheck);
    if (!stream.start(this)) {
      left("it cannot be watched");
    }
  }

  void aliveCheck(Duration aliveCheck) {
    polls.begin(aliveCheck);
  }

  // --- from the host ---

  /**
   * Looked at in the next turn and not at once: what the host has sent on the data connection
   * before has come by then, and the loop's buffers are free to read it.
   */
  @Override
  public void received() {
    stream.connection.pauseReading();
    host.heard();
    polls.heard();
    answerDue = true;
    port.loop().soon(goOn);
  }

  @Override
  public void drained() {
    port.loop().soon(goOn);
  }

  private void goOn() {
    if (closed || deciding) {
      return;
    }
    deciding = true;
    boolean whole = true;
    for (int i = 0; i < REQUESTS_PER_TURN && whole && isFree(); i++) {
      whole = echoDue ? echo() : next();
    }
    deciding = false;
    if (whole && isFree()) {
      port.loop().soon(goOn);
    } else if (isFree()) {
      stream.connection.resumeReading();
      notices.goOn();
      if (answerDue && !queueWait.waits()) {
        answerDue = false;
        answered.run();
      }
    }
  }

  private boolean isFree() {
    return !closed && !underWay && host.takesMore();
  }

  /** In one piece, as it came: the driver wants it so. */
  private boolean echo() {
    if (stream.received.size() < ToHost.ECHO_BYTES) {
      return false;
    }
    echoDue = false;
    host.echo(stream.received);
    return true;
  }

  private boolean next() {
    Request request = parser.next(stream.received);
    if (request == null) {
      return false;
    }
    carryOut(request);
    return true;
  }

  private void carryOut(Request request) {
    switch (request) {
      case InitPort init -> init(init);
      case SetSpeedAndMode wanted ->
          setLine(Command.IOCTL, done -> line.setSpeedAndMode(wanted, client.peer(), done));
      case SetBaudRate(long baudRate) ->
          setLine(Command.SETBAUD, done -> line.setBaudRate(baudRate, client.peer(), done));
      case SetFlowControl(boolean rtsCts, boolean xonXoff) ->
          setLine(
              Command.FLOWCTRL, done -> line.setFlowControl(rtsCts, xonXoff, client.peer(), done));
      case SetFlowCharacters(int xon, int xoff) ->
          setLine(Command.XONXOFF, done -> line.setFlowCharacters(xon, xoff, done));
      case SetLines(boolean dtr, boolean rts) ->
          setLine(Command.LINECTRL, done -> line.setLines(dtr, rts, done));
      case StartBreak() -> setLine(Command.START_BREAK, done -> line.startBreak(this, done));
      case StopBreak() -> setLine(Command.STOP_BREAK, line::stopBreak);
      case SuspendOutput() -> setLine(Command.SETXOFF, done -> line.suspendOutput(this, done));
      case ResumeOutput() -> setLine(Command.SETXON, line::resumeOutput);
      case Flush(boolean received, boolean unsent) -> flush(received, unsent);
      case ReadLines() -> tellLines(Command.LSTATUS);
      case CountReceived() -> host.count(Command.IQUEUE, client.backlogBytes());
      case CountUnsent() -> countUnsent();
      case AwaitSent(long timeout) -> queueWait.ask(timeout);
      case StartNotify() -> {
        wantNotices(true);
        host.done(Command.START_NOTIFY);
      }
      case StopNotify() -> {
        wantNotices(false);
        host.done(Command.STOP_NOTIFY);
      }
      case SetFifo() -> host.done(Command.TX_FIFO);
      case HostName() -> host.done(Command.HOST);
      case Alive alive -> {
        polls.answered();
        host.answersPolls();
      }
      case Unknown unknown -> port.counters().controlIgnored();
    }
  }

  /** Moves the line, if the host may; answered in any case. */
  private void setLine(Command command, Consumer<Runnable> order) {
    if (home.maySetLine(client)) {
      begin(order, () -> host.done(command));
    } else {
      port.counters().controlIgnored();
      host.done(command);
    }
  }

  /** Whatever the line is then, the answer says how the lines are: never that it was refused. */
  private void init(InitPort wanted) {
    wantNotices(true);
    if (home.maySetLine(client)) {
      begin(done -> line.init(wanted, client.peer(), done), () -> tellLines(Command.PORT_INIT));
    } else {
      port.counters().controlIgnored();
      tellLines(Command.PORT_INIT);
    }
  }

  /** What the host has sent before on the other connection goes before. */
  private void begin(Consumer<Runnable> order, Runnable then) {
    takeIn();
    underWay = true;
    order.accept(() -> {
      underWay = false;
      then.run();
      goOnSoon();
    });
  }

  /** Not at once: the order may have ended while somebody's bytes are passed on. */
  private void goOnSoon() {
    if (!deciding) {
      port.loop().soon(goOn);
    }
  }

  private void flush(boolean received, boolean unsent) {
    if (!home.mayDiscard(client)) {
      port.counters().controlIgnored();
      host.done(Command.FLUSH);
      return;
    }
    if (unsent) {
      client.discardStored();
      client.discardUnread();
    }
    underWay = true;
    port.remote()
        .discard(
            received,
            unsent,
            () -> {
              underWay = false;
              host.done(Command.FLUSH);
              goOnSoon();
            });
  }

  private void tellLines(Command command) {
    underWay = true;
    news.askLines(lines -> {
      underWay = false;
      host.lines(command, lines);
      notices.told(lines);
      goOnSoon();
    });
  }

  private void countUnsent() {
    underWay = true;
    port.remote()
        .readUnsent(unsent -> {
          underWay = false;
          if (!closed) {
            host.count(Command.OQUEUE, unsent + QueueWait.unread(client));
          }
          goOnSoon();
        });
  }

  private void answerWait(int unsent) {
    host.count(Command.WAIT_OQUEUE, unsent);
    goOnSoon();
  }

  /** Only what the port has room for: else the rest waits where it is, and counts as unsent. */
  private void takeIn() {
    int unread = client.unreadBytes();
    boolean room = port.serialReady() && client.storedBytes() == 0;
    if (room && unread > 0 && unread <= TAKE_IN_BYTES) {
      client.readNow();
    }
  }

  /** What {@link AlivePolls} asks and finds. */
  private final class Polled implements AlivePolls.Host {
    @Override
    public void poll() {
      host.poll();
    }

    @Override
    public void isDead(long silentMs) {
      home.close(client, "the driver has not answered for " + silentMs + " ms");
    }
  }

  // --- news of the line ---

  boolean wantsNews() {
    return notices.isOn();
  }

  private void wantNotices(boolean wanted) {
    if (notices.isOn() != wanted) {
      notices.on(wanted);
      home.wishesChanged();
    }
  }

  private void noticesGoOn() {
    notices.goOn();
  }

  /** See {@link Notices}. */
  void linesAre(int lines) {
    notices.linesAre(lines);
  }

  void happened(int events) {
    notices.happened(events);
  }

  // --- the end ---

  /** Others may command than before: what it has begun and may not any more ends now. */
  void rightsChanged() {
    if (!home.maySetLine(client)) {
      line.left(this);
    }
  }

  @Override
  public void left(String cause) {
    if (!closed) {
      home.close(client, "its command connection: " + cause);
      close();
    }
  }

  /** The client has gone, or the mode. */
  void close() {
    if (!closed) {
      closed = true;
      stream.close();
      queueWait.cancel();
      notices.close();
      polls.close();
      host.close();
      line.left(this);
    }
  }
}
