package io.hardline;

import io.hardline.cli.CommandLine;
import io.hardline.cli.ExitCode;
import io.hardline.control.ControlSocket;
import io.hardline.discovery.Discovery;
import io.hardline.discovery.PortAnnouncements;
import io.hardline.event.EventKind;
import io.hardline.event.EventLog;
import io.hardline.event.Reason;
import io.hardline.loop.EpollLoop;
import io.hardline.loop.Loop;
import io.hardline.mode.Modes;
import io.hardline.net.Questions;
import io.hardline.port.Ports;
import io.hardline.service.Services;
import io.hardline.settings.Settings;
import io.hardline.settings.StateDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The daemon, from start to stop: takes the state directory, finds the settings in force, starts
 * loops and ports and the control socket, waits for signals, and takes it all down in reverse.
 */
final class Daemon {
  /**
   * Cores for each event loop: one loop serves many ports, and a second gains nothing on two cores.
   */
  private static final int CORES_PER_LOOP = 4;

  private final EventLog log;
  private final Signals signals;
  private final Instant since = Instant.now();

  private Daemon(EventLog log, Signals signals) {
    this.log = log;
    this.signals = signals;
  }

  /** Runs until SIGTERM or SIGINT; answers the exit code. */
  static int run(@Nullable Path settingsFile, @Nullable Path stateDirectory) {
    Signals signals = new Signals();
    PrintStream err = System.err;
    try (StateLock state = StateLock.take(StateDirectory.orDefault(stateDirectory));
        EventLog log = new EventLog(err)) {
      SettingsInForce settings = SettingsInForce.open(settingsFile, state.directory(), log, err);
      return new Daemon(log, signals).serve(settings, state.directory(), () -> {});
    } catch (StartFailure failure) {
      err.println("hardline: " + failure.getMessage());
      return failure.exitCode();
    }
  }

  /** Runs given settings, as the demonstration does; {@code started} runs once the ports are up. */
  static int run(Settings fixed, Path stateDirectory, PrintStream events, Runnable started) {
    Signals signals = new Signals();
    try (StateLock state = StateLock.take(stateDirectory);
        EventLog log = new EventLog(events)) {
      SettingsInForce settings = SettingsInForce.fixed(fixed, "the demonstration", log, events);
      return new Daemon(log, signals).serve(settings, state.directory(), started);
    } catch (StartFailure failure) {
      System.err.println("hardline: " + failure.getMessage());
      return failure.exitCode();
    }
  }

  private int serve(SettingsInForce settings, Path state, Runnable started) throws StartFailure {
    List<EpollLoop> loops = startLoops();
    Ports ports = new Ports(loops, log, new TtySources(settings::tree), Modes::start);
    log.record(EventKind.STARTED, CommandLine.version(), settings.from());
    ports.apply(settings.tree());
    Services services = services(loops.getFirst(), ports);
    services.apply(settings.tree());
    Answers answers = new Answers(ports, services, settings, since);
    ControlSocket control = openControl(loops.getFirst(), state, answers);
    openAllJars();
    started.run();
    for (String signal = signals.next(); isReload(signal, settings); signal = signals.next()) {
      reload(settings, ports, services);
    }
    if (control != null) {
      onLoop(loops.getFirst(), control::close);
    }
    CompletableFuture<Void> farewells = services.stop();
    ports.close();
    farewells.join();
    loops.forEach(EpollLoop::close);
    return ExitCode.OK;
  }

  /** What runs beside the ports. Of mDNS there are only the ports yet, no console to announce. */
  private Services services(Loop loop, Ports ports) {
    return new Services(
        List.of(
            new Discovery(
                loop,
                Questions::udp,
                ports::sockets,
                PortAnnouncements::of,
                CommandLine.version(),
                log)));
  }

  /**
   * A class that is needed for the first time in a year must be there: also when the jars were
   * replaced by an upgrade meanwhile, and when there is no descriptor left to open one with. The
   * class loader keeps open what it has searched once, and a name that nothing has makes it search
   * them all.
   */
  private static void openAllJars() {
    if (Daemon.class.getClassLoader().getResource("no-such-resource") != null) {
      throw new AssertionError("a jar has a resource of this name");
    }
  }

  /** A fault in here must not cost the ports: they run on as they are. */
  private void reload(SettingsInForce settings, Ports ports, Services services) {
    try {
      Optional<Settings> changed = settings.reload();
      changed.ifPresent(ports::apply);
      changed.ifPresent(services::apply);
    } catch (RuntimeException | LinkageError fault) {
      fault(fault);
    }
  }

  private List<EpollLoop> startLoops() throws StartFailure {
    int count = Math.max(Runtime.getRuntime().availableProcessors() / CORES_PER_LOOP, 1);
    List<EpollLoop> loops = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        EpollLoop loop = new EpollLoop("loop-" + i, this::fault);
        loop.start();
        loops.add(loop);
      }
    } catch (IOException exhausted) {
      throw new StartFailure(ExitCode.FAULT, "cannot start an event loop: " + Reason.of(exhausted));
    }
    return loops;
  }

  /** Ours to mend: the trace goes to the log's output, the loop goes on with the other ports. */
  private void fault(Throwable thrown) {
    log.record(EventKind.FAULT, trace(thrown));
  }

  private static String trace(Throwable thrown) {
    StringBuilder text = new StringBuilder(thrown.toString());
    for (StackTraceElement frame : thrown.getStackTrace()) {
      text.append(" < ").append(frame);
    }
    return text.toString();
  }

  /** A daemon that cannot be asked still serves its ports: no reason to stop. */
  private @Nullable ControlSocket openControl(Loop loop, Path state, Answers answers) {
    CompletableFuture<ControlSocket> opened = new CompletableFuture<>();
    loop.post(() -> {
      try {
        opened.complete(ControlSocket.open(loop, state, answers));
      } catch (IOException | RuntimeException cannot) {
        opened.completeExceptionally(cannot);
      }
    });
    return opened
        .exceptionally(cannot -> {
          log.record(EventKind.STATE_UNWRITABLE, Reason.of(cannot));
          return null;
        })
        .join();
  }

  private static void onLoop(Loop loop, Runnable task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.post(() -> {
      task.run();
      done.complete(null);
    });
    done.join();
  }

  /** SIGHUP, where there is something to read again; anything else stops. */
  private boolean isReload(String signal, SettingsInForce settings) {
    boolean reload = signal.equals("SIGHUP") && !settings.isFixed();
    if (!reload) {
      log.record(EventKind.STOPPING, signal);
    }
    return reload;
  }
}
