package io.hardline.settings;

import io.hardline.settings.ModeSettings.CommandByCommand;
import io.hardline.settings.ModeSettings.LineAfterClient;
import io.hardline.settings.ModeSettings.OnLastClientGone;
import io.hardline.settings.ModeSettings.RemoteLineControl;
import io.hardline.settings.ModeSettings.Rfc2217;
import io.hardline.settings.ModeSettings.Tls;
import java.time.Duration;

/** Settings of RFC 2217 mode for tests. */
public final class Rfc2217Builder {
  private static final Rfc2217 STANDARD = Rfc2217.STANDARD;

  private int port = STANDARD.port();
  private int maxConnections = STANDARD.maxConnections();
  private Duration inactivity = STANDARD.inactivity();
  private boolean ignoreJammedClient = STANDARD.ignoreJammedClient();
  private LineAfterClient lineAfterClient = STANDARD.lineAfterClient();
  private RemoteLineControl remoteLineControl = STANDARD.remoteLineControl();

  public Rfc2217Builder port(int newPort) {
    port = newPort;
    return this;
  }

  public Rfc2217Builder max(int clients) {
    maxConnections = clients;
    return this;
  }

  public Rfc2217Builder inactivity(Duration newInactivity) {
    inactivity = newInactivity;
    return this;
  }

  public Rfc2217Builder ignoreJammed(boolean ignore) {
    ignoreJammedClient = ignore;
    return this;
  }

  public Rfc2217Builder lineAfterClient(LineAfterClient after) {
    lineAfterClient = after;
    return this;
  }

  public Rfc2217Builder remoteLineControl(RemoteLineControl control) {
    remoteLineControl = control;
    return this;
  }

  public Rfc2217 build() {
    return new Rfc2217(
        port,
        maxConnections,
        STANDARD.whenFull(),
        STANDARD.aliveCheck(),
        inactivity,
        ignoreJammedClient,
        OnLastClientGone.STANDARD,
        lineAfterClient,
        remoteLineControl,
        0,
        CommandByCommand.STANDARD,
        Tls.STANDARD);
  }
}
