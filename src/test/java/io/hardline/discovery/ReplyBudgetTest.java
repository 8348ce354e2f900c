package io.hardline.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

/** A flood gets few replies, and does not take those of others away. */
class ReplyBudgetTest {
  private static final long SECOND_NS = 1_000_000_000L;

  private final ReplyBudget budget = new ReplyBudget(0);

  private static InetAddress address(int number) {
    return InetAddress.ofLiteral("10.0.%d.%d".formatted(number / 250, number % 250 + 1));
  }

  private int allowed(int address, int asked, long nowNs) {
    int allowed = 0;
    for (int i = 0; i < asked; i++) {
      allowed += budget.allows(address(address), nowNs) ? 1 : 0;
    }
    return allowed;
  }

  @Test
  void anAddressGetsSomeAtOnceAndThenSomeASecond() {
    assertThat(allowed(1, 1000, 0)).isEqualTo(ReplyBudget.MAX_BURST_PER_ADDRESS);
    assertThat(allowed(1, 1000, SECOND_NS)).isEqualTo(ReplyBudget.MAX_PER_SECOND_AND_ADDRESS);
    assertThat(allowed(2, 1, SECOND_NS)).isEqualTo(1);
    assertThat(allowed(1, 1000, 1000 * SECOND_NS)).isEqualTo(ReplyBudget.MAX_BURST_PER_ADDRESS);
  }

  @Test
  void allAddressesTogetherGetNoMore() {
    int first = 0;
    int second = 0;
    for (int i = 0; i < 2000; i++) {
      first += allowed(i, 1, 0);
    }
    for (int i = 0; i < 2000; i++) {
      second += allowed(i, 1, SECOND_NS);
    }

    assertThat(first).isEqualTo(ReplyBudget.MAX_BURST);
    assertThat(second).isEqualTo(ReplyBudget.MAX_PER_SECOND);
  }

  @Test
  void whoIsRefusedTakesNothingFromTheOthers() {
    allowed(1, 100_000, 0);

    assertThat(allowed(2, 20, 0)).isEqualTo(20);
  }

  @Test
  void theAddressThatHasNotAskedForLongestIsForgotten() {
    assertThat(allowed(0, 50, 0)).isEqualTo(ReplyBudget.MAX_BURST_PER_ADDRESS);
    assertThat(allowed(0, 1, SECOND_NS / 20)).isZero();
    for (int i = 1; i <= ReplyBudget.MAX_ADDRESSES; i++) {
      budget.allows(address(i), 0);
    }

    assertThat(allowed(0, 1, SECOND_NS / 20)).isEqualTo(1);
  }
}
