package io.hardline.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hardline.event.RecordedEvents;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.RunningLoop;
import io.hardline.net.FakeConnection;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.Settings;
import io.hardline.settings.TcpServerBuilder;
import io.hardline.settings.TtySelector;
import io.hardline.tty.FaultyTty;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ports that go, come, change and stay, with ttys in memory that send back what they are sent. */
@Timeout(120)
class PortsTest {
  private final RecordedEvents events = new RecordedEvents();
  private final Map<String, FaultyTty> ttys = new ConcurrentHashMap<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private RunningLoop first;
  private RunningLoop second;
  private Ports ports;

  @BeforeEach
  void start() throws Exception {
    first = RunningLoop.start();
    second = RunningLoop.start();
    ports = new Ports(List.of(first.loop, second.loop), events.log(), this::open, Recorder::new);
  }

  @AfterEach
  void close() {
    ttys.values().forEach(FaultyTty::releaseCalls);
    ports.close();
    first.close();
    second.close();
    events.close();
  }

  private FaultyTty open(PortSettings settings) {
    TtySelector selector = settings.tty();
    String name = selector == null ? "none" : selector.text();
    told.add("open " + name);
    return ttys.computeIfAbsent(name, FaultyTty::new);
  }

  private FaultyTty tty(String name) {
    return Objects.requireNonNull(ttys.get(name), name);
  }

  private static PortSettingsBuilder port(String device) {
    return new PortSettingsBuilder().tty(new TtySelector.Path(device));
  }

  private static Settings settings(Map<Integer, PortSettings> ports) {
    SortedMap<Integer, PortSettings> sorted = new TreeMap<>(ports);
    return new Settings(
        Settings.VERSION, Settings.STANDARD.ttyAllow(), Settings.STANDARD.services(), sorted);
  }

  private void apply(Map<Integer, PortSettings> wanted) {
    ports.apply(settings(wanted));
    assertThat(ports.status()).hasSize(wanted.size());
  }

  private static ConditionFactory quickly() {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1));
  }

  private void awaitAllOpen() {
    quickly().until(() -> ports.status().stream().allMatch(p -> p.state() == PortState.OPEN));
  }

  @Test
  void portsAreSpreadOverTheLoopsAndToldInOrder() {
    apply(Map.of(3, port("c").build(), 1, port("a").build(), 2, port("b").build()));
    awaitAllOpen();

    assertThat(ports.status()).extracting(PortStatus::number).containsExactly(1, 2, 3);
    assertThat(ports.loopOf(2)).isSameAs(first.loop);
    assertThat(ports.loopOf(1)).isSameAs(second.loop).isSameAs(ports.loopOf(3));
    assertThat(ports.loopOf(4)).isNull();
  }

  @Test
  void socketsAreToldByEachLoopAndOneThatIsStuckIsLeftOut() throws Exception {
    apply(Map.of(1, port("a").build(), 2, port("b").build(), 3, port("c").build()));
    assertThat(ports.sockets().get()).extracting(PortSockets::number).containsExactly(1, 2, 3);

    CountDownLatch stuck = new CountDownLatch(1);
    second.loop.post(() -> awaitUninterrupted(stuck));
    assertThat(ports.sockets().get()).extracting(PortSockets::number).containsExactly(2);
    stuck.countDown();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  @Test
  void anUnchangedPortIsLeftAlone() {
    apply(Map.of(1, port("a").build(), 2, port("b").build()));
    awaitAllOpen();
    told.clear();
    apply(Map.of(1, port("a").build(), 2, port("b").alias("scale").build()));

    assertThat(told).containsExactly("2 reconfigured");
    assertThat(tty("a").calls().stream().filter(call -> call.startsWith("setLine"))).hasSize(1);
  }

  @Test
  void aPortWithAnotherTtyIsClosedAndStarted() {
    apply(Map.of(1, port("a").build()));
    awaitAllOpen();
    told.clear();
    apply(Map.of(1, port("b").build()));
    awaitAllOpen();

    assertThat(told).containsExactly("1 closed", "1 started", "open b");
    assertThat(tty("a").isClosed()).isTrue();
  }

  @Test
  void aPortThatGoesIsClosedBeforeAnotherTakesItsTty() {
    apply(Map.of(1, port("a").build()));
    awaitAllOpen();
    told.clear();
    apply(Map.of(2, port("a").build()));
    quickly().until(() -> told.contains("open a"));

    assertThat(told).containsExactly("1 closed", "2 started", "open a");
    assertThat(ports.loopOf(1)).isNull();
  }

  @Test
  void aDriverThatDoesNotReturnHoldsTheOthersUpUntilTheDeadlineOnly() {
    apply(Map.of(1, port("a").build(), 2, port("b").build()));
    awaitAllOpen();
    tty("a").blockCalls();
    told.clear();
    long beganNs = System.nanoTime();
    apply(Map.of(2, port("c").build()));

    Duration took = Duration.ofNanos(System.nanoTime() - beganNs);
    assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(Ports.STOP_DEADLINE_MS));
    quickly().until(() -> told.contains("open c"));
    assertThat(told.indexOf("2 started"))
        .isGreaterThan(told.indexOf("1 closed"))
        .isGreaterThan(told.indexOf("2 closed"));
    assertThat(told).contains("1 closed", "2 closed");
  }

  @Test
  void aTerminalOnAPortThatWentIsClosed() throws Exception {
    apply(Map.of(1, port("a").build()));
    FakeConnection terminal = new FakeConnection(first.loop, "local");
    first.run(() -> ports.attach(9, terminal, false));

    assertThat(terminal.isOpen()).isFalse();
  }

  /** Wish: a USB adapter whose driver hangs must be the problem of one port. */
  @Test
  void ttysThatBlockLeaveTheOthersUnharmed() {
    int count = 32;
    Map<Integer, PortSettings> wanted = new TreeMap<>();
    for (int number = 1; number <= count; number++) {
      wanted.put(number, port("tty" + number).mode(new TcpServerBuilder().build()).build());
    }
    FaultyTty blocked = new FaultyTty("tty7");
    blocked.blockCalls();
    ttys.put("tty7", blocked);
    apply(wanted);
    quickly()
        .until(
            () -> ports.status().stream().filter(p -> p.state() == PortState.OPEN).count() == 31);
    for (int round = 0; round < 20; round++) {
      String text = "round " + round;
      ttys.values().forEach(tty -> tty.feed(text));
      for (FaultyTty tty : ttys.values()) {
        quickly().until(() -> tty == blocked || tty.takenText().equals(text));
      }
    }
    assertThat(blocked.taken()).isEmpty();

    blocked.releaseCalls();
    awaitAllOpen();
    quickly().until(() -> blocked.takenText().startsWith("round 0round 1"));
    assertThat(ports.status())
        .allMatch(p -> p.counters().toSerialBytes() == p.counters().fromSerialBytes());
  }

  /** A mode that sends everything back. */
  private final class Recorder implements Mode {
    private final Port port;

    Recorder(PortSettings settings, Port port) {
      this.port = port;
      told.add(port.number() + " started");
      assertThat(settings).isEqualTo(port.settings());
    }

    @Override
    public boolean takesSerial() {
      return true;
    }

    @Override
    public void fromSerial(IoBuffer data) {
      port.toSerial(data);
    }

    @Override
    public void serialReady() {}

    @Override
    public void ttyPresent(boolean present) {}

    @Override
    public List<ClientStatus> clients() {
      return List.of();
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
    public void reconfigure(PortSettings settings) {
      told.add(port.number() + " reconfigured");
    }

    @Override
    public void close() {
      told.add(port.number() + " closed");
    }
  }
}
