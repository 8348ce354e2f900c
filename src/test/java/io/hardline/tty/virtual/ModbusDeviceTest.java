package io.hardline.tty.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.ManualLoop;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ModbusDeviceTest {
  private static final long MS = 1_000_000;
  private static final byte[] REQUEST = ModbusFrames.frame("01 04 0000 0001");
  private static final byte[] ANSWER = ModbusFrames.frame("01 04 02 00C8");

  private final RecordingLine line = new RecordingLine();
  private final ModbusDevice device = new ModbusDevice(line);

  private void receive(long nowNs, byte... bytes) {
    device.received(ByteBuffer.wrap(bytes), nowNs);
  }

  @Test
  void aFrameEndsWithSilence() {
    receive(10 * MS, Arrays.copyOf(REQUEST, 3));
    receive(14 * MS, Arrays.copyOfRange(REQUEST, 3, REQUEST.length));
    assertThat(line.take()).isEmpty();
    assertThat(line.wakeAtNs).isEqualTo(19 * MS);

    device.due(19 * MS);
    assertThat(line.take()).isEqualTo(ANSWER);
  }

  @Test
  void theSilenceIsThreeAndAHalfCharactersOnASlowLine() {
    line.characterNs = 4 * MS;
    receive(0, REQUEST);

    assertThat(line.wakeAtNs).isEqualTo(14 * MS);
  }

  @Test
  void afterSilenceAFrameStartsAnew() {
    receive(0, Arrays.copyOf(REQUEST, 3));
    device.due(5 * MS);
    receive(6 * MS, REQUEST);
    device.due(11 * MS);

    assertThat(line.take()).isEqualTo(ANSWER);
  }

  @Test
  void framesWithoutSilenceBetweenThemAreOneWrongFrame() {
    receive(0, REQUEST);
    receive(0, REQUEST);
    device.due(5 * MS);

    assertThat(line.take()).isEmpty();
  }

  @Test
  void whatIsTooLongIsIgnoredToItsEnd() {
    for (int i = 0; i < 100; i++) {
      receive(i, new byte[1000]);
      receive(i, REQUEST);
    }
    device.due(5 * MS);
    assertThat(line.take()).isEmpty();

    receive(10 * MS, REQUEST);
    device.due(15 * MS);
    assertThat(line.take()).isEqualTo(ANSWER);
  }

  @Test
  void aMasterOnALineGetsItsAnswer() {
    ManualLoop loop = new ManualLoop();
    VirtualTty tty = new VirtualTty("virtual modbus", ModbusDevice::new, Lines.baud(9600));
    TtyOwner master = new TtyOwner(tty, loop);
    master.send(REQUEST);
    // Eight characters there, the silence, seven back, and what timers of a millisecond add.
    loop.advanceMs(8 + 5 + 7);
    assertThat(master.received().length).isLessThan(ANSWER.length);

    loop.advanceMs(4);
    assertThat(master.received()).isEqualTo(ANSWER);
  }

  @Test
  void theTemperatureMovesWithTime() {
    device.powerUp(0);
    receive(60_000 * MS, REQUEST);
    device.due(60_005 * MS);

    assertThat(line.take()).isEqualTo(ModbusFrames.frame("01 04 02 01F4"));
  }
}
