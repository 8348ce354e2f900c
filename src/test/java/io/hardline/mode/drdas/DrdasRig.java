package io.hardline.mode.drdas;

import io.hardline.net.FakeConnection;
import io.hardline.net.FakeListeners;
import io.hardline.port.ActionRefused;
import io.hardline.port.ClientStatus;
import io.hardline.port.ClientStatus.Role;
import io.hardline.port.Port;
import io.hardline.port.PortRig;
import io.hardline.settings.DrdasBuilder;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.tty.FaultyTty;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A port of several hosts, which have addresses. */
final class DrdasRig implements AutoCloseable {
  static final int TCP_PORT = 4001;

  final FakeListeners listeners = new FakeListeners();
  final PortRig rig;
  final FaultyTty tty;
  private int came;

  @SuppressWarnings("NullAway.Init") // by start()
  DrdasMode mode;

  DrdasRig(DrdasBuilder settings) {
    this(settings.tcpServer());
  }

  DrdasRig(ModeSettings settings) {
    this.rig = new PortRig(port(settings));
    this.tty = rig.startOpen(this::start);
    rig.loop.runAll();
  }

  private DrdasMode start(PortSettings settings, Port port) {
    mode = new DrdasMode(settings, port, listeners);
    return mode;
  }

  private static PortSettings port(ModeSettings settings) {
    return new PortSettingsBuilder().mode(settings).build();
  }

  void reconfigure(DrdasBuilder settings) {
    rig.reconfigure(port(settings.tcpServer()));
    rig.loop.runAll();
  }

  FakeConnection come(String host) {
    return come(TCP_PORT, host);
  }

  FakeConnection come(int tcpPort, String host) {
    String address = host.indexOf(':') < 0 ? host : "[" + host + "]";
    FakeConnection connection = listeners.connect(tcpPort, address + ":" + ++came);
    rig.loop.runAll();
    return connection;
  }

  void say(FakeConnection host, String text) {
    host.feed(text.getBytes(StandardCharsets.ISO_8859_1));
    rig.loop.runAll();
  }

  void leave(FakeConnection host) {
    host.vanishes("connection reset by the peer (ECONNRESET)");
    rig.loop.runAll();
  }

  /** What an operator asks for; null is the rule. */
  String order(@Nullable String host) throws ActionRefused {
    String answer = mode.writer(host == null ? null : InetAddress.ofLiteral(host));
    rig.loop.runAll();
    return answer;
  }

  /** Who may write now, as its status says; empty when nobody may. */
  String writer() {
    List<ClientStatus> writers =
        rig.status().clients().stream().filter(c -> c.role() == Role.WRITER).toList();
    return writers.isEmpty() ? "" : Objects.requireNonNull(only(writers)).peer();
  }

  private static ClientStatus only(List<ClientStatus> writers) {
    if (writers.size() > 1) {
      throw new AssertionError("several write: " + writers);
    }
    return writers.getFirst();
  }

  @Override
  public void close() {
    rig.stop();
    rig.close();
  }
}
