package io.hardline.settings;

import io.hardline.settings.ModeSettings.CommandByCommand;
import io.hardline.settings.ModeSettings.Level;
import io.hardline.settings.ModeSettings.OnLastClientGone;
import io.hardline.settings.ModeSettings.RemoteLineControl;
import io.hardline.settings.ModeSettings.Tls;
import io.hardline.settings.ModeSettings.Unrequested;
import io.hardline.settings.RealComModes.RealCom;
import java.time.Duration;

/** Settings of Real COM mode for tests. */
public final class RealComBuilder {
  private static final RealCom STANDARD = RealCom.STANDARD;

  private int dataPort = STANDARD.dataPort();
  private int commandPort = STANDARD.commandPort();
  private int maxConnections = STANDARD.maxConnections();
  private Duration aliveCheck = STANDARD.aliveCheck();
  private boolean ignoreJammedClient = STANDARD.ignoreJammedClient();
  private boolean allowDriverControl = STANDARD.allowDriverControl();
  private RemoteLineControl remoteLineControl = STANDARD.remoteLineControl();
  private OnLastClientGone onLastClientGone = STANDARD.onLastClientGone();
  private CommandByCommand commandByCommand = STANDARD.commandByCommand();
  private Tls tls = STANDARD.tls();

  public RealComBuilder ports(int data, int command) {
    dataPort = data;
    commandPort = command;
    return this;
  }

  public RealComBuilder max(int hosts) {
    maxConnections = hosts;
    return this;
  }

  public RealComBuilder aliveCheck(Duration newAliveCheck) {
    aliveCheck = newAliveCheck;
    return this;
  }

  public RealComBuilder ignoreJammed(boolean ignore) {
    ignoreJammedClient = ignore;
    return this;
  }

  public RealComBuilder allowDriverControl(boolean allow) {
    allowDriverControl = allow;
    return this;
  }

  public RealComBuilder remoteLineControl(RemoteLineControl control) {
    remoteLineControl = control;
    return this;
  }

  public RealComBuilder onLastClientGone(Level dtr, Level rts) {
    onLastClientGone = new OnLastClientGone(dtr, rts);
    return this;
  }

  public RealComBuilder inTurn(Duration responseTimeout, Unrequested unrequested) {
    commandByCommand = new CommandByCommand(true, responseTimeout, unrequested);
    return this;
  }

  public RealComBuilder tls(Tls newTls) {
    tls = newTls;
    return this;
  }

  public RealCom build() {
    return new RealCom(
        dataPort,
        commandPort,
        maxConnections,
        aliveCheck,
        ignoreJammedClient,
        allowDriverControl,
        remoteLineControl,
        onLastClientGone,
        commandByCommand,
        tls);
  }
}
