package io.hardline.mode.tcpclient;

import io.hardline.mode.client.FakeSecuring;
import io.hardline.mode.client.Ways;
import io.hardline.net.FakeConnection;
import io.hardline.net.FakeDialer;
import io.hardline.net.FakeResolver;
import io.hardline.port.PortRig;
import io.hardline.port.PortState;
import io.hardline.settings.ModeSettings.ConnectOn;
import io.hardline.settings.ModeSettings.DisconnectOn;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettings.WhenAbsent;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.TcpClientBuilder;
import io.hardline.tty.FaultyTty;
import io.hardline.tty.ModemLines;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A port with one host, which is found by its name, and every step of the way there. */
final class HostRig implements AutoCloseable {
  static final Duration INACTIVITY = Duration.ofSeconds(30);

  final FakeResolver resolver = new FakeResolver();
  final FakeDialer dialer = new FakeDialer();
  final FakeSecuring securing = new FakeSecuring();
  final PortRig rig;
  final FaultyTty tty;
  final DisconnectOn disconnectOn;
  final WhenAbsent whenAbsent;
  @Nullable FakeConnection host;

  HostRig(ConnectOn connectOn, DisconnectOn disconnectOn, WhenAbsent whenAbsent) {
    this.disconnectOn = disconnectOn;
    this.whenAbsent = whenAbsent;
    this.rig = new PortRig(settings(connectOn, disconnectOn, Duration.ofMinutes(1)));
    this.tty = rig.plug();
    tty.setModemLines(new ModemLines(true, true, false, false, false, false));
  }

  PortSettings settings(ConnectOn connectOn, DisconnectOn disconnectOn, Duration aliveCheck) {
    boolean byInactivity = disconnectOn == DisconnectOn.INACTIVITY;
    return new PortSettingsBuilder()
        .whenAbsent(whenAbsent)
        .mode(
            new TcpClientBuilder()
                .to("plc.example:4001")
                .control(connectOn, disconnectOn)
                .inactivity(byInactivity ? INACTIVITY : Duration.ZERO)
                .aliveCheck(aliveCheck)
                .build())
        .build();
  }

  void start() {
    Ways ways = new Ways(resolver, dialer, securing);
    rig.start((settings, port) -> new TcpClientMode(settings, port, ways, new SplittableRandom(1)));
    rig.loop.runAll();
  }

  void startOpen() {
    start();
    rig.loop.runUntil(tty::isAttached);
    letLinesBeSeen();
  }

  /** Another tty, found when it is looked for next. */
  FaultyTty plugAgain() {
    FaultyTty next = rig.plug();
    rig.loop.advanceMs(1_000);
    rig.loop.runUntil(next::isAttached);
    return next;
  }

  void setLines(boolean dsr, boolean dcd) {
    tty.setModemLines(new ModemLines(true, true, false, dsr, dcd, false));
    letLinesBeSeen();
  }

  /** The port looks at them every 10 ms. */
  void letLinesBeSeen() {
    if (rig.status().state() == PortState.OPEN) {
      awaitIdle();
      rig.loop.advanceMs(10);
      awaitIdle();
    }
  }

  /** A status has control lines only when no other call was under way. */
  private void awaitIdle() {
    rig.loop.runUntil(() -> rig.status().modemLines() != null);
  }

  FakeConnection accept() {
    FakeConnection connection = dialer.accept();
    host = connection;
    rig.loop.runAll();
    return connection;
  }

  void answer(String... addresses) {
    resolver.answer(addresses);
    rig.loop.runAll();
  }

  void refuse(String cause) {
    dialer.fail(cause);
    rig.loop.runAll();
  }

  String trouble() {
    return rig.status().trouble();
  }

  /** As an operator sees it. */
  String state() {
    String text = trouble();
    FakeConnection connection = host;
    if (text.contains("looking the name up")) {
      return "resolving";
    } else if (text.contains("; connecting to ")) {
      return "connecting";
    } else if (text.contains("; making the connection secure to ")) {
      return "securing";
    } else if (text.contains("; next try in ")) {
      return "waiting";
    }
    return connection != null && connection.isOpen() ? "connected" : "idle";
  }

  @Override
  public void close() {
    rig.stop();
    rig.close();
  }
}
