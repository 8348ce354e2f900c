package io.hardline.mode.rfc2217;

import io.hardline.net.FakeListeners;
import io.hardline.port.PortRig;
import io.hardline.port.RemoteControl;
import io.hardline.settings.ModeSettings.Rfc2217;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.telnet.ComPortOption;
import io.hardline.tty.FaultyTty;
import io.hardline.tty.TtyCapability;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** A port in RFC 2217 mode with a tty that can fail, and clients that the test plays. */
final class ComPortRig implements AutoCloseable {
  /** A pty: bytes, and nothing that a line has. */
  static final Set<TtyCapability> PTY = EnumSet.noneOf(TtyCapability.class);

  static final Set<TtyCapability> UART = EnumSet.allOf(TtyCapability.class);

  private static final int STEP_MS = 5;

  final FakeListeners listeners = new FakeListeners();
  final PortRig rig;
  final FaultyTty tty;

  ComPortRig(Rfc2217 mode) {
    this(new PortSettingsBuilder().mode(mode).build(), UART);
  }

  ComPortRig(PortSettings settings, Set<TtyCapability> capabilities) {
    rig = new PortRig(settings);
    tty = rig.plug(capabilities);
    rig.start((s, port) -> new Rfc2217Mode(s, (Rfc2217) s.mode(), port, listeners));
    rig.loop.runUntil(tty::isAttached);
    rig.loop.runAll();
  }

  /** Has connected, and has said nothing yet. */
  ComPortPeer connects() {
    ComPortPeer peer = new ComPortPeer(listeners.connect());
    rig.loop.runAll();
    return peer;
  }

  /** Has connected, agreed, and been told how the control lines are. */
  ComPortPeer client() {
    ComPortPeer peer = connects();
    peer.agrees();
    await(peer, 1);
    peer.options();
    return peer;
  }

  /** Lets time pass until it has been told so many things. */
  List<ComPortOption> await(ComPortPeer peer, int count) {
    List<ComPortOption> told = new ArrayList<>();
    await(() -> {
      told.addAll(peer.told());
      return told.size() >= count;
    });
    return told;
  }

  /** Lets time pass until it is so, and gives the threads of the tty's calls theirs. */
  void await(BooleanSupplier condition) {
    rig.loop.runUntil(() -> {
      if (condition.getAsBoolean()) {
        return true;
      }
      if (rig.isSettled()) {
        // Else the deadline of a call could pass before its thread has run at all.
        rig.loop.advanceMs(STEP_MS);
      }
      return false;
    });
  }

  /** Asks, and waits for as many answers; news of the line are left out. */
  List<ComPortOption> answers(ComPortPeer peer, ComPortOption... orders) {
    List<ComPortOption> answers = new ArrayList<>();
    peer.asks(orders);
    await(() -> {
      peer.told().stream().filter(told -> !isNews(told)).forEach(answers::add);
      return answers.size() >= orders.length;
    });
    return answers;
  }

  private static boolean isNews(ComPortOption told) {
    return told instanceof ComPortOption.NotifyModemState
        || told instanceof ComPortOption.NotifyLineState;
  }

  /** Runs until the tty has nothing left to do and nobody waits for it. */
  void settle() {
    // An order that changes nothing comes behind all others, and a look behind all calls.
    AtomicBoolean settled = new AtomicBoolean();
    RemoteControl remote = rig.port.remote();
    remote.setLine(line -> line, "test", same -> remote.readLines(lines -> settled.set(true)));
    await(() -> settled.get() && tty.callsAreDone() && rig.port.serialReady());
    rig.loop.runAll();
  }

  /** What was done to the line: looks and data left out. */
  List<String> deeds() {
    return tty.calls().stream()
        .filter(
            call -> call.startsWith("set") || call.contains("Break") || call.contains("discard"))
        .toList();
  }

  @Override
  public void close() {
    rig.stop();
    rig.close();
  }
}
