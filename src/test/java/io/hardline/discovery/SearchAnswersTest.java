package io.hardline.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.discovery.SearchAnswers.Portrait;
import io.hardline.event.RecordedEvents;
import io.hardline.loop.ManualLoop;
import io.hardline.net.FakeQuestions;
import io.hardline.port.PortSockets;
import io.hardline.port.TcpSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The answers to who searches, on a loop turned by hand. */
class SearchAnswersTest {
  private static final Portrait PORTRAIT =
      new Portrait("hall-3", "00:90:e8:11:22:33", "02:00:00:00:00:01", "1.2.3", 2);
  private static final String DEVICE = "445241484c48" + "0090e8112233";
  private static final String SEARCH = "0100000800000001";
  private static final String SOCKETS = "1d00001800000002" + DEVICE + "00ff0000";

  private final ManualLoop loop = new ManualLoop();
  private final FakeQuestions network = new FakeQuestions();
  private final RecordedEvents events = new RecordedEvents();
  private final List<CompletableFuture<List<PortSockets>>> looks = new ArrayList<>();
  private SearchAnswers answers;

  @BeforeEach
  void open() {
    answers = new SearchAnswers(loop, network, this::look, events.log());
    answers.open(List.of("*"), PORTRAIT);
    events.taken();
  }

  @AfterEach
  void close() {
    events.close();
  }

  private CompletableFuture<List<PortSockets>> look() {
    CompletableFuture<List<PortSockets>> look = new CompletableFuture<>();
    looks.add(look);
    return look;
  }

  private void ask(String hex) {
    askAs("192.0.2.9", hex);
  }

  private void askAs(String by, String hex) {
    network.ask(by, 1024, "192.0.2.1", HexFormat.of().parseHex(hex));
  }

  private List<String> answered() {
    loop.runAll();
    return network.answers().stream().map(HexFormat.of()::formatHex).toList();
  }

  private static PortSockets free(int number, int tcpPort) {
    InetSocketAddress local = new InetSocketAddress(InetAddress.ofLiteral("::"), tcpPort);
    return new PortSockets(number, List.of(new TcpSocket(local, null)));
  }

  @Test
  void theAnswerGoesBackFromTheAddressThatWasAsked() {
    ask(SEARCH);

    assertThat(answered()).containsExactly("8100001800000001" + DEVICE + "c0000201");
    assertThat(network.ways()).containsExactly("192.0.2.1 to 192.0.2.9:1024");
  }

  @Test
  void neverACredential() {
    for (String operation : List.of("28", "29", "2c", "1e")) {
      ask(operation + "00001400000003" + DEVICE + "c0000201");

      String reply = Integer.toHexString(Integer.parseInt(operation, 16) | 0x80);
      assertThat(answered()).containsExactly(reply + "04001400000003" + DEVICE);
    }
    assertThat(answers.counters()).containsEntry("unsupported", 4L);
  }

  @Test
  void whatIsBrokenIsCountedAndNotAnswered() {
    ask("");
    ask("01");
    ask("8100001800000001" + DEVICE + "c0000201");
    network.ask("192.0.2.9", 0, "192.0.2.1", HexFormat.of().parseHex(SEARCH));

    assertThat(answered()).isEmpty();
    assertThat(answers.counters()).containsEntry("broken", 4L).containsEntry("answered", 0L);
  }

  @Test
  void allWhoAskMeanwhileGetOneLookAtThePorts() {
    ask(SOCKETS);
    askAs("192.0.2.8", SOCKETS);
    assertThat(answered()).isEmpty();
    assertThat(looks).hasSize(1);

    looks.getFirst().complete(List.of(free(1, 950)));

    assertThat(answered())
        .hasSize(2)
        .containsOnly(
            "9d00002800000002" + DEVICE + "01000000" + "0000000000000000" + "0000b60301010100");
    ask(SOCKETS);
    assertThat(looks).hasSize(2);
  }

  @Test
  void onlySoManyWaitForALook() {
    for (int i = 0; i < SearchAnswers.MAX_WAITING + 3; i++) {
      askAs("10.0.0." + (i + 1), SOCKETS);
    }
    looks.getFirst().complete(List.of());

    assertThat(answered()).hasSize(SearchAnswers.MAX_WAITING);
    assertThat(answers.counters()).containsEntry("leftOut", 3L);
  }

  @Test
  void aFloodIsSaidWhenItBeginsAndWhenItEnds() {
    for (int i = 0; i < 1000; i++) {
      ask(SEARCH);
    }
    assertThat(answered()).hasSize(ReplyBudget.MAX_BURST_PER_ADDRESS);
    assertThat(events.taken())
        .containsExactly("warning searches come too fast to be answered, from 192.0.2.9:1024");

    loop.advanceMs(60_000);
    assertThat(events.taken())
        .containsExactly("notice searches are all answered again, 960 were not");
    ask(SEARCH);
    assertThat(answered()).hasSize(1);
  }

  @Test
  void aPortThatIsTakenIsTriedAgain() {
    answers.close();
    network.refuse("*", "address already in use (EADDRINUSE)");
    answers.open(List.of("*"), PORTRAIT);
    String why = "cannot listen on * UDP 4800: address already in use (EADDRINUSE)";
    assertThat(answers.trouble()).isEqualTo(why);
    assertThat(events.taken()).containsExactly("error " + why + "; trying again");

    network.refuse("*", "");
    loop.advanceMs(1000);

    assertThat(answers.listening()).containsExactly("*");
    assertThat(answers.trouble()).isEmpty();
    assertThat(events.taken()).containsExactly("info listening on UDP 4800 of *");
  }

  @Test
  void itClosesAtOnceAndWhoWaitsGetsNothing() {
    ask(SOCKETS);

    answers.close();

    assertThat(network.listening()).isEmpty();
    looks.getFirst().complete(List.of(free(1, 950)));
    assertThat(answered()).isEmpty();
    assertThat(answers.listening()).isEmpty();
  }

  @Test
  void otherAddressesAndAnotherNameComeWithoutARestart() {
    Portrait renamed = new Portrait("hall-4", "", "02:00:00:00:00:01", "1.2.3", 2);
    answers.open(List.of("192.0.2.1", "192.0.2.2"), renamed);
    assertThat(network.listening()).containsExactly("192.0.2.1 4800", "192.0.2.2 4800");

    ask("1000001400000003" + DEVICE);

    // No interface has this address: the made-up MAC.
    assertThat(answered())
        .containsExactly(
            "9000003c00000003445241484c48020000000001" + "68616c6c2d34" + "00".repeat(34));
  }
}
