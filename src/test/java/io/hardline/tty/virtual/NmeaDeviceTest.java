package io.hardline.tty.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.ManualLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class NmeaDeviceTest {
  private static final Instant START = Instant.parse("2026-11-20T23:59:58.250Z");
  private static final Pattern RMC =
      Pattern.compile(
          "\\$GPRMC,\\d{6}\\.00,A,54(09|10)\\.\\d{4},N,0075[23]\\.\\d{4},E,1\\.9,"
              + "\\d{1,3}\\.\\d,\\d{6},,,A\\*[0-9A-F]{2}");
  private static final Pattern GGA =
      Pattern.compile(
          "\\$GPGGA,\\d{6}\\.00,54(09|10)\\.\\d{4},N,0075[23]\\.\\d{4},E,1,08,1\\.0,"
              + "2\\.0,M,46\\.0,M,,"
              + "\\*[0-9A-F]{2}");

  private final ManualLoop loop = new ManualLoop();
  private final long startNs = loop.nowNs();

  /** The wall clock goes with the loop's. */
  private final InstantSource clock = () -> START.plusNanos(loop.nowNs() - startNs);

  private TtyOwner open(int baudRate) {
    VirtualTty tty =
        new VirtualTty("virtual nmea", far -> new NmeaDevice(far, clock), Lines.baud(baudRate));
    return new TtyOwner(tty, loop);
  }

  private static List<String> sentences(TtyOwner owner) {
    return Arrays.asList(
        new String(owner.received(), StandardCharsets.US_ASCII).split("(?<=\r\n)"));
  }

  private static List<String> times(TtyOwner owner, String kind) {
    return sentences(owner).stream()
        .filter(s -> s.startsWith(kind) && s.endsWith("\n"))
        .map(s -> s.substring(7, 13))
        .toList();
  }

  @Test
  void itTalksOnceASecondOnTheSecond() {
    TtyOwner owner = open(4800);
    loop.advanceMs(4700);

    assertThat(times(owner, "$GPRMC"))
        .containsExactly("235958", "235959", "000000", "000001", "000002");
    assertThat(times(owner, "$GPGGA"))
        .containsExactly("235958", "235959", "000000", "000001", "000002");
    assertThat(sentences(owner).get(4)).contains(",211126,");
  }

  @Test
  void aSecondsSentencesTakeAThirdOfItAt4800Baud() {
    TtyOwner owner = open(4800);
    loop.advanceMs(749);
    int sent = owner.received().length;
    assertThat(sent).isBetween(130, 2 * NmeaBuoy.MAX_SENTENCE);

    loop.advanceMs(1 + sent * 10_000L / 4800 / 2);
    assertThat(owner.received().length).isBetween(sent + 60, sent + sent / 2 + 1);
  }

  @Test
  void secondsAreLeftOutOnALineThatIsTooSlow() {
    TtyOwner owner = open(300);
    loop.advanceMs(60_000);
    List<String> times = times(owner, "$GPRMC");

    // About 145 characters of 33 ms: every fifth second.
    assertThat(times.size()).isBetween(11, 14);
    assertThat(times).doesNotHaveDuplicates();
  }

  @Test
  void aStepOfTheClockMakesItNeitherSilentNorTalkative() {
    RecordingLine line = new RecordingLine();
    List<Instant> clockTimes =
        new ArrayList<>(
            List.of(
                START,
                START.plus(Duration.ofDays(400)),
                START.minus(Duration.ofDays(400)),
                Instant.EPOCH.minusMillis(1)));
    NmeaDevice device = new NmeaDevice(line, clockTimes::removeFirst);
    long nowNs = 0;
    device.powerUp(nowNs);
    while (!clockTimes.isEmpty()) {
      assertThat(line.wakeAtNs - nowNs).isBetween(500_000_000L, 1_500_000_000L);
      nowNs = line.wakeAtNs;
      device.due(nowNs);
    }
    assertThat(line.takeText().split("\r\n")).hasSize(8);
  }

  @Test
  void everySecondOfADayIsAGoodSentence() {
    for (long second = START.getEpochSecond(); second < START.getEpochSecond() + 86_400; second++) {
      assertGood(NmeaBuoy.rmc(second), RMC);
      assertGood(NmeaBuoy.gga(second), GGA);
    }
  }

  private static void assertGood(String sentence, Pattern pattern) {
    assertThat(sentence.length()).isLessThanOrEqualTo(82);
    assertThat(sentence).endsWith("\r\n");
    String text = sentence.substring(0, sentence.length() - 2);
    assertThat(pattern.matcher(text).matches()).as(text).isTrue();
    int checksum = text.substring(1, text.indexOf('*')).chars().reduce(0, (a, b) -> a ^ b);
    assertThat(Integer.parseInt(text.substring(text.indexOf('*') + 1), 16)).isEqualTo(checksum);
  }

  /** Sentences that are printed in many descriptions of NMEA 0183. */
  @Test
  void knownChecksums() {
    assertThat(NmeaBuoy.sentence("GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,"))
        .endsWith("*47\r\n");
    assertThat(
            NmeaBuoy.sentence("GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W"))
        .endsWith("*6A\r\n");
  }

  @Test
  void theBuoyMoves() {
    assertThat(NmeaBuoy.rmc(0).substring(20, 45)).isNotEqualTo(NmeaBuoy.rmc(10).substring(20, 45));
    assertThat(NmeaBuoy.rmc(0)).contains(",1.9,0.0,");
    assertThat(NmeaBuoy.rmc(150)).contains(",1.9,270.0,");
  }
}
