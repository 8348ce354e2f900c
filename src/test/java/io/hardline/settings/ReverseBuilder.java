package io.hardline.settings;

import io.hardline.settings.ModeSettings.OnLastClientGone;
import io.hardline.settings.ModeSettings.RemoteLineControl;
import io.hardline.settings.ModeSettings.Tls;
import io.hardline.settings.RealComModes.ReverseHost;
import io.hardline.settings.RealComModes.ReverseRealCom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Settings of reverse Real COM mode for tests. */
public final class ReverseBuilder {
  private final List<ReverseHost> hosts = new ArrayList<>();
  private int localDataPort;
  private int localCommandPort;
  private Duration aliveCheck = ReverseRealCom.STANDARD.aliveCheck();
  private boolean ignoreJammedClient;

  public ReverseBuilder to(String host, int dataPort, int commandPort) {
    hosts.add(new ReverseHost(host, dataPort, commandPort));
    return this;
  }

  public ReverseBuilder localPorts(int data, int command) {
    localDataPort = data;
    localCommandPort = command;
    return this;
  }

  public ReverseBuilder aliveCheck(Duration newAliveCheck) {
    aliveCheck = newAliveCheck;
    return this;
  }

  public ReverseBuilder ignoreJammed(boolean ignore) {
    ignoreJammedClient = ignore;
    return this;
  }

  public ReverseRealCom build() {
    return new ReverseRealCom(
        hosts,
        localDataPort,
        localCommandPort,
        aliveCheck,
        ignoreJammedClient,
        false,
        RemoteLineControl.ALL,
        OnLastClientGone.STANDARD,
        Tls.STANDARD);
  }
}
