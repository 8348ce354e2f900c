package io.hardline.aspp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AnswersTest {
  private static String written(Consumer<ByteBuffer> answer) {
    ByteBuffer to = ByteBuffer.allocate(Answers.ANSWER_BYTES);
    answer.accept(to);
    return Driver.words(Arrays.copyOf(to.array(), to.position()));
  }

  @Test
  void theAnswersAreThoseOfTheTrace() {
    assertThat(written(to -> Answers.done(Command.TX_FIFO, to))).isEqualTo("30 4f 4b");
    assertThat(written(to -> Answers.count(Command.WAIT_OQUEUE, 0, to))).isEqualTo("2f 02 00 00");
    assertThat(written(to -> Answers.count(Command.OQUEUE, 0x1234, to))).isEqualTo("16 02 34 12");
    assertThat(written(to -> Answers.news(Answers.LINES_CHANGED, Answers.CTS | Answers.DSR, to)))
        .isEqualTo("26 20 30 00");
    assertThat(written(to -> Answers.poll(7, to))).isEqualTo("27 01 07");
  }

  @Test
  void aCountSaysNoMoreThanItCan() {
    assertThat(written(to -> Answers.count(Command.IQUEUE, 0x10000, to))).isEqualTo("15 02 ff ff");
    assertThat(written(to -> Answers.count(Command.IQUEUE, Integer.MAX_VALUE, to)))
        .isEqualTo("15 02 ff ff");
  }

  @Test
  void theLinesStandInTheirPlaces() {
    assertThat(written(to -> Answers.lines(Command.PORT_INIT, Answers.DSR, to)))
        .isEqualTo("2c 03 01 00 00");
    assertThat(written(to -> Answers.lines(Command.LSTATUS, Answers.CTS, to)))
        .isEqualTo("13 03 00 01 00");
    assertThat(written(to -> Answers.lines(Command.LSTATUS, Answers.DCD | Answers.RI, to)))
        .isEqualTo("13 03 00 00 01");
  }
}
