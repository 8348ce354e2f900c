package io.hardline.mode.realcom;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hardline.mode.realcom.NportTrace.Way;
import io.hardline.settings.LineSettings.Parity;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The double does what the driver was seen to do, and notices what a server must not do. */
@Timeout(60)
class NportDriverIT {
  private ScriptedServer server;
  private NportDriver driver;

  @BeforeEach
  void start() throws Exception {
    server = new ScriptedServer();
    driver = new NportDriver(server.entry());
  }

  @AfterEach
  void stop() throws Exception {
    driver.close();
    server.close();
  }

  private String readText(int count) throws IOException {
    return new String(driver.read(count, 5000), ISO_8859_1);
  }

  @Test
  void anApplicationsDayIsTheWorkedTrace() throws Exception {
    NportDriver patient = new NportDriver(server.entry().with(NportPatience.STANDARD));
    WorkedTrace.play(patient, "HELLO");

    WorkedTrace.assertIsAsSeen(patient.trace());
    assertThat(patient.complaints()).isEmpty();
    assertThat(patient.unasked()).isEmpty();
  }

  @Test
  void aSecondOpenUsesTheSettingsOfTheLastClose() throws Exception {
    driver.open();
    driver.setAttributes(NportTermios.RAW.baudRate(19200).framing(7, Parity.EVEN, false));
    driver.close();
    driver.trace().clear();
    driver.open();

    assertThat(driver.trace().of(Way.COMMAND_SENT))
        .as("no characters of XON/XOFF, for it is off")
        .containsExactly("2c 08 07 0a 01 01 00 00 00 00", "30 01 10");
  }

  @Test
  void afterALossThePortIsSetUpAgainInOneSegment() throws Exception {
    driver.open();
    driver.setAttributes(
        NportTermios.RAW.baudRate(19200).framing(7, Parity.EVEN, false).flow(false, true, true));
    driver.setLines(false, true);
    server.host().close();
    await().until(() -> driver.recoveries() == 1);

    assertThat(server.reads())
        .contains("2c 08 07 0a 00 01 00 00 01 01 18 02 11 13 30 01 10 12 02 00 01");
    driver.write("again".getBytes(ISO_8859_1));
    assertThat(readText(5)).isEqualTo("AGAIN");
  }

  @Test
  void afterALossAnySpeedIsNotSaidAgain() throws Exception {
    driver.open();
    driver.setAttributes(NportTermios.RAW.baudRate(250_000).flow(false, false, true));
    assertThat(driver.trace().of(Way.COMMAND_SENT)).contains("17 04 90 d0 03 00");
    server.host().close();
    await().until(() -> driver.recoveries() == 1);

    assertThat(server.reads())
        .contains("2c 08 ff 03 01 01 00 00 00 01 18 02 11 13 30 01 10 12 02 01 01");
  }

  @Test
  void aReplyInTwoPiecesIsLost() throws Exception {
    driver.open();
    server.answer(NportOrders.LINECTRL, "12", "4f 4b");

    assertThatThrownBy(() -> driver.setLines(false, true)).isInstanceOf(IOException.class);
    assertThat(driver.complaints()).anyMatch(c -> c.startsWith("a reply in two pieces: 12"));
  }

  @Test
  void aPollingInTwoPiecesGetsNoAlive() throws Exception {
    driver.open();
    ScriptedServer.Host host = server.host();
    host.say("27 01 05 27 01 06");
    await().until(() -> driver.trace().of(Way.COMMAND_SENT).contains("28 01 06"));
    assertThat(driver.trace().of(Way.COMMAND_SENT)).contains("28 01 05");
    host.say("27 01");
    await().until(() -> driver.complaints().size() == 1);
    host.say("07");
    await().until(() -> driver.complaints().size() == 2);

    assertThat(driver.trace().of(Way.COMMAND_SENT)).doesNotContain("28 01 07");
  }

  @Test
  void whatEndsAtTheEndOfItsBufferIsLost() throws Exception {
    driver.open();
    server.host().say("26 20 30 00 ".repeat(21).strip());

    await().until(() -> driver.complaints().size() == 1);
    assertThat(driver.modem().notices()).as("of 21").isEqualTo(20);
    assertThat(driver.complaints().getFirst()).startsWith("a reply at the end of the buffer");
  }

  @Test
  void noticesChangeLinesAndAreCounted() throws Exception {
    driver.open();
    assertThat(driver.modem().dcd()).isTrue();
    server.host().say("26 20 30 00 26 13 00 00");

    await().until(() -> driver.modem().breaks() == 1);
    assertThat(driver.modem().dcd()).isFalse();
    assertThat(driver.modem().cts() && driver.modem().dsr()).isTrue();
    assertThat(driver.modem().parityErrors() + driver.modem().framingErrors()).isEqualTo(2);
    assertThat(readText(1)).as("a break reads as a NUL").isEqualTo("\0");
  }

  @Test
  void aPortThatNobodyAnswersCannotBeOpened() throws Exception {
    server.answer(NportOrders.PORT_INIT);

    assertThatThrownBy(driver::open).hasMessageContaining("no answer");
    assertThat(driver.connects()).isEqualTo(NportPatience.TRIES_AT_OPEN);
  }

  @Test
  void aRefusedSpeedAtOpenIsAnOops() throws Exception {
    server.answer(NportOrders.PORT_INIT, "2c 03 ff ff ff");

    assertThatThrownBy(driver::open).hasMessage("oops");
    assertThat(driver.complaints()).hasSize(1);
  }

  @Test
  void whoIsRefusedCallsAgainGently() throws Exception {
    NportEntry entry = server.entry();
    server.close();
    NportDriver refused = new NportDriver(entry);

    assertThatThrownBy(refused::open).hasMessageContaining("no connection");
    assertThat(refused.attempts()).isBetween(2, 20);
    assertThat(refused.connects()).isZero();
  }

  @Test
  void whoIsAcceptedAndClosedCallsAgainInATightLoop() throws Exception {
    server.dropEverybody(true);

    assertThatThrownBy(driver::open).isInstanceOf(IOException.class);
    assertThat(driver.connects()).isGreaterThan(20);
  }

  @Test
  void closingEndsWhenTheLastBytesDoNotGo() throws Exception {
    server.answer(NportOrders.WAIT_OQUEUE, "2f 02 05 00");
    driver.open();
    driver.close();

    assertThat(driver.trace().of(Way.COMMAND_SENT)).endsWith("14 01 02");
    assertThat(driver.trace().of(Way.COMMAND_SENT)).hasSizeGreaterThan(10);
  }

  @Test
  void withoutWaitingItOnlyFlushes() throws Exception {
    driver.open();
    driver.trace().clear();
    driver.closeWithoutWaiting();

    assertThat(driver.trace().of(Way.COMMAND_SENT)).containsExactly("14 01 02");
  }

  @Test
  void drainingTakesAnyAnswerAndNone() throws Exception {
    driver.open();
    server.answer(NportOrders.WAIT_OQUEUE, "2f 02 05 00");
    driver.drain();
    assertThat(driver.transmitterEmpty()).isFalse();
    server.answer(NportOrders.WAIT_OQUEUE);
    driver.drain();
    assertThat(driver.complaints()).isEmpty();
  }

  @Test
  void byIpv6SixteenBytesComeFirst() throws Exception {
    try (ScriptedServer six = new ScriptedServer("::1")) {
      six.echoSixteen();
      NportDriver onSix = new NportDriver(six.entry());
      onSix.open();
      onSix.close();
      assertThat(onSix.complaints()).isEmpty();
    }
  }
}
