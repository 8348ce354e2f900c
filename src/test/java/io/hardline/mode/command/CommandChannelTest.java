package io.hardline.mode.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.aspp.Driver;
import io.hardline.settings.LineSettings;
import io.hardline.settings.ModeSettings.RemoteLineControl;
import io.hardline.settings.ModeSettings.Unrequested;
import io.hardline.settings.RealComBuilder;
import io.hardline.tty.ModemLines;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a host asks for, and what it is told. */
@Timeout(120)
class CommandChannelTest {
  private static final String INIT_9600 = "2c 08 06 03 01 01 00 00 00 00";

  private CommandRig rig = new CommandRig();
  private CommandRig.Host host = rig.host();

  @AfterEach
  void close() {
    rig.close();
  }

  private void with(RealComBuilder mode) {
    rig.close();
    rig = new CommandRig(mode);
    host = rig.host();
  }

  private String line() {
    return rig.rig.status().effectiveLine();
  }

  private long ignored() {
    return rig.rig.counters().controlIgnored();
  }

  @Test
  void theWorkedTrace() {
    assertThat(host.asks("2c 08 06 03 01 01 00 00 01 00")).containsExactly("2c 03 01 01 01");
    assertThat(host.asks("18 02 11 13")).containsExactly("18 4f 4b");
    assertThat(host.asks("30 01 10")).containsExactly("30 4f 4b");
    assertThat(host.asks(INIT_9600)).containsExactly("2c 03 01 01 01");
    host.says("2f 04 19 00 00 00");
    host.data.feed("hello");
    assertThat(host.awaits()).containsExactly("2f 02 00 00");
    assertThat(rig.tty.takenText()).isEqualTo("hello");
    assertThat(host.asks("12 02 00 01")).containsExactly("12 4f 4b");
    assertThat(host.asks("12 02 01 01")).containsExactly("12 4f 4b");
    assertThat(host.asks("21 00")).containsExactly("21 4f 4b");
    assertThat(host.asks("22 00")).containsExactly("22 4f 4b");
    assertThat(host.asks("14 01 02")).containsExactly("14 4f 4b");
    assertThat(rig.deeds())
        .containsSubsequence(
            "setOutputs dtr=false rts=true",
            "setOutputs dtr=true rts=true",
            "startBreak",
            "stopBreak");
  }

  @Test
  void rule01OneReplyIsOneWrite() {
    host.says(INIT_9600 + "18 02 11 13 | 30 01 10 | 12 02 00 01 | 13 00 | 15 00 | 16 00");
    rig.settle();

    assertThat(host.commands.writes())
        .extracting(Driver::words)
        .containsExactly(
            "2c 03 01 01 01",
            "18 4f 4b",
            "30 4f 4b",
            "12 4f 4b",
            "13 03 01 01 01",
            "15 02 00 00",
            "16 02 00 00");
  }

  @Test
  void rule02NeverMoreThan83BytesPileUpBeforeTheHostIsHeard() {
    assertThat(host.asks(INIT_9600)).hasSize(1);
    host.asks("28 01 00");
    for (int i = 0; i < 100; i++) {
      boolean on = i % 2 == 0;
      rig.tty.setModemLines(new ModemLines(true, true, on, true, on, false));
      rig.pass(60);
    }
    byte[] unread = host.commands.sent();
    assertThat(unread.length).isBetween(40, 83);
    assertThat(Driver.answers(unread)).last().asString().startsWith("27 01");

    host.says("28 01 01");
    rig.pass(60);
    assertThat(host.commands.isOpen()).isTrue();
    rig.tty.setModemLines(new ModemLines(true, true, true, true, true, false));
    rig.pass(200);
    assertThat(host.told()).last().isEqualTo("26 20 b0 00");
  }

  @Test
  void rule02NoticesAreMerged() {
    host.asks(INIT_9600);
    rig.pass(100);
    rig.tty.setModemLines(new ModemLines(true, true, false, true, true, false));
    rig.pass(20);
    assertThat(host.told()).containsExactly("26 20 a0 00");
    rig.tty.setModemLines(new ModemLines(true, true, false, false, true, false));
    rig.pass(15);
    rig.tty.setModemLines(new ModemLines(true, true, false, false, false, false));
    rig.pass(100);

    assertThat(host.told()).containsExactly("26 20 00 00");
  }

  @Test
  void rule03PortInitIsNeverRefused() {
    rig.tty.failNextCall("no such rate");
    for (String words :
        List.of(
            "2c 08 0d 3b 01 01 00 00 00 00",
            "2c 08 20 03 01 01 00 00 00 00",
            "2c 08 06 28 01 01 01 01 01 01")) {
      assertThat(host.asks(words)).containsExactly("2c 03 01 01 01");
    }
    assertThat(ignored()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void rule03WhatTheDeviceDoesNotTakeIsSaidOnce() {
    rig.rig.events.taken();
    rig.tty.setEffectiveLine(
        LineSettings.STANDARD.withFraming(
            9600, 8, LineSettings.Parity.NONE, LineSettings.StopBits.ONE));
    String init = "2c 08 0d 03 01 01 00 00 00 00";
    assertThat(host.asks(init)).containsExactly("2c 03 01 01 01");
    assertThat(host.asks(init)).containsExactly("2c 03 01 01 01");

    assertThat(rig.rig.events.taken())
        .containsExactly(
            "warning port 1: "
                + CommandRig.HOST
                + " asked for 921600 8N1; the device has taken 9600 8N1");
    assertThat(ignored()).isPositive();
  }

  @Test
  void rule04RequestsTogetherAreAnsweredInOrder() {
    assertThat(host.asks("2c 08 07 0a 00 01 00 00 01 01 18 02 11 13 30 01 10 12 02 00 01"))
        .containsExactly("2c 03 01 01 01", "18 4f 4b", "30 4f 4b", "12 4f 4b");
    assertThat(line()).isEqualTo("19200 7E1");
  }

  @Test
  void rule05Speed255KeepsTheSpeedAlsoAfterTheHostHasGone() {
    assertThat(host.asks("2c 08 ff 03 01 01 00 00 00 00 | 17 04 90 d0 03 00"))
        .containsExactly("2c 03 01 01 01", "17 4f 4b");
    assertThat(line()).isEqualTo("250000 8N1");
    host.commands.vanishes("reset");
    rig.settle();
    CommandRig.Host again = rig.host();

    assertThat(again.asks("2c 08 ff 03 01 01 00 00 00 01 18 02 11 13 30 01 10 12 02 01 01"))
        .hasSize(4);
    assertThat(line()).isEqualTo("250000 8N1");
  }

  @Test
  void rule12NoticesAreOnAfterPortInit() {
    rig.tty.setModemLines(new ModemLines(true, true, false, true, true, false));
    rig.pass(50);
    assertThat(host.told()).isEmpty();
    assertThat(host.asks(INIT_9600)).containsExactly("2c 03 01 00 01");
    rig.pass(100);
    assertThat(host.told()).as("it knows already").isEmpty();
    rig.tty.setModemLines(ModemLines.ABSENT);
    rig.pass(30);
    assertThat(host.told()).containsExactly("26 20 b0 00");

    assertThat(host.asks("25 00")).containsExactly("25 4f 4b");
    rig.tty.setModemLines(new ModemLines(true, true, false, true, true, false));
    rig.pass(100);
    assertThat(host.told()).isEmpty();
  }

  @Test
  void aHostThatGoesDuringItsBreakEndsIt() {
    host.asks("21 00");
    host.data.vanishes("reset");
    rig.settle();

    assertThat(rig.deeds()).endsWith("startBreak", "stopBreak");
  }

  @Test
  void aHostThatGoesHoldsNobodysOutput() {
    assertThat(host.asks("34 00")).containsExactly("34 4f 4b");
    host.data.feed("held");
    rig.settle();
    assertThat(rig.tty.takenText()).isEmpty();
    host.commands.vanishes("reset");
    rig.settle();

    assertThat(rig.tty.takenText()).isEqualTo("held");
    assertThat(rig.deeds()).endsWith("resumeOutput");
  }

  @Test
  void outputGoesOnWhenTheHostSaysSo() {
    assertThat(host.asks("34 00 33 00")).containsExactly("34 4f 4b", "33 4f 4b");
    host.data.feed("goes");
    rig.settle();
    assertThat(rig.tty.takenText()).isEqualTo("goes");
  }

  @Test
  void flushDropsWhatWaitsAndWhatWasNotRead() {
    rig.tty.setRoom(0);
    host.data.feed("queued");
    rig.rig.loop.runAll();
    host.data.feed("unread");
    rig.rig.loop.runAll();
    assertThat(host.asks("14 01 02")).containsExactly("14 4f 4b");
    rig.tty.setRoom(100);
    rig.settle();

    assertThat(rig.tty.takenText()).isEmpty();
    assertThat(rig.rig.counters().toSerialDiscardedBytes()).isEqualTo(12);
  }

  @Test
  void flushDropsAllThatWasNotReadHoweverMuchItIs() {
    rig.tty.setRoom(0);
    host.data.feed("queued");
    rig.rig.loop.runAll();
    host.data.feed(new byte[500_000]);
    rig.rig.loop.runAll();
    assertThat(host.asks("14 01 02")).containsExactly("14 4f 4b");
    rig.tty.setRoom(Integer.MAX_VALUE);
    rig.settle();

    assertThat(rig.tty.takenText()).isEmpty();
    assertThat(rig.rig.counters().toSerialDiscardedBytes()).isEqualTo(500_006);
  }

  @Test
  void flushDropsRequestsThatWaitForTheirTurn() {
    with(
        new RealComBuilder()
            .inTurn(Duration.ofSeconds(1), Unrequested.DISCARD)
            .aliveCheck(Duration.ZERO));
    host.data.feed("first");
    rig.pass(20);
    host.data.feed("second");
    rig.pass(20);
    assertThat(rig.clients.getFirst().storedBytes()).isEqualTo(6);
    assertThat(host.asks("14 01 02")).containsExactly("14 4f 4b");
    rig.pass(2_000);
    assertThat(rig.tty.takenText()).isEqualTo("first");
    assertThat(rig.rig.counters().toSerialDiscardedBytes()).isEqualTo(6);

    host.data.feed("third");
    rig.pass(20);
    assertThat(rig.tty.takenText()).isEqualTo("third");
  }

  @Test
  void othersHaveTheirTurnBetweenTheCommandsOfAHostThatSendsMany() {
    int[] answeredBytes = {-1};
    host.commands.feed(Driver.bytes("30 01 10 ".repeat(3 * CommandChannel.REQUESTS_PER_TURN)));
    rig.rig.loop.post(
        () -> rig.rig.loop.soon(() -> answeredBytes[0] = host.commands.writes().size()));
    rig.rig.loop.runAll();

    assertThat(answeredBytes[0]).isEqualTo(CommandChannel.REQUESTS_PER_TURN);
    assertThat(host.told()).hasSize(3 * CommandChannel.REQUESTS_PER_TURN);
    assertThat(host.commands.isPaused()).isFalse();
  }

  @Test
  void theOtherWaysToSetALine() {
    assertThat(host.asks("10 02 0a 0a")).containsExactly("10 4f 4b");
    assertThat(line()).isEqualTo("115200 7E1");
    assertThat(host.asks("11 01 01")).containsExactly("11 4f 4b");
    assertThat(rig.rig.port.remote().line().flowControl())
        .isEqualTo(LineSettings.FlowControl.RTS_CTS);
    assertThat(host.asks("11 04 00 00 01 01")).containsExactly("11 4f 4b");
    assertThat(rig.rig.port.remote().line().flowControl())
        .isEqualTo(LineSettings.FlowControl.XON_XOFF);
    assertThat(host.asks("2b 01 41 | 24 00")).containsExactly("2b 4f 4b", "24 4f 4b");
  }

  @Test
  void aSpeedThatCannotBeIsAnsweredCountedAndSaid() {
    rig.rig.events.taken();
    assertThat(host.asks("17 04 00 00 00 00 | 17 04 ff ff ff ff"))
        .containsExactly("17 4f 4b", "17 4f 4b");
    assertThat(line()).isEqualTo("9600 8N1");
    assertThat(ignored()).isEqualTo(2);
    assertThat(rig.rig.events.taken()).hasSize(2);
  }

  @Test
  void unknownCommandsAreCountedAndNotAnswered() {
    assertThat(host.asks("99 02 01 02 | 20 00 | 2e 01 00 | 30 01 10")).containsExactly("30 4f 4b");
    assertThat(ignored()).isEqualTo(3);
  }

  @Test
  void withSeveralHostsCommandsAreAnsweredAndNotDone() {
    with(new RealComBuilder().max(2).aliveCheck(Duration.ZERO));
    rig.tty.setModemLines(new ModemLines(true, true, true, false, true, false));
    List<String> before = rig.deeds();
    assertThat(host.asks("2c 08 00 00 00 00 01 01 00 00 | 12 02 00 00 | 21 00 | 34 00 | 14 01 02"))
        .containsExactly("2c 03 00 01 01", "12 4f 4b", "21 4f 4b", "34 4f 4b", "14 4f 4b");
    assertThat(ignored()).isEqualTo(5);
    assertThat(rig.deeds()).isEqualTo(before);
    assertThat(line()).isEqualTo("9600 8N1");
  }

  @Test
  void withDriverControlTheyAreDone() {
    with(new RealComBuilder().max(2).allowDriverControl(true).aliveCheck(Duration.ZERO));
    host.asks("2c 08 00 03 01 01 00 00 00 00");
    assertThat(line()).isEqualTo("300 8N1");
  }

  @Test
  void whereHostsMayNotMoveTheLineTheyMayStillThrowDataAway() {
    with(new RealComBuilder().remoteLineControl(RemoteLineControl.NONE).aliveCheck(Duration.ZERO));
    assertThat(host.asks("21 00 | 14 01 02")).containsExactly("21 4f 4b", "14 4f 4b");
    assertThat(rig.tty.calls()).contains("discard received=true unsent=true");
    assertThat(ignored()).isEqualTo(1);
  }

  @Test
  void whoMayNotByTheModesWordIsToldTheTruthAllTheSame() {
    rig.mayCommand = false;
    rig.tty.setModemLines(new ModemLines(true, true, false, false, true, false));
    assertThat(host.asks("21 00 | 13 00 | 16 00"))
        .containsExactly("21 4f 4b", "13 03 00 00 01", "16 02 00 00");
    assertThat(rig.deeds()).noneMatch(deed -> deed.contains("Break"));
  }

  @Test
  void withoutADeviceTheLinesAreOff() {
    host.asks(INIT_9600);
    rig.rig.unplug(rig.tty);
    rig.rig.loop.advanceMs(100);
    assertThat(host.told()).containsExactly("26 20 00 00");
    host.says("13 00");
    assertThat(host.told()).containsExactly("13 03 00 00 00");
  }

  @Test
  void whoDoesNotReadIsNotReadEither() {
    host.commands.setRoom(0);
    host.says("30 01 10 | 30 01 10 | 30 01 10");
    assertThat(host.commands.isPaused()).isTrue();
    assertThat(host.commands.backlogBytes()).isEqualTo(3);
    host.commands.setRoom(100);
    rig.rig.loop.runAll();

    assertThat(host.told()).hasSize(3);
    assertThat(host.commands.isPaused()).isFalse();
  }

  @Test
  void aSilentHostIsAskedAndDroppedWhenItUsedToAnswer() {
    with(new RealComBuilder().aliveCheck(Duration.ofSeconds(8)));
    rig.rig.loop.advanceMs(2_000);
    assertThat(host.told()).containsExactly("27 01 01");
    host.says("28 01 01");
    rig.rig.events.taken();
    rig.rig.loop.advanceMs(7_999);
    assertThat(host.commands.isOpen()).isTrue();
    assertThat(host.told()).hasSize(3);
    rig.rig.loop.advanceMs(1);

    assertThat(host.commands.isOpen()).isFalse();
    assertThat(host.data.isOpen()).isFalse();
    assertThat(rig.rig.events.taken())
        .containsExactly(
            "info port 1: client "
                + CommandRig.HOST
                + " gone: the driver has not answered for 8000 ms");
  }

  @Test
  void aHostThatNeverAnsweredIsLeftToTcp() {
    with(new RealComBuilder().aliveCheck(Duration.ofSeconds(4)));
    rig.rig.loop.advanceMs(120_000);
    assertThat(host.commands.isOpen()).isTrue();
  }

  @Test
  void whoIsJoinedNeedsNoAddressAndLearnsWhenAllIsAnswered() {
    rig.close();
    rig = new CommandRig();
    rig.data("203.0.113.1:1");
    var connection = new io.hardline.net.FakeConnection(rig.rig.loop, "203.0.113.2:1");
    int[] answered = {0};
    rig.commands.join(rig.clients.getFirst(), connection, () -> answered[0]++);
    connection.feed(Driver.bytes("30 01 10 | 2f 04 19 00 00 00 | 30 01"));
    rig.rig.loop.runAll();
    assertThat(answered[0]).isZero();
    rig.await(() -> answered[0] == 1);

    assertThat(Driver.answers(connection.sent())).containsExactly("30 4f 4b", "2f 02 00 00");
  }
}
