package io.hardline.mode;

import io.hardline.loop.IoBuffer;
import io.hardline.port.ClientStatus;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.settings.PortSettings;
import java.util.List;

/** No mode: nothing listens (OPM-020). An attached terminal still sees and sends bytes. */
final class DisabledMode implements Mode {
  private final Port port;

  DisabledMode(Port port) {
    this.port = port;
  }

  @Override
  public void fromSerial(IoBuffer data) {
    port.nobodyTakes(data);
  }

  @Override
  public boolean takesSerial() {
    return false;
  }

  @Override
  public void serialReady() {}

  @Override
  public void ttyPresent(boolean present) {}

  @Override
  public List<ClientStatus> clients() {
    return List.of();
  }

  @Override
  public String trouble() {
    return "";
  }

  @Override
  public List<Integer> listening() {
    return List.of();
  }

  @Override
  public void reconfigure(PortSettings settings) {}

  @Override
  public void close() {}
}
