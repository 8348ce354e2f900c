package io.hardline.mode.command;

import io.hardline.aspp.Framing;
import io.hardline.aspp.Request.InitPort;
import io.hardline.aspp.Request.SetSpeedAndMode;
import io.hardline.aspp.Speed;
import io.hardline.event.EventKind;
import io.hardline.mode.client.EventBudget;
import io.hardline.port.Port;
import io.hardline.port.RemoteControl;
import io.hardline.settings.LineSettings;
import io.hardline.settings.ModeSettings.Level;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What hosts do to the line, and what of it ends with them. Every order is taken: a host is told
 * that it is done, and what the device cannot do is counted and said in the log, once.
 *
 * <p>That holds for speeds, too, though a driver could be told that one is refused: it answers that
 * to {@code PORT_INIT} by bringing its machine down, and to {@code SETBAUD} by never opening the
 * port again, not even to have another speed set, because it asks for the same at each open.
 *
 * <p>Loop thread only.
 */
final class HostLine {
  private final Port port;
  private final RemoteControl remote;
  private final EventBudget events;

  /** Who has started a break and not ended it: it lasts as long as one of them is there. */
  private final Set<Object> breakers = new HashSet<>();

  /** Who holds the output. */
  private final Set<Object> suspenders = new HashSet<>();

  // As hosts have set them; KEEP while that is not known.
  private Level dtr = Level.KEEP;
  private Level rts = Level.KEEP;

  /** The last that was not taken. */
  private String notTaken = "";

  HostLine(Port port, EventBudget events) {
    this.port = port;
    this.remote = port.remote();
    this.events = events;
  }

  // --- the line ---

  /** All at once; in one order, so that no byte is sent with half of it. */
  void init(InitPort wanted, String by, Runnable done) {
    sayUnknown(wanted.speed(), wanted.framing(), by);
    boolean rtsMoves = WantedLine.rtsIsFree(remote.line());
    Level newDtr = changed(dtr, wanted.dtr());
    Level newRts = rtsMoves ? changed(rts, wanted.rts()) : Level.KEEP;
    remember(wanted.dtr(), rtsMoves ? level(wanted.rts()) : rts);
    Wish wish =
        new Wish(line ->
            WantedLine.withFlowControl(
                WantedLine.with(line, wanted.speed(), wanted.framing()),
                wanted.rtsCts(),
                wanted.xonXoff()));
    remote.setLineAndOutputs(
        wish,
        by,
        newDtr,
        newRts,
        took -> {
          wish.sayUnlessTaken(took, by);
          done.run();
        });
  }

  void setSpeedAndMode(SetSpeedAndMode wanted, String by, Runnable done) {
    sayUnknown(wanted.speed(), wanted.framing(), by);
    set(line -> WantedLine.with(line, wanted.speed(), wanted.framing()), by, done);
  }

  void setBaudRate(long baudRate, String by, Runnable done) {
    if (WantedLine.isBaudRate(baudRate)) {
      set(line -> WantedLine.withBaudRate(line, (int) baudRate), by, done);
    } else {
      sayNotTaken(by, baudRate + " baud", "there is no such rate, and the old one stays");
      done.run();
    }
  }

  void setFlowControl(boolean rtsCts, boolean xonXoff, String by, Runnable done) {
    set(line -> WantedLine.withFlowControl(line, rtsCts, xonXoff), by, done);
  }

  private void set(UnaryOperator<LineSettings> change, String by, Runnable done) {
    Wish wish = new Wish(change);
    remote.setLine(
        wish,
        by,
        took -> {
          wish.sayUnlessTaken(took, by);
          done.run();
        });
  }

  /** Remembers what it came to, to be compared with what the device took. */
  private final class Wish implements UnaryOperator<LineSettings> {
    private final UnaryOperator<LineSettings> change;
    private @Nullable LineSettings asked;

    Wish(UnaryOperator<LineSettings> change) {
      this.change = change;
    }

    @Override
    public LineSettings apply(LineSettings line) {
      LineSettings wanted = change.apply(line);
      asked = wanted;
      return wanted;
    }

    void sayUnlessTaken(LineSettings took, String by) {
      LineSettings wanted = asked;
      if (wanted != null && !WantedLine.isTaken(wanted, took)) {
        sayNotTaken(by, text(wanted), "the device has taken " + text(took));
      }
    }
  }

  private static String text(LineSettings line) {
    return switch (line.flowControl()) {
      case NONE -> line.text();
      case RTS_CTS -> line.text() + " with RTS/CTS";
      case XON_XOFF -> line.text() + " with XON/XOFF";
      case DTR_DSR -> line.text() + " with DTR/DSR";
    };
  }

  private void sayUnknown(int speed, @Nullable Framing framing, String by) {
    if (speed != Speed.KEEP && Speed.baudRate(speed).isEmpty()) {
      sayNotTaken(by, "speed number " + speed, "there is no such number, and the old speed stays");
    }
    if (framing == null) {
      sayNotTaken(by, "an unknown parity", "the old framing stays");
    }
  }

  private void sayNotTaken(String by, String what, String why) {
    port.counters().controlIgnored();
    String saying = what + why;
    if (!saying.equals(notTaken) && events.allows()) {
      notTaken = saying;
      port.log().recordPort(EventKind.COMMAND_NOT_TAKEN, port.number(), by, what, why);
    }
  }

  void setFlowCharacters(int xon, int xoff, Runnable done) {
    remote.setFlowCharacters(xon, xoff, done);
  }

  // --- control lines ---

  void setLines(boolean newDtr, boolean newRts, Runnable done) {
    Level rtsLevel = WantedLine.rtsIsFree(remote.line()) ? level(newRts) : Level.KEEP;
    remember(newDtr, rtsLevel);
    remote.setOutputs(level(newDtr), rtsLevel, done);
  }

  /** Drivers say with every change of anything how both are: mostly as they were. */
  private static Level changed(Level before, boolean wanted) {
    return before == level(wanted) ? Level.KEEP : level(wanted);
  }

  private void remember(boolean newDtr, Level newRts) {
    dtr = level(newDtr);
    rts = newRts;
  }

  private static Level level(boolean on) {
    return on ? Level.ON : Level.OFF;
  }

  /** A device has come or gone: what was done to another is not done to it. */
  void ttyPresent() {
    forgetLines();
    breakers.clear();
    suspenders.clear();
  }

  /** Others may move them. */
  private void forgetLines() {
    dtr = Level.KEEP;
    rts = Level.KEEP;
  }

  // --- break and output ---

  void startBreak(Object who, Runnable done) {
    breakers.add(who);
    remote.startBreak(() -> {
      if (breakers.isEmpty()) {
        // It has left before its break began.
        remote.stopBreak(() -> {});
      }
      done.run();
    });
  }

  /** Whoever has started it. */
  void stopBreak(Runnable done) {
    breakers.clear();
    remote.stopBreak(done);
  }

  void suspendOutput(Object who, Runnable done) {
    suspenders.add(who);
    remote.suspendOutput(done);
  }

  /** Whoever holds it. */
  void resumeOutput(Runnable done) {
    suspenders.clear();
    remote.resumeOutput(done);
  }

  /**
   * A host has gone, or may not command any more: its break ends, and output that it holds goes on,
   * unless another has asked for the same.
   */
  void left(Object who) {
    forgetLines();
    if (breakers.remove(who) && breakers.isEmpty()) {
      stopBreak(() -> {});
    }
    if (suspenders.remove(who) && suspenders.isEmpty()) {
      resumeOutput(() -> {});
    }
  }
}
