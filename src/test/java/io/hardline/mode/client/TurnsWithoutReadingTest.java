package io.hardline.mode.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.net.FakeConnection;
import io.hardline.settings.ModeSettings.Unrequested;
import io.hardline.settings.PortSettings.WhenAbsent;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.TcpServerBuilder;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Turns while nothing is read from the tty: it has stopped, or is gone. */
@Timeout(60)
class TurnsWithoutReadingTest {
  private static final int DATA = 4001;
  private static final int LIMIT_MS = 400;
  private static final int SILENCE_MS = Turns.RESPONSE_SILENCE_MS + 1;

  @SuppressWarnings("NullAway.Init") // by open()
  private ServingRig rig;

  @SuppressWarnings("NullAway.Init") // by open()
  private FakeConnection first;

  @SuppressWarnings("NullAway.Init") // by open()
  private FakeConnection second;

  @BeforeEach
  void open() {
    Duration limit = Duration.ofMillis(LIMIT_MS);
    rig =
        new ServingRig(
            new PortSettingsBuilder()
                .whenAbsent(WhenAbsent.REFUSE_CLIENTS)
                .mode(
                    new TcpServerBuilder()
                        .port(DATA)
                        .max(4)
                        .inTurn(limit, Unrequested.DISCARD)
                        .build())
                .build());
    first = rig.connect(DATA);
    second = rig.connect(DATA);
  }

  @AfterEach
  void close() {
    rig.stop();
  }

  /** A whole request: the client pauses after it. */
  private void request(FakeConnection from, String text) {
    rig.send(from, text);
    rig.port.loop.advanceMs(Turns.REQUEST_PAUSE_MS);
  }

  private void read(FakeConnection client) {
    client.setRoom(Integer.MAX_VALUE);
    rig.port.loop.runAll();
  }

  @Test
  void aResponseLastsAsLongAsItsClientIsWaitedFor() {
    request(first, "q1");
    request(second, "q2");
    first.setRoom(2);
    rig.device("one ");
    rig.device("answer");
    rig.port.loop.advanceMs(60_000);
    assertThat(rig.tty.takenText()).isEqualTo("q1");
    read(first);
    rig.port.loop.advanceMs(SILENCE_MS - 1);
    assertThat(rig.tty.takenText()).as("silence is measured anew").isEmpty();
    rig.port.loop.advanceMs(1);

    assertThat(rig.tty.takenText()).isEqualTo("q2");
    assertThat(first.sentText()).isEqualTo("one answer");
    assertThat(second.sentText()).isEmpty();
  }

  @Test
  void noResponseIsTooLateWhileNothingIsRead() {
    request(first, "q1");
    request(second, "q2");
    rig.port.port.pauseSerial();
    rig.device("answer");
    rig.port.loop.advanceMs(10 * LIMIT_MS);
    assertThat(rig.tty.takenText()).isEqualTo("q1");
    rig.port.port.resumeSerial();
    rig.port.loop.runAll();

    assertThat(first.sentText()).isEqualTo("answer");
    assertThat(second.sentText()).isEmpty();
    assertThat(rig.port.counters().unansweredRequests()).isZero();
  }

  @Test
  void theTimeOutIsMeasuredAnewWhenReadingGoesOn() {
    request(first, "q1");
    request(second, "q2");
    rig.port.port.pauseSerial();
    rig.port.loop.advanceMs(10 * LIMIT_MS);
    rig.port.port.resumeSerial();
    rig.port.loop.advanceMs(LIMIT_MS);
    assertThat(rig.tty.takenText()).isEqualTo("q1");
    rig.port.loop.advanceMs(1);

    assertThat(rig.tty.takenText()).isEqualTo("q2");
  }

  @Test
  void aRequestMayFindThatTheTtyIsGoneAndThenItsClientIsGoneToo() {
    rig.port.source.unplug();
    rig.tty.detach();
    rig.tty.vanish("unplugged, and nobody told");
    request(first, "q1");
    rig.port.loop.runUntil(rig.tty::isClosed);

    assertThat(first.isOpen() || second.isOpen()).isFalse();
  }
}
