package io.hardline.mode.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.aspp.Driver;
import io.hardline.net.FakeConnection;
import io.hardline.settings.RealComBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every state of a command connection and every event: whether it is open then, and what the host
 * has been told.
 */
@Timeout(300)
class SessionStateTest {
  private static final List<String> STATES =
      List.of("waiting", "idle", "under-way", "waiting-for-queue", "closed");

  /** {@code open} and {@code closed} is how it is then; an operation is answered before that. */
  private static final String TABLE =
      """
      event            waiting     idle        under-way   waiting-for-queue closed
      request          open        open/30     open        open/30           closed
      order            open        open/12     open        open/12           closed
      await            open        open        open        open              closed
      all-is-sent      open        open        open        open/2f           closed
      time-is-out      closed      open        open        open/2f           closed
      order-is-done    open        open        open/12     open              closed
      data-came        open        -           -           -                 -
      commands-ended   closed      closed      open        closed            closed
      commands-broke   closed      closed      closed      closed            closed
      data-broke       -           closed      closed      closed            closed
      tty-gone         open        open        open/12     open/2f           closed
      port-stops       closed      closed      closed      closed            closed
      """;

  /** One cell. */
  record Case(String event, String state, String then) {}

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    TABLE
        .lines()
        .skip(1)
        .map(line -> List.of(line.strip().split(" +", -1)))
        .forEach(row -> {
          for (int i = 0; i < STATES.size(); i++) {
            if (!row.get(i + 1).equals("-")) {
              cases.add(new Case(row.getFirst(), STATES.get(i), row.get(i + 1)));
            }
          }
        });
    return cases.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void thenItIs(Case it) {
    CommandRig rig = new CommandRig(new RealComBuilder().aliveCheck(Duration.ZERO));
    try (rig) {
      FakeConnection commands = rig.commands(CommandRig.HOSTS_COMMANDS);
      FakeConnection data = bring(rig, commands, it.state);
      commands.sent();
      happens(rig, commands, data, it.event);

      String told =
          Driver.answers(commands.sent()).stream()
              .map(answer -> "/" + answer.substring(0, 2))
              .reduce("", String::concat);
      assertThat((commands.isOpen() ? "open" : "closed") + told).isEqualTo(it.then);
    }
  }

  /** Its data connection; one of nobody's while it waits. */
  private static FakeConnection bring(CommandRig rig, FakeConnection commands, String state) {
    if (state.equals("waiting")) {
      return new FakeConnection(rig.rig.loop, "192.0.2.9:1");
    }
    FakeConnection data = rig.data(CommandRig.HOST);
    switch (state) {
      case "under-way" -> {
        rig.tty.blockCalls();
        feed(rig, commands, "12 02 00 01");
      }
      case "waiting-for-queue" -> {
        rig.tty.setUnsent(1);
        feed(rig, commands, "2f 04 88 13 00 00");
        rig.pass(20);
      }
      case "closed" -> {
        commands.ends();
        rig.rig.loop.runAll();
      }
      default -> assertThat(state).isEqualTo("idle");
    }
    return data;
  }

  private static void feed(CommandRig rig, FakeConnection commands, String words) {
    commands.feed(Driver.bytes(words));
    rig.rig.loop.runAll();
  }

  private static void happens(
      CommandRig rig, FakeConnection commands, FakeConnection data, String event) {
    boolean blocked = commands.isPaused();
    switch (event) {
      case "request" -> feed(rig, commands, "30 01 10");
      case "order" -> {
        feed(rig, commands, "12 02 00 01");
        passUnless(blocked, rig, 20);
      }
      case "await" -> feed(rig, commands, "2f 04 88 13 00 00");
      case "all-is-sent" -> {
        rig.tty.setUnsent(0);
        passUnless(blocked, rig, 60);
      }
      case "time-is-out" -> passUnless(blocked, rig, 5_100);
      case "order-is-done" -> {
        rig.tty.releaseCalls();
        rig.pass(20);
      }
      case "data-came" -> rig.data(CommandRig.HOST);
      case "commands-ended" -> commands.ends();
      case "commands-broke" -> commands.vanishes("reset");
      case "data-broke" -> data.vanishes("reset");
      case "tty-gone" -> {
        rig.tty.releaseCalls();
        rig.rig.unplug(Objects.requireNonNull(rig.tty));
        rig.pass(50);
      }
      case "port-stops" -> {
        rig.tty.releaseCalls();
        rig.commands.close();
      }
      default -> throw new AssertionError(event);
    }
    rig.rig.loop.runAll();
  }

  /** While the tty's calls are blocked nobody waits for them. */
  private static void passUnless(boolean blocked, CommandRig rig, long ms) {
    if (blocked) {
      rig.rig.loop.advanceMs(ms);
    } else {
      rig.pass(ms);
    }
  }
}
