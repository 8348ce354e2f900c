package io.hardline.mode.drdas;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WriterRuleTest {
  private static final InetAddress A = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress B = InetAddress.ofLiteral("192.0.2.2");
  private static final InetAddress C = InetAddress.ofLiteral("2001:db8::3");

  private static WriterRule<String> rule(InetAddress... priorities) {
    return new WriterRule<>(List.of(priorities));
  }

  @Test
  void withoutPrioritiesWhoIsConnectedLongestWrites() {
    WriterRule<String> rule = rule();
    assertThat(rule.writer()).isNull();
    rule.came(B, "b");
    rule.came(A, "a");
    assertThat(rule.writer()).isEqualTo("b");
    rule.gone("b");
    rule.came(B, "b2");
    assertThat(rule.writer()).isEqualTo("a");
    rule.gone("a");
    assertThat(rule.writer()).isEqualTo("b2");
    rule.gone("b2");
    assertThat(rule.writer()).isNull();
  }

  @Test
  void theFirstOfThePrioritiesThatIsConnectedWrites() {
    WriterRule<String> rule = rule(A, B, C);
    rule.came(C, "c");
    assertThat(rule.writer()).isEqualTo("c");
    rule.came(A, "a");
    rule.came(B, "b");
    assertThat(rule.writer()).isEqualTo("a");
    rule.gone("a");
    assertThat(rule.writer()).isEqualTo("b");
    rule.gone("b");
    assertThat(rule.writer()).isEqualTo("c");
  }

  @Test
  void onlyThePrioritiesAreAdmittedIfThereAreAny() {
    assertThat(Stream.of(A, B, C).filter(rule(A, C)::admits)).containsExactly(A, C);
    assertThat(Stream.of(A, B, C).filter(rule()::admits)).containsExactly(A, B, C);
  }

  @Test
  void ofSeveralConnectionsOfAHostTheNewestWrites() {
    WriterRule<String> rule = rule();
    rule.came(A, "old");
    rule.came(B, "b");
    rule.came(A, "new");
    assertThat(rule.writer()).isEqualTo("new");
    rule.gone("new");
    assertThat(rule.writer()).as("the host has not gone").isEqualTo("old");
    rule.gone("old");
    assertThat(rule.writer()).isEqualTo("b");
  }

  @Test
  void anAddressThatCameByIpv6IsIpv4() {
    WriterRule<String> rule = rule(InetAddress.ofLiteral("::ffff:192.0.2.1"));
    assertThat(rule.admits(A)).isTrue();
    rule.came(A, "a");
    assertThat(rule.writer()).isEqualTo("a");
  }

  @Test
  void anOrderHoldsUntilItsHostHasGone() {
    WriterRule<String> rule = rule(A, B, C);
    rule.came(A, "a");
    rule.came(B, "b");
    assertThat(rule.order(C)).as("is connected").isFalse();
    assertThat(rule.writer()).isEqualTo("a");
    assertThat(rule.order(B)).isTrue();
    rule.gone("a");
    rule.came(A, "a2");
    assertThat(rule.writer()).as("although a higher one came").isEqualTo("b");
    rule.came(B, "b2");
    rule.gone("b");
    assertThat(rule.writer()).as("the host has not gone").isEqualTo("b2");
    rule.gone("b2");
    rule.came(B, "b3");
    assertThat(rule.writer()).isEqualTo("a2");
    assertThat(rule.ordered()).isNull();
  }

  @Test
  void anOrderIsForgottenWithOtherPrioritiesAndNotWithTheSame() {
    WriterRule<String> rule = rule(A, B);
    rule.came(A, "a");
    rule.came(B, "b");
    rule.order(B);
    rule.priorities(List.of(A, B));
    assertThat(rule.writer()).isEqualTo("b");
    rule.priorities(List.of(A, B, C));
    assertThat(rule.writer()).isEqualTo("a");
    rule.order(B);
    rule.forgetOrder();
    assertThat(rule.writer()).isEqualTo("a");
  }

  @Test
  void whoIsNoPriorityAnyMoreDoesNotWrite() {
    WriterRule<String> rule = rule();
    rule.came(A, "a");
    rule.came(B, "b");
    rule.priorities(List.of(B));
    assertThat(rule.writer()).isEqualTo("b");
    rule.gone("b");
    assertThat(rule.writer()).isNull();
  }
}
