package io.hardline.mode.rfc2217;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.settings.LineSettings;
import io.hardline.settings.LineSettings.FlowControl;
import io.hardline.settings.LineSettings.Interface;
import io.hardline.settings.ModeSettings.LineAfterClient;
import io.hardline.settings.ModeSettings.RemoteLineControl;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.Rfc2217Builder;
import io.hardline.telnet.ComPortControl;
import io.hardline.telnet.ComPortOption;
import io.hardline.telnet.ComPortOption.Parity;
import io.hardline.telnet.ComPortOption.Purge;
import io.hardline.telnet.ComPortOption.PurgeData;
import io.hardline.telnet.ComPortOption.SetBaudRate;
import io.hardline.telnet.ComPortOption.SetControl;
import io.hardline.telnet.ComPortOption.SetDataSize;
import io.hardline.telnet.ComPortOption.SetParity;
import io.hardline.telnet.ComPortOption.SetStopSize;
import io.hardline.telnet.ComPortOption.Signature;
import io.hardline.telnet.ComPortOption.StopSize;
import io.hardline.telnet.Telnet;
import io.hardline.tty.ModemLines;
import io.hardline.tty.TtyCapability;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients order, what is done, and what they are answered. */
@Timeout(60)
class Rfc2217OrdersTest {
  @SuppressWarnings("NullAway.Init") // by open()
  private ComPortRig port;

  @SuppressWarnings("NullAway.Init") // by open()
  private ComPortPeer client;

  private void open(Rfc2217Builder mode, Set<TtyCapability> capabilities) {
    open(new PortSettingsBuilder().mode(mode.build()).build(), capabilities);
  }

  private void open(PortSettings settings, Set<TtyCapability> capabilities) {
    port = new ComPortRig(settings, capabilities);
    client = port.client();
  }

  private void open() {
    open(new Rfc2217Builder().max(2), ComPortRig.UART);
  }

  @AfterEach
  void close() {
    port.close();
  }

  private static SetControl control(ComPortControl control) {
    return new SetControl(control);
  }

  // --- the line ---

  @Test
  void aLineIsSetPieceByPieceAndAnsweredWithWhatTheDeviceTook() {
    open();
    ComPortOption[] orders = {
      new SetBaudRate(12_345),
      new SetDataSize(7),
      new SetParity(Parity.EVEN),
      new SetStopSize(StopSize.TWO)
    };

    assertThat(port.answers(client, orders)).containsExactly(orders);
    assertThat(port.deeds())
        .containsExactly(
            "setLine 115200 8N1",
            "setLine 12345 8N1",
            "setLine 12345 7N1",
            "setLine 12345 7E1",
            "setLine 12345 7E2");
  }

  @Test
  void aUartThatTakesAnotherValueIsBelieved() {
    open();
    port.tty.setEffectiveLine(
        LineSettings.STANDARD.withFraming(
            9615, 8, LineSettings.Parity.NONE, LineSettings.StopBits.TWO));

    assertThat(port.answers(client, new SetBaudRate(9600))).containsExactly(new SetBaudRate(9615));
    assertThat(port.answers(client, new SetStopSize(StopSize.ONE_AND_A_HALF)))
        .containsExactly(new SetStopSize(StopSize.TWO));
  }

  @ParameterizedTest
  @EnumSource
  void everyParity(Parity parity) {
    open();
    Parity taken = parity == Parity.ASK ? Parity.NONE : parity;

    assertThat(port.answers(client, new SetParity(parity))).containsExactly(new SetParity(taken));
  }

  @ParameterizedTest
  @EnumSource
  void everyStopSize(StopSize size) {
    open();
    StopSize taken = size == StopSize.ASK ? StopSize.ONE : size;

    assertThat(port.answers(client, new SetDataSize(5), new SetStopSize(size)))
        .containsExactly(new SetDataSize(5), new SetStopSize(taken));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 115200",
    "1, 115200",
    "49, 115200",
    "50, 50",
    "4000000, 4000000",
    "4000001, 115200",
    "4294967295, 115200"
  })
  void ratesAtTheLimitsAndBeyond(long asked, long answered) {
    open();

    assertThat(port.answers(client, new SetBaudRate(asked)))
        .containsExactly(new SetBaudRate(answered));
  }

  @Test
  void aPtyAnswersWhatItWasAskedFor() {
    open(new Rfc2217Builder(), ComPortRig.PTY);
    port.tty.setEffectiveLine(LineSettings.STANDARD);
    ComPortOption[] orders = {
      new SetBaudRate(1200),
      new SetDataSize(7),
      new SetParity(Parity.EVEN),
      new SetStopSize(StopSize.TWO),
      control(ComPortControl.DTR_OFF),
      control(ComPortControl.BREAK_ON),
      control(ComPortControl.BREAK_OFF)
    };
    assertThat(port.answers(client, orders)).containsExactly(orders);

    assertThat(
            port.answers(
                client,
                new SetBaudRate(0),
                new SetDataSize(0),
                new SetParity(Parity.ASK),
                new SetStopSize(StopSize.ASK),
                control(ComPortControl.ASK_DTR),
                control(ComPortControl.ASK_RTS)))
        .containsExactly(
            orders[0], orders[1], orders[2], orders[3], orders[4], control(ComPortControl.RTS_ON));
  }

  // --- flow control ---

  @ParameterizedTest
  @CsvSource({
    "FLOW_NONE, FLOW_NONE, INBOUND_FLOW_NONE",
    "FLOW_XON_XOFF, FLOW_XON_XOFF, INBOUND_FLOW_XON_XOFF",
    "FLOW_HARDWARE, FLOW_HARDWARE, INBOUND_FLOW_HARDWARE",
    "FLOW_DSR, FLOW_DSR, INBOUND_FLOW_DTR",
    // Not to be had: answered with what is in force.
    "FLOW_DCD, FLOW_NONE, INBOUND_FLOW_NONE",
    // Inbound is what outbound is.
    "INBOUND_FLOW_XON_XOFF, INBOUND_FLOW_NONE, INBOUND_FLOW_NONE",
    "INBOUND_FLOW_DTR, INBOUND_FLOW_NONE, INBOUND_FLOW_NONE",
  })
  void flowControl(ComPortControl asked, ComPortControl answered, ComPortControl inbound) {
    open();

    assertThat(port.answers(client, control(asked), control(ComPortControl.ASK_INBOUND_FLOW)))
        .containsExactly(control(answered), control(inbound));
  }

  @Test
  void flowControlByDsrHoldsBytesUntilDsrIsOn() {
    open();
    port.answers(client, control(ComPortControl.FLOW_DSR));
    port.tty.setModemLines(new ModemLines(true, true, true, false, true, false));
    port.await(client, 1);
    client.sends("held");
    port.rig.loop.runAll();
    assertThat(port.tty.taken()).isEmpty();

    port.answers(client, control(ComPortControl.FLOW_NONE));
    port.rig.loop.runAll();
    assertThat(port.tty.takenText()).isEqualTo("held");
  }

  @Test
  void rtsOfRs485IsLeftAlone() {
    PortSettings rs485 =
        new PortSettingsBuilder().line(rs485()).mode(new Rfc2217Builder().build()).build();
    open(rs485, ComPortRig.UART);
    int before = port.deeds().size();

    assertThat(
            port.answers(
                client,
                control(ComPortControl.RTS_ON),
                control(ComPortControl.RTS_OFF),
                control(ComPortControl.FLOW_HARDWARE)))
        .containsExactly(
            control(ComPortControl.RTS_ON),
            control(ComPortControl.RTS_OFF),
            control(ComPortControl.FLOW_NONE));
    assertThat(port.deeds()).hasSize(before);
  }

  private static LineSettings rs485() {
    LineSettings standard = LineSettings.STANDARD;
    return new LineSettings(
        standard.baudRate(),
        standard.dataBits(),
        standard.parity(),
        standard.stopBits(),
        FlowControl.NONE,
        Interface.RS_485,
        standard.lowLatency(),
        standard.dtrAtOpen(),
        standard.rtsAtOpen());
  }

  // --- outputs and break ---

  @Test
  void outputsAreMovedOneAtATimeAndToldAsTheyAre() {
    open();
    port.tty.setModemLines(new ModemLines(true, true, false, false, false, false));

    assertThat(
            port.answers(
                client,
                control(ComPortControl.DTR_OFF),
                control(ComPortControl.ASK_DTR),
                control(ComPortControl.ASK_RTS),
                control(ComPortControl.RTS_OFF),
                control(ComPortControl.DTR_ON)))
        .containsExactly(
            control(ComPortControl.DTR_OFF),
            control(ComPortControl.DTR_OFF),
            control(ComPortControl.RTS_ON),
            control(ComPortControl.RTS_OFF),
            control(ComPortControl.DTR_ON));
    assertThat(port.deeds())
        .containsExactly(
            "setLine 115200 8N1",
            "setOutputs dtr=false rts=true",
            "setOutputs dtr=false rts=false",
            "setOutputs dtr=true rts=false");
  }

  @Test
  void whoConnectsAndGoesMovesNothing() {
    open();
    int before = port.deeds().size();
    client.connection.vanishes("gone");
    port.settle();
    port.client();

    assertThat(port.deeds()).hasSize(before);
  }

  @Test
  void aBreakIsOnUntilItIsOff() {
    open();
    assertThat(port.answers(client, control(ComPortControl.ASK_BREAK)))
        .containsExactly(control(ComPortControl.BREAK_OFF));
    port.answers(client, control(ComPortControl.BREAK_ON), control(ComPortControl.BREAK_ON));
    assertThat(port.answers(client, control(ComPortControl.ASK_BREAK)))
        .containsExactly(control(ComPortControl.BREAK_ON));
    client.sends("after");
    port.rig.loop.advanceMs(1_000);
    assertThat(port.tty.taken()).as("sent during the break").isEmpty();

    port.answers(client, control(ComPortControl.BREAK_OFF), control(ComPortControl.BREAK_OFF));
    port.settle();
    assertThat(port.tty.takenText()).isEqualTo("after");
    assertThat(port.deeds())
        .filteredOn(deed -> deed.contains("Break"))
        .containsExactly("startBreak", "stopBreak");
  }

  @Test
  void aBreakEndsWithItsClient() {
    open();
    port.answers(client, control(ComPortControl.BREAK_ON));
    client.connection.ends();
    port.await(() -> port.tty.calls().contains("stopBreak"));

    assertThat(port.deeds()).contains("startBreak");
  }

  @Test
  void aBreakThatBeginsAfterItsClientHasGoneEndsAtOnce() {
    open();
    port.tty.setUnsent(1);
    client.sends("x");
    client.asks(control(ComPortControl.BREAK_ON));
    port.rig.loop.runAll();
    client.connection.vanishes("gone");
    port.rig.loop.runAll();
    port.tty.setUnsent(0);
    port.await(() -> port.tty.calls().contains("startBreak"));
    port.await(() -> port.deeds().getLast().equals("stopBreak"));

    assertThat(port.tty.takenText()).isEqualTo("x");
  }

  @Test
  void aBreakThatKeepsEverybodyFromBeingReadEnds() {
    open();
    ComPortPeer other = port.client();
    port.answers(client, control(ComPortControl.BREAK_ON));
    for (int i = 0; i < 3; i++) {
      other.sends("x".repeat(30_000));
    }
    port.await(() -> port.tty.calls().contains("stopBreak"));
    port.settle();

    assertThat(port.tty.taken()).hasSize(90_000);
  }

  @Test
  void telnetsOwnBreakIsAShortOne() {
    open();
    client.connection.feed((byte) Telnet.IAC, (byte) Telnet.BREAK, (byte) 'x');
    port.await(() -> port.tty.calls().contains("startBreak"));
    assertThat(port.tty.taken()).isEmpty();
    port.await(() -> port.tty.calls().contains("stopBreak"));
    port.settle();

    assertThat(port.tty.takenText()).isEqualTo("x");
  }

  // --- in order ---

  @Test
  void whatFollowsAnOrderWaitsForItAndWhatWasBeforeItIsSentFirst() {
    open();
    port.tty.blockCalls();
    client.sends("before");
    client.asks(new SetBaudRate(9600));
    client.sends("after");
    port.rig.loop.runAll();
    assertThat(port.tty.takenText()).isEqualTo("before");
    assertThat(client.connection.isPaused()).isTrue();

    port.tty.releaseCalls();
    assertThat(port.await(client, 1)).containsExactly(new SetBaudRate(9600));
    port.settle();
    assertThat(port.tty.takenText()).isEqualTo("after");
    assertThat(client.connection.isPaused()).isFalse();
  }

  @Test
  void othersAreReadWhileAnOrderOfOneIsUnderWay() {
    open();
    ComPortPeer other = port.client();
    port.tty.blockCalls();
    client.asks(new SetBaudRate(9600));
    port.rig.loop.runAll();
    other.asks(new Signature(""));
    port.rig.loop.runAll();
    assertThat(other.told()).containsExactly(new Signature("Hardline port 1"));
    port.tty.releaseCalls();
  }

  @Test
  void manyOrdersAndBytesInOneReadKeepTheirOrder() {
    open();
    int rate = 300;
    for (int i = 0; i < 50; i++) {
      client.asks(new SetBaudRate(rate + i));
      client.sends("" + (char) ('0' + i % 10));
    }
    assertThat(port.await(client, 50)).hasSize(50).last().isEqualTo(new SetBaudRate(rate + 49));
    port.settle();
    assertThat(port.tty.takenText()).isEqualTo("0123456789".repeat(5));
    assertThat(port.deeds()).hasSize(51);
  }

  @Test
  void purgingIsDoneAtOnce() {
    open();
    port.tty.setRoom(0);
    client.sends("never sent");
    client.asks(new PurgeData(Purge.UNSENT));
    assertThat(port.await(client, 1)).containsExactly(new PurgeData(Purge.UNSENT));
    port.tty.setRoom(Integer.MAX_VALUE);
    client.sends("sent");
    port.settle();

    assertThat(port.tty.takenText()).isEqualTo("sent");
    assertThat(port.rig.counters().toSerialDiscardedBytes()).isEqualTo("never sent".length());
    port.answers(client, new PurgeData(Purge.RECEIVED), new PurgeData(Purge.BOTH));
    assertThat(port.deeds())
        .contains(
            "discard received=false unsent=true",
            "discard received=true unsent=false",
            "discard received=true unsent=true");
  }

  // --- who may, and what remains ---

  @Test
  void withoutRemoteControlEverythingIsAnsweredAndNothingDone() {
    open(new Rfc2217Builder().remoteLineControl(RemoteLineControl.NONE).max(2), ComPortRig.UART);
    int before = port.deeds().size();
    ComPortOption[] orders = {
      new SetBaudRate(9600),
      new SetDataSize(7),
      new SetParity(Parity.EVEN),
      new SetStopSize(StopSize.TWO),
      control(ComPortControl.FLOW_HARDWARE),
      control(ComPortControl.BREAK_ON),
      control(ComPortControl.BREAK_OFF),
      control(ComPortControl.DTR_OFF),
      control(ComPortControl.RTS_OFF)
    };
    assertThat(port.answers(client, orders)).containsExactly(orders);
    client.connection.feed((byte) Telnet.IAC, (byte) Telnet.BREAK);
    port.settle();

    assertThat(port.deeds()).hasSize(before);
    assertThat(port.rig.counters().controlIgnored()).isEqualTo(9);
    assertThat(port.answers(client, new SetBaudRate(0))).containsExactly(new SetBaudRate(115_200));
    port.answers(client, new PurgeData(Purge.BOTH));
    assertThat(port.deeds()).hasSize(before + 1);
  }

  @Test
  void theConfiguredLineReturnsWhenTheLastClientLeaves() {
    open();
    ComPortPeer other = port.client();
    port.answers(client, new SetBaudRate(9600));
    client.connection.ends();
    port.settle();
    assertThat(port.deeds().getLast()).isEqualTo("setLine 9600 8N1");
    other.connection.vanishes("gone");
    port.await(() -> port.deeds().getLast().equals("setLine 115200 8N1"));

    assertThat(port.rig.status().remoteLine()).isNull();
  }

  @Test
  void aLineThatIsStillBeingSetWhenItsClientGoesIsRestoredToo() {
    open();
    port.tty.blockCalls();
    client.sends("x");
    client.asks(new SetBaudRate(9600));
    port.rig.loop.runAll();
    client.connection.vanishes("gone");
    port.rig.loop.runAll();
    port.tty.releaseCalls();
    port.await(() -> port.deeds().getLast().equals("setLine 115200 8N1"));

    assertThat(port.rig.status().remoteLine()).isNull();
  }

  @Test
  void theLineOfTheLastClientStaysWhenTheSettingsSaySo() {
    open(new Rfc2217Builder().lineAfterClient(LineAfterClient.KEEP), ComPortRig.UART);
    port.answers(client, new SetBaudRate(9600));
    client.connection.vanishes("gone");
    port.settle();

    assertThat(port.deeds().getLast()).isEqualTo("setLine 9600 8N1");
    assertThat(port.rig.status().remoteLine()).isNotNull();
  }

  @Test
  void theLastOneThatSetsWins() {
    open();
    ComPortPeer other = port.client();
    port.answers(client, new SetBaudRate(9600), new SetParity(Parity.ODD));
    port.answers(other, new SetBaudRate(19_200));

    assertThat(port.deeds().getLast()).isEqualTo("setLine 19200 8O1");
    assertThat(port.answers(client, new SetBaudRate(0))).containsExactly(new SetBaudRate(19_200));
  }
}
