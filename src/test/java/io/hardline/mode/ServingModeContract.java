package io.hardline.mode;

import io.hardline.net.FakeConnection;
import io.hardline.net.FakeListeners;
import io.hardline.net.Listener;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.settings.PortSettings;
import java.util.List;

/** What holds for every mode to which clients connect by TCP. */
public abstract class ServingModeContract extends StreamModeContract {
  protected final FakeListeners listeners = new FakeListeners();

  protected abstract Mode start(PortSettings settings, Port port, Listener.Opener opener);

  @Override
  protected Mode start(PortSettings settings, Port port) {
    return start(settings, port, listeners);
  }

  @Override
  protected FakeConnection connect() {
    return listeners.connect();
  }

  @Override
  protected List<String> listening() {
    return listeners.listening();
  }
}
