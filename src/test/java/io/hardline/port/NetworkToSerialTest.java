package io.hardline.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.ManualLoop;
import io.hardline.tty.FaultyTty;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NetworkToSerialTest {
  private final Counters counters = new Counters();
  private final Told told = new Told();
  private final NetworkToSerial toSerial =
      new NetworkToSerial(counters, new WireClock(new ManualLoop()), told);
  private final FaultyTty tty = new FaultyTty("fake");

  private void open() {
    toSerial.ttyCame(tty, false);
    told.ready = 0;
  }

  private void send(byte[] bytes) {
    IoBuffer buffer = new IoBuffer(Math.max(1, bytes.length));
    buffer.bytes.put(bytes).flip();
    toSerial.send(buffer);
    assertThat(buffer.bytes.hasRemaining()).as("all of it is taken").isFalse();
  }

  private void send(String text) {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void whatTheTtyTakesIsNotKept() {
    open();
    send("abc");

    assertThat(tty.takenText()).isEqualTo("abc");
    assertThat(toSerial.isReady()).isTrue();
    assertThat(counters.snapshot().toSerialBytes()).isEqualTo(3);
  }

  @Test
  void whatTheTtyDoesNotTakeWaitsAndNothingOvertakesIt() {
    open();
    tty.setRoom(2);
    send("abc");
    send("def");
    assertThat(tty.takenText()).isEqualTo("ab");
    assertThat(toSerial.queuedBytes()).isEqualTo(4);
    assertThat(toSerial.isReady()).isFalse();

    tty.setRoom(3);
    toSerial.writable();
    assertThat(tty.takenText()).isEqualTo("cde");
    assertThat(told.ready).isZero();
    tty.setRoom(1);
    toSerial.writable();
    assertThat(tty.takenText()).isEqualTo("f");
    assertThat(told.ready).isEqualTo(1);
    assertThat(counters.snapshot().toSerialBytes()).isEqualTo(6);
  }

  @Test
  void everyByteIsTakenDiscardedOrWaitingHoweverTheTtyTakesThem() {
    Random random = new Random(1);
    open();
    StringBuilder sent = new StringBuilder();
    StringBuilder taken = new StringBuilder();
    for (int i = 0; i < 2_000; i++) {
      String piece = Integer.toString(i) + ",";
      tty.setRoom(random.nextInt(12));
      toSerial.writable();
      send(piece);
      sent.append(piece);
      taken.append(tty.takenText());
      assertThat(taken.length() + toSerial.queuedBytes()).isEqualTo(sent.length());
    }
    tty.setRoom(Integer.MAX_VALUE);
    toSerial.writable();

    assertThat(taken + tty.takenText()).isEqualTo(sent.toString());
    assertThat(counters.snapshot().toSerialBytes()).isEqualTo(sent.length());
    assertThat(counters.snapshot().toSerialDiscardedBytes()).isZero();
  }

  @Test
  void theQueueHasALimitAndWhatIsBeyondItIsCounted() {
    open();
    tty.setRoom(0);
    send(new byte[NetworkToSerial.QUEUE_LIMIT_BYTES - 1]);
    assertThat(counters.snapshot().toSerialDiscardedBytes()).isZero();
    send("ab");

    assertThat(toSerial.queuedBytes()).isEqualTo(NetworkToSerial.QUEUE_LIMIT_BYTES);
    assertThat(counters.snapshot().toSerialDiscardedBytes()).isEqualTo(1);
  }

  @Test
  void beforeTheFirstTtyNobodyIsReadSoThatNoByteIsLost() {
    assertThat(toSerial.isReady()).isFalse();
    toSerial.ttyCame(tty, false);

    assertThat(toSerial.isReady()).isTrue();
    assertThat(told.ready).isEqualTo(1);
  }

  @Test
  void withoutATtyEverythingIsDiscardedAndCounted() {
    toSerial.ttyWent();
    send("abc");

    assertThat(toSerial.isReady()).isTrue();
    assertThat(counters.snapshot().toSerialDiscardedBytes()).isEqualTo(3);
    assertThat(counters.snapshot().toSerialBytes()).isZero();
  }

  @Test
  void whatWaitsWhenTheTtyGoesIsDiscardedCountedAndTold() {
    open();
    tty.setRoom(1);
    send("abc");
    toSerial.ttyWent();

    assertThat(counters.snapshot().toSerialDiscardedBytes()).isEqualTo(2);
    assertThat(told.ready).isEqualTo(1);
    assertThat(toSerial.isReady()).isTrue();
  }

  @Test
  void aWriteFindsThatTheTtyIsGone() {
    open();
    tty.vanish("unplugged");
    send("abc");

    assertThat(told.gone).isEqualTo(1);
    assertThat(counters.snapshot().toSerialDiscardedBytes()).isEqualTo(3);
  }

  @Test
  void aWriteOfWhatWaitedFindsThatTheTtyIsGone() {
    open();
    tty.setRoom(0);
    send("abc");
    told.onGone = toSerial::ttyWent;
    tty.vanish("unplugged");
    toSerial.writable();

    assertThat(told.gone).isEqualTo(1);
    assertThat(toSerial.queuedBytes()).isZero();
    assertThat(counters.snapshot().toSerialDiscardedBytes()).isEqualTo(3);
  }

  @Test
  void nothingIsWrittenWhileItIsHeldAndTheOrderIsKept() {
    open();
    toSerial.hold(NetworkToSerial.HELD_BY_CALL);
    toSerial.hold(NetworkToSerial.HELD_BY_DSR);
    send("ab");
    toSerial.writable();
    assertThat(tty.takenText()).isEmpty();

    toSerial.release(NetworkToSerial.HELD_BY_CALL);
    send("cd");
    assertThat(tty.takenText()).as("DSR still holds").isEmpty();
    toSerial.release(NetworkToSerial.HELD_BY_DSR);
    send("ef");
    assertThat(tty.takenText()).isEqualTo("abcdef");
    assertThat(told.ready).isEqualTo(1);
  }

  @Test
  void lettingGoOfWhatDoesNotHoldWritesNothing() {
    open();
    toSerial.hold(NetworkToSerial.HELD_BY_DSR);
    send("ab");
    toSerial.release(NetworkToSerial.HELD_BY_CALL);

    assertThat(tty.takenText()).isEmpty();
  }

  @Test
  void aTtyThatNeedsTheRtsToggleIsSentToByOneCallAtATime() {
    toSerial.ttyCame(tty, true);
    told.ready = 0;
    send("abcdef");
    assertThat(told.calls).isEqualTo(1);
    assertThat(text(toSerial.takeForCall(4))).isEqualTo("abcd");
    send("gh");
    toSerial.writable();
    assertThat(told.calls).as("a call is under way").isEqualTo(1);
    assertThat(tty.takenText()).isEmpty();

    toSerial.sentByCall(4);
    assertThat(told.calls).isEqualTo(2);
    assertThat(text(toSerial.takeForCall(4))).isEqualTo("efgh");
    assertThat(told.ready).isZero();
    toSerial.sentByCall(4);
    assertThat(told.ready).isEqualTo(1);
    assertThat(counters.snapshot().toSerialBytes()).isEqualTo(8);
  }

  @Test
  void whatACallCouldNotSendIsCounted() {
    toSerial.ttyCame(tty, true);
    send("abcdef");
    toSerial.takeForCall(4);
    toSerial.ttyWent();
    toSerial.lostByCall(4);

    assertThat(counters.snapshot().toSerialDiscardedBytes()).isEqualTo(6);
    assertThat(counters.snapshot().toSerialBytes()).isZero();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void itSaysHowMuchOfWhatItWasGivenWaitsNoLonger() {
    open();
    tty.setRoom(2);
    send("abcdef");
    assertThat(toSerial.takenBytes()).isEqualTo(6);
    assertThat(toSerial.passedBytes()).isEqualTo(2);

    told.passed = 0;
    tty.setRoom(1);
    toSerial.writable();
    assertThat(toSerial.passedBytes()).isEqualTo(3);
    assertThat(told.passed).isEqualTo(1);
  }

  @Test
  void nobodyReadsAheadWhileTheTtyIsOpenedForTheFirstTime() {
    assertThat(toSerial.hasRoom()).isFalse();
    open();
    assertThat(toSerial.hasRoom()).isTrue();
    tty.setRoom(0);
    send(new byte[NetworkToSerial.READ_AHEAD_BYTES - 1]);
    assertThat(toSerial.hasRoom()).isTrue();
    send("x");
    assertThat(toSerial.hasRoom()).isFalse();
  }

  @Test
  void whatWaitsCanBeThrownAway() {
    open();
    tty.setRoom(0);
    send("abc");

    assertThat(toSerial.clear()).isEqualTo(3);
    assertThat(toSerial.passedBytes()).isEqualTo(3);
    assertThat(told.ready).as("who waited goes on").isEqualTo(1);
    assertThat(counters.snapshot().toSerialDiscardedBytes()).isEqualTo(3);
    assertThat(toSerial.clear()).isZero();
    assertThat(told.ready).isEqualTo(1);
  }

  private static final class Told implements NetworkToSerial.Waiter {
    int ready;
    int calls;
    int gone;
    int passed;
    Runnable onGone = () -> {};

    @Override
    public void serialBecameReady() {
      ready++;
    }

    @Override
    public void bytesPassed() {
      passed++;
    }

    @Override
    public void callToSend() {
      calls++;
    }

    @Override
    public void ttyGone() {
      gone++;
      onGone.run();
    }
  }
}
