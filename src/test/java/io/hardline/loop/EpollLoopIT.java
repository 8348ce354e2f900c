package io.hardline.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hardline.linux.Libc;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EpollLoopIT {
  /** The descriptors that a loop watches for itself: to be woken, and its timer. */
  private static final int OWN = 2;

  private static final int EFD_NONBLOCK = 0x800;

  @Test
  void postsOfManyThreadsAllRunEachThreadsInOrder() throws Exception {
    int threads = 4;
    int posts = 20_000;
    int[] last = new int[threads];
    AtomicInteger wrong = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(threads * posts);
    try (RunningLoop running = RunningLoop.start()) {
      for (int t = 0; t < threads; t++) {
        int thread = t;
        Thread.startVirtualThread(() -> {
          for (int i = 1; i <= posts; i++) {
            int number = i;
            running.loop.post(() -> {
              wrong.addAndGet(last[thread] == number - 1 ? 0 : 1);
              last[thread] = number;
              all.countDown();
            });
          }
        });
      }
      assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(wrong).hasValue(0);
    }
  }

  @Test
  void aFloodOfPostsLeavesTimersAndDescriptorsTheirTurn() throws Exception {
    try (RunningLoop running = RunningLoop.start()) {
      CountDownLatch due = new CountDownLatch(1);
      boolean[] stop = new boolean[1];
      Runnable[] flood = new Runnable[1];
      flood[0] =
          () -> {
            if (!stop[0]) {
              running.loop.post(flood[0]);
              running.loop.post(() -> {});
            }
          };
      running.run(flood[0]);
      running.loop.post(() -> running.loop.timer(due::countDown).setMs(5));

      assertThat(due.await(20, TimeUnit.SECONDS)).isTrue();
      running.run(() -> stop[0] = true);
    }
  }

  @Test
  void anEventOfTheSameTurnForAWatchThatWasCancelledReachesNobody() throws Exception {
    List<String> told = new ArrayList<>();
    try (RunningLoop running = RunningLoop.start()) {
      int first = Libc.eventfd(1, EFD_NONBLOCK);
      int second = Libc.eventfd(1, EFD_NONBLOCK);
      Loop.Watch[] watches = new Loop.Watch[2];
      running.run(() -> {
        watches[0] = running.loop.watch(first, events -> cancelOther(told, watches, 1));
        watches[1] = running.loop.watch(second, events -> cancelOther(told, watches, 0));
      });
      await().until(() -> !running.call(() -> List.copyOf(told)).isEmpty());
      running.run(() -> {});

      assertThat(running.call(() -> List.copyOf(told))).hasSize(1);
      running.run(() -> {
        watches[0].cancel();
        watches[1].cancel();
        Libc.close(first);
        Libc.close(second);
      });
      assertThat(running.call(running.loop::watched)).as("its own alone").isEqualTo(OWN);
    }
  }

  private static void cancelOther(List<String> told, Loop.Watch[] watches, int other) {
    told.add("event");
    watches[other].cancel();
  }

  @Test
  void whatATaskThrowsIsReportedAndTheLoopGoesOn() throws Exception {
    ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
    CountDownLatch after = new CountDownLatch(3);
    try (EpollLoop loop = new EpollLoop("test", faults::add)) {
      loop.start();
      loop.post(() -> {
        loop.timer(
                () -> {
                  after.countDown();
                  throw new IllegalStateException("in a timer");
                })
            .setMs(0);
        loop.soon(() -> {
          after.countDown();
          throw new IllegalStateException("in a turn");
        });
        throw new IllegalStateException("in a post");
      });
      loop.post(after::countDown);

      assertThat(after.await(20, TimeUnit.SECONDS)).isTrue();
      await().until(() -> faults.size() == 3);
      assertThat(faults)
          .extracting(Throwable::getMessage)
          .containsExactlyInAnyOrder("in a post", "in a timer", "in a turn");
    }
  }

  @Test
  void moreWatchesThanItBeganWith() throws Exception {
    try (RunningLoop running = RunningLoop.start()) {
      AtomicInteger events = new AtomicInteger();
      int count = 500;
      int[] fds = new int[count];
      Loop.Watch[] watches = new Loop.Watch[count];
      running.run(() -> {
        for (int i = 0; i < count; i++) {
          fds[i] = Libc.eventfd(1, EFD_NONBLOCK);
          watches[i] = running.loop.watch(fds[i], bits -> events.incrementAndGet());
        }
      });
      await().untilAsserted(() -> assertThat(events).hasValue(count));
      assertThat(running.call(running.loop::watched)).isEqualTo(count + OWN);
      running.run(() -> {
        for (int i = 0; i < count; i++) {
          watches[i].cancel();
          watches[i].cancel();
          Libc.close(fds[i]);
        }
      });
      assertThat(running.call(running.loop::watched)).isEqualTo(OWN);
    }
  }
}
