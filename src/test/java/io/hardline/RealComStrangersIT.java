package io.hardline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.mode.realcom.NportDriver;
import io.hardline.mode.realcom.NportTermios;
import io.hardline.mode.realcom.StrayHost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hosts that keep to no rules, and strangers that would command a port that is not theirs. */
@Timeout(120)
class RealComStrangersIT {
  private static final String INIT = "2c 08 06 03 01 01 00 00 00 00 ";
  private static final String STRANGER = "127.0.0.66";

  @TempDir Path directory;

  private RealComUnit unit;

  @BeforeEach
  void start() throws Exception {
    unit =
        RealComUnit.start(
            directory, "max-connections: 3, allow-driver-control: true", "{ virtual: loopback }");
  }

  @AfterEach
  void stop() throws Exception {
    unit.close();
  }

  private NportDriver host() throws IOException {
    NportDriver driver = unit.driver(1, "127.0.0.2");
    driver.open();
    driver.setAttributes(NportTermios.RAW.baudRate(19200));
    return driver;
  }

  private StrayHost stranger() {
    return new StrayHost(unit.entry(1).from(STRANGER));
  }

  private void assertServes(NportDriver driver) throws IOException {
    driver.write("served".getBytes(ISO_8859_1));
    byte[] echo = driver.read(6, Program.PATIENCE.toMillis());
    assertThat(new String(echo, ISO_8859_1)).isEqualTo("served");
  }

  /** Nobody can tell us later that a port did not serve a host with the driver after that. */
  private void assertServesTheNext() throws IOException {
    NportDriver next = unit.driver(1, "127.0.0.3");
    next.open();
    assertServes(next);
    next.close();
  }

  @Test
  void commandsOfAStrangerAreNeitherDoneNorAnswered() throws Exception {
    NportDriver host = host();
    try (StrayHost stranger = stranger()) {
      stranger.connectCommand();
      stranger.say("2c 08 02 03 00 00 00 00 00 00 21 00 14 01 02 12 02 00 00");
      unit.daemon().awaitLog(stranger.commandName());

      assertThat(stranger.hear(1)).as("the end, and not a word before").isEmpty();
      assertThat(unit.daemon().port(1).effectiveLine()).isEqualTo("19200 8N1");
      assertThat(host.modem().dsr()).isTrue();
      assertThat(host.modem().breaks()).isZero();
      assertThat(unit.daemon().port(1).counters().commandsRefused()).isPositive();
      assertServes(host);
    }
  }

  @Test
  void manyStrangersDoNotKeepAHostOut() throws Exception {
    List<StrayHost> strangers = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        StrayHost stranger = new StrayHost(unit.entry(1).from("127.0.3." + (i + 1)));
        strangers.add(stranger);
        stranger.connectCommand();
        stranger.say(INIT);
      }
      assertServes(host());
    } finally {
      for (StrayHost stranger : strangers) {
        stranger.close();
      }
    }
  }

  @Test
  void aCommandConnectionThatNoDataFollowsIsLetGo() throws Exception {
    try (StrayHost stranger = stranger()) {
      stranger.connectCommand();
      assertThat(stranger.isHungUp()).isTrue();
      assertThat(unit.daemon().port(1).clients()).isEmpty();
      assertServesTheNext();
    }
  }

  @Test
  void commandsThatComeBeforeTheDataConnectionAreAnsweredWhenItIsThere() throws Exception {
    try (StrayHost early = stranger()) {
      early.connectCommand();
      early.say(INIT + "30 01 10");
      assertThat(early.hearFor(100)).isEmpty();
      early.connectData();

      assertThat(early.hear(8)).isEqualTo("2c 03 01 01 01 30 4f 4b");
    }
  }

  @Test
  void dataThatComesFirstIsServedAndTheCommandsThatFollowAreItsOwn() throws Exception {
    try (StrayHost backwards = stranger()) {
      backwards.connectData();
      backwards.sendData("data".getBytes(ISO_8859_1));
      assertThat(backwards.receiveData(4)).isEqualTo("data".getBytes(ISO_8859_1));
      backwards.connectCommand();
      backwards.say(INIT);
      assertThat(backwards.hear(5)).isEqualTo("2c 03 01 01 01");
    }
  }

  @Test
  void halfACommandHoldsNobodyUp() throws Exception {
    NportDriver host = host();
    try (StrayHost half = StrayHost.connected(unit.entry(1).from(STRANGER))) {
      half.say("2c 08 06");
      assertServes(host);
      assertThat(half.hearFor(50)).isEmpty();
      half.say("03 01 01 00 00 00 00");
      assertThat(half.hear(5)).isEqualTo("2c 03 01 01 01");
      half.say("12 02 00");
    }
    unit.daemon().awaitClients(1, 1);
    assertThat(host.modem().dsr()).isTrue();
    assertServes(host);
  }

  @Test
  void commandsThatNobodyKnowsGetNoAnswerAndDoNoHarm() throws Exception {
    try (StrayHost host = StrayHost.connected(unit.entry(1).from(STRANGER))) {
      host.say(INIT);
      assertThat(host.hear(5)).isEqualTo("2c 03 01 01 01");
      long before = unit.daemon().port(1).counters().controlIgnored();
      host.say("20 00 2e 02 01 02 39 00 23 01 07");
      host.say("30 01 10");
      assertThat(host.hear(3)).isEqualTo("30 4f 4b");
      assertThat(unit.daemon().port(1).counters().controlIgnored()).isEqualTo(before + 4);
    }
  }

  @Test
  void garbageDoesNoHarm() throws Exception {
    NportDriver host = host();
    Random random = new Random(20_261);
    for (int i = 0; i < 50; i++) {
      byte[] noise = new byte[1 + random.nextInt(3000)];
      random.nextBytes(noise);
      try (StrayHost noisy = StrayHost.connected(unit.entry(1).from(STRANGER))) {
        noisy.say(noise);
      } catch (IOException hungUp) {
        assertThat(hungUp).hasMessageMatching("(?s).*(reset|pipe|refused).*");
      }
    }
    Program.await().until(() -> unit.daemon().port(1).clients().size() == 1);
    host.setAttributes(NportTermios.RAW.baudRate(9600));
    host.startOutput();
    host.stopBreak();
    host.setLines(true, true);
    host.flush();
    Program.await().until(() -> host.modem().dsr());
    // Something may be left of a break that was begun.
    host.read(host.modem().breaks(), 100);
  }

  /** It asks without end and reads no answer: it is held up by TCP, and nobody else is. */
  @Test
  void whoFloodsAndDoesNotReadHoldsUpOnlyItself() throws Exception {
    NportDriver host = host();
    try (StrayHost flood = StrayHost.connected(unit.entry(1).from(STRANGER))) {
      Thread flooding = Thread.ofPlatform().daemon().start(() -> floods(flood));
      for (int i = 0; i < 200; i++) {
        host.setLines(i % 2 == 0, true);
        host.write("x".getBytes(ISO_8859_1));
        assertThat(host.read(1, 5000)).hasSize(1);
      }
      assertThat(unit.daemon().residentKb()).isLessThan(300_000);
      flood.close();
      flooding.join(Program.PATIENCE);
    }
    unit.daemon().awaitClients(1, 1);
    assertServes(host);
  }

  private static void floods(StrayHost flood) {
    try {
      for (int i = 0; i < 2000; i++) {
        flood.say("30 01 10 ".repeat(1000).strip());
      }
    } catch (IOException closed) {
      // The test has seen enough.
    }
  }

  @Test
  void theEndOfOneConnectionIsTheEndOfTheOther() throws Exception {
    try (StrayHost host = StrayHost.connected(unit.entry(1).from(STRANGER))) {
      host.say(INIT);
      assertThat(host.hear(5)).isEqualTo("2c 03 01 01 01");
      host.closeCommand();
      assertThat(host.isDataHungUp()).isTrue();
    }
    try (StrayHost host = StrayHost.connected(unit.entry(1).from(STRANGER))) {
      host.say(INIT);
      assertThat(host.hear(5)).isEqualTo("2c 03 01 01 01");
      host.closeData();
      assertThat(host.isHungUp()).isTrue();
    }
    unit.daemon().awaitClients(1, 0);
    assertServesTheNext();
  }

  @Test
  void aBreakOfAHostThatVanishesEnds() throws Exception {
    NportDriver host = host();
    try (StrayHost vanishing = StrayHost.connected(unit.entry(1).from(STRANGER))) {
      vanishing.say(INIT + "21 00 34 00");
      assertThat(vanishing.hear(11)).isEqualTo("2c 03 01 01 01 21 4f 4b 34 4f 4b");
    }
    unit.daemon().awaitClients(1, 1);
    host.setAttributes(NportTermios.RAW.baudRate(19200));
    Program.await().until(() -> host.modem().breaks() == 1);
    assertThat(host.read(1, 5000)).containsExactly(0);
    assertServes(host);
  }
}
