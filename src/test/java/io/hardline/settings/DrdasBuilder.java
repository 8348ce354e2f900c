package io.hardline.settings;

import io.hardline.settings.ModeSettings.OnLastClientGone;
import io.hardline.settings.ModeSettings.RemoteLineControl;
import io.hardline.settings.RealComModes.DrdasRealCom;
import io.hardline.settings.RealComModes.DrdasTcpServer;
import java.time.Duration;
import java.util.List;

/** Settings of both modes of DRDAS for tests. */
public final class DrdasBuilder {
  private int port;
  private int commandPort;
  private List<String> hosts = List.of();
  private Duration inactivity = Duration.ZERO;
  private boolean ignoreJammedClient;

  public DrdasBuilder port(int newPort) {
    port = newPort;
    return this;
  }

  public DrdasBuilder commandPort(int newPort) {
    commandPort = newPort;
    return this;
  }

  public DrdasBuilder hosts(String... newHosts) {
    hosts = List.of(newHosts);
    return this;
  }

  public DrdasBuilder inactivity(Duration newInactivity) {
    inactivity = newInactivity;
    return this;
  }

  public DrdasBuilder ignoreJammed(boolean ignore) {
    ignoreJammedClient = ignore;
    return this;
  }

  public DrdasTcpServer tcpServer() {
    return new DrdasTcpServer(
        port,
        commandPort,
        hosts,
        DrdasTcpServer.STANDARD.aliveCheck(),
        inactivity,
        ignoreJammedClient,
        RemoteLineControl.ALL,
        OnLastClientGone.STANDARD);
  }

  public DrdasRealCom realCom() {
    return new DrdasRealCom(
        port,
        commandPort,
        hosts,
        DrdasRealCom.STANDARD.aliveCheck(),
        inactivity,
        ignoreJammedClient,
        RemoteLineControl.ALL,
        OnLastClientGone.STANDARD);
  }
}
