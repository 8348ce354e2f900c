package io.hardline.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.event.RecordedEvents;
import io.hardline.house.FuzzRuns;
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
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever is asked: no fault, and an answer is well formed, short, and like its question. */
class SearchFuzz {
  private static final String DEVICE = "445241484c480090e8112233";
  private static final List<String> SEEDS =
      List.of(
          "0100000800000007",
          "1000001400000007" + DEVICE,
          "1600001400000007" + DEVICE,
          "1400001600000007" + DEVICE + "8000",
          "1d00001800000007" + DEVICE + "00ff0000",
          "7900001c00000007" + DEVICE + "0100000000010001",
          "7900002000000007" + DEVICE + "010000000002000400400000",
          "2c00001400000007" + DEVICE);

  @Test
  void whateverIsAsked() {
    try (RecordedEvents events = new RecordedEvents()) {
      FuzzRuns.run(random -> run(random, events));
    }
  }

  private static void run(RandomGenerator random, RecordedEvents events) {
    ManualLoop loop = new ManualLoop();
    FakeQuestions network = new FakeQuestions();
    List<PortSockets> ports = ports(random);
    SearchAnswers answers =
        new SearchAnswers(
            loop, network, () -> CompletableFuture.completedFuture(ports), events.log());
    answers.open(
        List.of("*"), new SearchAnswers.Portrait("hall", "", "02:00:00:00:00:01", "1.2.3", 4));
    for (int i = 0; i < 20; i++) {
      byte[] question = question(random);
      network.ask("192.0.2.9", 1024, random.nextBoolean() ? "192.0.2.1" : "2001:db8::1", question);
      loop.runAll();
      network.answers().forEach(answer -> check(question, answer));
    }
  }

  private static List<PortSockets> ports(RandomGenerator random) {
    List<PortSockets> ports = new ArrayList<>();
    for (int i = 1; i <= random.nextInt(200); i++) {
      InetSocketAddress local = new InetSocketAddress(InetAddress.ofLiteral("::"), 4000 + i);
      InetSocketAddress remote =
          new InetSocketAddress(InetAddress.ofLiteral("192.0.2.9"), random.nextInt(65_536));
      TcpSocket listens = new TcpSocket(local, null);
      TcpSocket connected = new TcpSocket(local, remote);
      ports.add(
          new PortSockets(
              i, random.nextBoolean() ? List.of(listens) : List.of(listens, connected)));
    }
    return ports;
  }

  private static byte[] question(RandomGenerator random) {
    byte[] seed = HexFormat.of().parseHex(SEEDS.get(random.nextInt(SEEDS.size())));
    byte[] question = java.util.Arrays.copyOf(seed, random.nextInt(seed.length + 20));
    for (int i = random.nextInt(4); i > 0 && question.length > 0; i--) {
      question[random.nextInt(question.length)] = (byte) random.nextInt(256);
    }
    return question;
  }

  private static void check(byte[] question, byte[] answer) {
    assertThat(answer.length)
        .isBetween(SearchRequest.ADDRESSED_BYTES, SearchReply.MAX_REPLY_BYTES)
        .isEqualTo((answer[2] & 0xff) << 8 | (answer[3] & 0xff));
    assertThat(answer[0] & 0xff).isEqualTo(question[0] | 0x80);
    assertThat(java.util.Arrays.copyOfRange(answer, 4, 8))
        .isEqualTo(java.util.Arrays.copyOfRange(question, 4, 8));
  }
}
