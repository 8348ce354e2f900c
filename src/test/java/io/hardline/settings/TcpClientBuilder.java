package io.hardline.settings;

import io.hardline.settings.ModeSettings.ConnectOn;
import io.hardline.settings.ModeSettings.DisconnectOn;
import io.hardline.settings.ModeSettings.Level;
import io.hardline.settings.ModeSettings.OnLastClientGone;
import io.hardline.settings.ModeSettings.TcpClient;
import io.hardline.settings.ModeSettings.Tls;
import java.time.Duration;
import java.util.List;

/** Settings of TCP client mode for tests. */
public final class TcpClientBuilder {
  private List<String> destinations = List.of();
  private int localPort = TcpClient.STANDARD.localPort();
  private ConnectOn connectOn = TcpClient.STANDARD.connectOn();
  private DisconnectOn disconnectOn = TcpClient.STANDARD.disconnectOn();
  private Duration aliveCheck = TcpClient.STANDARD.aliveCheck();
  private Duration inactivity = TcpClient.STANDARD.inactivity();
  private boolean ignoreJammedClient = TcpClient.STANDARD.ignoreJammedClient();
  private OnLastClientGone onLastClientGone = TcpClient.STANDARD.onLastClientGone();

  public TcpClientBuilder to(String... newDestinations) {
    destinations = List.of(newDestinations);
    return this;
  }

  public TcpClientBuilder localPort(int newLocalPort) {
    localPort = newLocalPort;
    return this;
  }

  public TcpClientBuilder control(ConnectOn newConnectOn, DisconnectOn newDisconnectOn) {
    connectOn = newConnectOn;
    disconnectOn = newDisconnectOn;
    return this;
  }

  public TcpClientBuilder aliveCheck(Duration newAliveCheck) {
    aliveCheck = newAliveCheck;
    return this;
  }

  public TcpClientBuilder inactivity(Duration newInactivity) {
    inactivity = newInactivity;
    return this;
  }

  public TcpClientBuilder ignoreJammed(boolean ignore) {
    ignoreJammedClient = ignore;
    return this;
  }

  public TcpClientBuilder onLastClientGone(Level dtr, Level rts) {
    onLastClientGone = new OnLastClientGone(dtr, rts);
    return this;
  }

  public TcpClient build() {
    return new TcpClient(
        destinations,
        localPort,
        connectOn,
        disconnectOn,
        aliveCheck,
        inactivity,
        ignoreJammedClient,
        onLastClientGone,
        Tls.STANDARD);
  }
}
