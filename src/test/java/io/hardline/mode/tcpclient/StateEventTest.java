package io.hardline.mode.tcpclient;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.settings.ModeSettings.ConnectOn;
import io.hardline.settings.ModeSettings.DisconnectOn;
import io.hardline.settings.PortSettings.WhenAbsent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every state of a connection to a host and every event, with each of the seven connection
 * controls: which state is next. The picture is in docs/internals/tcp-client.md.
 */
@Timeout(120)
class StateEventTest {
  private static final List<String> STATES =
      List.of("idle", "resolving", "connecting", "securing", "connected", "waiting");

  private static final List<String> CONTROLS =
      List.of(
          "startup/never",
          "any-character/never",
          "any-character/inactivity",
          "dsr-on/never",
          "dsr-on/dsr-off",
          "dcd-on/never",
          "dcd-on/dcd-off");

  /**
   * A row for a control wins over one for all of them. {@code .} stays, {@code -} cannot happen. In
   * the state idle the tty is there, except with startup.
   */
  private static final String TABLE =
      """
      control                  event          idle      resolving  connecting securing  connected waiting
      *                        resolved       -         connecting -          -         -         -
      *                        not-found      -         waiting    -          -         -         -
      *                        accepted       -         -          securing   -         -         -
      *                        refused        -         -          waiting    -         -         -
      *                        secured        -         -          -          connected -         -
      *                        not-secured    -         -          -          waiting   -         -
      *                        closed         -         -          -          -         waiting   -
      any-character/never      closed         -         -          -          -         idle      -
      any-character/inactivity closed         -         -          -          -         idle      -
      *                        a-minute       .         .          .          .         .         resolving
      any-character/inactivity a-minute       .         .          .          .         idle      resolving
      *                        byte           .         .          .          .         .         .
      any-character/never      byte           resolving .          .          .         .         .
      any-character/inactivity byte           resolving .          .          .         .         .
      *                        dsr-on         .         .          .          .         .         .
      dsr-on/never             dsr-on         resolving .          .          .         .         .
      dsr-on/dsr-off           dsr-on         resolving .          .          .         .         .
      *                        dsr-off        .         .          .          .         .         .
      dsr-on/dsr-off           dsr-off        .         idle       idle       idle      idle      idle
      *                        dcd-on         .         .          .          .         .         .
      dcd-on/never             dcd-on         resolving .          .          .         .         .
      dcd-on/dcd-off           dcd-on         resolving .          .          .         .         .
      *                        dcd-off        .         .          .          .         .         .
      dcd-on/dcd-off           dcd-off        .         idle       idle       idle      idle      idle
      *                        tty-went       .         idle       idle       idle      idle      idle
      startup/never            tty-went       -         idle       idle       idle      idle      idle
      startup/never            tty-came       resolving -          -          -         -         -
      *                        tty-came       -         -          -          -         -         -
      *                        alive-check    .         .          .          .         .         .
      *                        on-other-line  .         idle       idle       idle      .         idle
      *                        stop           .         idle       idle       idle      idle      idle
      """;

  /** One cell. */
  record Case(String control, String event, String state, String next) {}

  static Stream<Case> cases() {
    List<List<String>> rows =
        TABLE.lines().map(line -> List.of(line.strip().split(" +", -1))).toList();
    List<String> events = rows.stream().skip(1).map(row -> row.get(1)).distinct().toList();
    List<Case> cases = new ArrayList<>();
    for (String control : CONTROLS) {
      for (String event : events) {
        List<String> row = row(rows, control, event);
        for (int i = 0; i < STATES.size(); i++) {
          String next = row.get(2 + i);
          if (!next.equals("-")) {
            String state = STATES.get(i);
            cases.add(new Case(control, event, state, next.equals(".") ? state : next));
          }
        }
      }
    }
    return cases.stream();
  }

  private static List<String> row(List<List<String>> rows, String control, String event) {
    return rows.stream()
        .filter(row -> row.get(1).equals(event) && row.get(0).equals(control))
        .findFirst()
        .or(() ->
            rows.stream()
                .filter(row -> row.get(1).equals(event) && row.get(0).equals("*"))
                .findFirst())
        .orElseThrow();
  }

  @Test
  void theTableHasEveryControlAndState() {
    assertThat(cases().map(Case::control).distinct()).containsExactlyElementsOf(CONTROLS);
    assertThat(cases().map(Case::state).distinct()).containsExactlyInAnyOrderElementsOf(STATES);
    assertThat(cases()).hasSizeGreaterThan(350);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void theNextStateIs(Case it) {
    ConnectOn connectOn = connectOn(it.control);
    try (HostRig host =
        new HostRig(connectOn, disconnectOn(it.control), WhenAbsent.REFUSE_CLIENTS)) {
      bring(host, connectOn, it.state);
      assertThat(host.state()).as("the state before").isEqualTo(it.state);
      happens(host, connectOn, it.event);

      assertThat(host.state()).isEqualTo(it.next);
      assertNothingElseIsUnderWay(host, it.next);
    }
  }

  /** What was under way before is given up, and nothing is done twice. */
  private static void assertNothingElseIsUnderWay(HostRig host, String state) {
    assertThat(host.resolver.pending()).hasSize(state.equals("resolving") ? 1 : 0);
    assertThat(host.dialer.pending()).hasSize(state.equals("connecting") ? 1 : 0);
    assertThat(host.securing.pending()).hasSize(state.equals("securing") ? 1 : 0);
    boolean open = state.equals("securing") || state.equals("connected");
    assertThat(host.host != null && host.host.isOpen()).isEqualTo(open);
    assertThat(host.rig.status().clients()).hasSize(state.equals("connected") ? 1 : 0);
  }

  private static ConnectOn connectOn(String control) {
    return ConnectOn.valueOf(constant(control.substring(0, control.indexOf('/'))));
  }

  private static DisconnectOn disconnectOn(String control) {
    return DisconnectOn.valueOf(constant(control.substring(control.indexOf('/') + 1)));
  }

  private static String constant(String word) {
    return word.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private static void bring(HostRig host, ConnectOn connectOn, String state) {
    host.securing.waits();
    boolean idle = state.equals("idle");
    if (idle && connectOn == ConnectOn.STARTUP) {
      host.rig.source.unplug();
      host.start();
      host.rig.loop.runUntil(() -> host.rig.source.opens() == 1);
      return;
    }
    host.startOpen();
    if (!idle) {
      trigger(host, connectOn);
      advance(host, STATES.indexOf(state));
    }
  }

  private static void trigger(HostRig host, ConnectOn connectOn) {
    switch (connectOn) {
      case STARTUP -> {}
      case ANY_CHARACTER -> {
        host.tty.feed("x");
        host.rig.loop.runAll();
      }
      case DSR_ON -> host.setLines(true, false);
      case DCD_ON -> host.setLines(false, true);
    }
  }

  private static void advance(HostRig host, int state) {
    if (state > STATES.indexOf("resolving")) {
      host.answer("192.0.2.7");
    }
    if (state == STATES.indexOf("waiting")) {
      host.refuse("connection refused (ECONNREFUSED)");
    } else if (state > STATES.indexOf("connecting")) {
      host.accept();
    }
    if (state == STATES.indexOf("connected")) {
      host.securing.finish();
    }
  }

  private static void happens(HostRig host, ConnectOn connectOn, String event) {
    switch (event) {
      case "resolved" -> host.answer("192.0.2.7");
      case "not-found" -> host.resolver.fail("the name cannot be looked up");
      case "accepted" -> host.accept();
      case "refused" -> host.refuse("connection refused (ECONNREFUSED)");
      case "secured" -> host.securing.finish();
      case "not-secured" -> host.securing.fail("it speaks no TLS");
      case "closed" -> Objects.requireNonNull(host.host).vanishes("reset by the peer");
      case "a-minute" -> host.rig.loop.advanceMs(60_000);
      case "byte" -> host.tty.feed("b");
      case "dsr-on" -> host.setLines(true, connectOn == ConnectOn.DCD_ON && isWished(host));
      case "dsr-off" -> host.setLines(false, connectOn == ConnectOn.DCD_ON && isWished(host));
      case "dcd-on" -> host.setLines(connectOn == ConnectOn.DSR_ON && isWished(host), true);
      case "dcd-off" -> host.setLines(connectOn == ConnectOn.DSR_ON && isWished(host), false);
      case "tty-went" -> host.rig.unplug(host.tty);
      case "tty-came" -> host.plugAgain();
      case "alive-check" ->
          host.rig.reconfigure(host.settings(connectOn, host.disconnectOn, Duration.ofSeconds(7)));
      case "on-other-line" -> onOtherLine(host, connectOn);
      case "stop" -> host.rig.stop();
      default -> throw new AssertionError(event);
    }
    host.rig.loop.runAll();
  }

  private static boolean isWished(HostRig host) {
    return !host.state().equals("idle");
  }

  /** Another control, whose line is off. */
  private static void onOtherLine(HostRig host, ConnectOn connectOn) {
    ConnectOn other = connectOn == ConnectOn.DSR_ON ? ConnectOn.DCD_ON : ConnectOn.DSR_ON;
    host.rig.reconfigure(host.settings(other, DisconnectOn.NEVER, Duration.ofMinutes(1)));
    host.letLinesBeSeen();
  }
}
