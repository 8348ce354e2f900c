package io.hardline.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteQueueTest {
  private static final int STEPS = 2_000;

  /** Whatever is put and dropped, it holds what a plain queue of bytes holds. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 4095, 4096, 4097, 10_000, 65_536})
  void itIsAQueue(int limit) {
    for (int seed = 0; seed < 5; seed++) {
      Random random = new Random(seed);
      ByteQueue queue = new ByteQueue(limit);
      Deque<Byte> reference = new ArrayDeque<>();
      int full = 0;
      for (int step = 0; step < STEPS; step++) {
        String at = "seed " + seed + " step " + step;
        if (random.nextBoolean()) {
          full += put(queue, reference, limit, random, at) ? 1 : 0;
        } else {
          drop(queue, reference, random, at);
        }
        assertThat(queue.size()).as(at).isEqualTo(reference.size());
        assertThat(queue.room()).as(at).isEqualTo(limit - reference.size());
        assertThat(queue.isEmpty()).as(at).isEqualTo(reference.isEmpty());
        look(queue, reference, random, at);
      }
      assertThat(full).as("how often the limit was reached").isPositive();
      assertThat(queue.clear()).isEqualTo(reference.size());
      assertThat(queue.isEmpty()).isTrue();
    }
  }

  /** Looking anywhere changes nothing, also not for what is put next. */
  private static void look(ByteQueue queue, Deque<Byte> reference, Random random, String at) {
    int offset = random.nextInt(reference.size() + 1);
    IoBuffer from = queue.from(offset);
    assertThat(from.bytes.hasRemaining()).as(at).isEqualTo(offset < reference.size());
    byte[] found = new byte[Math.min(from.bytes.remaining(), 1)];
    from.bytes.get(from.bytes.position(), found);
    List<Byte> wanted = reference.stream().skip(offset).limit(1).toList();
    assertThat(found).as(at).containsExactly(wanted.toArray(Byte[]::new));
  }

  private static boolean put(
      ByteQueue queue, Deque<Byte> reference, int limit, Random random, String at) {
    int offered = random.nextInt(limit + limit / 4 + 2);
    IoBuffer from = new IoBuffer(offered + 3);
    byte[] bytes = new byte[offered];
    random.nextBytes(bytes);
    from.bytes.position(3).put(bytes).flip().position(3);
    int fits = Math.min(offered, limit - reference.size());
    assertThat(queue.put(from)).as(at).isEqualTo(fits);
    assertThat(from.bytes.remaining()).as(at).isEqualTo(offered - fits);
    for (int i = 0; i < fits; i++) {
      reference.add(bytes[i]);
    }
    return fits < offered;
  }

  private static void drop(ByteQueue queue, Deque<Byte> reference, Random random, String at) {
    IoBuffer front = queue.front();
    int together = front.bytes.remaining();
    assertThat(together == 0).as(at).isEqualTo(reference.isEmpty());
    int count = random.nextInt(together + 1);
    byte[] got = new byte[count];
    byte[] wanted = new byte[count];
    front.bytes.get(got);
    for (int i = 0; i < count; i++) {
      wanted[i] = reference.remove();
    }
    assertThat(Arrays.equals(got, wanted)).as(at).isTrue();
    queue.drop(count);
  }

  @Test
  void theFrontIsAtTheAddressThatItSays() {
    ByteQueue queue = new ByteQueue(100);
    IoBuffer from = new IoBuffer(10);
    queue.put(from);
    queue.drop(4);

    assertThat(queue.front().bytes.remaining()).isEqualTo(6);
    long first = queue.front().position();
    queue.drop(1);
    assertThat(queue.front().position()).isEqualTo(first + 1);
  }
}
