package io.hardline.port;

import io.hardline.loop.Loop;
import io.hardline.port.TtyCallQueue.Effect;
import io.hardline.tty.ModemLines;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells of changes of the control lines, to those who want to know, and asks nobody while none
 * does. It reads the driver's count of changes, which costs no transfer on USB, and the lines
 * themselves only when that moved; so a pulse between two looks is not missed. (TIOCMIWAIT would
 * need a thread for each port, and nothing but a signal ends it.)
 *
 * <p>Loop thread only.
 */
final class ModemWatch {
  /** How often the count of changes is read. */
  static final long INTERVAL_MS = 10;

  private record Look(long changes, @Nullable ModemLines lines) {}

  private final TtyKeeper keeper;
  private final Loop.Timer timer;
  private final List<Consumer<ModemLines>> watchers = new ArrayList<>();
  private long seenChanges = -1;

  ModemWatch(Loop loop, TtyKeeper keeper) {
    this.keeper = keeper;
    this.timer = loop.timer(this::look);
  }

  /** From now on; the first report comes soon and says how the lines are. */
  void add(Consumer<ModemLines> watcher) {
    watchers.add(watcher);
    ttyCame();
  }

  void remove(Consumer<ModemLines> watcher) {
    watchers.remove(watcher);
  }

  void ttyCame() {
    seenChanges = -1;
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
    if (!keeper.callsAreIdle()) {
      timer.setMs(INTERVAL_MS);
      return;
    }
    long seen = seenChanges;
    keeper.call(
        "read control lines",
        Effect.LOOKS,
        0,
        tty -> {
          long changes = tty.modemChanges();
          return new Look(changes, changes == seen ? null : tty.modemLines());
        },
        this::looked);
  }

  private void looked(Look look) {
    seenChanges = look.changes;
    if (look.lines != null) {
      for (Consumer<ModemLines> watcher : List.copyOf(watchers)) {
        watcher.accept(look.lines);
      }
    }
    if (!watchers.isEmpty()) {
      timer.setMs(INTERVAL_MS);
    }
  }
}
