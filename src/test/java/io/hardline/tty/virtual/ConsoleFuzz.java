package io.hardline.tty.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.house.FuzzRuns;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever is typed, and wherever it is cut: no exception, and nobody is in without a password. */
class ConsoleFuzz {
  private static final long SECOND_NS = 1_000_000_000;
  private static final String[] WORDS = {
    "operator\r",
    "demon\r",
    "help\r",
    "status\n",
    "set set-point 30.5\r",
    "set  heater off\r\n",
    "exit\r",
    "reboot\r",
    "\u0003",
    "\u0004",
    "\u0015",
    "\b\b",
    "\u001b[A",
    "\u001b",
    "\r"
  };

  @Test
  void anyBytes() {
    FuzzRuns.run(ConsoleFuzz::anyBytes);
  }

  @Test
  void cutsDoNotMatter() {
    FuzzRuns.run(ConsoleFuzz::cuts);
  }

  private static ConsoleDevice console(RecordingLine line) {
    ConsoleDevice console = new ConsoleDevice(line);
    console.outputsChanged(true, true);
    console.powerUp(0);
    return console;
  }

  private static byte[] input(RandomGenerator random, int most) {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    while (input.size() < most) {
      byte[] noise = new byte[random.nextInt(1, 8)];
      random.nextBytes(noise);
      String word = WORDS[random.nextInt(WORDS.length)];
      boolean noisy = random.nextInt(4) == 0;
      input.writeBytes(noisy ? noise : word.getBytes(StandardCharsets.US_ASCII));
    }
    return input.toByteArray();
  }

  private static void anyBytes(RandomGenerator random) {
    RecordingLine line = new RecordingLine();
    ConsoleDevice console = console(line);
    long nowNs = 0;
    for (int i = 0; i < 20; i++) {
      byte[] input = input(random, random.nextInt(1, 300));
      line.take();
      console.received(ByteBuffer.wrap(input), nowNs);
      String said = line.takeText();
      // The longest that one byte brings is the help or the banner.
      assertThat(said.length()).isLessThanOrEqualTo(input.length * 400);
      assertThat(said).doesNotContain("cc4> ");
      console.breakChanged(random.nextBoolean());
      console.outputsChanged(random.nextBoolean(), true);
      nowNs += SECOND_NS;
      console.due(nowNs);
    }
  }

  private static void cuts(RandomGenerator random) {
    byte[] noise = input(random, 200);
    ByteBuffer input = ByteBuffer.allocate(noise.length + 14);
    input.put("operator\rdemo\r".getBytes(StandardCharsets.US_ASCII)).put(noise);
    RecordingLine whole = new RecordingLine();
    console(whole).received(ByteBuffer.wrap(input.array()), 0);
    RecordingLine cut = new RecordingLine();
    ConsoleDevice console = console(cut);
    for (byte octet : input.array()) {
      console.received(ByteBuffer.wrap(new byte[] {octet}), 0);
    }
    assertThat(cut.takeText()).isEqualTo(whole.takeText());
  }
}
