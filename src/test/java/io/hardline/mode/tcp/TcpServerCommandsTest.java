package io.hardline.mode.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.net.FakeConnection;
import io.hardline.net.FakeListeners;
import io.hardline.port.PortRig;
import io.hardline.port.TcpSocket;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.TcpServerBuilder;
import io.hardline.tty.FaultyTty;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A TCP server with a port for commands: what is different, and what is not (OPM-005). */
class TcpServerCommandsTest {
  private static final int DATA = 4001;
  private static final int COMMAND = 966;
  private static final int OBSERVERS = 4101;
  private static final String FIFO = "300110";
  private static final String FIFO_DONE = "304f4b";

  private final FakeListeners listeners = new FakeListeners();

  @SuppressWarnings("NullAway.Init") // by open()
  private PortRig rig;

  @SuppressWarnings("NullAway.Init") // by open()
  private FaultyTty tty;

  @SuppressWarnings("NullAway.Init") // by open()
  private TcpServerMode mode;

  private void open(TcpServerBuilder server) {
    rig = new PortRig(new PortSettingsBuilder().mode(server.build()).build());
    tty =
        rig.startOpen((settings, port) -> {
          mode = new TcpServerMode(settings, port, listeners);
          return mode;
        });
    rig.loop.runAll();
  }

  private static TcpServerBuilder server() {
    return new TcpServerBuilder().commandPort(COMMAND);
  }

  @AfterEach
  void stop() {
    rig.stop();
    rig.close();
    assertThat(listeners.listening()).isEmpty();
  }

  private FakeConnection connect(int port, String peer) {
    FakeConnection connection = listeners.connect(port, peer);
    rig.loop.runAll();
    return connection;
  }

  private String ask(FakeConnection commands, String request) {
    commands.feed(HexFormat.of().parseHex(request));
    rig.loop.runAll();
    return HexFormat.of().formatHex(commands.sent());
  }

  @Test
  void thereIsNoCommandPortUnlessItIsSet() {
    open(new TcpServerBuilder());

    assertThat(listeners.listening()).containsExactly("* 4001");
  }

  @Test
  void aClientGivesCommandsOnAConnectionOfItsOwnWhicheverComesFirst() {
    open(server());
    assertThat(listeners.listening()).containsExactly("* 4001", "* 966");
    FakeConnection commands = connect(COMMAND, "192.0.2.7:1");
    FakeConnection client = connect(DATA, "192.0.2.7:2");
    assertThat(ask(commands, FIFO)).isEqualTo(FIFO_DONE);
    commands.ends();
    rig.loop.runAll();
    assertThat(client.isOpen()).as("the two close together").isFalse();

    connect(DATA, "192.0.2.7:3");
    commands = connect(COMMAND, "192.0.2.7:4");
    assertThat(ask(commands, FIFO)).isEqualTo(FIFO_DONE);
  }

  @Test
  void aClientThatGivesNoCommandsIsServedAsWithoutACommandPort() {
    open(server());
    FakeConnection client = connect(DATA, "192.0.2.7:1");
    client.feed("question");
    client.ends();
    rig.loop.runAll();
    assertThat(tty.takenText()).isEqualTo("question");
    tty.feed("answer");
    rig.loop.runAll();

    assertThat(client.sentText()).isEqualTo("answer");
    assertThat(client.isOpen()).as("it may still read").isTrue();
  }

  @Test
  void whoComesWhenAllPlacesAreTakenIsStillTold() {
    open(server());
    connect(DATA, "192.0.2.7:1");
    assertThat(listeners.listening()).containsExactly("* 4001", "* 966");
    assertThat(connect(DATA, "192.0.2.8:1").isOpen()).isFalse();
    assertThat(rig.counters().clientsRefused()).isEqualTo(1);
  }

  @Test
  void anObserverHasNoSay() {
    open(server().observerPort(OBSERVERS));
    FakeConnection observer = connect(OBSERVERS, "192.0.2.7:1");
    FakeConnection commands = connect(COMMAND, "192.0.2.7:2");
    assertThat(ask(commands, FIFO)).isEmpty();
    rig.loop.advanceMs(10_000);
    assertThat(commands.isOpen()).isFalse();
    assertThat(observer.isOpen()).isTrue();
  }

  @Test
  void itsSocketsAreListedAndListeningOnesOnlyWhileNobodyIsThere() {
    open(server());
    assertThat(mode.sockets())
        .extracting(socket -> socket.local().getPort())
        .containsExactly(DATA, COMMAND);
    assertThat(mode.sockets()).allMatch(TcpSocket::isListening);
    connect(COMMAND, "192.0.2.7:1");
    FakeConnection client = connect(DATA, "192.0.2.7:2");
    assertThat(mode.sockets())
        .extracting(socket -> String.valueOf(socket.remote()))
        .containsExactly("/192.0.2.7:2", "/192.0.2.7:1");

    client.vanishes("the peer no longer answers (ETIMEDOUT)");
    rig.loop.runAll();
    assertThat(mode.sockets()).hasSize(2).allMatch(TcpSocket::isListening);
  }
}
