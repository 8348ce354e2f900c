package io.hardline.mode.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A drain that tells the truth. */
@Timeout(120)
class QueueWaitTest {
  private static final String TCDRAIN = "2f 04 19 00 00 00";
  private static final String CLOSE = "2f 04 4c 1d 00 00";

  private final CommandRig rig = new CommandRig();
  private final CommandRig.Host host = rig.host();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void rule06BytesThatComeAfterTheQuestionAreWaitedFor() {
    rig.tty.setUnsent(4);
    host.says(CLOSE);
    rig.rig.loop.advanceMs(3);
    assertThat(host.told()).isEmpty();
    host.data.feed("late");
    rig.pass(200);
    assertThat(host.told()).as("the UART still has some").isEmpty();
    rig.tty.setUnsent(0);

    assertThat(host.awaits()).containsExactly("2f 02 00 00");
    assertThat(rig.tty.takenText()).isEqualTo("late");
  }

  @Test
  void rule06WhatLiesUnreadInTheSocketIsNotSent() {
    rig.tty.setRoom(0);
    host.data.feed("queued");
    rig.rig.loop.runAll();
    host.data.feed("unread");
    host.says(TCDRAIN);
    rig.pass(60);
    assertThat(host.told()).isEmpty();
    rig.pass(60);

    assertThat(host.told()).hasSize(1).first().asString().isNotEqualTo("2f 02 00 00");
  }

  @Test
  void theTimeIsThatOfTheHostButNoShorterThanAnyDriverWaits() {
    rig.tty.setUnsent(5);
    host.says(TCDRAIN);
    rig.pass(85);
    assertThat(host.told()).isEmpty();
    rig.pass(10);
    assertThat(host.told()).containsExactly("2f 02 05 00");

    host.says("2f 04 c8 00 00 00");
    rig.pass(190);
    assertThat(host.told()).isEmpty();
    rig.pass(20);
    assertThat(host.told()).containsExactly("2f 02 05 00");
    rig.tty.setUnsent(0);
    rig.pass(500);
    assertThat(host.told()).as("never late").isEmpty();
  }

  @Test
  void itHoldsNobodyUp() {
    rig.tty.setUnsent(5);
    host.says(CLOSE);
    assertThat(host.asks("30 01 10 | 12 02 01 01")).contains("30 4f 4b");
  }

  @Test
  void aNewQuestionTakesThePlaceOfTheOld() {
    rig.tty.setUnsent(5);
    host.says(TCDRAIN);
    rig.pass(40);
    host.says("2f 04 00 02 00 00");
    rig.pass(100);
    assertThat(host.told()).isEmpty();
    rig.tty.setUnsent(0);

    assertThat(host.awaits()).containsExactly("2f 02 00 00");
  }

  @Test
  void aDriverThatIsStuckIsAskedOnce() {
    rig.tty.blockCalls();
    for (int i = 0; i < 5; i++) {
      host.says(TCDRAIN);
      rig.rig.loop.advanceMs(100);
      assertThat(host.told()).containsExactly("2f 02 01 00");
    }
    rig.tty.releaseCalls();
    rig.rig.settle();

    assertThat(rig.tty.calls()).filteredOn(call -> call.equals("unsentBytes")).hasSize(1);
  }

  @Test
  void withoutADeviceNothingIsUnsent() {
    rig.rig.unplug(rig.tty);
    host.says(CLOSE);
    rig.rig.loop.advanceMs(20);
    assertThat(host.told()).containsExactly("2f 02 00 00");
  }
}
