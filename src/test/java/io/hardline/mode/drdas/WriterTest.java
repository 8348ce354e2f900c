package io.hardline.mode.drdas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hardline.mode.command.CommandPort;
import io.hardline.net.FakeConnection;
import io.hardline.port.ActionRefused;
import io.hardline.settings.DrdasBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who of several hosts writes, and what becomes of the bytes of the others. */
@Timeout(60)
class WriterTest {
  private static final String A = "192.0.2.1";
  private static final String B = "192.0.2.2";
  private static final String C = "2001:db8::3";
  private static final String D = "192.0.2.4";

  private static DrdasBuilder listed() {
    return new DrdasBuilder().hosts(A, B, C, D);
  }

  @Test
  void allReceiveAndOnlyTheWritersBytesReachTheDevice() {
    try (DrdasRig rig = new DrdasRig(new DrdasBuilder())) {
      List<FakeConnection> hosts = List.of(rig.come(B), rig.come(A), rig.come(C), rig.come(D));
      rig.tty.feed("all");
      hosts.forEach(host -> rig.say(host, "from" + hosts.indexOf(host)));

      assertThat(hosts).allMatch(host -> host.sentText().equals("all"));
      assertThat(rig.tty.takenText()).isEqualTo("from0");
      assertThat(rig.writer()).isEqualTo("192.0.2.2:1");
      assertThat(rig.rig.counters().toSerialDiscardedBytes()).isEqualTo(15);
      assertThat(rig.rig.status().clients())
          .extracting("discardedBytes")
          .containsExactly(0L, 5L, 5L, 5L);
    }
  }

  @Test
  void aHostOfHigherPriorityTakesTheRoleOverAtOnce() {
    try (DrdasRig rig = new DrdasRig(listed())) {
      FakeConnection c = rig.come(C);
      rig.say(c, "c");
      FakeConnection a = rig.come(A);
      a.feed("first bytes ".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      rig.say(c, "lost");
      rig.come(B);

      assertThat(rig.tty.takenText()).isEqualTo("cfirst bytes ");
      assertThat(rig.writer()).isEqualTo("192.0.2.1:2");
      assertThat(rig.rig.events.taken())
          .contains(
              "notice port 1: [2001:db8::3]:1 writes: no other host is connected",
              "notice port 1: 192.0.2.1:2 writes: it stands before [2001:db8::3]:1 in the"
                  + " settings");
    }
  }

  @Test
  void whenTheWriterGoesTheNextWrites() {
    try (DrdasRig rig = new DrdasRig(listed())) {
      FakeConnection c = rig.come(C);
      FakeConnection a = rig.come(A);
      FakeConnection b = rig.come(B);
      rig.leave(a);
      assertThat(rig.writer()).isEqualTo("192.0.2.2:3");
      assertThat(rig.rig.events.taken())
          .contains("notice port 1: 192.0.2.2:3 writes: 192.0.2.1:2 has gone");
      rig.leave(b);
      assertThat(rig.writer()).isEqualTo("[2001:db8::3]:1");
      rig.say(c, "c");
      assertThat(rig.tty.takenText()).isEqualTo("c");
      rig.leave(c);
      assertThat(rig.writer()).isEmpty();
    }
  }

  @Test
  void whoHasSentItsLastByteWritesNoMoreAndStillReceives() {
    try (DrdasRig rig = new DrdasRig(new DrdasBuilder())) {
      FakeConnection a = rig.come(A);
      rig.come(B);
      a.feed((byte) 'a');
      a.ends();
      rig.rig.loop.runAll();
      assertThat(rig.tty.takenText()).isEqualTo("a");
      assertThat(rig.writer()).isEqualTo("192.0.2.2:2");
      rig.tty.feed("answer");
      rig.rig.loop.runAll();
      assertThat(a.sentText()).isEqualTo("answer");
    }
  }

  @Test
  void aHostWithTheDriverThatHasSentItsLastByteIsGone() {
    try (DrdasRig rig = new DrdasRig(new DrdasBuilder().realCom())) {
      FakeConnection a = rig.come(950, A);
      a.feed((byte) 'a');
      a.ends();
      rig.rig.loop.runAll();
      assertThat(rig.tty.takenText()).isEqualTo("a");
      assertThat(a.isOpen()).isFalse();
    }
  }

  @Test
  void bytesThatWaitedWhileAnotherWroteAreNotSentLater() {
    try (DrdasRig rig = new DrdasRig(new DrdasBuilder())) {
      FakeConnection a = rig.come(A);
      FakeConnection b = rig.come(B);
      rig.tty.setRoom(0);
      rig.say(a, "a".repeat(300_000));
      rig.say(b, "b".repeat(300_000));
      assertThat(b.unreadBytes()).as("is read although the tty is full").isZero();
      rig.leave(a);
      rig.say(b, "B");
      rig.tty.setRoom(Integer.MAX_VALUE);
      rig.rig.loop.runAll();

      assertThat(rig.tty.takenText()).matches("a*B");
      assertThat(b.isPaused()).isFalse();
    }
  }

  @Test
  void aNewWriterIsHeldByATtyThatIsFull() {
    try (DrdasRig rig = new DrdasRig(listed())) {
      FakeConnection b = rig.come(B);
      rig.tty.setRoom(0);
      rig.say(b, "b".repeat(1_000));
      FakeConnection a = rig.come(A);
      assertThat(b.isPaused()).as("on standby it waits for nothing").isFalse();
      rig.say(a, "a");
      assertThat(a.isPaused()).isTrue();
      rig.tty.setRoom(Integer.MAX_VALUE);
      rig.rig.loop.runAll();
      assertThat(rig.tty.takenText()).isEqualTo("b".repeat(1_000) + "a");
    }
  }

  @Test
  void theNewestConnectionOfAHostWrites() {
    try (DrdasRig rig = new DrdasRig(new DrdasBuilder())) {
      FakeConnection old = rig.come(A);
      rig.come(B);
      FakeConnection again = rig.come(A);
      rig.say(old, "old");
      rig.say(again, "new");

      assertThat(rig.tty.takenText()).isEqualTo("new");
      assertThat(rig.rig.events.taken())
          .contains("notice port 1: 192.0.2.1:3 writes: it is the newest connection of its host");
    }
  }

  @Test
  void whoIsNoneOfTheHostsIsRefusedCountedAndLogged() {
    try (DrdasRig rig = new DrdasRig(new DrdasBuilder().hosts(A).commandPort(966))) {
      FakeConnection data = rig.come(B);
      FakeConnection command = rig.come(966, B);

      assertThat(data.isOpen()).isFalse();
      assertThat(command.isOpen()).isFalse();
      assertThat(rig.rig.counters().clientsRefused()).isEqualTo(2);
      assertThat(rig.rig.events.taken())
          .contains(
              "notice port 1: client 192.0.2.2:1 refused: it is none of the hosts of the port");
    }
  }

  @Test
  void theFifthHostIsRefused() {
    try (DrdasRig rig = new DrdasRig(new DrdasBuilder())) {
      List.of(A, B, C, D).forEach(rig::come);
      FakeConnection fifth = rig.come("192.0.2.5");
      assertThat(fifth.isOpen()).isFalse();
      assertThat(rig.listeners.listening()).containsExactly("* 4001");
    }
  }

  @Test
  void withTheDriverNobodyListensWhenAllPlacesAreTaken() {
    try (DrdasRig rig = new DrdasRig(new DrdasBuilder().realCom())) {
      assertThat(rig.listeners.listening()).containsExactly("* 950", "* 966");
      rig.come(966, A);
      FakeConnection first = rig.come(950, A);
      for (String host : List.of(B, C)) {
        rig.come(966, host);
        rig.come(950, host);
      }
      rig.come(950, D);
      assertThat(rig.listeners.listening()).as("commands may follow").containsExactly("* 966");
      rig.come(966, D);
      assertThat(rig.listeners.listening()).isEmpty();
      rig.leave(first);
      assertThat(rig.listeners.listening()).containsExactly("* 950", "* 966");
    }
  }

  @Test
  void commandsThatMayFollowAreNotAwaitedForEver() {
    try (DrdasRig rig = new DrdasRig(new DrdasBuilder().realCom())) {
      List.of(A, B, C, D).forEach(host -> rig.come(950, host));
      rig.rig.loop.advanceMs(CommandPort.COMMANDS_MAY_FOLLOW_MS - 1);
      assertThat(rig.listeners.listening()).containsExactly("* 966");
      rig.rig.loop.advanceMs(1);
      assertThat(rig.listeners.listening()).isEmpty();
    }
  }

  @Test
  void whatIsLostOfAHostThatIsClosedIsCounted() {
    int sentBytes = 1_000_000;
    try (DrdasRig rig = new DrdasRig(new DrdasBuilder().realCom())) {
      FakeConnection a = rig.come(950, A);
      rig.tty.setRoom(0);
      rig.say(a, "a".repeat(sentBytes));
      a.hangsUp();
      rig.rig.loop.runAll();
      assertThat(a.isOpen()).isFalse();
      rig.tty.setRoom(Integer.MAX_VALUE);
      rig.rig.loop.runAll();

      assertThat(rig.rig.counters().toSerialDiscardedBytes())
          .isEqualTo(sentBytes - rig.tty.takenText().length());
    }
  }

  @Test
  void anOperatorMovesTheRoleUntilThatHostGoes() throws Exception {
    try (DrdasRig rig = new DrdasRig(listed())) {
      FakeConnection a = rig.come(A);
      FakeConnection c = rig.come(C);
      assertThat(rig.order(C))
          .isEqualTo("[2001:db8::3]:2 writes, by an operator's order, until it goes");
      rig.say(a, "a");
      rig.say(c, "c");
      assertThat(rig.tty.takenText()).isEqualTo("c");
      assertThat(rig.rig.status().trouble())
          .isEqualTo("an operator has let [2001:db8::3]:2 write, until it goes");
      assertThat(rig.rig.events.taken())
          .contains("notice port 1: [2001:db8::3]:2 writes: an operator has said so");

      rig.leave(c);
      rig.come(C);
      assertThat(rig.writer()).isEqualTo("192.0.2.1:1");
      assertThat(rig.rig.status().trouble()).isEmpty();
    }
  }

  @Test
  void autoGoesBackToTheRule() throws Exception {
    try (DrdasRig rig = new DrdasRig(listed())) {
      rig.come(A);
      rig.come(B);
      rig.order(B);
      assertThat(rig.order(null)).isEqualTo("192.0.2.1:1 writes, by the settings");
      assertThat(rig.rig.events.taken())
          .contains("notice port 1: 192.0.2.1:1 writes: it is its turn by the settings");
    }
  }

  @Test
  void anOrderForAHostThatIsNotConnectedIsRefusedAndSaysWhoIs() throws Exception {
    try (DrdasRig rig = new DrdasRig(listed())) {
      assertThat(rig.order(null)).isEqualTo("nobody writes: no host is connected");
      assertThatThrownBy(() -> rig.order(B))
          .isInstanceOf(ActionRefused.class)
          .hasMessage("192.0.2.2 is not connected; no host is");
      rig.come(A);
      rig.come(A);
      rig.come(D);
      assertThatThrownBy(() -> rig.order(B))
          .hasMessage("192.0.2.2 is not connected; these are: 192.0.2.1, 192.0.2.4");
      assertThat(rig.writer()).isEqualTo("192.0.2.1:2");
    }
  }

  @Test
  void otherHostsInTheSettingsEndAnOrderAndDropWhoIsNoneOfThem() throws Exception {
    try (DrdasRig rig = new DrdasRig(listed())) {
      FakeConnection a = rig.come(A);
      FakeConnection b = rig.come(B);
      FakeConnection d = rig.come(D);
      rig.order(D);
      rig.reconfigure(listed().inactivity(Duration.ofHours(1)));
      assertThat(rig.writer()).as("another setting").isEqualTo("192.0.2.4:3");
      rig.reconfigure(new DrdasBuilder().hosts(B, D));

      assertThat(a.isOpen()).isFalse();
      assertThat(b.isOpen() && d.isOpen()).isTrue();
      assertThat(rig.writer()).isEqualTo("192.0.2.2:2");
      assertThat(rig.rig.events.taken())
          .contains(
              "info port 1: client 192.0.2.1:1 gone: it is no host of the port any more",
              "notice port 1: 192.0.2.2:2 writes: the settings were changed");
    }
  }

  @Test
  void whatAHostOnStandbySendsDoesNotCountAsActivity() {
    try (DrdasRig rig = new DrdasRig(new DrdasBuilder().inactivity(Duration.ofSeconds(2)))) {
      rig.come(A);
      FakeConnection b = rig.come(B);
      rig.rig.loop.advanceMs(1_500);
      rig.say(b, "noise");
      rig.rig.loop.advanceMs(1_000);
      assertThat(b.isOpen()).isFalse();
    }
  }
}
