package io.hardline.mode.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.IoBuffer;
import io.hardline.net.Connection;
import io.hardline.net.FakeConnection;
import io.hardline.port.ClientStatus;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.port.PortRig;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.ModeSettings.Level;
import io.hardline.settings.ModeSettings.OnLastClientGone;
import io.hardline.settings.ModeSettings.TcpServer;
import io.hardline.settings.ModeSettings.WhenFull;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.TcpServerBuilder;
import io.hardline.tty.FaultyTty;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The clients of a port, with a mode around them that only passes bytes on. */
@Timeout(60)
class ClientsTest {
  private final PortRig rig = new PortRig(new PortSettingsBuilder().build());

  @SuppressWarnings("NullAway.Init") // by open()
  private Clients clients;

  @SuppressWarnings("NullAway.Init") // by open()
  private FaultyTty tty;

  private int peers;

  private void open(TcpServerBuilder limits) {
    tty =
        rig.startOpen((settings, port) -> {
          clients = new Clients(port, limits(limits), (client, data) -> port.toSerial(data));
          return new Passing(port);
        });
    rig.loop.runAll();
  }

  private static ClientLimits limits(TcpServerBuilder builder) {
    TcpServer server = builder.build();
    return new ClientLimits(
        server.maxConnections(),
        server.whenFull(),
        server.aliveCheck(),
        server.inactivity(),
        server.ignoreJammedClient(),
        server.onLastClientGone());
  }

  @AfterEach
  void close() {
    rig.stop();
    rig.close();
  }

  private FakeConnection connect() {
    FakeConnection connection = new FakeConnection(rig.loop, "c" + ++peers);
    clients.accept(connection);
    rig.loop.runAll();
    return connection;
  }

  private List<FakeConnection> connect(int count) {
    List<FakeConnection> connections = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      connections.add(connect());
    }
    return connections;
  }

  private boolean serialIsRead() {
    int before = (int) rig.counters().fromSerialBytes();
    tty.feed((byte) '?');
    rig.loop.runAll();
    return rig.counters().fromSerialBytes() > before;
  }

  // --- places ---

  @Test
  void theMostClientsOfAPortAreServedAndOneMoreIsRefused() {
    open(new TcpServerBuilder().max(ModeSettings.MAX_CONNECTIONS));
    List<FakeConnection> all = connect(ModeSettings.MAX_CONNECTIONS);
    FakeConnection late = connect();

    assertThat(all).allMatch(FakeConnection::isOpen);
    assertThat(late.isOpen()).isFalse();
    assertThat(late.isStarted()).isFalse();
    assertThat(rig.counters().clientsAccepted()).isEqualTo(64);
    assertThat(rig.counters().clientsRefused()).isEqualTo(1);
    assertThat(rig.events.taken())
        .endsWith("notice port 1: client c65 refused: all 64 places are taken");
    tty.feed("to all");
    rig.loop.runAll();
    assertThat(all).allMatch(client -> client.sentText().equals("to all"));
  }

  @Test
  void aPlaceThatBecameFreeIsGivenAway() {
    open(new TcpServerBuilder().max(1));
    connect().vanishes("gone");
    rig.loop.runAll();

    assertThat(connect().isOpen()).isTrue();
  }

  @Test
  void theOldestMakesRoom() {
    open(new TcpServerBuilder().max(2).whenFull(WhenFull.REPLACE_OLDEST));
    FakeConnection oldest = connect();
    FakeConnection second = connect();
    oldest.feed("busy");
    rig.loop.runAll();
    FakeConnection third = connect();

    assertThat(oldest.isOpen()).isFalse();
    assertThat(second.isOpen()).isTrue();
    assertThat(third.isOpen()).isTrue();
    assertThat(rig.events.taken())
        .contains("notice port 1: client c1 makes room for c3")
        .noneMatch(event -> event.contains("c1 gone"));
  }

  @Test
  void theOneThatHasBeenSilentLongestMakesRoom() {
    open(new TcpServerBuilder().max(3).whenFull(WhenFull.REPLACE_IDLE));
    FakeConnection first = connect();
    rig.loop.advanceMs(10);
    FakeConnection silent = connect();
    rig.loop.advanceMs(10);
    FakeConnection third = connect();
    rig.loop.advanceMs(10);
    first.feed("x");
    rig.loop.advanceMs(10);
    connect();

    assertThat(silent.isOpen()).isFalse();
    assertThat(first.isOpen()).isTrue();
    assertThat(third.isOpen()).isTrue();
  }

  @Test
  void aLowerMaximumDisconnectsNobodyButHoldsForNewcomers() {
    open(new TcpServerBuilder().max(3));
    List<FakeConnection> three = connect(3);
    clients.reconfigure(limits(new TcpServerBuilder().max(1)));

    assertThat(three).allMatch(FakeConnection::isOpen);
    assertThat(connect().isOpen()).isFalse();
    three.get(0).vanishes("gone");
    three.get(1).vanishes("gone");
    rig.loop.runAll();
    assertThat(connect().isOpen()).as("one is still there").isFalse();
  }

  @ParameterizedTest
  @EnumSource(WhenFull.class)
  void oneThatHasSaidItsLastWordGivesWay(WhenFull whenFull) {
    open(new TcpServerBuilder().max(2).whenFull(whenFull));
    FakeConnection stays = connect();
    FakeConnection ended = connect();
    ended.ends();
    rig.loop.runAll();
    tty.feed("answer");
    rig.loop.runAll();
    assertThat(ended.sentText()).as("it may still read").isEqualTo("answer");
    FakeConnection newcomer = connect();

    assertThat(stays.isOpen()).isTrue();
    assertThat(ended.isOpen()).isFalse();
    assertThat(newcomer.isOpen()).isTrue();
    assertThat(rig.counters().clientsRefused()).isZero();
  }

  @Test
  void oneThatHasSaidItsLastWordMayReadForAWhile() {
    open(new TcpServerBuilder().max(3));
    FakeConnection first = connect();
    FakeConnection second = connect();
    first.ends();
    rig.loop.advanceMs(HalfClosed.HALF_CLOSED_MS - 100);
    second.ends();
    rig.loop.advanceMs(99);
    assertThat(first.isOpen()).isTrue();
    rig.loop.advanceMs(1);
    assertThat(first.isOpen()).isFalse();

    rig.loop.advanceMs(HalfClosed.HALF_CLOSED_MS - 101);
    assertThat(second.isOpen()).as("it has its own time").isTrue();
    rig.loop.advanceMs(1);
    assertThat(second.isOpen()).isFalse();
    assertThat(clients.isEmpty()).isTrue();
  }

  @Test
  void whenAllPlacesAreInUseOneThatEndedGoesAsTheNextEnds() {
    open(new TcpServerBuilder().max(2));
    FakeConnection first = connect();
    FakeConnection second = connect();
    first.ends();
    rig.loop.runAll();
    assertThat(first.isOpen()).isTrue();
    second.ends();
    rig.loop.runAll();

    assertThat(first.isOpen()).isFalse();
    assertThat(second.isOpen()).isTrue();
  }

  @Test
  void answersThatAreStillComingAreWaitedFor() {
    open(new TcpServerBuilder().max(1));
    FakeConnection client = connect();
    client.ends();
    for (int i = 0; i < 5; i++) {
      rig.loop.advanceMs(HalfClosed.HALF_CLOSED_MS - 1);
      tty.feed("more");
      rig.loop.runAll();
      assertThat(client.isOpen()).isTrue();
    }
    rig.loop.advanceMs(HalfClosed.HALF_CLOSED_MS);
    assertThat(client.isOpen()).isFalse();
  }

  // --- inactivity ---

  @Test
  void inactivityCountsFromTheLastByteOfEitherSide() {
    open(new TcpServerBuilder().inactivity(Duration.ofSeconds(10)));
    FakeConnection client = connect();
    rig.loop.advanceMs(9_999);
    client.feed("x");
    rig.loop.advanceMs(9_999);
    tty.feed("y");
    rig.loop.advanceMs(9_999);
    assertThat(client.isOpen()).isTrue();

    rig.loop.advanceMs(1);
    assertThat(client.isOpen()).isFalse();
    assertThat(rig.events.taken()).endsWith("info port 1: client c1 gone: no data for 10000 ms");
  }

  @Test
  void aNewInactivityHoldsAtOnce() {
    open(new TcpServerBuilder());
    FakeConnection client = connect();
    rig.loop.advanceMs(3_600_000);
    clients.reconfigure(limits(new TcpServerBuilder().inactivity(Duration.ofSeconds(1))));
    rig.loop.advanceMs(999);
    assertThat(client.isOpen()).isTrue();
    rig.loop.advanceMs(1);
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void inactivitySwitchedOffDropsNobody() {
    open(new TcpServerBuilder().inactivity(Duration.ofSeconds(1)));
    FakeConnection client = connect();
    clients.reconfigure(limits(new TcpServerBuilder()));
    rig.loop.advanceMs(3_600_000);

    assertThat(client.isOpen()).isTrue();
  }

  // --- jammed clients ---

  private FakeConnection jammed() {
    FakeConnection client = connect();
    client.setRoom(0);
    rig.loop.runAll();
    assertThat(serialIsRead()).as("the byte that jams it").isTrue();
    return client;
  }

  @Test
  void theTtyIsNotReadWhileAClientIsWaitedFor() {
    open(new TcpServerBuilder().max(2));
    FakeConnection quick = connect();
    FakeConnection slow = jammed();
    assertThat(serialIsRead()).isFalse();
    slow.setRoom(Integer.MAX_VALUE);
    rig.loop.runAll();

    assertThat(serialIsRead()).isTrue();
    assertThat(slow.sentText()).isEqualTo("???");
    assertThat(quick.sentText()).isEqualTo("???");
  }

  @Test
  void theTtyIsReadOnlyWhenTheLastJammedClientHasCaughtUp() {
    open(new TcpServerBuilder().max(2));
    FakeConnection one = connect();
    one.setRoom(0);
    FakeConnection two = jammed();
    one.setRoom(Integer.MAX_VALUE);
    rig.loop.runAll();
    assertThat(serialIsRead()).isFalse();
    two.setRoom(Integer.MAX_VALUE);
    rig.loop.runAll();

    assertThat(serialIsRead()).isTrue();
  }

  @Test
  void theTtyIsReadAgainWhenTheJammedClientLeaves() {
    open(new TcpServerBuilder().max(2));
    connect();
    FakeConnection slow = jammed();
    assertThat(serialIsRead()).isFalse();
    slow.vanishes("gone");
    rig.loop.runAll();

    assertThat(serialIsRead()).isTrue();
  }

  @Test
  void theTtyIsReadAgainWhenTheJammedClientIsReplaced() {
    open(new TcpServerBuilder().whenFull(WhenFull.REPLACE_OLDEST));
    jammed();
    assertThat(serialIsRead()).isFalse();
    FakeConnection newcomer = connect();
    rig.loop.runAll();

    assertThat(newcomer.sentText()).as("what waited in the kernel").isEqualTo("?");
    assertThat(serialIsRead()).isTrue();
  }

  @Test
  void theTtyIsReadAgainWhenTheSettingsNoLongerWait() {
    open(new TcpServerBuilder());
    FakeConnection slow = jammed();
    assertThat(serialIsRead()).isFalse();
    clients.reconfigure(limits(new TcpServerBuilder().ignoreJammed(true)));
    rig.loop.runAll();

    assertThat(serialIsRead()).isTrue();
    assertThat(slow.isOpen()).isTrue();
  }

  @Test
  void aJammedClientIsWaitedForAgainWhenTheSettingsSaySo() {
    open(new TcpServerBuilder().ignoreJammed(true));
    jammed();
    assertThat(serialIsRead()).isTrue();
    clients.reconfigure(limits(new TcpServerBuilder()));
    serialIsRead();

    assertThat(serialIsRead()).isFalse();
  }

  @Test
  void whatASkippedClientMissesIsCounted() {
    open(new TcpServerBuilder().max(2).ignoreJammed(true));
    FakeConnection slow = connect();
    slow.setRoom(10);
    tty.feed(new byte[Connection.BACKLOG_LIMIT_BYTES + 15]);
    rig.loop.runAll();

    ClientStatus status = clients.status().getFirst();
    assertThat(slow.sent()).hasSize(10);
    assertThat(status.backlogBytes()).isEqualTo(Connection.BACKLOG_LIMIT_BYTES);
    assertThat(status.skippedBytes()).isEqualTo(5);
    assertThat(status.sentBytes()).isEqualTo(Connection.BACKLOG_LIMIT_BYTES + 10);
    assertThat(rig.counters().skippedBytes()).isEqualTo(5);
  }

  // --- towards the tty ---

  @Test
  void nobodyIsReadWhileTheTtyIsFullNewcomersIncluded() {
    open(new TcpServerBuilder().max(3));
    FakeConnection one = connect();
    FakeConnection two = connect();
    tty.setRoom(1);
    one.feed("abc");
    rig.loop.runAll();
    FakeConnection late = connect();
    two.feed("two");
    late.feed("late");
    rig.loop.runAll();
    assertThat(two.unreadBytes()).isEqualTo(3);
    assertThat(late.unreadBytes()).isEqualTo(4);

    tty.setRoom(Integer.MAX_VALUE);
    rig.loop.runAll();
    assertThat(tty.takenText()).startsWith("abc").contains("two").contains("late").hasSize(10);
    assertThat(clients.status().getFirst().receivedBytes()).isEqualTo(3);
  }

  // --- the last one ---

  @Test
  void theControlLinesAfterTheLastClient() {
    open(new TcpServerBuilder().max(2).onLastClientGone(Level.OFF, Level.KEEP));
    FakeConnection one = connect();
    FakeConnection two = connect();
    one.vanishes("gone");
    rig.loop.runAll();
    assertThat(tty.calls()).noneMatch(call -> call.startsWith("setOutputs"));
    two.vanishes("gone");

    rig.loop.runUntil(() -> tty.calls().contains("setOutputs dtr=false rts=true"));
    assertThat(clients.isEmpty()).isTrue();
  }

  @Test
  void aReplacedClientIsNotTheLast() {
    open(
        new TcpServerBuilder()
            .whenFull(WhenFull.REPLACE_OLDEST)
            .onLastClientGone(Level.OFF, Level.OFF));
    connect();
    connect();
    FakeConnection ended = connect();
    ended.ends();
    rig.loop.runAll();
    connect();
    rig.status();

    assertThat(tty.calls()).noneMatch(call -> call.startsWith("setOutputs"));
  }

  @Test
  void nothingMovesWhenTheSettingsKeepTheLines() {
    open(new TcpServerBuilder());
    assertThat(new TcpServerBuilder().build().onLastClientGone())
        .isEqualTo(OnLastClientGone.STANDARD);
    connect().vanishes("gone");
    rig.loop.runAll();
    rig.status();

    assertThat(tty.calls()).noneMatch(call -> call.startsWith("setOutputs"));
  }

  /** A mode that adds nothing to its clients. */
  private final class Passing implements Mode {
    Passing(Port port) {
      assertThat(port.number()).isEqualTo(1);
    }

    @Override
    public void fromSerial(IoBuffer data) {
      clients.send(data);
    }

    @Override
    public boolean takesSerial() {
      return clients.takesSerial();
    }

    @Override
    public void serialReady() {
      clients.resumeReading();
    }

    @Override
    public void ttyPresent(boolean present) {}

    @Override
    public List<ClientStatus> clients() {
      return clients.status();
    }

    @Override
    public String trouble() {
      return "";
    }

    @Override
    public List<Integer> listening() {
      return List.of();
    }

    @Override
    public void reconfigure(PortSettings settings) {}

    @Override
    public void close() {
      clients.close();
    }
  }
}
