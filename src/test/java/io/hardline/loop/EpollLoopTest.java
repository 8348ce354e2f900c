package io.hardline.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hardline.linux.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop on the real kernel, with eventfds as descriptors. */
@Timeout(30)
class EpollLoopTest {
  private static final int NONBLOCK = 0x800;

  private final ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
  private final List<Integer> opened = new ArrayList<>();
  private final Arena arena = Arena.ofAuto();
  private EpollLoop loop;

  @BeforeEach
  void start() throws Exception {
    loop = new EpollLoop("test", faults::add);
    loop.start();
  }

  @AfterEach
  void stop() {
    loop.close();
    opened.forEach(Libc::close);
  }

  private <T> T onLoop(Callable<T> body) throws Exception {
    FutureTask<T> task = new FutureTask<>(body);
    loop.post(task);
    return task.get(10, TimeUnit.SECONDS);
  }

  private int eventfd() {
    int fd = Libc.eventfd(0, NONBLOCK);
    opened.add(fd);
    return fd;
  }

  private void signal(int fd) {
    MemorySegment one = arena.allocate(8, 8);
    one.set(ValueLayout.JAVA_LONG, 0, 1);
    assertThat(Libc.write(fd, one.address(), 8)).isEqualTo(8);
  }

  @Test
  void runsPostsInOrder() throws Exception {
    List<Integer> ran = Collections.synchronizedList(new ArrayList<>());
    IntStream.range(0, 10_000).forEach(i -> loop.post(() -> ran.add(i)));
    assertThat(onLoop(() -> ran.size())).isEqualTo(10_000);
    assertThat(ran).isSorted();
  }

  @Test
  void runsPostsOfManyThreadsEachInItsOrder() throws Exception {
    int threads = 8;
    int each = 20_000;
    int[] next = new int[threads];
    List<Thread> posters =
        IntStream.range(0, threads)
            .mapToObj(t ->
                Thread.ofPlatform()
                    .start(() ->
                        IntStream.range(0, each)
                            .forEach(i -> loop.post(() -> expectNext(next, t, i)))))
            .toList();
    for (Thread poster : posters) {
      poster.join();
    }
    assertThat(onLoop(() -> next.clone())).containsOnly(each);
    assertThat(faults).isEmpty();
  }

  private static void expectNext(int[] next, int thread, int i) {
    assertThat(i).isEqualTo(next[thread]);
    next[thread]++;
  }

  @Test
  void goesOnAfterATaskThatThrows() throws Exception {
    loop.post(() -> {
      throw new IllegalStateException("mine");
    });
    assertThat(onLoop(() -> "still here")).isEqualTo("still here");
    assertThat(faults).singleElement().isInstanceOf(IllegalStateException.class);
  }

  @Test
  void runsSoonInALaterTurn() throws Exception {
    List<String> ran = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(1);
    loop.post(() -> {
      loop.soon(() -> {
        ran.add("soon");
        loop.soon(() -> {
          ran.add("sooner or later");
          done.countDown();
        });
        loop.post(() -> ran.add("post of a later turn"));
      });
      ran.add("post");
    });
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(ran).containsExactly("post", "soon", "post of a later turn", "sooner or later");
  }

  @Test
  void runsATimerAtItsMovedDeadline() throws Exception {
    CompletableFuture<Long> dueNs = new CompletableFuture<>();
    long setNs =
        onLoop(() -> {
          Loop.Timer timer = loop.timer(() -> dueNs.complete(loop.nowNs()));
          timer.setMs(60_000);
          timer.setMs(20);
          return loop.nowNs();
        });
    assertThat(dueNs.get(10, TimeUnit.SECONDS) - setNs).isGreaterThanOrEqualTo(20_000_000);
  }

  @Test
  void watchesADescriptorUntilItIsCancelled() throws Exception {
    int fd = eventfd();
    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
    Loop.Watch watch = onLoop(() -> loop.watch(fd, seen::add));
    signal(fd);
    await().untilAsserted(() -> assertThat(seen).anyMatch(Epoll::readable));
    int before = onLoop(loop::watched);
    onLoop(() -> {
      watch.cancel();
      watch.cancel();
      seen.clear();
      return 0;
    });
    signal(fd);
    onLoop(() -> 0);
    assertThat(seen).isEmpty();
    assertThat(onLoop(loop::watched)).isEqualTo(before - 1);
  }

  /**
   * Both descriptors are ready in one batch; whichever comes first cancels the other, closes it and
   * watches a new one that gets its number. The event for the old one must reach nobody.
   */
  @Test
  void givesNoEventOfTheSameBatchToACancelledWatch() throws Exception {
    int[] fds = {eventfd(), eventfd()};
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    Loop.Watch[] watches = new Loop.Watch[2];
    onLoop(() -> {
      signal(fds[0]);
      signal(fds[1]);
      for (int i = 0; i < 2; i++) {
        int me = i;
        watches[i] =
            loop.watch(
                fds[i],
                bits -> {
                  seen.add("old " + (Epoll.readable(bits) ? "readable" : "writable"));
                  replace(watches[1 - me], fds[1 - me], seen);
                });
      }
      return 0;
    });
    await().untilAsserted(() -> assertThat(seen).contains("new writable"));
    onLoop(() -> 0);
    assertThat(seen).containsExactly("old readable", "new writable");
  }

  private void replace(Loop.Watch watch, int fd, List<String> seen) {
    watch.cancel();
    Libc.close(fd);
    int again = Libc.eventfd(0, NONBLOCK);
    assertThat(again).as("the kernel gives the lowest free number").isEqualTo(fd);
    loop.watch(again, bits -> seen.add("new " + (Epoll.readable(bits) ? "readable" : "writable")))
        .watchWritable(true);
  }

  @Test
  void usesAFreedPlaceAgain() throws Exception {
    int before = onLoop(loop::watched);
    for (int i = 0; i < 1000; i++) {
      int fd = Libc.eventfd(0, NONBLOCK);
      onLoop(() -> {
        loop.watch(fd, bits -> {}).cancel();
        return 0;
      });
      Libc.close(fd);
    }
    assertThat(onLoop(loop::watched)).isEqualTo(before);
  }

  @Test
  void knowsItsThread() throws Exception {
    assertThat(loop.isLoopThread()).isFalse();
    assertThat(onLoop(loop::isLoopThread)).isTrue();
  }

  @Test
  void leavesNoDescriptorBehindAndMindsNoLatePost() throws Exception {
    for (int i = 0; i < 50; i++) {
      EpollLoop another = new EpollLoop("another", faults::add);
      another.start();
      Thread poster = Thread.ofPlatform().start(() -> postMuch(another));
      another.close();
      poster.join();
    }
    assertThat(faults).isEmpty();
    // An eventfd opened now has a number that those loops used; a late wake-up would have set it.
    int fd = eventfd();
    assertThat(Libc.read(fd, arena.allocate(8, 8).address(), 8)).isNegative();
  }

  private static void postMuch(Loop to) {
    for (int i = 0; i < 10_000; i++) {
      to.post(() -> {});
    }
  }
}
