package io.hardline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hardline.mode.realcom.NportDriver;
import io.hardline.mode.realcom.NportEntry;
import io.hardline.mode.realcom.NportPatience;
import io.hardline.mode.realcom.NportTermios;
import io.hardline.mode.realcom.NportTrace.Way;
import io.hardline.mode.realcom.StrayHost;
import io.hardline.tty.PtyPeer;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rules of section 0 of the notes on the protocol, each found the hard way: what hangs, crashes
 * or fools the driver of a host. Those of discovery (7, 8) and of TLS (11) are tested with those.
 */
@Timeout(120)
class RealComRulesIT {
  private static final String ECHO = "{ virtual: echo }";
  private static final String LOOPBACK = "{ virtual: loopback }";
  private static final String INIT = "2c 08 06 03 01 01 00 00 00 00 ";
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  @TempDir Path directory;

  private RealComUnit unit(Object... ttys) throws IOException {
    return RealComUnit.start(directory, "", ttys);
  }

  /** The driver complains of every reply in two pieces; the unit fails the test then. */
  @Test
  void rule01EveryReplyIsOneWrite() throws Exception {
    try (RealComUnit unit = unit(LOOPBACK)) {
      NportDriver driver = unit.driver(1);
      driver.open();
      for (int i = 0; i < 100; i++) {
        driver.setLines(i % 2 == 0, i % 3 == 0);
        driver.drain();
      }
      driver.setAttributes(NportTermios.UNTOUCHED.baudRate(250_000));

      assertThat(driver.complaints()).isEmpty();
      assertThat(driver.unasked()).isEmpty();
      assertThat(driver.modem().notices()).isPositive();
    }
  }

  /**
   * One host moves the lines while another, whose daemon is busy, does not read what it is told.
   */
  @Test
  void rule02NoMoreThan83BytesPileUp() throws Exception {
    String several = "max-connections: 2, allow-driver-control: true";
    try (RealComUnit unit = RealComUnit.start(directory, several, LOOPBACK);
        StrayHost busy = StrayHost.connected(unit.entry(1).from("127.0.0.2"))) {
      busy.say(INIT);
      assertThat(busy.hear(5)).startsWith("2c 03");
      unit.daemon().awaitClients(1, 1);
      NportDriver driver = unit.driver(1);
      driver.open();
      for (int i = 0; i < 400; i++) {
        driver.setLines(i % 2 == 0, true);
        driver.drain();
      }
      driver.setLines(false, true);
      Program.await().until(() -> !driver.modem().dsr());

      byte[] piled = busy.hearFor(200);
      assertThat(piled.length).isBetween(4, 83);
      assertTheLastNoticeIsTrue(busy, piled);
    }
  }

  /** What is left out between is made good by the last: DSR and DCD off, CTS on. */
  private static void assertTheLastNoticeIsTrue(StrayHost busy, byte[] piled) throws IOException {
    StringBuilder told = new StringBuilder(HEX.formatHex(piled));
    // It has read, and says so by answering a poll, if there was one.
    for (String token : polls(piled)) {
      busy.say("28 01 " + token);
      told.append(' ').append(HEX.formatHex(busy.hearFor(300)));
    }
    int last = told.lastIndexOf("26 20 ");
    assertThat(told.substring(last)).startsWith("26 20 10");
  }

  private static List<String> polls(byte[] piled) {
    List<String> tokens = new ArrayList<>();
    int at = 0;
    while (at < piled.length) {
      if (piled[at] == 0x27) {
        tokens.add(HEX.toHexDigits(piled[at + 2]));
      }
      at += piled[at] == 0x27 ? 3 : 4;
    }
    return tokens;
  }

  /** The host's kernel would follow a null pointer. */
  @Test
  void rule03NoSpeedIsRefusedByTheAnswerToPortInit() throws Exception {
    try (PtyPeer pty = new PtyPeer();
        RealComUnit unit = unit(ECHO, pty.path())) {
      for (int port = 1; port <= 2; port++) {
        try (StrayHost host = StrayHost.connected(unit.entry(port))) {
          for (int speed = 0; speed < 256; speed++) {
            host.say(INIT.replaceFirst("06", HEX.toHexDigits((byte) speed)));
            assertThat(host.hear(5)).startsWith("2c 03").isNotEqualTo("2c 03 ff ff ff");
          }
        }
        unit.daemon().awaitClients(port, 0);
      }
    }
  }

  @Test
  void rule03ASpeedThatCannotBeIsAtMostRefusedByTheAnswerToSetBaud() throws Exception {
    try (RealComUnit unit = unit(ECHO);
        StrayHost host = StrayHost.connected(unit.entry(1))) {
      for (String speed : new String[] {"00 00 00 00", "ff ff ff ff", "00 00 00 80"}) {
        host.say(INIT.replaceFirst("06", "ff"));
        assertThat(host.hear(5)).isEqualTo("2c 03 01 01 01");
        host.say("17 04 " + speed);
        assertThat(host.hear(3)).matches("17( ..){2}");
      }
      host.say("17 04 90 d0 03 00");
      assertThat(host.hear(3)).isEqualTo("17 4f 4b");
      assertThat(unit.daemon().port(1).effectiveLine()).isEqualTo("250000 8N1");
    }
  }

  @Test
  void rule04RequestsThatComeTogetherAreEachAnsweredInOrder() throws Exception {
    try (RealComUnit unit = unit(ECHO);
        StrayHost host = StrayHost.connected(unit.entry(1))) {
      host.say(INIT + "18 02 11 13 30 01 10 12 02 01 01 14 01 02 21 00 22 00 33 00");
      assertThat(host.hear(5)).isEqualTo("2c 03 01 01 01");
      assertThat(host.hear(21))
          .isEqualTo("18 4f 4b 30 4f 4b 12 4f 4b 14 4f 4b 21 4f 4b 22 4f 4b 33 4f 4b");
    }
  }

  @Test
  void rule04RequestsMayComeInAnyPieces() throws Exception {
    try (RealComUnit unit = unit(ECHO);
        StrayHost host = StrayHost.connected(unit.entry(1))) {
      host.sayByteByByte(INIT + "18 02 11 13 30 01 10 12 02 01 01");
      assertThat(host.hear(14)).isEqualTo("2c 03 01 01 01 18 4f 4b 30 4f 4b 12 4f 4b");
      host.say("2f 04 19 00");
      assertThat(host.hearFor(100)).isEmpty();
      host.say("00 00 12 02");
      assertThat(host.hear(4)).isEqualTo("2f 02 00 00");
      host.say("00 01");
      assertThat(host.hear(3)).isEqualTo("12 4f 4b");
    }
  }

  @Test
  void rule05ThePortRemembersItsSpeedAcrossALoss() throws Exception {
    try (RealComUnit unit = unit(ECHO)) {
      NportDriver driver = unit.driver(1);
      driver.open();
      driver.setAttributes(NportTermios.RAW.baudRate(250_000).flow(false, false, true));
      driver.lose();
      Program.await().until(() -> driver.recoveries() == 1);

      assertThat(driver.trace().of(Way.COMMAND_SENT))
          .endsWith("2c 08 ff 03 01 01 00 00 00 01 18 02 11 13 30 01 10 12 02 01 01");
      assertThat(unit.daemon().port(1).effectiveLine()).startsWith("250000 8N1");
    }
  }

  /** Three zeros, and the driver throws away what is left: so nothing may be. */
  @Test
  void rule06NothingIsLeftBehindByAClose() throws Exception {
    int rounds = 50;
    try (PtyPeer device = new PtyPeer();
        RealComUnit unit = unit(device.path())) {
      NportDriver driver = unit.driver(1);
      for (int i = 0; i < rounds; i++) {
        driver.open();
        driver.write("%05d".formatted(i).getBytes(ISO_8859_1));
        driver.close();
        assertThat(device.receiveText(5)).isEqualTo("%05d".formatted(i));
      }
      assertThat(unit.daemon().port(1).counters().toSerialDiscardedBytes()).isZero();
    }
  }

  /** The question is there before the bytes: they come when it has already been read. */
  @Test
  void rule06AQuestionThatOvertakesItsBytesIsNotAnsweredZero() throws Exception {
    try (RealComUnit unit = unit(ECHO);
        StrayHost host = StrayHost.connected(unit.entry(1))) {
      host.say(INIT.replaceFirst("06", "12"));
      assertThat(host.hear(5)).isEqualTo("2c 03 01 01 01");
      // 50 bit/s: a character takes 200 ms.
      host.say("2f 04 19 00 00 00");
      host.sendData("hello".getBytes(ISO_8859_1));

      assertThat(host.hear(4)).matches("2f 02 0[1-5] 00");
      host.say("2f 04 d0 07 00 00");
      assertThat(host.hear(4)).as("after 2 s at the most").isEqualTo("2f 02 00 00");
    }
  }

  @Test
  void rule09APortThatIsTakenRefusesTheConnection() throws Exception {
    try (RealComUnit unit = unit(ECHO)) {
      NportDriver first = unit.driver(1);
      first.open();
      try (StrayHost second = new StrayHost(unit.entry(1).from("127.0.0.2"))) {
        assertThatThrownBy(second::connectData).isInstanceOf(ConnectException.class);
      }
      try (StrayHost second = new StrayHost(unit.entry(1).from("127.0.0.2"))) {
        assertThatThrownBy(second::connectCommand).isInstanceOf(ConnectException.class);
      }
      NportPatience once = new NportPatience(500, 700, 200, 500);
      NportDriver refused = unit.driver(unit.entry(1).from("127.0.0.3").with(once));
      assertThatThrownBy(refused::open).isInstanceOf(IOException.class);
      assertThat(refused.connects()).isZero();
      assertThat(refused.attempts()).isBetween(2, 6);

      first.close();
      NportDriver next = unit.driver(1, "127.0.0.4");
      next.open();
      next.write("mine".getBytes(ISO_8859_1));
      assertThat(next.read(4, 5000)).isEqualTo("mine".getBytes(ISO_8859_1));
    }
  }

  @Test
  void rule10ByIpv6TheFirstSixteenBytesComeBack() throws Exception {
    try (RealComUnit unit = unit(ECHO)) {
      NportDriver driver =
          unit.driver(NportEntry.at("::1", unit.entry(1).dataPort(), unit.entry(1).commandPort()));
      driver.open();
      driver.write("six".getBytes(ISO_8859_1));
      assertThat(driver.read(3, 5000)).isEqualTo("six".getBytes(ISO_8859_1));
      driver.lose();
      Program.await().until(() -> driver.recoveries() == 1);
    }
  }

  @Test
  void rule12NoticesComeWithoutBeingAskedFor() throws Exception {
    try (RealComUnit unit = unit(LOOPBACK)) {
      NportDriver driver = unit.driver(1);
      driver.open();
      driver.setLines(true, false);
      Program.await().until(() -> driver.modem().notices() > 0);

      assertThat(driver.modem().cts()).isFalse();
      assertThat(driver.trace().of(Way.COMMAND_SENT)).noneMatch(c -> c.startsWith("24"));
    }
  }
}
