package io.hardline.mode.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.aspp.Driver;
import io.hardline.house.FuzzRuns;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a host sends, and whenever it goes: nothing of it stays but the line. */
@Timeout(600)
class CommandFuzz {
  /** Each waits for a tty's calls on other threads. */
  private static final int RUNS = 30;

  private static final String[] WORDS = {
    "21 00",
    "22 00",
    "34 00",
    "33 00",
    "14 01 02",
    "2f 04 19 00 00 00",
    "2c 08 06 03 01 01 00 00",
    "2c 08 0a 03 00 01 00 00 01 01",
    "17 04 90 d0 03 00",
    "12 02 00 01",
    "30 01 10",
    "18 02 11 13",
    "13 00",
    "15 00",
    "16 00",
    "24 00",
    "25 00",
    "28 01 07",
    "99 03 01"
  };

  private final CommandRig rig = new CommandRig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void anyHost() {
    FuzzRuns.run(RUNS, this::anyHost);
  }

  private void anyHost(RandomGenerator random) {
    CommandRig.Host host = rig.host();
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      host.commands.feed(noise(random));
      host.data.feed(noise(random));
      rig.pass(random.nextInt(30));
    }
    host.commands.vanishes("gone");
    rig.settle();
    // Orders that waited behind held bytes are over, too.
    rig.pass(20);
    rig.settle();
    assertThat(host.data.isOpen()).isFalse();
    assertNothingIsLeft();

    CommandRig.Host next = rig.host();
    rig.tty.taken();
    assertThat(next.asks("30 01 10")).containsExactly("30 4f 4b");
    next.data.feed("passes");
    rig.settle();
    assertThat(rig.tty.takenText()).isEqualTo("passes");
    next.commands.vanishes("gone");
    rig.settle();
  }

  private void assertNothingIsLeft() {
    List<String> deeds = rig.deeds();
    assertThat(deeds.lastIndexOf("startBreak")).isLessThanOrEqualTo(deeds.lastIndexOf("stopBreak"));
    assertThat(deeds.lastIndexOf("suspendOutput"))
        .isLessThanOrEqualTo(deeds.lastIndexOf("resumeOutput"));
    assertThat(rig.commands.sockets()).isEmpty();
  }

  private static byte[] noise(RandomGenerator random) {
    ByteArrayOutputStream noise = new ByteArrayOutputStream();
    for (int i = random.nextInt(12); i > 0; i--) {
      byte[] octets = new byte[random.nextInt(1, 12)];
      random.nextBytes(octets);
      boolean noisy = random.nextInt(5) == 0;
      noise.writeBytes(noisy ? octets : Driver.bytes(WORDS[random.nextInt(WORDS.length)]));
    }
    return noise.toByteArray();
  }
}
