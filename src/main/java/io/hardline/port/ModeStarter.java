package io.hardline.port;

import io.hardline.settings.PortSettings;

/** Starts the mode that the settings of a port name. */
@FunctionalInterface
public interface ModeStarter {
  /** Loop thread; what cannot be opened yet is tried again by the mode itself. */
  Mode start(PortSettings settings, Port port);
}
