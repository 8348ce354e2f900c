package io.hardline.port;

import io.hardline.loop.Loop;
import io.hardline.port.TtyCallQueue.Effect;
import io.hardline.tty.LineErrors;
import io.hardline.tty.ModemLines;
import io.hardline.tty.Tty;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells of changes of something that a driver has to be asked for, to those who want to know, and
 * asks nobody while none does. (TIOCMIWAIT would need a thread for each port, and nothing but a
 * signal ends it.)
 *
 * <p>Loop thread only.
 *
 * @param <T> what is looked at
 */
final class TtyWatch<T> {
  /** How often the control lines are looked at. */
  static final long MODEM_INTERVAL_MS = 10;

  /** How often the counters of errors are looked at. */
  static final long ERROR_INTERVAL_MS = 50;

  /** Asks a driver, off the loop; answers {@code before} itself when nothing has changed. */
  interface Look<T> {
    T at(Tty tty, @Nullable T before) throws IOException;
  }

  /**
   * The control lines, and the driver's count of their changes: a pulse between two looks is seen
   * by it.
   */
  record Modem(long changes, ModemLines lines) {
    /** The count costs no transfer on USB; the lines are read only when it moved. */
    static Modem look(Tty tty, @Nullable Modem before) throws IOException {
      long changes = tty.modemChanges();
      return before != null && before.changes == changes
          ? before
          : new Modem(changes, tty.modemLines());
    }
  }

  static TtyWatch<Modem> modemLines(Loop loop, TtyKeeper keeper) {
    return new TtyWatch<>(loop, keeper, "read control lines", MODEM_INTERVAL_MS, Modem::look);
  }

  static TtyWatch<LineErrors> lineErrors(Loop loop, TtyKeeper keeper) {
    return new TtyWatch<>(
        loop, keeper, "read counters", ERROR_INTERVAL_MS, (tty, before) -> tty.lineErrors());
  }

  private final TtyKeeper keeper;
  private final String what;
  private final long intervalMs;
  private final Look<T> look;
  private final Loop.Timer timer;
  private final List<Consumer<T>> watchers = new ArrayList<>();
  private @Nullable T seen;
  private boolean asking;

  private TtyWatch(Loop loop, TtyKeeper keeper, String what, long intervalMs, Look<T> look) {
    this.keeper = keeper;
    this.what = what;
    this.intervalMs = intervalMs;
    this.look = look;
    this.timer = loop.timer(this::look);
  }

  /**
   * From now on; the first report comes soon and says how things are. It goes before what is asked
   * of the driver later: who counts from there misses nothing of it.
   */
  void add(Consumer<T> watcher) {
    watchers.add(watcher);
    begin();
  }

  void remove(Consumer<T> watcher) {
    watchers.remove(watcher);
  }

  void ttyCame() {
    asking = false;
    begin();
  }

  private void begin() {
    seen = null;
    if (!watchers.isEmpty()) {
      timer.setMs(0);
    }
  }

  void stop() {
    watchers.clear();
    timer.clear();
  }

  private void look() {
    if (watchers.isEmpty() || keeper.tty() == null) {
      return;
    }
    T before = seen;
    if (asking || (before != null && !keeper.callsAreIdle())) {
      timer.setMs(intervalMs);
      return;
    }
    asking = true;
    keeper.callInAnyCase(
        what, Effect.LOOKS, 0, tty -> look.at(tty, before), this::looked, () -> asking = false);
  }

  private void looked(T now) {
    asking = false;
    if (!Objects.equals(now, seen)) {
      seen = now;
      for (Consumer<T> watcher : List.copyOf(watchers)) {
        watcher.accept(now);
      }
    }
    if (!watchers.isEmpty()) {
      timer.setMs(intervalMs);
    }
  }
}
