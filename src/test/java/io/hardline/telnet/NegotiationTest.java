package io.hardline.telnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.house.FuzzRuns;
import io.hardline.telnet.Negotiation.Side;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NegotiationTest {
  private static final Set<Integer> OURS = Set.of(Telnet.BINARY, Telnet.SUPPRESS_GO_AHEAD);
  private static final Set<Integer> PEERS = Set.of(Telnet.BINARY, Telnet.COM_PORT);

  /** Commands as they are told in tests: {@code WILL 44}. */
  private static final List<String> COMMANDS = List.of("WILL", "WONT", "DO", "DONT");

  private static String name(int command) {
    return COMMANDS.get(command - Telnet.WILL);
  }

  /** One end, and what it has sent and agreed. */
  private static final class End implements Negotiation.Events {
    final Negotiation negotiation;
    final Deque<int[]> sent = new ArrayDeque<>();
    final List<String> settled = new ArrayList<>();

    End(Set<Integer> ours, Set<Integer> peers) {
      negotiation = new Negotiation(ours, peers, this);
    }

    @Override
    public void send(int command, int option) {
      sent.add(new int[] {command, option});
    }

    @Override
    public void settled(Side side, int option, boolean isOn) {
      settled.add(side + " " + option + (isOn ? " on" : " off"));
    }

    String takeSent() {
      List<String> all = sent.stream().map(s -> name(s[0]) + " " + s[1]).toList();
      sent.clear();
      return String.join(", ", all);
    }

    /** {@code WILL 44}, {@code ask PEER 44 on}. */
    void does(String step) {
      String[] words = step.strip().split(" ", 4);
      if (words[0].equals("ask")) {
        Side side = Side.valueOf(words[1]);
        negotiation.ask(side, Integer.parseInt(words[2]), words[3].equals("on"));
      } else {
        int command = Telnet.WILL + COMMANDS.indexOf(words[0]);
        negotiation.received(command, Integer.parseInt(words[1]));
      }
    }
  }

  // The table of RFC 1143, section 7, row by row, for both sides.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // what happens | what is sent | what is agreed
        "WILL 44                                         | DO 44                 | PEER 44 on",
        "WILL 7                                          | DONT 7                | ''",
        "WONT 44                                         | ''                    | ''",
        "WILL 44; WILL 44                                | DO 44                 | PEER 44 on",
        "WILL 44; WONT 44                                | DO 44, DONT 44 | PEER 44 on, PEER 44"
            + " off",
        "ask PEER 44 on                                  | DO 44                 | ''",
        "ask PEER 44 on; ask PEER 44 on                  | DO 44                 | ''",
        "ask PEER 44 on; WILL 44                         | DO 44                 | PEER 44 on",
        "ask PEER 7 on; WILL 7                           | DO 7                  | PEER 7 on",
        "ask PEER 44 on; WONT 44                         | DO 44                 | PEER 44 off",
        "ask PEER 44 on; ask PEER 44 off; WILL 44        | DO 44, DONT 44        | ''",
        "ask PEER 44 on; ask PEER 44 off; WONT 44        | DO 44                 | PEER 44 off",
        "ask PEER 44 on; ask PEER 44 off; ask PEER 44 on; WILL 44 | DO 44        | PEER 44 on",
        "ask PEER 44 off                                 | ''                    | ''",
        "WILL 44; ask PEER 44 off; WONT 44               | DO 44, DONT 44        | PEER 44 on",
        "WILL 44; ask PEER 44 off; WILL 44               | DO 44, DONT 44        | PEER 44 on",
        "WILL 44; ask PEER 44 off; ask PEER 44 off; WONT 44 | DO 44, DONT 44     | PEER 44 on",
        "WILL 44; ask PEER 44 off; ask PEER 44 on; WONT 44; WILL 44 | DO 44, DONT 44, DO 44 |"
            + " PEER 44 on, PEER 44 on",
        "WILL 44; ask PEER 44 off; ask PEER 44 on; WILL 44 | DO 44, DONT 44 |"
            + " PEER 44 on, PEER 44 on",
        "WILL 44; ask PEER 44 off; ask PEER 44 on; ask PEER 44 off; WONT 44 | DO 44, DONT 44 |"
            + " PEER 44 on",
        "DO 3                                            | WILL 3                | US 3 on",
        "DO 1                                            | WONT 1                | ''",
        "DONT 3                                          | ''                    | ''",
        "DO 3; DONT 3                                    | WILL 3, WONT 3 | US 3 on, US 3 off",
        "ask US 3 on; DO 3                               | WILL 3                | US 3 on",
        "ask US 3 on; DONT 3                             | WILL 3                | US 3 off",
        "ask US 0 on; ask PEER 0 on; WILL 0; DO 0        | WILL 0, DO 0   | PEER 0 on, US 0 on",
      })
  void theTable(String happens, String sent, String settled) {
    End end = new End(OURS, PEERS);
    for (String step : happens.split("; ", -1)) {
      end.does(step);
    }
    assertThat(end.takeSent()).isEqualTo(sent);
    assertThat(String.join(", ", end.settled)).isEqualTo(settled);
  }

  @Test
  void aPeerThatGoesOnAndOnGetsNoMoreAnswers() {
    End end = new End(OURS, PEERS);
    for (int i = 0; i < 1_000; i++) {
      end.does("WILL 44");
      end.does("WONT 44");
      end.does("DO 1");
    }
    assertThat(end.sent.stream().filter(s -> s[1] == 44)).hasSize(Negotiation.ANSWER_LIMIT);
    assertThat(end.sent.stream().filter(s -> s[1] == 1)).hasSize(Negotiation.ANSWER_LIMIT);
    assertThat(end.negotiation.isOn(Side.PEER, 44)).isFalse();
    end.takeSent();
    end.does("DO 3");
    assertThat(end.takeSent()).as("other options are not concerned").isEqualTo("WILL 3");
  }

  @Test
  void anOptionThatIsOnWhenTheAnswersEndCanStillBeSwitchedOff() {
    End end = new End(OURS, PEERS);
    for (int i = 0; i < Negotiation.ANSWER_LIMIT - 1; i++) {
      end.does(i % 2 == 0 ? "WILL 44" : "WONT 44");
    }
    assertThat(end.negotiation.isOn(Side.PEER, 44)).isTrue();
    end.does("WONT 44");
    end.does("WILL 44");
    assertThat(end.negotiation.isOn(Side.PEER, 44)).isFalse();
  }

  @Test
  void twoOfOursEndSoon() {
    FuzzRuns.run(random -> {
      End one = new End(options(random), options(random));
      End two = new End(options(random), options(random));
      askAny(one, random);
      askAny(two, random);
      int turns = 0;
      while (!one.sent.isEmpty() || !two.sent.isEmpty()) {
        boolean first = two.sent.isEmpty() || (!one.sent.isEmpty() && random.nextBoolean());
        int[] said = first ? one.sent.remove() : two.sent.remove();
        (first ? two : one).negotiation.received(said[0], said[1]);
        assertThat(++turns).isLessThan(200);
      }
      for (int option = 0; option < 8; option++) {
        assertThat(one.negotiation.isOn(Side.US, option))
            .as("both ends agree on %s", option)
            .isEqualTo(two.negotiation.isOn(Side.PEER, option));
        assertThat(one.negotiation.isOn(Side.PEER, option))
            .isEqualTo(two.negotiation.isOn(Side.US, option));
      }
    });
  }

  private static Set<Integer> options(RandomGenerator random) {
    return Set.copyOf(random.ints(4, 0, 8).boxed().distinct().toList());
  }

  private static void askAny(End end, RandomGenerator random) {
    for (int i = random.nextInt(6); i > 0; i--) {
      Side side = random.nextBoolean() ? Side.US : Side.PEER;
      end.negotiation.ask(side, random.nextInt(8), random.nextInt(4) > 0);
    }
  }

  /** A peer: what it says to a command. */
  private interface Peer {
    int[] says(int command, int option, RandomGenerator random);
  }

  private static void assertEnds(Peer peer, int most) {
    FuzzRuns.run(random -> {
      End end = new End(OURS, PEERS);
      askAny(end, random);
      int turns = 0;
      while (!end.sent.isEmpty()) {
        int[] said = end.sent.remove();
        int[] answer = peer.says(said[0], said[1], random);
        end.negotiation.received(answer[0], answer[1]);
        assertThat(++turns).isLessThan(most);
      }
      assertThat(turns).isLessThan(most);
    });
  }

  @Test
  void itEndsWithAMirror() {
    assertEnds((command, option, _) -> new int[] {command, option}, 100);
  }

  @Test
  void itEndsWithAPeerThatAlwaysOffers() {
    assertEnds(
        (_, option, random) -> new int[] {random.nextBoolean() ? Telnet.WILL : Telnet.DO, option},
        1_000);
  }

  @Test
  void itEndsWithAPeerThatAlwaysContradicts() {
    assertEnds(
        (command, option, _) ->
            switch (command) {
              case Telnet.WILL -> new int[] {Telnet.DONT, option};
              case Telnet.WONT -> new int[] {Telnet.DO, option};
              case Telnet.DO -> new int[] {Telnet.WONT, option};
              default -> new int[] {Telnet.WILL, option};
            },
        1_000);
  }

  @Test
  void itEndsWithAnyPeer() {
    assertEnds(
        (_, _, random) -> new int[] {Telnet.WILL + random.nextInt(4), random.nextInt(256)},
        2 * 256 * (Negotiation.ANSWER_LIMIT + 1));
  }
}
