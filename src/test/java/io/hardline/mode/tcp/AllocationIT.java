package io.hardline.mode.tcp;

import io.hardline.mode.AllocationContract;
import io.hardline.net.Listener;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.ModeSettings.Unrequested;
import io.hardline.settings.PortSettings;
import io.hardline.settings.PortSettings.DelimiterProcess;
import io.hardline.settings.PortSettings.Packing;
import io.hardline.settings.TcpServerBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AllocationIT extends AllocationContract {
  /** The last byte of each message, so neither it nor its answer waits for a silence. */
  private static final String DELIMITER = "78";

  /** The inactivity timer is moved with every byte, so it is part of what is measured. */
  private static TcpServerBuilder server() {
    return new TcpServerBuilder().port(1).inactivity(Duration.ofHours(1));
  }

  @Override
  protected ModeSettings settings() {
    return server().build();
  }

  @Override
  protected Mode start(PortSettings settings, Port port, Listener.Opener opener) {
    return new TcpServerMode(settings, port, opener);
  }

  @Test
  void packingAllocatesNothingMore() throws Exception {
    apply(settings(), new Packing(0, DELIMITER, DelimiterProcess.NONE, Duration.ofSeconds(1)));
    assertRoundTripsAllocateNothing();
  }

  @Test
  void takingTurnsAllocatesNothingMore() throws Exception {
    apply(
        server().inTurn(Duration.ofSeconds(9), Unrequested.DISCARD).build(),
        new Packing(0, DELIMITER, DelimiterProcess.NONE, Duration.ZERO));
    assertRoundTripsAllocateNothing();
  }
}
