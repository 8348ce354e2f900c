package io.hardline.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.ManualLoop;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Looking names up, with a system that may be slow, silent or wrong. */
@Timeout(60)
class NameLookupsTest {
  private final ManualLoop loop = new ManualLoop();
  private final Map<String, CountDownLatch> stuck = new ConcurrentHashMap<>();
  private final AtomicInteger lookups = new AtomicInteger();
  private final NameLookups names = new NameLookups(this::addresses);
  private final List<String> told = new ArrayList<>();

  private InetAddress[] addresses(String name) throws UnknownHostException {
    lookups.incrementAndGet();
    CountDownLatch latch = stuck.get(name);
    try {
      if (latch != null) {
        latch.await();
      }
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
    return switch (name) {
      case "unknown.example" ->
          throw new UnknownHostException("unknown.example: Name or service not known");
      case "odd.example" -> throw new IllegalArgumentException("what the JDK makes of it");
      case "broken.example" -> throw new LinkageError("as when there is no memory");
      case "many.example" -> many();
      default ->
          new InetAddress[] {
            InetAddress.ofLiteral("192.0.2.7"), InetAddress.ofLiteral("2001:db8::7")
          };
    };
  }

  private static InetAddress[] many() {
    InetAddress[] all = new InetAddress[100];
    for (int i = 0; i < all.length; i++) {
      all[i] = InetAddress.ofLiteral("192.0.2." + i);
    }
    return all;
  }

  private void stick(String name) {
    stuck.put(name, new CountDownLatch(1));
  }

  @AfterEach
  void release() {
    stuck.values().forEach(CountDownLatch::countDown);
  }

  private Attempt ask(String host) {
    return names.resolve(
        loop,
        host,
        new Resolver.Answer() {
          @Override
          public void resolved(String name, List<InetAddress> addresses) {
            assertThat(loop.isLoopThread()).isTrue();
            told.add(name + " " + addresses.stream().map(InetAddress::getHostAddress).toList());
          }

          @Override
          public void unresolved(String cause) {
            told.add(cause);
          }
        });
  }

  private void awaitTold(int count) {
    loop.runUntil(() -> told.size() == count);
  }

  @Test
  void aNameHasAllItsAddresses() {
    ask("plc.example");
    assertThat(told).as("nothing is told inside the call").isEmpty();
    awaitTold(1);

    assertThat(told).containsExactly("plc.example [192.0.2.7, 2001:db8:0:0:0:0:0:7]");
  }

  @Test
  void anAddressNeedsNobodyToLook() {
    ask("192.0.2.9");
    ask("::1");
    assertThat(told).isEmpty();
    loop.runAll();

    assertThat(told).containsExactly(" [192.0.2.9]", " [0:0:0:0:0:0:0:1]");
    assertThat(lookups).hasValue(0);
  }

  @Test
  void aZoneThatIsNotThereIsSaid() {
    ask("fe80::1%nosuch0");
    loop.runAll();
    assertThat(told).containsExactly("there is no such interface now");
  }

  @Test
  void aNameMayBeginLikeANumber() {
    ask("10.example");
    ask("192.0.2.5gnet");
    awaitTold(2);
    assertThat(lookups).hasValue(2);
  }

  @Test
  void aNameThatNobodyKnowsIsSaidAsTheSystemSaysIt() {
    ask("unknown.example");
    awaitTold(1);
    ask("odd.example");
    awaitTold(2);
    assertThat(told)
        .containsExactly(
            "the name cannot be looked up: Name or service not known",
            "the name cannot be looked up");
  }

  @Test
  void aLookupThatBreaksIsSaidAndTheNextOneIsANewOne() {
    ask("broken.example");
    awaitTold(1);
    assertThat(told).containsExactly("the name cannot be looked up");
    ask("broken.example");
    loop.runUntil(() -> lookups.get() == 2);
  }

  @Test
  void noMoreAddressesAreUsedThanTheLimit() {
    ask("many.example");
    awaitTold(1);
    assertThat(told.getFirst().split(",", -1)).hasSize(Resolver.MAX_ADDRESSES);
  }

  @Test
  void whoIsStuckStopsNobodyElseAndIsGivenUp() {
    stick("stuck.example");
    ask("stuck.example");
    ask("plc.example");
    awaitTold(1);
    assertThat(told.getFirst()).startsWith("plc.example");

    loop.advanceMs(Resolver.DEADLINE_MS - 1);
    assertThat(told).hasSize(1);
    loop.advanceMs(1);
    assertThat(told).last().isEqualTo("the name cannot be looked up: no answer in 10 s");
  }

  @Test
  void whoIsStuckHoldsOneThreadHoweverOftenItIsAskedFor() {
    stick("stuck.example");
    for (int i = 0; i < 100; i++) {
      ask("stuck.example");
      loop.advanceMs(Resolver.DEADLINE_MS);
    }
    loop.runUntil(() -> lookups.get() == 1);
    assertThat(told).hasSize(100);
    ask("plc.example");
    awaitTold(101);

    ask("stuck.example");
    ask("stuck.example");
    stuck.values().forEach(CountDownLatch::countDown);
    awaitTold(103);
    assertThat(lookups).as("the two, and all before them").hasValue(2);
    ask("stuck.example");
    awaitTold(104);
    assertThat(lookups).as("asked anew, not remembered").hasValue(3);
  }

  @Test
  void atTheLimitNamesWaitForTheirTurnOrTheirDeadline() {
    for (int i = 0; i < NameLookups.MAX_AT_ONCE; i++) {
      stick("stuck" + i + ".example");
      ask("stuck" + i + ".example");
    }
    loop.runUntil(() -> lookups.get() == NameLookups.MAX_AT_ONCE);
    ask("plc.example");
    loop.advanceMs(Resolver.DEADLINE_MS);
    assertThat(told).hasSize(NameLookups.MAX_AT_ONCE + 1);
    assertThat(lookups).hasValue(NameLookups.MAX_AT_ONCE);

    ask("plc.example");
    release();
    awaitTold(NameLookups.MAX_AT_ONCE + 2);
    assertThat(told).last().asString().startsWith("plc.example");
  }

  @Test
  void whoHasGivenUpIsToldNothing() {
    stick("stuck.example");
    Attempt literal = ask("192.0.2.9");
    Attempt first = ask("stuck.example");
    ask("stuck.example");
    literal.cancel();
    first.cancel();
    first.cancel();
    release();
    awaitTold(1);
    loop.advanceMs(Resolver.DEADLINE_MS);

    assertThat(told).hasSize(1);
  }
}
