package io.hardline.mode.tcp;

import io.hardline.mode.AllocationContract;
import io.hardline.net.Listener;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.PortSettings;
import io.hardline.settings.TcpServerBuilder;
import java.time.Duration;

class AllocationIT extends AllocationContract {

  /** The inactivity timer is moved with every byte, so it is part of what is measured. */
  @Override
  protected ModeSettings settings() {
    return new TcpServerBuilder().port(1).inactivity(Duration.ofHours(1)).build();
  }

  @Override
  protected Mode start(PortSettings settings, Port port, Listener.Opener opener) {
    return new TcpServerMode(settings, port, opener);
  }
}
