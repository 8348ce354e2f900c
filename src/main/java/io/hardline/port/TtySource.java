package io.hardline.port;

import io.hardline.settings.PortSettings;
import io.hardline.tty.Tty;
import java.io.IOException;

/** Finds and opens the tty of a port. */
@FunctionalInterface
public interface TtySource {
  /**
   * Opens it with its control lines as the settings say. May block: called off the loop only.
   *
   * @throws io.hardline.tty.TtyUnavailable when it is absent, or may not be used
   * @throws IOException when the device fails while it is opened
   */
  Tty open(PortSettings settings) throws IOException;
}
