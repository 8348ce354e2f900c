package io.hardline;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.control.ControlSocket;
import io.hardline.event.RecordedEvents;
import io.hardline.json.Json;
import io.hardline.loop.ManualLoop;
import io.hardline.mode.Modes;
import io.hardline.port.Ports;
import io.hardline.service.Services;
import io.hardline.settings.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever is asked: one line of JSON comes back, and nobody is attached to anything. */
@Tag("fuzz")
class ControlRequestFuzz {
  private static final String[] WORDS = {
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "\"do\"",
    "\"status\"",
    "\"attach\"",
    "\"port\"",
    "1",
    "-1",
    "1e999",
    "0.5",
    "null",
    "true",
    "\\u0000",
    "\\",
    " ",
    "\t",
    "99999999999999999999",
    "\"\"",
    "{\"do\":\"attach\",\"port\":1}",
    "{\"do\":\"attach\",\"port\":\"1\"}",
    "\"action\"",
    "\"writer\"",
    "{\"do\":\"port\",\"port\":1,\"action\":\"writer\",\"argument\":\"::1\"}",
    "{\"do\":\"port\",\"port\":1,\"action\":\"writer\"}",
    "{\"do\":\"status\"}"
  };

  private final RecordedEvents events = new RecordedEvents();
  private final Ports ports =
      new Ports(
          List.of(new ManualLoop()),
          events.log(),
          settings -> {
            throw new IOException("there is none");
          },
          Modes::start);
  private final Answers answers =
      new Answers(
          ports,
          new Services(List.of()),
          SettingsInForce.fixed(
              Settings.STANDARD,
              "a test",
              events.log(),
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)),
          Instant.EPOCH);

  @Test
  void anyRequest() {
    long seed = Long.getLong("hardline.fuzzSeed", System.nanoTime());
    long untilNs = System.nanoTime() + Long.getLong("hardline.fuzzMs", 2_000) * 1_000_000;
    for (int run = 0; run < 1_000 || System.nanoTime() < untilNs; run++) {
      String request = request(new Random(seed + run));
      String repeat = "repeat with -Dhardline.fuzzSeed=" + (seed + run) + ": " + request;
      assertThat(answers.attachTo(request)).as(repeat).isNull();
      String answer = answers.answer(request);
      assertThat(answer.lines()).as(repeat).hasSize(1);
      assertThat(Json.object(answer))
          .as(repeat)
          .containsAnyOf(
              java.util.Map.entry("error", Json.object(answer).getOrDefault("error", "")),
              java.util.Map.entry("settings-from", "a test"));
    }
    ports.close();
    events.close();
  }

  private static String request(Random random) {
    StringBuilder request = new StringBuilder();
    int length = random.nextInt(random.nextBoolean() ? 12 : ControlSocket.FILE_NAME.length() * 40);
    while (request.length() < length) {
      String word = WORDS[random.nextInt(WORDS.length)];
      request.append(random.nextInt(8) == 0 ? "" + (char) random.nextInt(0x300) : word);
    }
    return request.toString().replace("\n", "");
  }
}
