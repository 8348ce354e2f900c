package io.hardline.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.EpollLoop;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.ManualLoop;
import io.hardline.tty.FaultyTty;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

class SerialToNetworkTest {
  private static final int PAUSED = SerialToNetwork.PAUSED_BY_CLIENT;
  private static final int SUSPENDED = SerialToNetwork.SUSPENDED_BY_CALL;

  private final ManualLoop loop = new ManualLoop();
  private final Counters counters = new Counters();
  private final Taken taken = new Taken();
  private final SerialToNetwork fromSerial = new SerialToNetwork(loop, counters, taken);
  private final FaultyTty tty = new FaultyTty("fake");

  @Test
  void whatIsThereWhenTheTtyComesIsRead() {
    tty.feed("early");
    fromSerial.ttyCame(tty);
    assertThat(taken.text()).as("not before the next turn").isEmpty();
    loop.runAll();

    assertThat(taken.text()).isEqualTo("early");
    assertThat(counters.snapshot().fromSerialBytes()).isEqualTo(5);
  }

  @Test
  void aBusyTtyLeavesTheOthersTheirTurn() {
    fromSerial.ttyCame(tty);
    loop.runAll();
    int turn = SerialToNetwork.READS_PER_TURN * EpollLoop.SCRATCH_BYTES;
    tty.feed(new byte[turn + 1]);
    fromSerial.readable();
    assertThat(taken.bytes.size()).isEqualTo(turn);
    assertThat(taken.deliveries).isEqualTo(SerialToNetwork.READS_PER_TURN);

    loop.runAll();
    assertThat(taken.bytes.size()).isEqualTo(turn + 1);
  }

  @Test
  void nothingIsReadWhileAnyReasonStopsIt() {
    fromSerial.ttyCame(tty);
    loop.runAll();
    fromSerial.stop(PAUSED);
    fromSerial.stop(SUSPENDED);
    tty.feed("abc");
    fromSerial.readable();
    assertThat(fromSerial.go(PAUSED)).isTrue();
    loop.runAll();
    assertThat(taken.text()).isEmpty();
    assertThat(fromSerial.isStoppedBy(SUSPENDED)).isTrue();
    assertThat(taken.goneOn).isZero();

    assertThat(fromSerial.go(SUSPENDED)).isTrue();
    assertThat(fromSerial.go(SUSPENDED)).as("it did not stop it any more").isFalse();
    assertThat(taken.goneOn).isEqualTo(1);
    loop.runAll();
    assertThat(taken.text()).isEqualTo("abc");
  }

  @Test
  void aClientThatMustBeWaitedForStopsItBetweenTwoReads() {
    fromSerial.ttyCame(tty);
    loop.runAll();
    taken.onDelivery = () -> fromSerial.stop(PAUSED);
    tty.feed(new byte[3 * EpollLoop.SCRATCH_BYTES]);
    fromSerial.readable();
    loop.runAll();
    assertThat(taken.bytes.size()).isEqualTo(EpollLoop.SCRATCH_BYTES);

    taken.onDelivery = () -> {};
    fromSerial.go(PAUSED);
    loop.runAll();
    assertThat(taken.bytes.size()).as("no event says it again").isEqualTo(3 * 64 * 1024);
  }

  @Test
  void stoppedAgainBeforeTheTurnItReadsNothing() {
    fromSerial.ttyCame(tty);
    fromSerial.stop(PAUSED);
    tty.feed("abc");
    fromSerial.go(PAUSED);
    fromSerial.stop(PAUSED);
    loop.runAll();

    assertThat(taken.text()).isEmpty();
  }

  @Test
  void aReadFindsThatTheTtyIsGoneAfterItsLastBytes() {
    fromSerial.ttyCame(tty);
    loop.runAll();
    tty.feed("last");
    tty.vanish("unplugged");
    fromSerial.readable();

    assertThat(taken.text()).isEqualTo("last");
    assertThat(taken.gone).isEqualTo(1);
    fromSerial.go(PAUSED);
    loop.runAll();
    assertThat(taken.gone).isEqualTo(1);
  }

  @Test
  void aTtyThatWentIsNotRead() {
    fromSerial.ttyCame(tty);
    tty.feed("abc");
    fromSerial.ttyWent();
    loop.runAll();

    assertThat(taken.text()).isEmpty();
    assertThat(taken.gone).isZero();
  }

  private static final class Taken implements SerialToNetwork.Sink {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Runnable onDelivery = () -> {};
    int deliveries;
    int gone;
    int goneOn;

    String text() {
      return bytes.toString(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    @Override
    public void deliver(IoBuffer data) {
      byte[] some = new byte[data.bytes.remaining()];
      data.bytes.get(some);
      bytes.writeBytes(some);
      deliveries++;
      onDelivery.run();
    }

    @Override
    public void readingGoesOn() {
      goneOn++;
    }

    @Override
    public void ttyGone() {
      gone++;
    }
  }
}
