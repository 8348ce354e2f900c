package io.hardline.mode.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.linux.Errno;
import io.hardline.net.FakeDatagrams;
import io.hardline.net.FakeDatagrams.DatagramPeer;
import io.hardline.port.Counters;
import io.hardline.port.PortRig;
import io.hardline.settings.PortSettingsBuilder;
import io.hardline.settings.UdpBuilder;
import io.hardline.tty.FaultyTty;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Datagrams of any size from anybody, while the tty is full now and then and peers cannot be
 * reached: what passes is whole and in order, the rest is counted, and memory is bounded.
 */
@Tag("fuzz")
class UdpModeFuzz {
  /** The most that UDP over IPv4 carries. */
  private static final int LARGEST = 65_507;

  private static final int STEPS = 60;

  @Test
  void anyDatagrams() {
    long seed = Long.getLong("hardline.fuzzSeed", System.nanoTime());
    long untilNs = System.nanoTime() + Long.getLong("hardline.fuzzMs", 2_000) * 1_000_000;
    for (int run = 0; run < 100 || System.nanoTime() < untilNs; run++) {
      try (Run one = new Run(new Random(seed + run))) {
        one.check();
      } catch (RuntimeException | AssertionError failure) {
        throw new AssertionError("repeat with -Dhardline.fuzzSeed=" + (seed + run), failure);
      }
    }
  }

  private static final class Run implements AutoCloseable {
    private final Random random;
    private final FakeDatagrams datagrams = new FakeDatagrams();
    private final PortRig rig;
    private final FaultyTty tty;
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final ByteArrayOutputStream fromDevice = new ByteArrayOutputStream();
    private final DatagramPeer steady = datagrams.peer("192.0.2.1", 4001);
    private final DatagramPeer fickle = datagrams.peer("192.0.2.2", 4001);
    private long fed;
    private long fedBytes;
    private long next;

    Run(Random random) {
      this.random = random;
      UdpBuilder udp = new UdpBuilder().to("192.0.2.1", "192.0.2.2", 4001);
      if (random.nextBoolean()) {
        udp.dynamic(random.nextInt(3));
      }
      rig = new PortRig(new PortSettingsBuilder().mode(udp.build()).build());
      tty = rig.startOpen((settings, port) -> new UdpMode(settings, port, datagrams));
    }

    void check() {
      for (int i = 0; i < STEPS; i++) {
        step();
        rig.loop.runAll();
        assertThat(rig.status().queuedToSerialBytes()).isLessThan(64 * 1024 + LARGEST);
        taken.writeBytes(tty.taken());
      }
      tty.setRoom(Integer.MAX_VALUE);
      rig.loop.runAll();
      taken.writeBytes(tty.taken());
      checkDatagrams();
      Counters.Datagrams counted = rig.counters().datagrams();
      assertThat(counted.received() + counted.dropped() + counted.ignored()).isEqualTo(fed);
      assertThat(taken.size() + rig.counters().toSerialDiscardedBytes())
          .isLessThanOrEqualTo(fedBytes);
      assertThat(steady.sent()).isEqualTo(fromDevice.toByteArray());
      assertThat(fickle.sent().length + rig.counters().skippedBytes())
          .isGreaterThanOrEqualTo(fromDevice.size());
    }

    private void step() {
      switch (random.nextInt(6)) {
        case 0 -> tty.setRoom(random.nextInt(100_000));
        case 1 -> tty.setRoom(random.nextBoolean() ? 0 : Integer.MAX_VALUE);
        case 2 -> rig.loop.advanceMs(random.nextInt(4));
        case 3 -> datagrams.failSends(fickle, random.nextBoolean() ? 0 : Errno.EAGAIN);
        case 4 -> device();
        default -> anybody();
      }
    }

    private void device() {
      byte[] bytes = new byte[random.nextInt(5000)];
      random.nextBytes(bytes);
      fromDevice.writeBytes(bytes);
      tty.feed(bytes);
    }

    /** Each has its number in every eighth byte, so that a cut or a swap shows. */
    private void anybody() {
      int[] sizes = {0, 8, 8 * (1 + random.nextInt(200)), LARGEST / 8 * 8};
      byte[] bytes = new byte[sizes[random.nextInt(sizes.length)]];
      for (int i = 0; i < bytes.length; i += 8) {
        java.nio.ByteBuffer.wrap(bytes)
            .putLong(i, (next << 32) | ((bytes.length / 8) << 16) | (i / 8));
      }
      next++;
      fed++;
      fedBytes += bytes.length;
      List<DatagramPeer> all = List.of(steady, fickle, datagrams.peer("2001:db8::" + fed % 40, 9));
      all.get(random.nextInt(all.size())).feed(bytes);
    }

    private void checkDatagrams() {
      java.nio.ByteBuffer got = java.nio.ByteBuffer.wrap(taken.toByteArray());
      long last = -1;
      while (got.hasRemaining()) {
        long first = got.getLong();
        int words = (int) (first >>> 16) & 0xffff;
        assertThat(first & 0xffff).as("a datagram begins").isZero();
        assertThat(first >>> 32).as("in order").isGreaterThan(last);
        last = first >>> 32;
        for (int i = 1; i < words; i++) {
          assertThat(got.getLong()).as("whole").isEqualTo(first + i);
        }
      }
    }

    @Override
    public void close() {
      rig.stop();
      rig.close();
    }
  }
}
