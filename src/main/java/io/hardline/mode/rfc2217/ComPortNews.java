package io.hardline.mode.rfc2217;

import io.hardline.port.Port;
import io.hardline.telnet.LineStateBits;
import io.hardline.telnet.ModemStateBits;
import io.hardline.tty.LineErrors;
import io.hardline.tty.ModemLines;
import io.hardline.tty.TtyCapability;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the line has to report: control lines and errors, watched while a client wants them. Loop
 * thread only.
 */
final class ComPortNews {
  /** Without a device there is nobody who drives a line. */
  private static final int ALL_OFF = 0;

  private final Port port;
  private final IntConsumer modemState;
  private final IntConsumer lineState;

  // The same objects each time: they are how a watcher is found again.
  private final Consumer<ModemLines> linesWatcher = this::linesAre;
  private final Consumer<LineErrors> errorsWatcher = this::errorsAre;

  private boolean modemWanted;
  private boolean errorsWanted;
  private boolean ttyPresent;
  private boolean watchesLines;
  private boolean watchesErrors;
  private @Nullable LineErrors errors;

  /**
   * @param modemState gets the upper half of {@link ModemStateBits} when it may have changed
   * @param lineState gets {@link LineStateBits} of what has happened
   */
  ComPortNews(Port port, IntConsumer modemState, IntConsumer lineState) {
    this.port = port;
    this.modemState = modemState;
    this.lineState = lineState;
  }

  /** Which of them any client wants. */
  void want(boolean modem, boolean lineErrors) {
    modemWanted = modem;
    errorsWanted = lineErrors;
    watch();
  }

  void ttyPresent(boolean present) {
    ttyPresent = present;
    errors = null;
    watch();
    if (!present) {
      modemState.accept(ALL_OFF);
    } else if (!hasLines()) {
      linesAre(ModemLines.ABSENT);
    }
  }

  /** How the control lines are now; {@code told} runs perhaps at once. */
  void askModemState(IntConsumer told) {
    if (!ttyPresent) {
      told.accept(ALL_OFF);
    } else if (hasLines()) {
      port.remote().readLines(lines -> told.accept(bits(lines)));
    } else {
      told.accept(bits(ModemLines.ABSENT));
    }
  }

  private boolean hasLines() {
    return port.remote().capabilities().contains(TtyCapability.MODEM_LINES);
  }

  private boolean hasCounters() {
    return port.remote().capabilities().contains(TtyCapability.COUNTERS);
  }

  private void watch() {
    boolean watchLines = modemWanted && ttyPresent && hasLines();
    if (watchLines && !watchesLines) {
      port.remote().watchLines(linesWatcher);
    } else if (!watchLines && watchesLines) {
      port.remote().unwatchLines(linesWatcher);
    }
    watchesLines = watchLines;
    boolean watchErrors = errorsWanted && ttyPresent && hasCounters();
    if (watchErrors && !watchesErrors) {
      errors = null;
      port.remote().watchErrors(errorsWatcher);
    } else if (!watchErrors && watchesErrors) {
      port.remote().unwatchErrors(errorsWatcher);
    }
    watchesErrors = watchErrors;
  }

  private void linesAre(ModemLines lines) {
    modemState.accept(bits(lines));
  }

  private static int bits(ModemLines lines) {
    return (lines.dcd() ? ModemStateBits.DCD : 0)
        | (lines.ri() ? ModemStateBits.RI : 0)
        | (lines.dsr() ? ModemStateBits.DSR : 0)
        | (lines.cts() ? ModemStateBits.CTS : 0);
  }

  /** The first count is where we begin; what was before it is nobody's news. */
  private void errorsAre(LineErrors now) {
    LineErrors before = errors;
    errors = now;
    if (before != null) {
      int bits =
          (now.breaks() > before.breaks() ? LineStateBits.BREAK : 0)
              | (now.frame() > before.frame() ? LineStateBits.FRAMING_ERROR : 0)
              | (now.parity() > before.parity() ? LineStateBits.PARITY_ERROR : 0)
              | (overruns(now) > overruns(before) ? LineStateBits.OVERRUN_ERROR : 0);
      if (bits != 0) {
        lineState.accept(bits);
      }
    }
  }

  private static long overruns(LineErrors errors) {
    return errors.overrun() + errors.bufferOverrun();
  }

  /** Watches nothing any more. */
  void close() {
    want(false, false);
  }
}
