package io.hardline.mode.command;

import io.hardline.aspp.Driver;
import io.hardline.loop.IoBuffer;
import io.hardline.mode.client.Client;
import io.hardline.mode.client.Clients;
import io.hardline.mode.client.TcpServing;
import io.hardline.net.FakeConnection;
import io.hardline.net.FakeListeners;
import io.hardline.port.ClientStatus;
import io.hardline.port.Mode;
import io.hardline.port.PortRig;
import io.hardline.settings.ModeSettings.Commanded;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.RealComBuilder;
import io.hardline.settings.RealComModes.RealCom;
import io.hardline.tty.FaultyTty;
import io.hardline.tty.TtyCapability;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A port whose clients have commands, and hosts that the test plays. */
final class CommandRig implements Mode, Clients.Handler, CommandPort.Owner, AutoCloseable {
  static final String HOST = "192.0.2.7:51034";
  static final String HOSTS_COMMANDS = "192.0.2.7:51033";
  private static final int DATA = 950;
  private static final int COMMANDS = 966;
  private static final int STEP_MS = 5;

  final FakeListeners listeners = new FakeListeners();
  final PortRig rig;
  final FaultyTty tty;
  final List<Client> clients = new ArrayList<>();
  final Set<InetAddress> coming = new java.util.HashSet<>();
  boolean mayCommand = true;

  @SuppressWarnings("NullAway.Init") // by the port
  TcpServing serving;

  @SuppressWarnings("NullAway.Init") // by the port
  CommandPort commands;

  CommandRig() {
    this(new RealComBuilder().aliveCheck(Duration.ZERO));
  }

  CommandRig(RealComBuilder mode) {
    this(mode, EnumSet.allOf(TtyCapability.class));
  }

  CommandRig(RealComBuilder mode, Set<TtyCapability> capabilities) {
    PortSettings settings = new PortSettingsBuilder().baud(9600).mode(mode.build()).build();
    rig = new PortRig(settings);
    tty = rig.plug(capabilities);
    rig.start((s, port) -> {
      RealCom realCom = (RealCom) s.mode();
      serving = new TcpServing(s, port, listeners, this);
      commands = new CommandPort(port, (Commanded) realCom, realCom.aliveCheck(), this);
      serving.listenToo(COMMANDS, commands::accept);
      return this;
    });
    rig.loop.runUntil(tty::isAttached);
    rig.loop.runAll();
  }

  FakeConnection data(String peer) {
    FakeConnection connection = listeners.connect(DATA, peer);
    rig.loop.runAll();
    return connection;
  }

  FakeConnection commands(String peer) {
    FakeConnection connection = listeners.connect(COMMANDS, peer);
    rig.loop.runAll();
    return connection;
  }

  /** A driver has connected, as it does: first for commands. */
  Host host() {
    FakeConnection commandConnection = commands(HOSTS_COMMANDS);
    return new Host(commandConnection, data(HOST));
  }

  /** Both connections of a host. */
  final class Host {
    final FakeConnection commands;
    final FakeConnection data;

    Host(FakeConnection commands, FakeConnection data) {
      this.commands = commands;
      this.data = data;
    }

    /** Asks, and says what it was told. */
    List<String> asks(String words) {
      says(words);
      settle();
      return told();
    }

    /** Asks, and nothing more happens yet. */
    void says(String words) {
      commands.feed(Driver.bytes(words));
      rig.loop.runAll();
    }

    List<String> told() {
      return Driver.answers(commands.sent());
    }

    /** Lets time pass until it has been told something. */
    List<String> awaits() {
      List<String> told = new ArrayList<>();
      CommandRig.this.await(() -> {
        told.addAll(told());
        return !told.isEmpty();
      });
      return told;
    }
  }

  /** Until no call and no order is left; the clock moves as far as they need. */
  void settle() {
    boolean[] settled = {false};
    rig.loop.runAll();
    rig.settle();
    rig.port
        .remote()
        .setLineAndOutputs(
            line -> line,
            "test",
            io.hardline.settings.ModeSettings.Level.KEEP,
            io.hardline.settings.ModeSettings.Level.KEEP,
            same -> rig.port.remote().readLines(lines -> settled[0] = true));
    await(() -> settled[0] && tty.callsAreDone());
    rig.settle();
    rig.loop.runAll();
    rig.settle();
  }

  void await(BooleanSupplier condition) {
    rig.loop.runUntil(() -> {
      if (condition.getAsBoolean()) {
        return true;
      }
      rig.settle();
      rig.loop.advanceMs(STEP_MS);
      return false;
    });
  }

  /** Lets time pass, and with it the calls that were made. */
  void pass(long ms) {
    for (long passed = 0; passed < ms; passed += STEP_MS) {
      rig.settle();
      rig.loop.advanceMs(STEP_MS);
    }
    rig.settle();
  }

  /** What was done to the line. */
  List<String> deeds() {
    return tty.calls().stream()
        .filter(call -> call.startsWith("set") || call.contains("Break") || call.contains("Output"))
        .toList();
  }

  @Override
  public boolean mayCommand(Client client) {
    return mayCommand;
  }

  @Override
  public boolean isComing(InetAddress from) {
    return coming.contains(from);
  }

  @Override
  public void close(Client client, String cause) {
    serving.clients().close(client, cause);
  }

  @Override
  public void came(Client client) {
    clients.add(client);
    commands.came(client);
  }

  @Override
  public void received(Client client, IoBuffer data) {
    serving.clients().toSerial(client, data);
  }

  @Override
  public void gone(Client client) {
    clients.remove(client);
    commands.gone(client);
  }

  @Override
  public void fromSerial(IoBuffer data) {
    serving.send(data);
  }

  @Override
  public boolean takesSerial() {
    return serving.takesSerial();
  }

  @Override
  public void serialReady() {
    serving.serialReady();
  }

  @Override
  public void ttyPresent(boolean present) {
    commands.ttyPresent(present);
    serving.ttyPresent(present);
  }

  @Override
  public List<ClientStatus> clients() {
    return serving.status();
  }

  @Override
  public String trouble() {
    return serving.trouble();
  }

  @Override
  public List<Integer> listening() {
    return serving.listening();
  }

  @Override
  public void reconfigure(PortSettings settings) {
    RealCom realCom = (RealCom) settings.mode();
    commands.reconfigure(realCom, realCom.aliveCheck());
    serving.reconfigure(settings);
  }

  private boolean stopped;

  /** For the port and for the test. */
  @Override
  public void close() {
    if (stopped) {
      serving.close();
      commands.close();
    } else {
      stopped = true;
      tty.releaseCalls();
      rig.stop();
      rig.close();
    }
  }
}
