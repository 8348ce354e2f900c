package io.hardline.remote;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.ManualLoop;
import io.hardline.net.FakeConnection;
import io.hardline.telnet.ComPortControl;
import io.hardline.telnet.ComPortOption;
import io.hardline.telnet.ComPortOption.FlowControlResume;
import io.hardline.telnet.ComPortOption.FlowControlSuspend;
import io.hardline.telnet.ComPortOption.NotifyModemState;
import io.hardline.telnet.ComPortOption.Parity;
import io.hardline.telnet.ComPortOption.Purge;
import io.hardline.telnet.ComPortOption.PurgeData;
import io.hardline.telnet.ComPortOption.SetBaudRate;
import io.hardline.telnet.ComPortOption.SetControl;
import io.hardline.telnet.ComPortOption.SetDataSize;
import io.hardline.telnet.ComPortOption.SetParity;
import io.hardline.telnet.ComPortOption.SetStopSize;
import io.hardline.telnet.ComPortOption.StopSize;
import io.hardline.telnet.Negotiation;
import io.hardline.telnet.Telnet;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The client's end of RFC 2217, with a server that the test plays. */
class ComPortSessionTest {
  private static final ComPortOption[] AS_9600_7E1 = {
    new SetBaudRate(9600),
    new SetDataSize(7),
    new SetParity(Parity.EVEN),
    new SetStopSize(StopSize.ONE),
    new SetControl(ComPortControl.FLOW_NONE)
  };

  private final ManualLoop loop = new ManualLoop();
  private final ComPortServer server = new ComPortServer(new FakeConnection(loop, "server"));
  private final RecordedSession told = new RecordedSession();

  private ComPortSession begin(WantedLine line) {
    ComPortSession session = new ComPortSession(loop, server.connection, line, told);
    session.begin();
    loop.runAll();
    return session;
  }

  private ComPortSession open() {
    ComPortSession session = begin(WantedLine.ANY);
    server.agrees();
    server.answers(AS_9600_7E1);
    loop.runAll();
    assertThat(told.events).containsExactly("opened 9600 7E1");
    told.events.clear();
    server.options();
    server.orders();
    return session;
  }

  private static WantedLine line(String text) {
    return Objects.requireNonNull(WantedLine.parse(text));
  }

  private static void send(Session session, String latin1) {
    byte[] bytes = latin1.getBytes(ISO_8859_1);
    IoBuffer buffer = new IoBuffer(bytes.length);
    buffer.bytes.put(bytes).flip();
    session.send(buffer);
    assertThat(buffer.bytes.hasRemaining()).isFalse();
  }

  @Test
  void itAsksForTheOptionAndThenForTheLineAndIsOpenWhenAllIsAnswered() {
    ComPortSession session = begin(line("9600 7E1"));
    assertThat(server.options()).containsExactly("251 44", "251 0", "253 0", "251 3", "253 3");
    assertThat(server.orders()).isEmpty();
    assertThat(session.canSend()).isFalse();

    server.agrees();
    loop.runAll();
    assertThat(server.orders())
        .containsExactly(
            new SetBaudRate(9600),
            new SetDataSize(7),
            new SetParity(Parity.EVEN),
            new SetStopSize(StopSize.ONE),
            new SetControl(ComPortControl.ASK_FLOW));
    assertThat(session.canSend()).isFalse();

    server.answers(AS_9600_7E1);
    loop.runAll();
    assertThat(told.events).containsExactly("opened 9600 7E1");
    assertThat(session.canSend()).isTrue();
    loop.advanceMs(10 * ComPortSession.ANSWER_DEADLINE_MS);
    assertThat(told.events).hasSize(1);
  }

  @Test
  void aServerThatDoesNotKnowItIsNone() {
    begin(WantedLine.ANY);
    server.says(Telnet.DONT, Telnet.COM_PORT);
    loop.runAll();
    assertThat(told.events).containsExactly("ended does not speak RFC 2217");
    assertThat(server.connection.isOpen()).isFalse();
  }

  @Test
  void aServerThatSaysNothingIsNoneAfterAWhile() {
    begin(WantedLine.ANY);
    server.connection.feed("login: ");
    loop.advanceMs(ComPortSession.ANSWER_DEADLINE_MS - 1);
    assertThat(told.events).isEmpty();
    assertThat(told.text()).isEqualTo("login: ");
    loop.advanceMs(1);
    assertThat(told.events)
        .containsExactly("ended does not speak RFC 2217: it did not answer in 5 s");
  }

  /** Found by the fuzzer: an answer to nothing took the deadline away. */
  @Test
  void answersThatNobodyAskedForDoNotKeepASilentServer() {
    begin(WantedLine.ANY);
    server.answers(AS_9600_7E1);
    loop.advanceMs(ComPortSession.ANSWER_DEADLINE_MS);
    assertThat(told.events).singleElement().asString().startsWith("ended does not speak");
  }

  @Test
  void whatIsNotAnsweredIsSaidAndTheRestGoesOn() {
    ComPortSession session = begin(line("9600"));
    server.agrees();
    server.answers(new SetBaudRate(9600), new SetDataSize(8));
    loop.advanceMs(ComPortSession.ANSWER_DEADLINE_MS);
    assertThat(told.events)
        .containsExactly(
            "said the server did not answer about the parity, the stop bits, the flow control",
            "opened 9600 8??");
    assertThat(session.canSend()).isTrue();
  }

  @Test
  void anotherValueThanTheOneAskedForIsSaid() {
    begin(line("12345 7E1"));
    server.agrees();
    server.answers(AS_9600_7E1);
    loop.runAll();
    assertThat(told.events)
        .containsExactly(
            "said the server refused to change the baud rate: it is 9600 now, and 12345 was asked"
                + " for",
            "opened 9600 7E1");
  }

  @Test
  void aLaterChangeThatIsNotAnsweredIsSaidOnce() {
    ComPortSession session = open();
    session.change(line("1200"));
    loop.runAll();
    assertThat(server.orders()).containsExactly(new SetBaudRate(1200));
    loop.advanceMs(3 * ComPortSession.ANSWER_DEADLINE_MS);
    assertThat(told.events).containsExactly("said the server did not answer about the baud rate");
  }

  @Test
  void everyByteValuePassesBothWays() {
    ComPortSession session = open();
    StringBuilder all = new StringBuilder();
    for (char c = 0; c < 256; c++) {
      all.append(c).append(c);
    }
    send(session, all.toString());
    assertThat(server.text()).isEqualTo(all.toString());

    server.connection.feed(all.toString().replace("\u00ff", "\u00ff\u00ff"));
    loop.runAll();
    assertThat(told.text()).isEqualTo(all.toString());
  }

  @Test
  void aServerThatRefusesEightBitsIsATerminal() {
    ComPortSession session = begin(WantedLine.ANY);
    server.says(Telnet.DO, Telnet.COM_PORT);
    server.says(Telnet.DONT, Telnet.BINARY);
    server.says(Telnet.WONT, Telnet.BINARY);
    server.answers(AS_9600_7E1);
    loop.runAll();
    send(session, "a\rb\r\n\u00ff");
    assertThat(server.text()).isEqualTo("a\r\0b\r\0\n\u00ff");
    server.connection.feed("a\r\0b\r\n");
    loop.runAll();
    assertThat(told.text()).isEqualTo("a\rb\r\n");
  }

  @Test
  void aWholeConversationMayBeCutAnywhere() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes("hi".getBytes(ISO_8859_1));
    all.writeBytes(ComPortServer.command(Telnet.DO, Telnet.COM_PORT));
    all.writeBytes(ComPortServer.command(Telnet.WILL, Telnet.ECHO));
    for (ComPortOption answer : AS_9600_7E1) {
      all.writeBytes(ComPortServer.answer(answer));
    }
    all.writeBytes(ComPortServer.answer(new NotifyModemState(0xff)));
    all.writeBytes("\u00ff\u00ffyou\u00ff\u00ff".getBytes(ISO_8859_1));
    byte[] octets = all.toByteArray();
    for (int cut = 0; cut <= octets.length; cut++) {
      FakeConnection connection = new FakeConnection(loop, "server");
      RecordedSession heard = new RecordedSession();
      ComPortSession session = new ComPortSession(loop, connection, WantedLine.ANY, heard);
      session.begin();
      connection.feed(Arrays.copyOf(octets, cut));
      loop.runAll();
      connection.feed(Arrays.copyOfRange(octets, cut, octets.length));
      loop.runAll();
      assertThat(heard.text()).as("cut at " + cut).isEqualTo("hi\u00ffyou\u00ff");
      assertThat(heard.events).as("cut at " + cut).containsExactly("opened 9600 7E1");
      session.close();
    }
  }

  @Test
  void aServerCanStopUs() {
    ComPortSession session = open();
    server.answers(new FlowControlSuspend());
    loop.runAll();
    assertThat(session.canSend()).isFalse();
    server.answers(new FlowControlResume());
    loop.runAll();
    assertThat(session.canSend()).isTrue();
    assertThat(told.roomTold).isEqualTo(1);
  }

  @Test
  void ordersForAServerThatDoesNotReadWaitAndTheNewestOfEachCounts() {
    ComPortSession session = open();
    server.connection.setRoom(0);
    loop.runAll();
    send(session, "jam");
    assertThat(session.canSend()).isFalse();
    for (int i = 0; i < 100_000; i++) {
      session.change(line("" + (1200 + i)));
      session.order(new PurgeData(Purge.RECEIVED));
    }
    server.connection.setRoom(Integer.MAX_VALUE);
    loop.runAll();
    assertThat(server.orders())
        .containsExactly(new SetBaudRate(101_199), new PurgeData(Purge.RECEIVED));
    assertThat(server.text()).isEqualTo("jam");
    assertThat(told.roomTold).isEqualTo(1);
  }

  @Test
  void aPeerThatNeverStopsNegotiatingGetsFewAnswers() {
    ComPortSession session = open();
    for (int i = 0; i < 10_000; i++) {
      server.says(Telnet.WILL, Telnet.ECHO);
      server.says(Telnet.WONT, Telnet.ECHO);
      server.says(Telnet.DO, 200);
      loop.runAll();
    }
    assertThat(server.options()).hasSizeLessThanOrEqualTo(2 * Negotiation.ANSWER_LIMIT);
    assertThat(session.canSend()).isTrue();
  }

  @Test
  void aServerThatTakesTheOptionBackIsLeft() {
    open();
    server.says(Telnet.DONT, Telnet.COM_PORT);
    loop.runAll();
    assertThat(told.events).containsExactly("ended does not speak RFC 2217");
  }

  @Test
  void theEndOfTheServerIsToldOnce() {
    open();
    server.connection.ends();
    loop.runAll();
    server.connection.vanishes("reset");
    loop.runAll();
    assertThat(told.events).containsExactly("ended closed the connection");
  }
}
