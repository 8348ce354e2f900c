package io.hardline.mode.redundant;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.aspp.PacketReader;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.ManualLoop;
import io.hardline.mode.redundant.PathSocket.Kind;
import io.hardline.net.Connection;
import io.hardline.net.FakeConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The command channel by itself: whoever answers is the test. */
class RedundantCommandsTest {
  /** Between two packets of which the first is not acknowledged. */
  private static final long FULL_PAUSE_MS =
      RedundantCommands.PAUSE_MS + RedundantCommands.UNCOUNTED_PAUSE_MS;

  private static final String INIT = "2c080603010100000000";

  private final ManualLoop loop = new ManualLoop();
  private final Mode mode = new Mode();
  private final Newcomers newcomers = new Newcomers(loop, mode);
  private final FakeHost host = new FakeHost(loop, this::connect, "192.0.2.7", "198.51.100.7");

  private FakeConnection connect(int port, String peer) {
    FakeConnection connection = new FakeConnection(loop, peer);
    newcomers.accept(connection, port == FakeHost.DATA_PORT ? Kind.DATA : Kind.COMMAND);
    return connection;
  }

  /** One session, and what it is told. */
  private final class Mode
      implements Newcomers.Gate, Path.Owner, Session.Owner, Connection.Handler {
    @Nullable Session session;
    final List<String> commands = new ArrayList<>();
    String closed = "";
    int drained;
    boolean pauses;

    RedundantCommands channel() {
      if (session == null) {
        throw new AssertionError("no session");
      }
      return session.command;
    }

    @Override
    public String objection(PathSocket data) {
      return "";
    }

    @Override
    public void refuse(PathSocket socket, String why) {
      socket.close();
    }

    @Override
    public void complete(PathSocket data, PathSocket command) {
      Path path = new Path(data, command, this);
      if (session == null) {
        session = new Session(loop, this, Set.of());
        session.join(path);
        session.command.start(this);
      } else {
        session.join(path);
      }
    }

    @Override
    public void firstPacket(Path path, PathSocket from, PacketReader packet) {}

    @Override
    public void lost(Path path, String cause) {}

    @Override
    public void begunAnew(Session it, List<Path> by) {}

    @Override
    public void pathJoined(Session it, Path path, Instant aloneSince) {}

    @Override
    public void lacksPath() {}

    @Override
    public void pathLost(Session it, Path path, String cause) {}

    @Override
    public void ended(Session it) {}

    @Override
    public void received(IoBuffer data) {
      byte[] command = new byte[data.bytes.remaining()];
      data.bytes.get(command);
      commands.add(HexFormat.of().formatHex(command));
      if (pauses) {
        channel().pauseReading();
      }
    }

    /** One message. */
    int says(String hex) {
      IoBuffer data = new IoBuffer(100);
      data.bytes.put(HexFormat.of().parseHex(hex)).flip();
      int taken = channel().write(data);
      loop.runAll();
      return taken;
    }

    void answers(String... answers) {
      for (String answer : answers) {
        says(answer);
      }
      channel().answered();
      loop.advanceMs(FULL_PAUSE_MS);
    }

    @Override
    public void ended() {}

    @Override
    public void drained() {
      drained++;
    }

    @Override
    public void closed(String cause) {
      closed = cause;
    }
  }

  private void open() {
    host.openAll();
    loop.advanceMs(FULL_PAUSE_MS);
  }

  private void command(String hex) {
    host.command(hex);
    loop.runAll();
  }

  @Test
  void allAnswersToAPacketGoOutInOne() {
    open();
    command(INIT + "18021113");
    assertThat(mode.commands).containsExactly("2c080603010100000000" + "18021113");
    mode.answers("2c03010101", "184f4b");

    assertThat(host.replies).containsExactly("2c03010101184f4b");
    assertThat(host.bareAcks).isEmpty();
  }

  @Test
  void anAnswerGoesOutByEachPath() {
    open();
    host.lans[0].silence();
    command(INIT);
    mode.answers("2c03010101");
    host.lans[1].silence();

    assertThat(host.replies).containsExactly("2c03010101");
  }

  @Test
  void whatIsAnsweredAtOnceIsAnsweredToBothAndToTheCopyNothing() {
    open();
    for (int i = 0; i < 5; i++) {
      command("14 01 02");
      mode.answers("144f4b");
      loop.advanceMs(RedundantCommands.PAUSE_MS);
    }

    assertThat(mode.commands).hasSize(5);
    assertThat(host.replies).hasSize(5);
    assertThat(host.bareAcks).isEmpty();
  }

  @Test
  void aliveIsAcknowledgedAloneOnceAndTheNextAnswerCounts() {
    open();
    mode.says("270105");
    host.sendCommand(6, "280105");
    loop.runAll();
    mode.channel().answered();
    assertThat(host.replies).containsExactly("270105");
    assertThat(host.bareAcks).containsExactly("192.0.2.7");

    loop.advanceMs(RedundantCommands.PAUSE_MS);
    command("14 01 02");
    mode.answers("144f4b");
    assertThat(host.replies).containsExactly("270105", "144f4b");
    assertThat(host.missed).isZero();
  }

  @Test
  void aHostThatGetsAWrongAcknowledgementMissesThePacketBehindIt() {
    // That the double notices: without it the tests above would show nothing.
    open();
    command("14 01 02");
    command("14 01 02");
    mode.channel().begin(4, 0, 1, 0);
    mode.channel().sendTo(mode.channel().sockets.getFirst());
    mode.answers("144f4b", "144f4b");
    loop.advanceMs(1_000);

    assertThat(host.missed).isPositive();
  }

  @Test
  void whatHasNoAnswerIsAcknowledgedAlone() {
    open();
    command("99 00");
    mode.channel().answered();
    loop.runAll();
    assertThat(host.bareAcks).hasSize(1);
    loop.advanceMs(RedundantCommands.PAUSE_MS);
    command("14 01 02");
    mode.answers("144f4b");

    assertThat(host.replies).containsExactly("144f4b");
    assertThat(host.missed).isZero();
  }

  @Test
  void betweenTwoPacketsIsAPauseAndWhatComesMeanwhileGoesTogether() {
    open();
    mode.says("26203000");
    mode.says("26200000");
    mode.says("26012000");
    assertThat(host.replies).containsExactly("26203000");
    loop.advanceMs(RedundantCommands.PAUSE_MS);

    assertThat(host.replies).containsExactly("26203000", "2620000026012000");
    assertThat(mode.drained).isEqualTo(1);
  }

  @Test
  void newsWaitsForTheAnswerThatIsDueButNotForLong() {
    open();
    command("2f 04 19 00 00 00");
    mode.says("26203000");
    loop.advanceMs(RedundantCommands.ANSWER_WAIT_MS - 1);
    assertThat(host.replies).isEmpty();
    loop.advanceMs(1);
    assertThat(host.replies).containsExactly("26203000");

    loop.advanceMs(RedundantCommands.PAUSE_MS);
    mode.answers("2f020000");
    assertThat(host.replies).containsExactly("26203000", "2f020000");
    assertThat(host.bareAcks).isEmpty();
  }

  @Test
  void noPacketIsLongerThanTheDriverReads() {
    open();
    command("14 01 02".repeat(30));
    for (int i = 0; i < 30; i++) {
      mode.says("144f4b");
    }
    mode.channel().answered();
    loop.advanceMs(1_000);

    assertThat(host.replies).hasSize(2);
    assertThat(host.replies.getFirst()).hasSizeLessThanOrEqualTo(2 * 71);
    assertThat(String.join("", host.replies)).isEqualTo("144f4b".repeat(30));
  }

  @Test
  void whatWasSentWhereNothingArrivedIsSentAgainToThePathThatJoins() {
    host.open(0);
    loop.advanceMs(RedundantCommands.PAUSE_MS);
    host.lans[0].silence();
    mode.says("26203000");
    loop.advanceMs(1_000);
    host.open(1);
    host.lans[0].lose("gone");
    loop.advanceMs(RedundantCommands.PAUSE_MS);
    assertThat(host.replies).containsExactly("26203000");

    command("14 01 02");
    mode.answers("144f4b");
    assertThat(host.replies).containsExactly("26203000", "144f4b");
  }

  @Test
  void moreThanIsKeptForAHostThatCountsNothingIsForgottenAndItsCountIsTaken() {
    host.open(0);
    host.lans[0].silence();
    for (int i = 0; i < RedundantCommands.MAX_UNCOUNTED + 2; i++) {
      mode.says("26200000");
      loop.advanceMs(FULL_PAUSE_MS);
    }
    host.open(1);
    loop.advanceMs(RedundantCommands.MAX_UNCOUNTED * FULL_PAUSE_MS);
    assertThat(host.replies).isEmpty();

    command("14 01 02");
    mode.answers("144f4b");
    loop.advanceMs(1_000);
    assertThat(host.replies).containsExactly("144f4b");
  }

  @Test
  void aCommandThatWentWithItsPathIsNotWaitedFor() {
    open();
    host.lans[0].silence();
    host.lans[1].silence();
    command("14 01 02");
    host.lans[1].silent = false;
    command("12 02 01 01");
    mode.answers("124f4b");

    assertThat(mode.commands).containsExactly("12020101");
    assertThat(host.replies).containsExactly("124f4b");
  }

  @Test
  void aHostThatGotNoAnswerUsesItsNumbersAgain() {
    open();
    command("14 01 02");
    command("12 02 00 01");
    host.commandsBack(2);
    command("14 01 02");
    command("12 02 01 01");
    mode.answers("144f4b");

    assertThat(mode.commands).containsExactly("140102", "12020001", "140102", "12020101");
    assertThat(host.replies).containsExactly("144f4b");
  }

  @Test
  void thePacketsThatAreRememberedHaveALimitAndOlderOnesAreCopies() {
    open();
    for (int i = 0; i <= RedundantCommands.MAX_TAKEN; i++) {
      command("14 01 02");
    }
    host.commandsBack(RedundantCommands.MAX_TAKEN + 1);
    command("14 01 02");
    assertThat(mode.commands).hasSize(RedundantCommands.MAX_TAKEN + 1);
    command("14 01 02");
    assertThat(mode.commands).hasSize(RedundantCommands.MAX_TAKEN + 2);
  }

  @Test
  void theNextPacketWaitsForTheAcknowledgementButNotForEver() {
    open();
    host.lans[0].mute = true;
    host.lans[1].mute = true;
    mode.says("26203000");
    mode.says("26200000");
    loop.advanceMs(FULL_PAUSE_MS - 1);
    assertThat(host.replies).containsExactly("26203000");
    loop.advanceMs(1);
    assertThat(host.replies).containsExactly("26203000", "26200000");
  }

  @Test
  void messagesForAHostThatGetsNoneHaveALimit() {
    open();
    command("2f 04 19 00 00 00");
    for (int i = 0; i < RedundantCommands.PENDING_LIMIT_BYTES; i++) {
      mode.says("26200000");
    }

    assertThat(mode.channel().backlogBytes()).isEqualTo(RedundantCommands.PENDING_LIMIT_BYTES);
    assertThat(mode.says("26200000")).isZero();
  }

  @Test
  void whileItIsPausedCommandsWaitUpToALimit() {
    open();
    mode.pauses = true;
    host.command("14 01 02");
    host.command("99".repeat(2_000));
    host.command("99".repeat(2_000));
    loop.runAll();
    assertThat(mode.commands).hasSize(1);
    assertThat(mode.channel().unreadBytes()).isPositive();
    mode.channel().resumeReading();
    loop.runAll();
    assertThat(mode.commands).hasSize(2);

    mode.channel().resumeReading();
    loop.runAll();
    for (int i = 0; i < 4; i++) {
      host.command("99".repeat(2_000));
    }
    loop.runAll();
    assertThat(mode.closed).isEqualTo("more commands than can wait");
  }
}
