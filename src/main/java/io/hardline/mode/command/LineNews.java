package io.hardline.mode.command;

import io.hardline.aspp.Answers;
import io.hardline.port.Port;
import io.hardline.tty.LineErrors;
import io.hardline.tty.ModemLines;
import io.hardline.tty.TtyCapability;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the line has to report, in the bits of {@link Answers}: control lines and errors, watched
 * while a host wants them. Loop thread only.
 */
final class LineNews {
  /** Without a device there is nobody who drives a line. */
  private static final int ALL_OFF = 0;

  private final Port port;
  private final IntConsumer told;
  private final IntConsumer happened;

  // The same objects each time: they are how a watcher is found again.
  private final Consumer<ModemLines> linesWatcher = this::linesAre;
  private final Consumer<LineErrors> errorsWatcher = this::errorsAre;

  private boolean wanted;
  private boolean ttyPresent;
  private boolean watchesLines;
  private boolean watchesErrors;
  private @Nullable LineErrors errors;

  /**
   * @param told gets the control lines when they may have changed
   * @param happened gets errors and breaks
   */
  LineNews(Port port, IntConsumer told, IntConsumer happened) {
    this.port = port;
    this.told = told;
    this.happened = happened;
    this.ttyPresent = port.hasTty();
  }

  /** Whether any host wants them. */
  void want(boolean anyHost) {
    wanted = anyHost;
    watch();
  }

  void ttyPresent(boolean present) {
    ttyPresent = present;
    watch();
    if (!present) {
      told.accept(ALL_OFF);
    } else if (!has(TtyCapability.MODEM_LINES)) {
      linesAre(ModemLines.ABSENT);
    }
  }

  /** How the control lines are now; {@code answer} runs perhaps at once. */
  void askLines(IntConsumer answer) {
    if (!port.hasTty()) {
      answer.accept(ALL_OFF);
    } else if (has(TtyCapability.MODEM_LINES)) {
      port.remote().readLines(lines -> answer.accept(bits(lines)));
    } else {
      answer.accept(bits(ModemLines.ABSENT));
    }
  }

  private boolean has(TtyCapability capability) {
    return port.remote().capabilities().contains(capability);
  }

  private void watch() {
    boolean watchLines = wanted && ttyPresent && has(TtyCapability.MODEM_LINES);
    if (watchLines && !watchesLines) {
      port.remote().watchLines(linesWatcher);
    } else if (!watchLines && watchesLines) {
      port.remote().unwatchLines(linesWatcher);
    }
    watchesLines = watchLines;
    boolean watchErrors = wanted && ttyPresent && has(TtyCapability.COUNTERS);
    if (watchErrors && !watchesErrors) {
      errors = null;
      port.remote().watchErrors(errorsWatcher);
    } else if (!watchErrors && watchesErrors) {
      port.remote().unwatchErrors(errorsWatcher);
    }
    watchesErrors = watchErrors;
  }

  private void linesAre(ModemLines lines) {
    told.accept(bits(lines));
  }

  static int bits(ModemLines lines) {
    return (lines.cts() ? Answers.CTS : 0)
        | (lines.dsr() ? Answers.DSR : 0)
        | (lines.ri() ? Answers.RI : 0)
        | (lines.dcd() ? Answers.DCD : 0);
  }

  /** The first count is where we begin; what was before it is nobody's news. */
  private void errorsAre(LineErrors now) {
    LineErrors before = errors;
    errors = now;
    if (before != null) {
      int events =
          (now.parity() > before.parity() ? Answers.PARITY_ERROR : 0)
              | (now.frame() > before.frame() ? Answers.FRAMING_ERROR : 0)
              | (now.overrun() > before.overrun() ? Answers.OVERRUN_OF_UART : 0)
              | (now.bufferOverrun() > before.bufferOverrun() ? Answers.OVERRUN_OF_BUFFER : 0)
              | (now.breaks() > before.breaks() ? Answers.BREAK : 0);
      if (events != 0) {
        happened.accept(events);
      }
    }
  }

  /** Watches nothing any more. */
  void close() {
    want(false);
  }
}
