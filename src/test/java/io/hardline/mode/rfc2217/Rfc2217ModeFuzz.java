package io.hardline.mode.rfc2217;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.house.FuzzRuns;
import io.hardline.settings.Rfc2217Builder;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever one client sends, and whenever it goes: the others are served. */
@Timeout(600)
class Rfc2217ModeFuzz {
  /** Each waits for a tty's calls on other threads. */
  private static final int RUNS = 50;

  private static final String[] WORDS = {
    "fffb2c",
    "fffd2c",
    "fffc2c",
    "fffb00",
    "fffe00",
    "fffa2c",
    "fff0",
    "ff",
    "ffff",
    "0d00",
    "fffa2c0100002580fff0",
    "fffa2c0207fff0",
    "fffa2c0302fff0",
    "fffa2c0402fff0",
    "fffa2c0503fff0",
    "fffa2c0505fff0",
    "fffa2c0506fff0",
    "fffa2c0509fff0",
    "fffa2c050cfff0",
    "fffa2c0513fff0",
    "fffa2c08fff0",
    "fffa2c09fff0",
    "fffa2c0b00fff0",
    "fffa2c0a1efff0",
    "fffa2c0c03fff0",
    "fffa2c00fff0",
    "fffa2c07fff0",
    "fff3",
    "fff6"
  };

  private final ComPortRig port = new ComPortRig(new Rfc2217Builder().max(2).build());
  private final ComPortPeer other = port.client();

  @AfterEach
  void close() {
    port.close();
  }

  @Test
  void anyClientBesideAnother() {
    FuzzRuns.run(RUNS, this::anyClient);
  }

  private void anyClient(RandomGenerator random) {
    ComPortPeer client = port.connects();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      client.connection.feed(noise(random));
      port.tty.feed(noise(random));
      port.rig.loop.advanceMs(random.nextInt(20));
    }
    client.connection.vanishes("gone");
    // Its orders end with it; what it sent before is on its way or thrown away.
    port.settle();
    other.told();
    other.data();
    port.tty.taken();

    other.sends("from the host");
    port.tty.feed("from the device");
    port.await(() -> port.rig.counters().toSerialBytes() > 0 && port.rig.port.serialReady());
    port.settle();
    assertThat(port.tty.takenText()).isEqualTo("from the host");
    assertThat(other.text()).endsWith("from the device");
    assertThat(other.connection.isOpen()).isTrue();
  }

  private static byte[] noise(RandomGenerator random) {
    ByteArrayOutputStream noise = new ByteArrayOutputStream();
    for (int i = random.nextInt(30); i > 0; i--) {
      byte[] octets = new byte[random.nextInt(1, 20)];
      random.nextBytes(octets);
      boolean noisy = random.nextInt(3) == 0;
      noise.writeBytes(
          noisy ? octets : HexFormat.of().parseHex(WORDS[random.nextInt(WORDS.length)]));
    }
    return noise.toByteArray();
  }
}
