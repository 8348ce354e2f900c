package io.hardline.mode.drdas;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.net.Connection;
import io.hardline.net.FakeConnection;
import io.hardline.settings.DrdasBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the old writer leaves behind when the role passes. */
@Timeout(60)
class RolePassesTest {
  private static final String A = "192.0.2.1";
  private static final String B = "192.0.2.2";

  private static DrdasBuilder listed() {
    return new DrdasBuilder().hosts(A, B);
  }

  @Test
  void whatTheOldWriterHasSentReachesTheDeviceBeforeWhatTheNewOneSends() {
    try (DrdasRig rig = new DrdasRig(listed())) {
      FakeConnection b = rig.come(B);
      rig.tty.setRoom(0);
      rig.say(b, "queued ");
      rig.say(b, "unread ");
      assertThat(b.unreadBytes()).isEqualTo(7);
      FakeConnection a = rig.come(A);
      rig.say(a, "new");
      rig.tty.setRoom(1_000);
      rig.rig.settle();
      rig.rig.loop.runAll();

      assertThat(rig.tty.takenText()).isEqualTo("queued unread new");
      assertThat(rig.rig.counters().toSerialDiscardedBytes()).isZero();
    }
  }

  @Test
  void moreThanThatIsThrownAwayAndCounted() {
    int sentBytes = 1_000_000;
    try (DrdasRig rig = new DrdasRig(listed())) {
      FakeConnection b = rig.come(B);
      rig.tty.setRoom(0);
      rig.say(b, "b".repeat(sentBytes));
      rig.come(A);
      rig.tty.setRoom(Integer.MAX_VALUE);
      rig.rig.settle();
      rig.rig.loop.runAll();

      int reached = rig.tty.takenText().length();
      assertThat(reached).isGreaterThanOrEqualTo(Connection.BACKLOG_LIMIT_BYTES);
      assertThat(rig.rig.counters().toSerialDiscardedBytes()).isEqualTo(sentBytes - reached);
    }
  }

  @Test
  void theOldWritersBreakEnds() throws Exception {
    try (DrdasRig rig = new DrdasRig(listed().commandPort(966))) {
      rig.come(A);
      rig.come(B);
      FakeConnection commands = rig.come(966, A);
      rig.say(commands, "!\0");
      rig.rig.settle();
      rig.rig.loop.runUntil(() -> rig.tty.calls().contains("startBreak"));
      assertThat(rig.tty.calls()).doesNotContain("stopBreak");
      rig.order(B);
      rig.rig.loop.runUntil(() -> rig.tty.calls().contains("stopBreak"));
    }
  }

  @Test
  void soItDoesWhenTheWriterHasSentItsLastByte() {
    try (DrdasRig rig = new DrdasRig(listed().commandPort(966))) {
      FakeConnection a = rig.come(A);
      FakeConnection commands = rig.come(966, A);
      rig.say(commands, "!\0");
      rig.rig.settle();
      rig.rig.loop.runUntil(() -> rig.tty.calls().contains("startBreak"));
      a.ends();
      rig.rig.loop.runAll();
      rig.rig.loop.runUntil(() -> rig.tty.calls().contains("stopBreak"));
    }
  }
}
