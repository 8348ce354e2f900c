package io.hardline.mode.rfc2217;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.net.Connection;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.Rfc2217Builder;
import io.hardline.telnet.ComPortOption;
import io.hardline.telnet.ComPortOption.FlowControlResume;
import io.hardline.telnet.ComPortOption.FlowControlSuspend;
import io.hardline.telnet.ComPortOption.NotifyLineState;
import io.hardline.telnet.ComPortOption.NotifyModemState;
import io.hardline.telnet.ComPortOption.SetBaudRate;
import io.hardline.telnet.ComPortOption.SetLineStateMask;
import io.hardline.telnet.ComPortOption.SetModemStateMask;
import io.hardline.telnet.ComPortOption.Signature;
import io.hardline.telnet.LineStateBits;
import io.hardline.telnet.ModemStateBits;
import io.hardline.telnet.Telnet;
import io.hardline.tty.FaultyTty;
import io.hardline.tty.LineErrors;
import io.hardline.tty.ModemLines;
import io.hardline.tty.TtyCapability;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients are told without having asked, what is negotiated, and clients that do not read. */
@Timeout(60)
class Rfc2217NewsTest {
  private static final int ALL_ON = ModemStateBits.CTS | ModemStateBits.DSR | ModemStateBits.DCD;

  @SuppressWarnings("NullAway.Init") // by open()
  private ComPortRig port;

  private void open(Rfc2217Builder mode, Set<TtyCapability> capabilities) {
    port = new ComPortRig(new PortSettingsBuilder().mode(mode.build()).build(), capabilities);
  }

  private void open() {
    open(new Rfc2217Builder().max(2), ComPortRig.UART);
  }

  @AfterEach
  void close() {
    port.close();
  }

  private void lines(boolean cts, boolean dsr, boolean dcd, boolean ri) {
    port.tty.setModemLines(new ModemLines(true, true, cts, dsr, dcd, ri));
  }

  // --- negotiation ---

  @Test
  void whoAgreesIsToldHowTheControlLinesAre() {
    open();
    ComPortPeer client = port.connects();
    assertThat(client.options())
        .containsExactly("251 0", "253 0", "251 3", "253 3", "251 1", "253 44");
    assertThat(client.told()).isEmpty();

    client.says(Telnet.WILL, Telnet.COM_PORT);
    assertThat(port.await(client, 1)).containsExactly(new NotifyModemState(ALL_ON));
    client.says(Telnet.DO, Telnet.COM_PORT);
    port.settle();
    assertThat(client.told()).as("once is enough").isEmpty();
    assertThat(client.options()).containsExactly("251 44");
  }

  @Test
  void otherOptionsAreRefused() {
    open();
    ComPortPeer client = port.client();
    client.says(Telnet.WILL, 24);
    client.says(Telnet.DO, 31);
    client.says(Telnet.WILL, Telnet.ECHO);
    port.settle();

    assertThat(client.options()).containsExactly("254 24", "252 31", "254 1");
  }

  @Test
  void whatIsAskedBeforeTheOptionIsOnIsIgnoredAndCounted() {
    open();
    ComPortPeer client = port.connects();
    client.asks(new SetBaudRate(9600));
    port.settle();
    assertThat(client.told()).isEmpty();
    assertThat(port.rig.counters().controlIgnored()).isEqualTo(1);
  }

  @Test
  void nonsenseIsIgnoredAndCountedAndTheRestIsNot() {
    open();
    ComPortPeer client = port.client();
    // An unknown code, a wrong length, an unknown purge, an answer; an unknown command.
    for (String hex :
        List.of("FFFA2C20FFF0", "FFFA2C0107FFF0", "FFFA2C0C09FFF0", "FFFA2C6601FFF0", "FFEF")) {
      client.connection.feed(HexFormat.of().parseHex(hex));
    }
    // Another option's, which is nobody's business here.
    client.connection.feed(HexFormat.of().parseHex("FFFA18004142FFF0"));
    assertThat(port.answers(client, new Signature(""))).hasSize(1);
    assertThat(port.rig.counters().controlIgnored()).isEqualTo(5);
  }

  @Test
  void aSignatureSaysWhichPortItIs() {
    port =
        new ComPortRig(
            new PortSettingsBuilder().alias("scale").mode(new Rfc2217Builder().build()).build(),
            ComPortRig.UART);
    ComPortPeer client = port.client();

    assertThat(port.answers(client, new Signature("")))
        .containsExactly(new Signature("Hardline port 1 scale"));
    client.asks(new Signature("a client"));
    assertThat(port.answers(client, new SetBaudRate(0))).hasSize(1);
  }

  @Test
  void areYouThereIsAnsweredWithoutTouchingTheData() {
    open();
    ComPortPeer client = port.client();
    client.connection.feed((byte) Telnet.IAC, (byte) Telnet.ARE_YOU_THERE);
    client.connection.feed((byte) Telnet.IAC, (byte) Telnet.INTERRUPT_PROCESS);
    port.settle();

    assertThat(client.options()).containsExactly("command " + Telnet.NOP);
    assertThat(client.data()).isEmpty();
    assertThat(port.tty.taken()).isEmpty();
  }

  @Test
  void aTerminalThatRefusesBinaryGetsItsReturnsPadded() {
    open(new Rfc2217Builder().max(2), ComPortRig.UART);
    ComPortPeer terminal = port.connects();
    terminal.says(Telnet.DONT, Telnet.BINARY);
    terminal.says(Telnet.WONT, Telnet.BINARY);
    ComPortPeer other = port.client();
    terminal.sends("dir\r\0x\r\n");
    port.settle();
    assertThat(port.tty.takenText()).isEqualTo("dir\rx\r\n");

    other.sends("\r\0");
    port.tty.feed("a\r\nb\r" + "\u00ff");
    port.settle();
    assertThat(port.tty.takenText()).isEqualTo("\r\0");
    assertThat(terminal.text()).isEqualTo("a\r\0\nb\r\0\u00ff");
    assertThat(other.text()).isEqualTo("a\r\nb\r\u00ff");
  }

  // --- control lines ---

  @Test
  void eachChangeIsToldWithWhatHasChanged() {
    open();
    ComPortPeer client = port.client();
    lines(false, true, true, false);
    assertThat(port.await(client, 1))
        .containsExactly(
            new NotifyModemState(
                ModemStateBits.DSR | ModemStateBits.DCD | ModemStateBits.CTS_CHANGED));
    lines(true, false, false, true);
    assertThat(port.await(client, 1))
        .containsExactly(
            new NotifyModemState(
                ModemStateBits.CTS
                    | ModemStateBits.RI
                    | ModemStateBits.CTS_CHANGED
                    | ModemStateBits.DSR_CHANGED
                    | ModemStateBits.DCD_CHANGED));
    lines(true, false, false, false);
    assertThat(port.await(client, 1))
        .containsExactly(new NotifyModemState(ModemStateBits.CTS | ModemStateBits.RI_ENDED));
  }

  @Test
  void aMaskSaysOfWhich() {
    open();
    ComPortPeer client = port.client();
    client.asks(new SetModemStateMask(ModemStateBits.DCD));
    assertThat(port.await(client, 2))
        .containsExactly(
            new SetModemStateMask(ModemStateBits.DCD), new NotifyModemState(ModemStateBits.DCD));
    lines(false, false, true, false);
    port.rig.loop.advanceMs(50);
    port.settle();
    assertThat(client.told()).isEmpty();

    lines(false, false, false, false);
    assertThat(port.await(client, 1)).containsExactly(new NotifyModemState(0));
    port.answers(client, new SetModemStateMask(0));
    port.settle();
    int looks = port.tty.calls().size();
    port.rig.loop.advanceMs(1_000);
    port.settle();
    assertThat(port.tty.calls()).as("nobody wants to know").hasSizeLessThan(looks + 3);

    client.asks(new NotifyModemState(0));
    assertThat(port.await(client, 1)).hasSize(1);
  }

  @Test
  void aPtyHasItsLinesOnAndNobodyLooks() {
    open(new Rfc2217Builder(), ComPortRig.PTY);
    ComPortPeer client = port.connects();
    client.agrees();
    assertThat(port.await(client, 1)).containsExactly(new NotifyModemState(ALL_ON));
    port.rig.loop.advanceMs(1_000);

    assertThat(port.tty.calls()).doesNotContain("modemLines", "modemChanges");
  }

  @Test
  void withoutADeviceTheLinesAreOff() {
    open();
    ComPortPeer client = port.client();
    port.rig.unplug(port.tty);
    assertThat(port.await(client, 1))
        .containsExactly(
            new NotifyModemState(
                ModemStateBits.CTS_CHANGED
                    | ModemStateBits.DSR_CHANGED
                    | ModemStateBits.DCD_CHANGED));
    assertThat(port.answers(client, new SetBaudRate(9600))).containsExactly(new SetBaudRate(9600));

    FaultyTty back = port.rig.plug();
    port.await(back::isAttached);
    port.await(() -> client.told().stream().anyMatch(told -> told instanceof NotifyModemState));
    assertThat(back.calls()).contains("setLine 9600 8N1");
  }

  // --- errors ---

  @Test
  void errorsAreToldToWhoWantsThem() {
    open();
    ComPortPeer client = port.client();
    ComPortPeer other = port.client();
    port.tty.setLineErrors(new LineErrors(5, 5, 5, 5, 5));
    int mask = LineStateBits.BREAK | LineStateBits.FRAMING_ERROR | LineStateBits.OVERRUN_ERROR;
    assertThat(port.answers(client, new SetLineStateMask(mask)))
        .containsExactly(new SetLineStateMask(mask));
    port.await(() -> port.tty.calls().contains("lineErrors"));
    port.rig.loop.advanceMs(200);
    port.settle();
    assertThat(client.told()).as("what was before").isEmpty();

    port.tty.setLineErrors(new LineErrors(6, 6, 5, 6, 5));
    assertThat(port.await(client, 1))
        .containsExactly(new NotifyLineState(LineStateBits.BREAK | LineStateBits.FRAMING_ERROR));
    port.tty.setLineErrors(new LineErrors(6, 6, 5, 6, 6));
    assertThat(port.await(client, 1))
        .containsExactly(new NotifyLineState(LineStateBits.OVERRUN_ERROR));
    assertThat(other.told()).isEmpty();

    client.asks(new NotifyLineState(0));
    assertThat(port.await(client, 1)).containsExactly(new NotifyLineState(0));
  }

  // --- clients that do not read ---

  @Test
  void whoAsksForSilenceIsWaitedFor() {
    open();
    ComPortPeer silent = port.client();
    ComPortPeer other = port.client();
    silent.asks(new FlowControlSuspend());
    port.rig.loop.runAll();
    port.tty.feed("first");
    port.rig.loop.runAll();
    port.tty.feed("second");
    port.rig.loop.runAll();
    assertThat(silent.connection.sent()).isEmpty();
    assertThat(other.text()).as("the serial side waits").isEqualTo("first");

    silent.asks(new FlowControlResume());
    port.rig.loop.runAll();
    assertThat(silent.text()).isEqualTo("firstsecond");
    assertThat(other.text()).isEqualTo("second");
  }

  @Test
  void whoAsksForSilenceIsSkippedWhenTheSettingsSaySo() {
    open(new Rfc2217Builder().max(2).ignoreJammed(true), ComPortRig.UART);
    ComPortPeer silent = port.client();
    ComPortPeer other = port.client();
    silent.asks(new FlowControlSuspend());
    byte[] many = new byte[2 * Connection.BACKLOG_LIMIT_BYTES];
    Arrays.fill(many, (byte) 'x');
    port.rig.loop.runAll();
    port.tty.feed(many);
    port.rig.loop.runAll();
    assertThat(other.data()).hasSameSizeAs(many);
    assertThat(silent.data()).isEmpty();

    silent.asks(new FlowControlResume());
    port.rig.loop.runAll();
    assertThat(silent.data()).hasSize(Connection.BACKLOG_LIMIT_BYTES);
    assertThat(port.rig.counters().skippedBytes()).isEqualTo(Connection.BACKLOG_LIMIT_BYTES);
  }

  @Test
  void whoAsksForSilenceAndGoesOnAskingIsAnsweredInTheEnd() {
    open(new Rfc2217Builder().ignoreJammed(true), ComPortRig.UART);
    ComPortPeer client = port.client();
    client.asks(new FlowControlSuspend());
    ComPortOption[] orders = new ComPortOption[20_000];
    Arrays.fill(orders, new SetBaudRate(0));

    assertThat(port.answers(client, orders)).hasSameSizeAs(orders);
  }

  @Test
  void whoDoesNotReadItsAnswersIsNotRead() {
    open();
    ComPortPeer client = port.client();
    client.connection.setRoom(0);
    ComPortOption[] orders = new ComPortOption[20_000];
    Arrays.fill(orders, new SetBaudRate(0));
    client.asks(orders);
    port.rig.loop.runAll();
    assertThat(client.connection.isPaused()).isTrue();
    assertThat(client.connection.unreadBytes()).isPositive();
    assertThat(client.connection.backlogBytes()).isLessThan(Connection.BACKLOG_LIMIT_BYTES);

    client.connection.setRoom(Integer.MAX_VALUE);
    assertThat(port.await(client, orders.length)).hasSameSizeAs(orders);
  }

  @Test
  void whoIsSkippedInTheMiddleOfAnEscapeStillUnderstandsTheRest() {
    open(new Rfc2217Builder().ignoreJammed(true), ComPortRig.UART);
    ComPortPeer client = port.client();
    client.connection.setRoom(0);
    byte[] odd = new byte[100_001];
    Arrays.fill(odd, 1, odd.length, (byte) 0xFF);
    port.tty.feed(odd);
    port.rig.loop.runAll();
    assertThat(client.connection.backlogBytes()).isEqualTo(Connection.BACKLOG_LIMIT_BYTES);

    client.connection.setRoom(Integer.MAX_VALUE);
    port.rig.loop.runAll();
    port.tty.feed("and on");
    assertThat(port.answers(client, new SetBaudRate(0))).hasSize(1);
    assertThat(client.text().length())
        .isEqualTo(Connection.BACKLOG_LIMIT_BYTES / 2 + 1 + "and on".length());
  }
}
