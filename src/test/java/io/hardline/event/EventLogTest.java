package io.hardline.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class EventLogTest {
  @Test
  void aLineHasTimeSeverityPortAndWords() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (EventLog log = new EventLog(new PrintStream(out, true, StandardCharsets.UTF_8))) {
      log.recordPort(EventKind.CLIENT_CONNECTED, 3, "192.0.2.7:5000");
      log.record(EventKind.STOPPING, "SIGTERM");
    }

    assertThat(out.toString(StandardCharsets.UTF_8).split("\n"))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .matches(
                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z info port 3: client"
                            + " 192\\.0\\.2\\.7:5000 connected"),
            line -> assertThat(line).endsWith("Z notice stopping: SIGTERM"));
  }

  @Test
  void linesStandInTheOrderOfTheirEventsAndCloseWritesThemAll() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int count = EventLog.MAX_WAITING / 2;
    try (EventLog log = new EventLog(new PrintStream(out, false, StandardCharsets.UTF_8))) {
      for (int i = 0; i < count; i++) {
        log.record(EventKind.STOPPING, "n" + i);
      }
    }

    List<String> words =
        out.toString(StandardCharsets.UTF_8)
            .lines()
            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
            .toList();
    assertThat(words)
        .containsExactlyElementsOf(IntStream.range(0, count).mapToObj(i -> "n" + i).toList());
  }

  @ParameterizedTest
  @CsvSource({"10, \\x0a", "13, \\x0d", "27, \\x1b", "0, \\x00", "127, \\x7f", "155, \\x9b"})
  void aControlCharacterMakesNoSecondLineAndMovesNoCursor(int control, String shown) {
    try (RecordedEvents events = new RecordedEvents()) {
      events.log().record(EventKind.STOPPING, "a" + (char) control + "[2J");

      assertThat(events.taken()).containsExactly("notice stopping: a" + shown + "[2J");
    }
  }

  @Test
  void aWriterThatIsStuckMakesNobodyWaitAndWhatIsLostIsCounted() {
    CountDownLatch gate = new CountDownLatch(1);
    Stuck out = new Stuck(gate);
    EventLog log = new EventLog(new PrintStream(out, true, StandardCharsets.UTF_8));
    log.record(EventKind.STOPPING, "first");
    await().until(() -> out.reached.getCount() == 0);
    long beganNs = System.nanoTime();
    int lost = 1000;
    for (int i = 0; i < EventLog.MAX_WAITING + lost; i++) {
      log.record(EventKind.STOPPING, "event" + i);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - beganNs)).isLessThan(Duration.ofSeconds(10));
    assertThat(out.text()).isEmpty();

    gate.countDown();
    await().until(() -> out.text().contains(lost + " events could not be logged"));
    await().until(() -> out.text().contains("event" + (EventLog.MAX_WAITING - 1) + "\n"));
    assertThat(out.text()).contains("first\n").doesNotContain("event" + EventLog.MAX_WAITING);
    log.close();
  }

  @Test
  void aWriterThatIsStuckDoesNotHoldTheEndUp() {
    CountDownLatch gate = new CountDownLatch(1);
    EventLog log = new EventLog(new PrintStream(new Stuck(gate), true, StandardCharsets.UTF_8));
    log.record(EventKind.STOPPING, "first");
    long beganNs = System.nanoTime();
    log.close();

    assertThat(Duration.ofNanos(System.nanoTime() - beganNs)).isLessThan(Duration.ofSeconds(20));
    gate.countDown();
  }

  @ParameterizedTest
  @EnumSource(EventKind.class)
  void everyKindHasAPlaceForEachDetailAndNoMore(EventKind kind) {
    int places = kind.text("%s", "%s", "%s", "%s").split("%s", -1).length - 1;
    Object[] details = IntStream.range(0, places).mapToObj(i -> "d" + i).toArray();

    assertThatCode(() -> kind.text(details)).doesNotThrowAnyException();
    assertThat(kind.id()).matches("[a-z]+(-[a-z]+)*");
  }

  /** Blocks as a full disk or a stopped terminal does, interrupted or not. */
  private static final class Stuck extends OutputStream {
    final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch gate;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    Stuck(CountDownLatch gate) {
      this.gate = gate;
    }

    String text() {
      return written.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void write(int octet) {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
      reached.countDown();
      boolean interrupted = false;
      while (true) {
        try {
          gate.await();
          break;
        } catch (InterruptedException goOn) {
          interrupted = true;
        }
      }
      written.write(bytes, from, count);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
