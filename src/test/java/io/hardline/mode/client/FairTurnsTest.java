package io.hardline.mode.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.net.FakeConnection;
import io.hardline.settings.ModeSettings.Unrequested;
import io.hardline.settings.PortSettings.DelimiterProcess;
import io.hardline.settings.PortSettings.Packing;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.TcpServerBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many masters, of which some are greedy and some slow, before a device that takes its time. */
@Timeout(120)
class FairTurnsTest {
  private static final int MASTERS = 8;

  /** Requests that two of them have waiting; with more they would not be read any more. */
  private static final int GREEDY = Requests.MAX_PAUSES - 1;

  private static final int STEPS = 3_000;

  private final List<FakeConnection> masters = new ArrayList<>();
  private final int[] asked = new int[MASTERS];
  private final int[] served = new int[MASTERS];

  /** How many turns others have had since a master began to wait. */
  private final int[] overtaken = new int[MASTERS];

  private final StringBuilder[] answers = new StringBuilder[MASTERS];

  @SuppressWarnings("NullAway.Init") // by the test
  private ServingRig rig;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachMasterGetsItsOwnAnswersAndNoneStarves(boolean packed) {
    for (long seed = 1; seed <= 10; seed++) {
      run(RandomGeneratorFactory.of("L64X128MixRandom").create(seed), packed, "seed " + seed);
    }
  }

  private void run(RandomGenerator random, boolean packed, String as) {
    String end = packed ? "\n" : "";
    Packing packing = new Packing(0, packed ? "0a" : "", DelimiterProcess.NONE, Duration.ZERO);
    rig =
        new ServingRig(
            new PortSettingsBuilder()
                .packing(packing)
                .mode(
                    new TcpServerBuilder()
                        .port(4001)
                        .max(MASTERS)
                        .inTurn(Duration.ZERO, Unrequested.DISCARD)
                        .build())
                .build());
    begin();
    for (int step = 0; step < STEPS; step++) {
      int master = random.nextInt(random.nextInt(1, MASTERS + 1));
      int mayWait = master < 2 ? GREEDY : 1;
      if (asked[master] - served[master] < mayWait) {
        ask(master, end);
      }
      if (random.nextInt(3) == 0) {
        answer(end, as);
      }
      rig.port.loop.advanceMs(random.nextInt(2 * Turns.RESPONSE_SILENCE_MS));
    }
    while (!Arrays.equals(asked, served)) {
      answer(end, as);
      rig.port.loop.advanceMs(2 * Turns.RESPONSE_SILENCE_MS);
    }
    for (int i = 0; i < MASTERS; i++) {
      assertThat(masters.get(i).sentText()).as(as).isEqualTo(answers[i].toString());
      assertThat(served[i]).as(as).isPositive();
    }
    rig.stop();
  }

  private void begin() {
    masters.clear();
    Arrays.fill(asked, 0);
    Arrays.fill(served, 0);
    for (int i = 0; i < MASTERS; i++) {
      masters.add(rig.connect(4001));
      answers[i] = new StringBuilder();
    }
  }

  private void ask(int master, String end) {
    if (asked[master] == served[master]) {
      overtaken[master] = 0;
    }
    rig.send(masters.get(master), master + ":" + asked[master]++ + end);
    rig.port.loop.advanceMs(Turns.REQUEST_PAUSE_MS);
  }

  /** The device answers what it was asked, if it was. */
  private void answer(String end, String as) {
    String request = rig.tty.takenText();
    if (request.isEmpty()) {
      return;
    }
    int master = request.charAt(0) - '0';
    assertThat(request).as(as).isEqualTo(master + ":" + served[master]++ + end);
    for (int i = 0; i < MASTERS; i++) {
      overtaken[i] = i == master ? 0 : overtaken[i] + 1;
      assertThat(asked[i] > served[i] ? overtaken[i] : 0)
          .as(as + ": turns of others while " + i + " waits")
          .isLessThanOrEqualTo(MASTERS);
    }
    String answer = "answer to " + request;
    answers[master].append(answer);
    rig.device(answer);
  }
}
