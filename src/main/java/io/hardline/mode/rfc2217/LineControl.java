package io.hardline.mode.rfc2217;

import io.hardline.port.Port;
import io.hardline.port.RemoteControl;
import io.hardline.settings.ModeSettings.Level;
import io.hardline.settings.ModeSettings.RemoteLineControl;
import io.hardline.telnet.ComPortControl;
import io.hardline.telnet.ComPortOption;
import io.hardline.telnet.ComPortOption.Purge;
import io.hardline.telnet.ComPortOption.PurgeData;
import io.hardline.telnet.ComPortOption.SetControl;
import io.hardline.tty.TtyCapability;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Does to the line what clients ask, and says what they are told. An answer is the value that the
 * device has taken; where it cannot tell (a pty) it is the value that was asked for.
 *
 * <p>With {@code remote-line-control: none} everybody is answered as if, nothing is done, and that
 * is counted. Throwing data away is not the line's and always done.
 *
 * <p>Loop thread only.
 */
final class LineControl {
  /** The break for Telnet's own BREAK command, which has no length. */
  static final long TELNET_BREAK_MS = 250;

  private final Port port;
  private final RemoteControl remote;
  private final boolean observing;
  private RemoteLineControl allowed;

  /** Who has started the break that is being sent. */
  private @Nullable Object breaker;

  // What clients asked for last, told where the device has no such lines.
  private boolean dtr = true;
  private boolean rts = true;

  private LineControl(Port port, RemoteLineControl allowed, boolean observing) {
    this.port = port;
    this.remote = port.remote();
    this.allowed = allowed;
    this.observing = observing;
  }

  static LineControl ofClients(Port port, RemoteLineControl allowed) {
    return new LineControl(port, allowed, false);
  }

  /** Those who only listen are answered as if, too; nor do they throw anything away. */
  static LineControl ofObservers(Port port) {
    return new LineControl(port, RemoteLineControl.NONE, true);
  }

  void allow(RemoteLineControl newAllowed) {
    allowed = newAllowed;
  }

  /**
   * Carries an order out, after the bytes that were given to the port before it.
   *
   * @param who the client, told apart from others by identity
   * @param by the same for people
   * @param answer gets the answer, once, perhaps before this returns
   */
  void carryOut(ComPortOption order, Object who, String by, Consumer<ComPortOption> answer) {
    switch (order) {
      case PurgeData(Purge what) -> {
        if (observing) {
          port.counters().controlIgnored();
          answer.accept(order);
        } else {
          Runnable done = () -> answer.accept(order);
          remote.discard(what != Purge.UNSENT, what != Purge.RECEIVED, done);
        }
      }
      case SetControl(ComPortControl control) -> control(control, who, by, answer);
      default -> set(order, by, answer);
    }
  }

  /** What the line's settings say: rate, framing, flow control. */
  private void set(ComPortOption order, String by, Consumer<ComPortOption> answer) {
    if (ComPortLine.asks(order)) {
      answer.accept(ComPortLine.inForce(remote.line(), order));
    } else if (isAllowed()) {
      remote.setLine(
          line -> ComPortLine.with(line, order),
          by,
          line -> answer.accept(ComPortLine.inForce(line, order)));
    } else {
      answer.accept(order);
    }
  }

  /** Counts what is not. */
  private boolean isAllowed() {
    if (allowed == RemoteLineControl.ALL) {
      return true;
    }
    port.counters().controlIgnored();
    return false;
  }

  private void control(
      ComPortControl control, Object who, String by, Consumer<ComPortOption> answer) {
    switch (control) {
      case ASK_FLOW,
          FLOW_NONE,
          FLOW_XON_XOFF,
          FLOW_HARDWARE,
          FLOW_DCD,
          FLOW_DSR,
          ASK_INBOUND_FLOW,
          INBOUND_FLOW_NONE,
          INBOUND_FLOW_XON_XOFF,
          INBOUND_FLOW_HARDWARE,
          INBOUND_FLOW_DTR ->
          set(new SetControl(control), by, answer);
      case ASK_BREAK -> answer.accept(breakState());
      case BREAK_ON -> startBreak(who, answer);
      case BREAK_OFF -> stopBreak(answer);
      case ASK_DTR, ASK_RTS -> tellOutput(control, answer);
      case DTR_ON, DTR_OFF, RTS_ON, RTS_OFF -> setOutput(control, answer);
    }
  }

  private SetControl breakState() {
    return new SetControl(breaker != null ? ComPortControl.BREAK_ON : ComPortControl.BREAK_OFF);
  }

  private void startBreak(Object who, Consumer<ComPortOption> answer) {
    SetControl on = new SetControl(ComPortControl.BREAK_ON);
    if (breaker != null || !isAllowed()) {
      answer.accept(on);
      return;
    }
    breaker = who;
    remote.startBreak(() -> {
      if (breaker != who) {
        // It has left before its break began.
        remote.stopBreak(() -> {});
      }
      answer.accept(on);
    });
  }

  private void stopBreak(Consumer<ComPortOption> answer) {
    SetControl off = new SetControl(ComPortControl.BREAK_OFF);
    if (breaker == null) {
      answer.accept(off);
    } else {
      breaker = null;
      remote.stopBreak(() -> answer.accept(off));
    }
  }

  /** Telnet's BREAK: a break of usual length, in order with the bytes. */
  void sendBreak(Runnable done) {
    if (isAllowed()) {
      remote.sendBreak(TELNET_BREAK_MS, done);
    } else {
      done.run();
    }
  }

  /** Nobody can be read any more while a break holds what they have sent: the break ends. */
  void endBreakInTheWay() {
    if (breaker != null) {
      breaker = null;
      remote.stopBreak(() -> {});
    }
  }

  /** A break does not outlive the device that sent it. */
  void ttyHasGone() {
    breaker = null;
  }

  private void tellOutput(ComPortControl asked, Consumer<ComPortOption> answer) {
    if (remote.capabilities().contains(TtyCapability.MODEM_LINES)) {
      remote.readLines(lines -> answer.accept(output(asked, lines.dtr(), lines.rts())));
    } else {
      answer.accept(output(asked, dtr, rts));
    }
  }

  private static SetControl output(ComPortControl asked, boolean dtr, boolean rts) {
    if (asked == ComPortControl.ASK_DTR) {
      return new SetControl(dtr ? ComPortControl.DTR_ON : ComPortControl.DTR_OFF);
    }
    return new SetControl(rts ? ComPortControl.RTS_ON : ComPortControl.RTS_OFF);
  }

  private void setOutput(ComPortControl control, Consumer<ComPortOption> answer) {
    boolean isRts = control == ComPortControl.RTS_ON || control == ComPortControl.RTS_OFF;
    boolean on = control == ComPortControl.RTS_ON || control == ComPortControl.DTR_ON;
    SetControl taken = new SetControl(control);
    if (!isAllowed() || (isRts && !ComPortLine.rtsIsFree(remote.line()))) {
      answer.accept(taken);
      return;
    }
    rts = isRts ? on : rts;
    dtr = isRts ? dtr : on;
    Level level = on ? Level.ON : Level.OFF;
    remote.setOutputs(
        isRts ? Level.KEEP : level, isRts ? level : Level.KEEP, () -> answer.accept(taken));
  }

  /** A client asks for nothing any more: its break ends with it. */
  void left(Object who) {
    if (breaker == who) {
      breaker = null;
      remote.stopBreak(() -> {});
    }
  }
}
