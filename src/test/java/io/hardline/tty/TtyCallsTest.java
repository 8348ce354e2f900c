package io.hardline.tty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hardline.loop.ManualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TtyCallsTest {
  private final ManualLoop loop = new ManualLoop();
  private final TtyCalls calls = new TtyCalls();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<String> told = new ArrayList<>();

  @AfterEach
  void close() {
    gate.countDown();
    calls.close();
  }

  private void submit(String name, boolean blocks) {
    calls.submit(
        loop,
        1_000,
        () -> {
          if (blocks) {
            gate.await();
          }
          return name;
        },
        new TtyCalls.Outcome<String>() {
          @Override
          public void done(String result) {
            told.add(result);
          }

          @Override
          public void failed(Exception cause) {
            told.add(name + " failed: " + cause.getMessage());
          }

          @Override
          public void late() {
            told.add(name + " late");
          }
        });
  }

  @RepeatedTest(50)
  void aCallThatBlocksDoesNotHoldTheOneUpThatWasSubmittedWithIt() {
    submit("first", false);
    loop.runUntil(() -> told.contains("first"));
    submit("blocks", true);
    submit("free", false);
    loop.runUntil(() -> told.contains("free"));

    assertThat(told).containsExactly("first", "free");
  }

  @Test
  void aLostThreadIsReplacedSoThatStuckDevicesDoNotUseUpThePool() {
    for (int i = 0; i < TtyCalls.WORKERS; i++) {
      submit("stuck" + i, true);
    }
    submit("waits", false);
    loop.runUntil(() -> {
      loop.advanceMs(1_000);
      return told.contains("waits");
    });

    assertThat(told.stream().filter(t -> t.endsWith("late"))).isNotEmpty();
    assertThat(calls.lost()).isPositive();
    gate.countDown();
    loop.runUntil(() -> told.containsAll(List.of("stuck0", "stuck1", "stuck2", "stuck3")));
    await().until(() -> calls.lost() == 0);
  }

  @Test
  void afterTheCloseCallsFail() {
    calls.close();
    submit("late comer", false);
    loop.runAll();

    assertThat(told).containsExactly("late comer failed: stopping");
  }
}
