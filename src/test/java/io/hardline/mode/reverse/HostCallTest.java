package io.hardline.mode.reverse;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.mode.client.FakeSecuring;
import io.hardline.mode.client.Ways;
import io.hardline.net.FakeConnection;
import io.hardline.net.FakeDialer;
import io.hardline.net.FakeResolver;
import io.hardline.port.PortRig;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettings.WhenAbsent;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.ReverseBuilder;
import io.hardline.tty.FaultyTty;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every state of the way to a host and every event: which state is next, and that nothing else is
 * open or under way. What comes before the first connection, and back-off, are those of a {@code
 * Destination}, whose picture is in docs/internals/tcp-client.md.
 */
@Timeout(120)
class HostCallTest {
  private static final int DATA = 950;
  private static final int COMMANDS = 966;

  /** {@code .} stays, {@code -} cannot happen. */
  private static final String TABLE =
      """
      event             idle      resolving calling-1 calling-2 securing  connected waiting
      resolved          -         calling-1 -         -         -         -         -
      not-found         -         waiting   -         -         -         -         -
      command-accepted  -         -         calling-2 -         -         -         -
      command-refused   -         -         waiting   -         -         -         -
      data-accepted     -         -         -         securing  -         -         -
      data-refused      -         -         -         waiting   -         -         -
      secured           -         -         -         -         connected -         -
      not-secured       -         -         -         -         waiting   -         -
      data-ends         -         -         -         -         -         waiting   -
      data-vanishes     -         -         -         -         -         waiting   -
      a-minute          .         .         .         .         .         .         resolving
      tty-went          -         idle      idle      idle      idle      idle      idle
      tty-came          resolving -         -         -         -         -         -
      alive-check       .         .         .         .         .         .         .
      stop              .         idle      idle      idle      idle      idle      idle
      """;

  /** One cell. */
  record Case(String event, String state, String next) {}

  static Stream<Case> cases() {
    List<List<String>> rows =
        TABLE.lines().map(line -> List.of(line.strip().split(" +", -1))).toList();
    List<String> states = rows.getFirst().subList(1, rows.getFirst().size());
    List<Case> cases = new ArrayList<>();
    for (List<String> row : rows.subList(1, rows.size())) {
      for (int i = 0; i < states.size(); i++) {
        String next = row.get(i + 1);
        if (!next.equals("-")) {
          cases.add(
              new Case(row.getFirst(), states.get(i), next.equals(".") ? states.get(i) : next));
        }
      }
    }
    return cases.stream();
  }

  private final FakeResolver resolver = new FakeResolver();
  private final FakeDialer dialer = new FakeDialer();
  private final FakeSecuring securing = new FakeSecuring();
  private final List<FakeConnection> commands = new ArrayList<>();
  private final List<FakeConnection> data = new ArrayList<>();
  private final PortRig rig = new PortRig(settings(60));
  private final FaultyTty tty = rig.plug();
  private boolean stopped;

  private static PortSettings settings(int aliveCheckSeconds) {
    return new PortSettingsBuilder()
        .whenAbsent(WhenAbsent.REFUSE_CLIENTS)
        .mode(
            new ReverseBuilder()
                .to("pc.example", DATA, COMMANDS)
                .aliveCheck(java.time.Duration.ofSeconds(aliveCheckSeconds))
                .build())
        .build();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void theNextStateIs(Case it) {
    securing.waits();
    bring(it.state);
    assertThat(state()).as("the state before").isEqualTo(it.state);
    happens(it.event);
    rig.loop.runAll();

    assertThat(state()).isEqualTo(it.next);
    assertNothingElseIsUnderWay(it.next);
    if (!stopped) {
      rig.stop();
    }
    rig.close();
  }

  private void assertNothingElseIsUnderWay(String state) {
    boolean connected = state.equals("connected");
    boolean hasData = connected || state.equals("securing");
    boolean hasCommand = hasData || state.equals("calling-2");
    assertThat(resolver.pending()).hasSize(state.equals("resolving") ? 1 : 0);
    assertThat(dialer.pending()).hasSize(state.startsWith("calling") ? 1 : 0);
    assertThat(securing.pending()).hasSize(state.equals("securing") ? 1 : 0);
    assertThat(commands.stream().filter(FakeConnection::isOpen)).hasSize(hasCommand ? 1 : 0);
    assertThat(data.stream().filter(FakeConnection::isOpen)).hasSize(hasData ? 1 : 0);
    assertThat(rig.status().clients()).hasSize(connected ? 1 : 0);
  }

  /** As an operator sees it. */
  private String state() {
    String trouble = rig.status().trouble();
    if (trouble.contains("looking the name up")) {
      return "resolving";
    } else if (trouble.contains("; connecting to ")) {
      return dialer.pending().getFirst().endsWith(":" + COMMANDS) ? "calling-1" : "calling-2";
    } else if (trouble.contains("; making the connection secure to ")) {
      return "securing";
    } else if (trouble.contains("; next try in ")) {
      return "waiting";
    }
    return rig.status().clients().isEmpty() ? "idle" : "connected";
  }

  private void bring(String state) {
    if (state.equals("idle")) {
      rig.source.unplug();
    }
    Ways ways = new Ways(resolver, dialer, securing);
    rig.start((s, port) -> new ReverseRealComMode(s, port, ways, new SplittableRandom(1)));
    if (state.equals("idle")) {
      rig.loop.runUntil(() -> rig.source.opens() == 1);
      return;
    }
    rig.loop.runUntil(tty::isAttached);
    rig.loop.runAll();
    switch (state) {
      case "calling-1" -> happen("resolved");
      case "calling-2" -> happen("resolved", "command-accepted");
      case "securing" -> happen("resolved", "command-accepted", "data-accepted");
      case "connected" -> happen("resolved", "command-accepted", "data-accepted", "secured");
      case "waiting" -> happen("resolved", "command-refused");
      default -> {}
    }
  }

  private void happen(String... events) {
    for (String event : events) {
      happens(event);
      rig.loop.runAll();
    }
  }

  private void happens(String event) {
    switch (event) {
      case "resolved" -> resolver.answer("192.0.2.7");
      case "not-found" -> resolver.fail("the name cannot be looked up");
      case "command-accepted" -> commands.add(dialer.accept(COMMANDS, "192.0.2.7:" + COMMANDS));
      case "command-refused" -> dialer.fail(COMMANDS, "connection refused (ECONNREFUSED)");
      case "data-accepted" -> data.add(dialer.accept(DATA, "192.0.2.7:" + DATA));
      case "data-refused" -> dialer.fail(DATA, "connection refused (ECONNREFUSED)");
      case "secured" -> securing.finish();
      case "not-secured" -> securing.fail("it speaks no TLS");
      case "data-ends" -> data.getLast().ends();
      case "data-vanishes" -> data.getLast().vanishes("no route (EHOSTUNREACH)");
      case "a-minute" -> rig.loop.advanceMs(60_000);
      case "tty-went" -> rig.unplug(tty);
      case "tty-came" -> plugAgain();
      case "alive-check" -> rig.reconfigure(settings(7));
      case "stop" -> {
        stopped = true;
        rig.stop();
      }
      default -> throw new AssertionError(event);
    }
  }

  private void plugAgain() {
    FaultyTty next = rig.plug();
    rig.loop.advanceMs(1_000);
    rig.loop.runUntil(next::isAttached);
  }
}
