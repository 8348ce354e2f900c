package io.hardline.port;

import io.hardline.loop.Loop;
import io.hardline.port.TtyCallQueue.Effect;
import io.hardline.port.TtyKeeper.FlowCharacters;
import io.hardline.settings.LineSettings;
import io.hardline.settings.ModeSettings.Level;
import io.hardline.tty.LineErrors;
import io.hardline.tty.ModemLines;
import io.hardline.tty.Tty;
import io.hardline.tty.TtyCapability;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a mode may do to a port's line on behalf of its clients: RFC 2217 and Real COM. Each order
 * is carried out in order with the bytes that were given to the port before it ({@link
 * LineOrders}); throwing bytes away is done at once. Every {@code done} runs on the loop once,
 * whatever happens; without a tty at once. Only when the port stops, what still waits is forgotten,
 * and its {@code done} with it: who asked is closed then.
 *
 * <p>Loop thread only.
 */
public final class RemoteControl {
  private final Loop loop;
  private final TtyKeeper keeper;
  private final NetworkToSerial toSerial;
  private final LineOrders orders;
  private final WireClock wire;
  private final TtyWatch<TtyWatch.Modem> modemWatch;
  private final TtyWatch<LineErrors> errorWatch;
  private final Map<Consumer<ModemLines>, Consumer<TtyWatch.Modem>> lineWatchers = new HashMap<>();

  /** What a host wants; the driver and the queue follow. */
  private boolean suspended;

  RemoteControl(
      Loop loop,
      TtyKeeper keeper,
      NetworkToSerial toSerial,
      LineOrders orders,
      WireClock wire,
      TtyWatch<TtyWatch.Modem> modemWatch,
      TtyWatch<LineErrors> errorWatch) {
    this.loop = loop;
    this.keeper = keeper;
    this.toSerial = toSerial;
    this.orders = orders;
    this.wire = wire;
    this.modemWatch = modemWatch;
    this.errorWatch = errorWatch;
  }

  /** What the open tty has; empty without one. */
  public Set<TtyCapability> capabilities() {
    Tty tty = keeper.tty();
    return tty == null ? Set.of() : tty.capabilities();
  }

  /** What was asked for last, and by whom; null while the configured line is in force. */
  public @Nullable RemoteLine remoteLine() {
    return keeper.remoteLine();
  }

  /**
   * The line as a host is to be told: where the tty cannot (a pty makes 8N1 of every framing and
   * has no rate) it is what was asked for, elsewhere what the device took.
   */
  public LineSettings line() {
    LineSettings effective = keeper.line();
    RemoteLine remote = keeper.remoteLine();
    if (remote == null || keeper.tty() == null) {
      return effective;
    }
    LineSettings asked = remote.line();
    Set<TtyCapability> can = capabilities();
    LineSettings framing = can.contains(TtyCapability.FRAMING) ? effective : asked;
    LineSettings rate = can.contains(TtyCapability.BAUD_RATE) ? effective : asked;
    return effective.withFraming(
        rate.baudRate(), framing.dataBits(), framing.parity(), framing.stopBits());
  }

  /**
   * Puts a line in force until {@link #restoreLine} or until the line is configured anew.
   *
   * @param change makes it from {@link #line} as that is when the order is carried out: others may
   *     have set theirs meanwhile
   * @param by the host, for people
   * @param done gets {@link #line} afterwards
   */
  public void setLine(UnaryOperator<LineSettings> change, String by, Consumer<LineSettings> done) {
    if (orders.areNone() && change.apply(line()).equals(line())) {
      // Who opens a port asks for the line that is: no reason to wait for another's bytes.
      done.accept(line());
      return;
    }
    order(over -> putInForce(change, by, over), () -> done.accept(line()));
  }

  private void putInForce(UnaryOperator<LineSettings> change, String by, Runnable over) {
    LineSettings now = line();
    LineSettings wanted = change.apply(now);
    if (wanted.equals(now)) {
      over.run();
    } else {
      keeper.remoteLine(new RemoteLine(wanted, by, Instant.now()), over);
    }
  }

  /**
   * Puts a line in force as {@link #setLine} does, and moves the control lines: one order, between
   * whose halves no byte is sent.
   */
  public void setLineAndOutputs(
      UnaryOperator<LineSettings> change,
      String by,
      Level dtr,
      Level rts,
      Consumer<LineSettings> done) {
    if (dtr == Level.KEEP && rts == Level.KEEP) {
      setLine(change, by, done);
      return;
    }
    order(
        over -> putInForce(change, by, () -> moveOutputs(dtr, rts, over)),
        () -> done.accept(line()));
  }

  /** Puts the configured line in force again, after the orders that were given before. */
  public void restoreLine() {
    order(over -> keeper.remoteLine(null, over), () -> {});
  }

  /** Moves control lines; {@code KEEP} leaves one as it is. */
  public void setOutputs(Level dtr, Level rts, Runnable done) {
    if (dtr == Level.KEEP && rts == Level.KEEP) {
      done.run();
      return;
    }
    order(over -> moveOutputs(dtr, rts, over), done);
  }

  private void moveOutputs(Level dtr, Level rts, Runnable over) {
    if (dtr == Level.KEEP && rts == Level.KEEP) {
      over.run();
      return;
    }
    keeper.callInAnyCase(
        "set control lines",
        Effect.ORDERED,
        0,
        tty -> {
          ModemLines now = tty.modemLines();
          tty.setOutputs(wanted(dtr, now.dtr()), wanted(rts, now.rts()));
          return true;
        },
        moved -> over.run(),
        over);
  }

  private static boolean wanted(Level level, boolean now) {
    return level == Level.KEEP ? now : level == Level.ON;
  }

  /** Starts a break, which lasts until {@link #stopBreak}; what is sent meanwhile waits. */
  public void startBreak(Runnable done) {
    order(
        over -> {
          if (keeper.tty() != null) {
            toSerial.hold(NetworkToSerial.HELD_BY_BREAK);
          }
          keeper.callInAnyCase(
              "start break",
              Effect.ORDERED,
              0,
              tty -> {
                tty.startBreak();
                return true;
              },
              started -> over.run(),
              over);
        },
        done);
  }

  /** Ends a break at once: what waits for its end is behind it. Harmless when there is none. */
  public void stopBreak(Runnable done) {
    Runnable over =
        () -> {
          toSerial.release(NetworkToSerial.HELD_BY_BREAK);
          done.run();
        };
    keeper.callInAnyCase(
        "stop break",
        Effect.ORDERED,
        0,
        tty -> {
          tty.stopBreak();
          return true;
        },
        stopped -> over.run(),
        over);
  }

  /** Sends a break of that length. */
  public void sendBreak(long breakMs, Runnable done) {
    startBreak(() -> loop.timer(() -> stopBreak(done)).setMs(breakMs));
  }

  /**
   * Throws away what the device has sent and nobody has read, what clients have sent and is not on
   * the wire, or both. At once.
   */
  public void discard(boolean received, boolean unsent, Runnable done) {
    if (unsent) {
      toSerial.clear();
      wire.cleared();
    }
    keeper.callInAnyCase(
        "discard data",
        Effect.ORDERED,
        0,
        tty -> {
          tty.discard(received, unsent);
          return true;
        },
        discarded -> done.run(),
        done);
  }

  /**
   * Tells how many of the bytes given to the port are not on the wire yet, in its queue, the driver
   * and the UART; 0 only when all are, or there is no tty. While only the UART has some it is 1,
   * for nobody counts those. Bytes that flow control or {@link #suspendOutput} holds are unsent.
   */
  public void readUnsent(IntConsumer told) {
    if (toSerial.isByCall()) {
      // A call returns when its bytes are on the wire, and a look would wait for it.
      told.accept(toSerial.unsentBytes());
      return;
    }
    long passedBefore = toSerial.passedBytes();
    keeper.callInAnyCase(
        "read output queue",
        Effect.LOOKS,
        0,
        Tty::unsentBytes,
        unsent -> {
          // What went to the driver meanwhile it may have counted or not: rather twice than never.
          long passed = toSerial.passedBytes() - passedBefore;
          int inDriver = Math.max(unsent, wire.busyMs() > 0 ? 1 : 0);
          told.accept(
              (int) Math.min(passed + toSerial.unsentBytes() + inDriver, Integer.MAX_VALUE));
        },
        () -> told.accept(0));
  }

  /**
   * Nothing is sent, as if the device had sent XOFF, until {@link #resumeOutput}. At once: also
   * what the driver has not sent yet waits, and only what lies in the UART or in a USB adapter
   * still goes out. An order behind bytes that are held so is carried out after {@link
   * LineOrders#PATIENCE_MS}, as with any flow control.
   *
   * <p>It ends by itself when the device goes, when the line is configured anew and when the port
   * stops. Who suspends for a host resumes when that host goes.
   */
  public void suspendOutput(Runnable done) {
    if (keeper.tty() == null) {
      done.run();
      return;
    }
    suspended = true;
    toSerial.hold(NetworkToSerial.HELD_BY_HOST);
    keeper.callInAnyCase(
        "suspend output",
        Effect.ORDERED,
        0,
        tty -> {
          tty.suspendOutput();
          return true;
        },
        stopped -> done.run(),
        done);
  }

  /** As if the device had sent XON: what the device itself has stopped goes on, too. At once. */
  public void resumeOutput(Runnable done) {
    suspended = false;
    keeper.callInAnyCase(
        "resume output",
        Effect.ORDERED,
        0,
        tty -> {
          int held = tty.unsentBytes();
          tty.resumeOutput();
          return held;
        },
        held -> {
          wire.stillHas(held);
          resumed(done);
        },
        () -> resumed(done));
  }

  /** Not before the driver goes on: a call that sends would wait for it. */
  private void resumed(Runnable done) {
    if (!suspended) {
      toSerial.release(NetworkToSerial.HELD_BY_HOST);
    }
    done.run();
  }

  void ttyWent() {
    suspended = false;
    toSerial.release(NetworkToSerial.HELD_BY_HOST);
  }

  /** The line was configured anew: what hosts have done to it ends. */
  void lineConfigured() {
    if (suspended) {
      resumeOutput(() -> {});
    }
  }

  /**
   * The characters of flow control xon-xoff, until the line is configured anew or {@link
   * #restoreLine}. They hold for whatever line is in force meanwhile.
   *
   * @param xon 0 to 255; 0 is none
   * @param xoff the same
   */
  public void setFlowCharacters(int xon, int xoff, Runnable done) {
    FlowCharacters wanted = new FlowCharacters(xon & 0xff, xoff & 0xff);
    if (orders.areNone() && wanted.equals(keeper.flowCharacters())) {
      // As for a line: the driver sets the usual ones whenever it opens a port.
      done.run();
      return;
    }
    order(over -> keeper.flowCharacters(wanted, over), done);
  }

  private void order(Consumer<Runnable> start, Runnable done) {
    boolean taken =
        orders.add(over ->
            start.accept(() -> {
              // In this order: the answer is about this order, and not the next.
              done.run();
              over.run();
            }));
    if (!taken) {
      done.run();
    }
  }

  /** The control lines now; all off when there is no tty. */
  public void readLines(Consumer<ModemLines> told) {
    keeper.callInAnyCase(
        "read control lines",
        Effect.LOOKS,
        0,
        Tty::modemLines,
        told,
        () -> told.accept(ModemLines.ABSENT));
  }

  /** From now on tells of changes of the control lines; soon how they are. */
  public void watchLines(Consumer<ModemLines> watcher) {
    Consumer<TtyWatch.Modem> adapter = now -> watcher.accept(now.lines());
    lineWatchers.put(watcher, adapter);
    modemWatch.add(adapter);
  }

  public void unwatchLines(Consumer<ModemLines> watcher) {
    Consumer<TtyWatch.Modem> adapter = lineWatchers.remove(watcher);
    if (adapter != null) {
      modemWatch.remove(adapter);
    }
  }

  /** From now on tells when the driver has counted errors; soon how many there are. */
  public void watchErrors(Consumer<LineErrors> watcher) {
    errorWatch.add(watcher);
  }

  public void unwatchErrors(Consumer<LineErrors> watcher) {
    errorWatch.remove(watcher);
  }
}
