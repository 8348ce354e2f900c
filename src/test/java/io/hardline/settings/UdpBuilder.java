package io.hardline.settings;

import io.hardline.settings.ModeSettings.Destination;
import io.hardline.settings.ModeSettings.Dynamic;
import io.hardline.settings.ModeSettings.Udp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Settings of a UDP mode for tests. */
public final class UdpBuilder {
  private int port = Udp.STANDARD.port();
  private final List<Destination> destinations = new ArrayList<>();
  private Dynamic dynamic = Dynamic.STANDARD;

  public UdpBuilder port(int newPort) {
    port = newPort;
    return this;
  }

  /** One more destination, an address. */
  public UdpBuilder to(String address, int udpPort) {
    return to(address, "", udpPort);
  }

  /** One more destination, a range. */
  public UdpBuilder to(String from, String to, int udpPort) {
    destinations.add(new Destination(from, to, udpPort));
    return this;
  }

  /** Whoever sends is answered, for as long as {@code timeoutMs} after it was heard. */
  public UdpBuilder dynamic(long timeoutMs) {
    dynamic = new Dynamic(true, Duration.ofMillis(timeoutMs));
    return this;
  }

  public Udp build() {
    return new Udp(port, destinations, dynamic);
  }
}
