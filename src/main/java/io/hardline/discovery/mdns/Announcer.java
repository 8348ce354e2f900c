package io.hardline.discovery.mdns;

import io.hardline.event.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Announces services on every interface, and goes on when interfaces come and go. Any thread; no
 * call waits: a thread of its own, {@code mdns}, does all that takes time. There is none while
 * nothing is to be announced.
 */
public final class Announcer {
  /** How often it looks for interfaces that have come or gone, and tries again what failed. */
  static final long RETRY_MS = 10_000;

  /** How long all farewells may take; JmDNS needs two seconds. */
  static final long FAREWELL_DEADLINE_MS = 2_500;

  /** What is announced, and where. */
  private record Wanted(String host, List<String> listen, List<Announcement> announcements) {}

  private final Consumer<String> troubleChanged;
  private @Nullable Running running;
  private CompletableFuture<Void> farewell = CompletableFuture.completedFuture(null);
  private volatile List<String> interfaces = List.of();
  private volatile String trouble = "";

  /**
   * @param troubleChanged told what is wrong when that changes, and the empty text when all is well
   *     again; any thread
   */
  public Announcer(Consumer<String> troubleChanged) {
    this.troubleChanged = troubleChanged;
  }

  /**
   * Announces these and nothing else.
   *
   * @param host what this machine is called in {@code .local}: letters, digits and dashes
   * @param listen addresses of this machine on whose interfaces to announce; {@code *} is all
   */
  public synchronized void announce(
      String host, List<String> listen, List<Announcement> announcements) {
    if (running == null) {
      running = new Running(farewell);
    }
    running.become(new Wanted(host, List.copyOf(listen), List.copyOf(announcements)));
  }

  /** Takes leave. Answers at once; completed when it is done or has taken too long. */
  public synchronized CompletableFuture<Void> withdraw() {
    if (running != null) {
      farewell = running.end();
      running = null;
    }
    return farewell;
  }

  /** The interfaces on which it announces now. */
  public List<String> interfaces() {
    return interfaces;
  }

  /** What is wrong, for people; empty when all is well. */
  public String trouble() {
    return trouble;
  }

  private void tell(String next) {
    if (!next.equals(trouble)) {
      trouble = next;
      troubleChanged.accept(next);
    }
  }

  /** From the first announcement to the farewell. */
  private final class Running {
    private final ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("mdns").daemon().factory());

    /** By interface; on {@link #thread} only. */
    private final Map<String, Responder> responders = new TreeMap<>();

    private volatile @Nullable Wanted wanted;

    /**
     * @param before the farewells of the time before, or they would be taken for this one's
     */
    Running(CompletableFuture<Void> before) {
      thread.execute(before::join);
      var _ = thread.scheduleWithFixedDelay(this::round, RETRY_MS, RETRY_MS, TimeUnit.MILLISECONDS);
    }

    void become(Wanted next) {
      wanted = next;
      thread.execute(this::round);
    }

    CompletableFuture<Void> end() {
      wanted = null;
      CompletableFuture<Void> ended =
          CompletableFuture.runAsync(this::closeAll, thread)
              .completeOnTimeout(null, FAREWELL_DEADLINE_MS, TimeUnit.MILLISECONDS);
      thread.shutdown();
      return ended;
    }

    private void round() {
      Wanted now = wanted;
      if (now == null) {
        return;
      }
      List<String> failures = new ArrayList<>();
      Map<String, InetAddress> found = Interfaces.of(now.listen());
      closeWhere((name, responder) ->
          !responder.isAs(now.host(), found.get(name))
              || responder.mustStartAnew(now.announcements()));
      found.forEach((name, address) -> {
        try {
          Responder responder = responders.get(name);
          if (responder == null) {
            responder = Responder.open(address, now.host());
            responders.put(name, responder);
          }
          responder.announce(now.announcements(), () -> !now.equals(wanted));
        } catch (IOException | RuntimeException cannot) {
          failures.add(name + ": " + Reason.of(cannot));
        }
      });
      interfaces = List.copyOf(responders.keySet());
      tell(String.join("; ", failures));
    }

    private void closeAll() {
      interfaces = List.of();
      closeWhere((_, _) -> true);
      tell("");
    }

    /** All at the same time: each takes two seconds. */
    private void closeWhere(BiPredicate<String, Responder> condition) {
      List<CompletableFuture<Void>> closing = new ArrayList<>();
      for (Map.Entry<String, Responder> each : List.copyOf(responders.entrySet())) {
        if (condition.test(each.getKey(), each.getValue())) {
          responders.remove(each.getKey());
          CompletableFuture<Void> closed = new CompletableFuture<>();
          Thread.ofVirtual()
              .name("mdns-farewell")
              .start(() -> {
                each.getValue().close();
                closed.complete(null);
              });
          closing.add(closed);
        }
      }
      CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new))
          .completeOnTimeout(null, FAREWELL_DEADLINE_MS, TimeUnit.MILLISECONDS)
          .join();
    }
  }
}
