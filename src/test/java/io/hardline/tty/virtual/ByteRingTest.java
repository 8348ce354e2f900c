package io.hardline.tty.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteRingTest {

  @Test
  void itIsAQueueOfFixedSize() {
    Random random = new Random(1);
    ByteRing ring = new ByteRing(13);
    ArrayDeque<Byte> queue = new ArrayDeque<>();
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[random.nextInt(20)];
      random.nextBytes(bytes);
      int put = ring.put(ByteBuffer.wrap(bytes));
      assertThat(put).isEqualTo(Math.min(bytes.length, 13 - queue.size()));
      for (int j = 0; j < put; j++) {
        queue.add(bytes[j]);
      }
      ByteBuffer into = ByteBuffer.allocate(random.nextInt(20));
      int most = random.nextInt(20);
      int taken = ring.take(into, most);
      assertThat(taken).isEqualTo(Math.min(Math.min(most, queue.size()), into.capacity()));
      for (int j = 0; j < taken; j++) {
        assertThat(into.get(j)).isEqualTo(queue.remove());
      }
      assertThat(ring.size()).isEqualTo(queue.size());
      assertThat(ring.room()).isEqualTo(13 - queue.size());
    }
  }

  @Test
  void singleBytesGoRoundToo() {
    ByteRing ring = new ByteRing(3);
    for (byte i = 0; i < 100; i++) {
      assertThat(ring.put(i)).isTrue();
      assertThat(ring.put((byte) -i)).isTrue();
      assertThat(ring.take()).isEqualTo(i);
      assertThat(ring.take()).isEqualTo((byte) -i);
    }
    assertThat(ring.put((byte) 1) && ring.put((byte) 2) && ring.put((byte) 3)).isTrue();
    assertThat(ring.put((byte) 4)).isFalse();
    ring.clear();
    assertThat(ring.isEmpty()).isTrue();
  }
}
