package io.hardline.mode.rfc2217;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.mode.ServingModeContract;
import io.hardline.net.FakeConnection;
import io.hardline.net.Listener;
import io.hardline.port.Mode;
import io.hardline.port.Port;
import io.hardline.settings.ModeSettings;
import io.hardline.settings.ModeSettings.Rfc2217;
import io.hardline.settings.PortSettings;
import io.hardline.settings.Rfc2217Builder;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

public class Rfc2217ModeTest extends ServingModeContract {
  private static final byte IAC = (byte) 0xFF;

  @Override
  protected ModeSettings settings(boolean ignoreJammedClient) {
    return new Rfc2217Builder().max(2).ignoreJammed(ignoreJammedClient).build();
  }

  @Override
  protected Mode start(PortSettings settings, Port port, Listener.Opener opener) {
    return new Rfc2217Mode(settings, (Rfc2217) settings.mode(), port, opener);
  }

  @Override
  protected byte[] coded(byte[] serial) {
    return escaped(serial);
  }

  static byte[] escaped(byte[] serial) {
    ByteArrayOutputStream coded = new ByteArrayOutputStream();
    for (byte octet : serial) {
      coded.write(octet);
      if (octet == IAC) {
        coded.write(octet);
      }
    }
    return coded.toByteArray();
  }

  /** A client that has heard what we offer, and says nothing to it. */
  @Override
  protected FakeConnection connect() {
    FakeConnection connection = super.connect();
    connection.sent();
    return connection;
  }

  private static String hex(byte[] octets) {
    return java.util.HexFormat.ofDelimiter(" ").withUpperCase().formatHex(octets);
  }

  @Test
  void itOffersBinaryAndTheComPortAsSoonAsSomebodyConnects() {
    open(port(false));
    FakeConnection client = listeners.connect();

    assertThat(hex(client.sent()))
        .isEqualTo("FF FB 00 FF FD 00 FF FB 03 FF FD 03 FF FB 01 FF FD 2C");
  }
}
