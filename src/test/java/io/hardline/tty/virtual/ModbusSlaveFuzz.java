package io.hardline.tty.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.house.FuzzRuns;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever bytes come, and wherever they are cut: no exception, no answer that is too long. */
class ModbusSlaveFuzz {
  private static final long MS = 1_000_000;
  private static final int[] FUNCTIONS = {1, 2, 3, 4, 5, 6, 15, 16};

  @Test
  void anyBytesAtAnyPace() {
    FuzzRuns.run(ModbusSlaveFuzz::anyBytes);
  }

  @Test
  void anyRequestWithAGoodChecksum() {
    FuzzRuns.run(ModbusSlaveFuzz::goodFrames);
  }

  @Test
  void cutsWithoutSilenceDoNotMatter() {
    byte[] request = ModbusFrames.frame("01 10 0001 0004 08 0011223344556677");
    for (int first = 0; first <= request.length; first++) {
      for (int second = first; second <= request.length; second++) {
        RecordingLine line = new RecordingLine();
        ModbusDevice device = new ModbusDevice(line);
        device.received(ByteBuffer.wrap(request, 0, first), 0);
        device.received(ByteBuffer.wrap(request, first, second - first), MS);
        device.received(ByteBuffer.wrap(request, second, request.length - second), 2 * MS);
        device.due(line.wakeAtNs);
        assertThat(line.take()).isEqualTo(ModbusFrames.frame("01 10 0001 0004"));
      }
    }
  }

  private static void anyBytes(RandomGenerator random) {
    RecordingLine line = new RecordingLine();
    ModbusDevice device = new ModbusDevice(line);
    long nowNs = 0;
    device.powerUp(nowNs);
    for (int i = 0; i < 50; i++) {
      byte[] bytes = new byte[random.nextInt(random.nextInt(1, 600))];
      random.nextBytes(bytes);
      device.received(ByteBuffer.wrap(bytes), nowNs);
      nowNs += random.nextLong(10 * MS);
      nowNs = catchUp(line, device, nowNs);
      assertThat(line.take()).hasSizeLessThanOrEqualTo(ModbusSlave.MAX_FRAME);
    }
    device.due(nowNs + 1000 * MS);
    line.take();
    device.received(ByteBuffer.wrap(ModbusFrames.frame("01 08")), nowNs + 1000 * MS);
    device.due(nowNs + 2000 * MS);
    assertThat(line.take()).isEqualTo(ModbusFrames.frame("01 88 01"));
  }

  private static long catchUp(RecordingLine line, ModbusDevice device, long nowNs) {
    if (line.wakeAtNs <= nowNs) {
      line.wakeAtNs = Pace.NEVER;
      device.due(nowNs);
    }
    return nowNs;
  }

  private static void goodFrames(RandomGenerator random) {
    ModbusSlave slave = new ModbusSlave(new Chamber());
    ByteBuffer answer = ByteBuffer.allocate(ModbusSlave.MAX_FRAME);
    for (int i = 0; i < 50; i++) {
      byte[] body = new byte[random.nextInt(2, 255)];
      random.nextBytes(body);
      body[0] = 1;
      body[1] = (byte) FUNCTIONS[random.nextInt(FUNCTIONS.length)];
      // Small numbers, for most large ones are refused at once.
      for (int high = 2; high < Math.min(5, body.length); high += 2) {
        body[high] = (byte) random.nextInt(2);
      }
      ByteBuffer frame = ByteBuffer.allocate(body.length + 2).put(body);
      int crc = ModbusCrc.of(frame, 0, body.length);
      frame.put((byte) crc).put((byte) (crc >>> 8)).flip();

      assertThat(slave.answer(frame, answer)).isTrue();
      byte[] said = Arrays.copyOf(answer.array(), answer.limit());
      assertThat(said.length).isBetween(5, ModbusSlave.MAX_FRAME);
      assertThat(ModbusCrc.of(ByteBuffer.wrap(said), 0, said.length)).isZero();
      assertThat(said[1] & 0x7F).isEqualTo(body[1]);
    }
  }
}
