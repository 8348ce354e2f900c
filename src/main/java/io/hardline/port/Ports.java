package io.hardline.port;

import io.hardline.event.EventLog;
import io.hardline.event.Reason;
import io.hardline.loop.Loop;
import io.hardline.net.Connection;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.PortSettings;
import io.hardline.settings.Settings;
import io.hardline.tty.TtyCalls;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * All ports of the unit, made to be as the settings say. Any thread of the control plane; never a
 * loop's, because it waits for them. Ports are spread over the loops by number and stay where they
 * are.
 */
public final class Ports implements AutoCloseable {
  /** How long a port may take to close its tty before it is left to its driver. */
  static final long STOP_DEADLINE_MS = 2_000;

  /** How long a port may take to say how it is, or to do what it is asked. */
  static final long STATUS_DEADLINE_MS = 1_000;

  /** How long a loop may take to say which sockets its ports have. */
  static final long SOCKETS_DEADLINE_MS = 500;

  private final List<? extends Loop> loops;
  private final EventLog log;
  private final TtySource source;
  private final ModeStarter starter;
  private final TtyCalls threads = new TtyCalls();

  /** Looked up by loops, too, which must never wait for an {@link #apply} that waits for them. */
  private final ConcurrentNavigableMap<Integer, Port> ports = new ConcurrentSkipListMap<>();

  private final Map<Integer, PortSettings> inForce = new TreeMap<>();

  public Ports(List<? extends Loop> loops, EventLog log, TtySource source, ModeStarter starter) {
    this.loops = List.copyOf(loops);
    this.log = log;
    this.source = source;
    this.starter = starter;
  }

  /**
   * Whether a port can go from {@code before} to {@code after} without disconnecting anyone. Only
   * another tty, other addresses, another kind of mode, another port of a listener or another TLS
   * type cannot.
   */
  public static boolean changesInPlace(PortSettings before, PortSettings after) {
    return Objects.equals(before.tty(), after.tty())
        && before.listen().equals(after.listen())
        && ModeSettings.sameEndpoint(before.mode(), after.mode());
  }

  /**
   * Makes the ports be as {@code next} says. Ports that go and ports that are restarted are closed
   * first.
   */
  public synchronized void apply(Settings next) {
    List<CompletableFuture<Void>> closing = new ArrayList<>();
    for (Map.Entry<Integer, PortSettings> old : List.copyOf(inForce.entrySet())) {
      PortSettings wanted = next.ports().get(old.getKey());
      if (wanted == null || !changesInPlace(old.getValue(), wanted)) {
        closing.add(stop(old.getKey()));
      }
    }
    awaitAll(closing);
    next.ports().forEach(this::startOrReconfigure);
  }

  private void startOrReconfigure(int number, PortSettings wanted) {
    PortSettings before = inForce.put(number, wanted);
    Port running = ports.get(number);
    if (running == null) {
      Loop loop = loops.get(number % loops.size());
      Port port = new Port(number, loop, log, source, threads, wanted);
      ports.put(number, port);
      loop.post(() -> port.start(starter));
    } else if (!wanted.equals(before)) {
      running.loop().post(() -> running.reconfigure(wanted));
    }
  }

  private CompletableFuture<Void> stop(int number) {
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    Port port = ports.remove(number);
    inForce.remove(number);
    if (port == null) {
      stopped.complete(null);
    } else {
      port.loop().post(() -> port.stop(() -> stopped.complete(null)));
    }
    return stopped;
  }

  private static void awaitAll(List<CompletableFuture<Void>> futures) {
    try {
      CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
          .get(STOP_DEADLINE_MS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException left) {
      // A stuck driver keeps its tty; the event log has said so, and the rest goes on.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException impossible) {
      throw new AssertionError("stopping does not fail", impossible);
    }
  }

  /** How every port is, in order of number. A port that does not answer in time is left out. */
  public List<PortStatus> status() {
    List<CompletableFuture<@Nullable PortStatus>> answers = new ArrayList<>();
    for (Port port : all()) {
      CompletableFuture<@Nullable PortStatus> answer = new CompletableFuture<>();
      port.loop().post(() -> port.status(answer::complete));
      answers.add(answer.completeOnTimeout(null, STATUS_DEADLINE_MS, TimeUnit.MILLISECONDS));
    }
    List<PortStatus> statuses = new ArrayList<>();
    for (CompletableFuture<@Nullable PortStatus> answer : answers) {
      PortStatus status = answer.join();
      if (status != null) {
        statuses.add(status);
      }
    }
    return statuses;
  }

  /**
   * The TCP sockets of every port, in order of number: one look by each loop, and no device is
   * asked. Any thread, a loop's, too: nothing waits. What a loop does not say in time is left out.
   *
   * @return completed by any thread
   */
  public CompletableFuture<List<PortSockets>> sockets() {
    List<CompletableFuture<List<PortSockets>>> answers = new ArrayList<>();
    for (Loop loop : loops) {
      CompletableFuture<List<PortSockets>> answer = new CompletableFuture<>();
      loop.post(() -> answer.complete(socketsOn(loop)));
      answers.add(answer.completeOnTimeout(List.of(), SOCKETS_DEADLINE_MS, TimeUnit.MILLISECONDS));
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(_ ->
            answers.stream()
                .flatMap(answer -> answer.join().stream())
                .sorted(Comparator.comparingInt(PortSockets::number))
                .toList());
  }

  private List<PortSockets> socketsOn(Loop loop) {
    return all().stream()
        .filter(port -> port.loop() == loop)
        .map(port -> new PortSockets(port.number(), sockets(port.mode())))
        .toList();
  }

  private static List<TcpSocket> sockets(@Nullable Mode mode) {
    return mode == null ? List.of() : mode.sockets();
  }

  /**
   * Has a port do what an operator asks for, and waits for it.
   *
   * @return what holds then, for people
   * @throws ActionRefused when there is no such port, or it cannot be done, with the reason
   */
  public String act(int number, PortAction action, String argument) throws ActionRefused {
    Port port = ports.get(number);
    if (port == null) {
      throw new ActionRefused("there is no port " + number);
    }
    CompletableFuture<String> done = new CompletableFuture<>();
    port.loop()
        .post(() -> {
          try {
            done.complete(action.run(running(port), argument));
          } catch (ActionRefused refused) {
            done.completeExceptionally(refused);
          }
        });
    return awaitAction(number, done);
  }

  private static Mode running(Port port) throws ActionRefused {
    Mode mode = port.mode();
    if (mode == null) {
      throw new ActionRefused("it does not run");
    }
    return mode;
  }

  private static String awaitAction(int number, CompletableFuture<String> done)
      throws ActionRefused {
    String who = "port " + number + ": ";
    try {
      return who + done.get(STATUS_DEADLINE_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException refused) {
      throw new ActionRefused(who + Reason.of(Objects.requireNonNull(refused.getCause())));
    } catch (TimeoutException late) {
      throw new ActionRefused(who + "no answer in time; it may still be done");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ActionRefused(who + "interrupted");
    }
  }

  private List<Port> all() {
    return List.copyOf(ports.values());
  }

  /** The loop on which a port lives; null when there is no such port. */
  public @Nullable Loop loopOf(int number) {
    Port port = ports.get(number);
    return port == null ? null : port.loop();
  }

  /**
   * Makes a connection a terminal on a port. On the thread of {@link #loopOf}, to which the
   * connection belongs; it is closed when the port has gone meanwhile.
   *
   * @param showKept whether to show first what was kept while nobody was connected
   */
  public void attach(int number, Connection connection, boolean showKept) {
    Port port = ports.get(number);
    if (port == null) {
      connection.close();
    } else {
      new Attachment(port, connection).begin(showKept);
    }
  }

  /** Stops every port. */
  @Override
  public synchronized void close() {
    awaitAll(List.copyOf(ports.keySet()).stream().map(this::stop).toList());
    threads.close();
  }
}
