package io.hardline.settings;

import io.hardline.settings.ModeSettings.CommandByCommand;
import io.hardline.settings.ModeSettings.Level;
import io.hardline.settings.ModeSettings.OnLastClientGone;
import io.hardline.settings.ModeSettings.TcpServer;
import io.hardline.settings.ModeSettings.Tls;
import io.hardline.settings.ModeSettings.Unrequested;
import io.hardline.settings.ModeSettings.WhenFull;
import java.time.Duration;

/** Settings of TCP server mode for tests. */
public final class TcpServerBuilder {
  private int port = TcpServer.STANDARD.port();
  private int maxConnections = TcpServer.STANDARD.maxConnections();
  private WhenFull whenFull = TcpServer.STANDARD.whenFull();
  private Duration aliveCheck = TcpServer.STANDARD.aliveCheck();
  private Duration inactivity = TcpServer.STANDARD.inactivity();
  private boolean ignoreJammedClient = TcpServer.STANDARD.ignoreJammedClient();
  private int observerPort = TcpServer.STANDARD.observerPort();
  private int commandPort = TcpServer.STANDARD.commandPort();
  private boolean allowDriverControl = TcpServer.STANDARD.allowDriverControl();
  private CommandByCommand commandByCommand = CommandByCommand.STANDARD;
  private OnLastClientGone onLastClientGone = TcpServer.STANDARD.onLastClientGone();

  public TcpServerBuilder port(int newPort) {
    port = newPort;
    return this;
  }

  public TcpServerBuilder max(int clients) {
    maxConnections = clients;
    return this;
  }

  public TcpServerBuilder whenFull(WhenFull newWhenFull) {
    whenFull = newWhenFull;
    return this;
  }

  public TcpServerBuilder aliveCheck(Duration newAliveCheck) {
    aliveCheck = newAliveCheck;
    return this;
  }

  public TcpServerBuilder inactivity(Duration newInactivity) {
    inactivity = newInactivity;
    return this;
  }

  public TcpServerBuilder ignoreJammed(boolean ignore) {
    ignoreJammedClient = ignore;
    return this;
  }

  public TcpServerBuilder onLastClientGone(Level dtr, Level rts) {
    onLastClientGone = new OnLastClientGone(dtr, rts);
    return this;
  }

  public TcpServerBuilder observerPort(int newPort) {
    observerPort = newPort;
    return this;
  }

  public TcpServerBuilder commandPort(int newPort) {
    commandPort = newPort;
    return this;
  }

  public TcpServerBuilder allowDriverControl(boolean allow) {
    allowDriverControl = allow;
    return this;
  }

  public TcpServerBuilder inTurn(Duration responseTimeout, Unrequested unrequested) {
    commandByCommand = new CommandByCommand(true, responseTimeout, unrequested);
    return this;
  }

  public TcpServer build() {
    return new TcpServer(
        port,
        maxConnections,
        whenFull,
        aliveCheck,
        inactivity,
        ignoreJammedClient,
        onLastClientGone,
        observerPort,
        commandPort,
        allowDriverControl,
        TcpServer.STANDARD.remoteLineControl(),
        commandByCommand,
        Tls.STANDARD);
  }
}
