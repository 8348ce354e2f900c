package io.hardline.mode.drdas;

import io.hardline.mode.AllocationContract;
import io.hardline.net.Listener;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.settings.DrdasBuilder;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.PortSettings;

class AllocationIT extends AllocationContract {
  @Override
  protected ModeSettings settings() {
    return new DrdasBuilder().port(1).hosts("127.0.0.1").tcpServer();
  }

  @Override
  protected Mode start(PortSettings settings, Port port, Listener.Opener opener) {
    return new DrdasMode(settings, port, opener);
  }
}
