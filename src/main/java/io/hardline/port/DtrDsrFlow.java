package io.hardline.port;

import io.hardline.port.TtyCallQueue.Effect;
import java.util.function.Consumer;

/**
 * Flow control by DTR and DSR, which no Linux driver does: DSR off holds our bytes, and DTR goes
 * off while the network cannot take the device's. It reacts within {@link
 * TtyWatch#MODEM_INTERVAL_MS}, so the device needs that much buffer.
 *
 * <p>Loop thread only.
 */
final class DtrDsrFlow {
  private final TtyKeeper keeper;
  private final NetworkToSerial toSerial;
  private final TtyWatch<TtyWatch.Modem> watch;
  private final Consumer<TtyWatch.Modem> watcher = this::linesMoved;
  private boolean on;
  private boolean dtrLowered;

  DtrDsrFlow(TtyKeeper keeper, NetworkToSerial toSerial, TtyWatch<TtyWatch.Modem> watch) {
    this.keeper = keeper;
    this.toSerial = toSerial;
    this.watch = watch;
  }

  void switchTo(boolean wanted) {
    if (wanted == on) {
      return;
    }
    on = wanted;
    if (on) {
      watch.add(watcher);
    } else {
      watch.remove(watcher);
      toSerial.release(NetworkToSerial.HELD_BY_DSR);
      serialPaused(false);
    }
  }

  private void linesMoved(TtyWatch.Modem now) {
    if (now.lines().dsr()) {
      toSerial.release(NetworkToSerial.HELD_BY_DSR);
    } else {
      toSerial.hold(NetworkToSerial.HELD_BY_DSR);
    }
  }

  /** The network cannot take the device's bytes, or can again. */
  void serialPaused(boolean paused) {
    boolean lower = on && paused;
    if (lower != dtrLowered) {
      dtrLowered = lower;
      keeper.call(
          lower ? "lower DTR" : "raise DTR",
          Effect.LOOKS,
          0,
          tty -> {
            tty.setOutputs(!lower, tty.modemLines().rts());
            return true;
          },
          done -> {});
    }
  }

  /** A new tty has its lines as the settings say; the network may be as it was. */
  void ttyCame(boolean paused) {
    dtrLowered = false;
    serialPaused(paused);
  }
}
