package io.hardline.tty;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.settings.PortSettings;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a driver is told about RS-485. */
class Rs485StructTest {
  private static final PortSettings.Rs485 DELAYS =
      new PortSettings.Rs485(Duration.ofMillis(2), Duration.ofMillis(3));

  private final Rs485Struct struct = new Rs485Struct(Arena.ofAuto());
  private final MemorySegment memory = MemorySegment.ofAddress(struct.address()).reinterpret(32);

  private int word(int index) {
    return memory.get(ValueLayout.JAVA_INT, 4L * index);
  }

  @Test
  void switchesTheTransmitterByRts() {
    assertThat(struct.put(true, false, DELAYS)).isTrue();
    assertThat(word(0)).as("ENABLED, RTS_ON_SEND").isEqualTo(3);
    assertThat(word(1)).isEqualTo(2);
    assertThat(word(2)).isEqualTo(3);
  }

  @Test
  void listensWhileItSendsOnFourWires() {
    struct.put(true, true, DELAYS);
    assertThat(word(0)).as("ENABLED, RTS_ON_SEND, RX_DURING_TX").isEqualTo(0x13);
  }

  @Test
  void saysWhetherAnythingChanged() {
    assertThat(struct.put(false, false, DELAYS)).isFalse();
    struct.put(true, false, DELAYS);
    assertThat(struct.put(true, false, DELAYS)).isFalse();
    assertThat(struct.put(true, false, PortSettings.Rs485.STANDARD)).isTrue();
    assertThat(struct.put(false, false, DELAYS)).isTrue();
  }

  @Test
  void leavesTerminationAlone() {
    memory.set(ValueLayout.JAVA_INT, 0, 1 << 5);
    struct.put(true, false, DELAYS);
    assertThat(word(0)).isEqualTo(0x23);
  }
}
