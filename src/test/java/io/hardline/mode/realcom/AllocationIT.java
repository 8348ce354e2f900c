package io.hardline.mode.realcom;

import io.hardline.mode.AllocationContract;
import io.hardline.net.Listener;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.PortSettings;
import io.hardline.settings.RealComBuilder;

/** Data, of a host that gives no commands. */
class AllocationIT extends AllocationContract {
  @Override
  protected ModeSettings settings() {
    return new RealComBuilder().ports(1, 2).build();
  }

  @Override
  protected Mode start(PortSettings settings, Port port, Listener.Opener opener) {
    return new RealComMode(settings, port, opener);
  }
}
