package io.hardline.mode.drdas;

import io.hardline.mode.ServingModeContract;
import io.hardline.net.Listener;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.settings.DrdasBuilder;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.PortSettings;

/** What holds for every mode; who writes is in {@link WriterTest}. */
public class DrdasTcpServerModeTest extends ServingModeContract {
  @Override
  protected ModeSettings settings(boolean ignoreJammedClient) {
    return new DrdasBuilder().ignoreJammed(ignoreJammedClient).tcpServer();
  }

  @Override
  protected Mode start(PortSettings settings, Port port, Listener.Opener opener) {
    return new DrdasMode(settings, port, opener);
  }
}
