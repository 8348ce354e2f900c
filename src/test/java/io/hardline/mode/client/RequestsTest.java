package io.hardline.mode.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.EpollLoop;
import io.hardline.loop.IoBuffer;
import io.hardline.port.Delimiter;
import io.hardline.settings.PortSettings.DelimiterProcess;
import io.hardline.settings.PortSettings.Packing;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestsTest {
  private final Requests requests = new Requests();

  private void put(String text) {
    put(text.getBytes(ISO_8859_1));
  }

  private void put(byte[] bytes) {
    IoBuffer data = new IoBuffer(bytes.length);
    data.bytes.put(bytes).flip();
    requests.put(data);
    assertThat(data.bytes.hasRemaining()).isFalse();
  }

  private void endAt(String hex, DelimiterProcess process) {
    requests.endAt(new Delimiter(new Packing(0, hex, process, Duration.ZERO)));
  }

  /** Takes the first request; empty when none is whole. */
  private String take() {
    StringBuilder text = new StringBuilder();
    int left = requests.first();
    while (left > 0) {
      IoBuffer front = requests.front(left);
      byte[] some = new byte[front.bytes.remaining()];
      front.bytes.get(some);
      text.append(new String(some, ISO_8859_1));
      requests.drop(some.length);
      left -= some.length;
    }
    return text.toString();
  }

  @Test
  void aRequestIsWholeAtAPause() {
    put("ab");
    put("c");
    assertThat(take()).isEmpty();
    requests.paused();
    put("d");
    assertThat(take()).isEqualTo("abc");
    assertThat(take()).isEmpty();
    assertThat(requests.isOpen()).isTrue();
    requests.paused();
    assertThat(requests.isOpen()).isFalse();
    assertThat(take()).isEqualTo("d");
    assertThat(requests.isEmpty()).isTrue();
  }

  @Test
  void aPauseWithoutABytesBetweenIsNoRequest() {
    requests.paused();
    put("a");
    requests.paused();
    requests.paused();
    assertThat(take()).isEqualTo("a");
    requests.paused();

    assertThat(take()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "3b, NONE, a;|bc;|",
    "3b, STRIP, a;|bc;|",
    "3b, DELIMITER_PLUS_1, a;b|c;d|",
    "3b63, NONE, ''",
    "623b, NONE, ''",
    "633b, NONE, a;bc;|"
  })
  void aRequestEndsAtTheDelimiterWhichIsNeverStripped(
      String hex, DelimiterProcess process, String wanted) {
    endAt(hex, process);
    for (char c : "a;bc;d".toCharArray()) {
      put("" + c);
      requests.first();
    }
    StringBuilder taken = new StringBuilder();
    for (String next = take(); !next.isEmpty(); next = take()) {
      taken.append(next).append('|');
    }

    assertThat(taken).hasToString(wanted);
  }

  @Test
  void withBothWhatComesFirstEndsIt() {
    endAt("3b", DelimiterProcess.NONE);
    put("a;b");
    requests.paused();
    put("c;");

    assertThat(take()).isEqualTo("a;");
    assertThat(take()).isEqualTo("b");
    assertThat(take()).isEqualTo("c;");
    assertThat(take()).isEmpty();
  }

  @Test
  void anotherDelimiterLooksAtWhatIsStored() {
    put("a;b,c");
    endAt("3b", DelimiterProcess.NONE);
    assertThat(take()).isEqualTo("a;");
    endAt("2c", DelimiterProcess.NONE);

    assertThat(take()).isEqualTo("b,");
  }

  @Test
  void aReadMoreFitsUntilItIsFull() {
    byte[] read = new byte[EpollLoop.SCRATCH_BYTES];
    put(read);
    assertThat(requests.isFull()).isTrue();
    assertThat(requests.bytes()).isLessThanOrEqualTo(Requests.LIMIT_BYTES - read.length);
    assertThat(take()).as("it goes in pieces rather than never").hasSize(read.length);
    assertThat(requests.isFull()).isFalse();
    put(new byte[read.length - 1]);
    assertThat(requests.isFull()).isFalse();
    put(read);
    assertThat(requests.bytes()).isEqualTo(Requests.LIMIT_BYTES - 1);
  }

  @Test
  void soManyRequestsMayWait() {
    for (int i = 0; i < Requests.MAX_PAUSES; i++) {
      assertThat(requests.isFull()).isFalse();
      put("r" + i);
      requests.paused();
    }
    assertThat(requests.isFull()).isTrue();
    for (int i = 0; i < Requests.MAX_PAUSES; i++) {
      assertThat(take()).isEqualTo("r" + i);
    }
    assertThat(requests.isEmpty()).isTrue();
  }

  @Test
  void whoGoesLeavesNothing() {
    put("abc");
    requests.paused();
    put("d");

    assertThat(requests.free()).isEqualTo(4);
    assertThat(requests.isEmpty()).isTrue();
    assertThat(take()).isEmpty();
  }

  @Test
  void aPauseMoreThanThatIsKeptForWhatWasSentBeforeTheClientWasHeld() {
    for (int i = 0; i < Requests.MAX_PAUSES; i++) {
      put("r");
      requests.paused();
    }
    put("behind");
    requests.paused();
    for (int i = 0; i < Requests.MAX_PAUSES; i++) {
      assertThat(take()).isEqualTo("r");
    }

    assertThat(take()).isEqualTo("behind");
  }

  @Test
  void pausesGoWithTheirBytesHoweverManyGoAtOnce() {
    put("a");
    requests.paused();
    put("b");
    requests.paused();
    requests.drop(2);
    put("c");
    requests.paused();

    assertThat(take()).isEqualTo("c");
  }
}
