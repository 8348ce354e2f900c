package io.hardline.mode.tcpclient;

import io.hardline.port.RemoteControl;
import io.hardline.settings.ModeSettings.ConnectOn;
import io.hardline.settings.ModeSettings.DisconnectOn;
import io.hardline.settings.ModeSettings.TcpClient;
import io.hardline.settings.PortSettings.WhenAbsent;
import io.hardline.tty.ModemLines;
import java.util.function.Consumer;

/**
 * When a port wants its connections: the seven connection controls, and whether the tty is there.
 * (Inactivity is seen where the bytes pass, in {@code mode.client}.) Loop thread only.
 */
final class ConnectionControl {
  /** What is wished; told whenever it may have changed, so the same may come twice. */
  interface Wish {
    void connect();

    void disconnect(String cause);
  }

  private final RemoteControl lines;
  private final Wish wish;
  private final Consumer<ModemLines> watcher = this::linesAre;
  private TcpClient client;
  private WhenAbsent whenAbsent;
  private boolean ttyPresent;

  ConnectionControl(RemoteControl lines, TcpClient client, WhenAbsent whenAbsent, Wish wish) {
    this.lines = lines;
    this.client = client;
    this.whenAbsent = whenAbsent;
    this.wish = wish;
    watch();
  }

  /** Whether the first serial byte connects, so that it must not be lost. */
  boolean byCharacter() {
    return client.connectOn() == ConnectOn.ANY_CHARACTER;
  }

  private boolean byLine() {
    return client.connectOn() == ConnectOn.DSR_ON || client.connectOn() == ConnectOn.DCD_ON;
  }

  /** What is waited for, for people, while nothing is wished. */
  String waitsFor() {
    if (!mayConnect()) {
      return "waits for the serial device";
    }
    return switch (client.connectOn()) {
      case STARTUP -> "";
      case ANY_CHARACTER -> "waits for the first serial byte";
      case DSR_ON -> "waits for DSR";
      case DCD_ON -> "waits for DCD";
    };
  }

  private boolean mayConnect() {
    return ttyPresent || whenAbsent == WhenAbsent.KEEP_CLIENTS;
  }

  /** The tty has come or gone; also said once at the start. */
  void ttyPresent(boolean present) {
    ttyPresent = present;
    decide();
  }

  private void decide() {
    if (!mayConnect()) {
      wish.disconnect("the serial device is absent");
    } else if (client.connectOn() == ConnectOn.STARTUP) {
      wish.connect();
    }
  }

  /** Serial bytes have come. */
  void bytesCame() {
    if (byCharacter()) {
      wish.connect();
    }
  }

  private void linesAre(ModemLines now) {
    boolean dsr = client.connectOn() == ConnectOn.DSR_ON;
    if (dsr ? now.dsr() : now.dcd()) {
      wish.connect();
    } else if (client.disconnectOn() != DisconnectOn.NEVER) {
      wish.disconnect(dsr ? "DSR is off" : "DCD is off");
    }
  }

  /** Reports soon how the lines are. */
  private void watch() {
    if (byLine()) {
      lines.watchLines(watcher);
    }
  }

  /** New settings; what was wished by the old ones is for the caller to end. */
  void reconfigure(TcpClient next, WhenAbsent nextWhenAbsent) {
    boolean changed =
        next.connectOn() != client.connectOn() || next.disconnectOn() != client.disconnectOn();
    whenAbsent = nextWhenAbsent;
    if (changed) {
      stop();
    }
    client = next;
    if (changed) {
      watch();
    }
    decide();
  }

  void stop() {
    lines.unwatchLines(watcher);
  }
}
