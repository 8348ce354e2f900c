package io.hardline.mode.rfc2217;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.mode.AllocationContract;
import io.hardline.net.Listener;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.ModeSettings.Rfc2217;
import io.hardline.settings.PortSettings;
import io.hardline.settings.Rfc2217Builder;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

class AllocationIT extends AllocationContract {
  /** Six option commands. */
  private static final int GREETING_BYTES = 18;

  @Override
  protected ModeSettings settings() {
    return new Rfc2217Builder().port(1).inactivity(Duration.ofHours(1)).build();
  }

  @Override
  protected Mode start(PortSettings settings, Port port, Listener.Opener opener) {
    return new Rfc2217Mode(settings, (Rfc2217) settings.mode(), port, opener);
  }

  @Override
  protected void greet(Socket toMode) throws IOException {
    assertThat(toMode.getInputStream().readNBytes(GREETING_BYTES)).startsWith(0xFF);
  }

  @Override
  protected byte[] coded(byte[] serial) {
    return Rfc2217ModeTest.escaped(serial);
  }
}
