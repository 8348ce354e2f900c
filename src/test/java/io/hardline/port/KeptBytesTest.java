package io.hardline.port;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class KeptBytesTest {
  private final Counters counters = new Counters();
  private final KeptBytes kept = new KeptBytes(counters);

  private void keep(String text) {
    kept.keep(PackerTest.buffer(text.getBytes(ISO_8859_1)));
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (long at = kept.begin(); at < kept.end(); ) {
      byte[] some = PackerTest.rest(kept.from(at, 3));
      assertThat(some.length).isBetween(1, 3);
      text.append(new String(some, ISO_8859_1));
      at += some.length;
    }
    return text.toString();
  }

  private long discarded() {
    return counters.snapshot().fromSerialDiscardedBytes();
  }

  @Test
  void withoutASizeNothingIsKeptAndAllIsCounted() {
    keep("abc");

    assertThat(kept.isEmpty()).isTrue();
    assertThat(discarded()).isEqualTo(3);
  }

  @Test
  void theOldestMakeRoomAndAreCounted() {
    kept.resize(5);
    keep("abc");
    keep("de");
    assertThat(text()).isEqualTo("abcde");
    assertThat(discarded()).isZero();
    keep("fg");
    assertThat(text()).isEqualTo("cdefg");
    assertThat(discarded()).isEqualTo(2);
  }

  @Test
  void ofMoreThanThereIsRoomForTheNewestStay() {
    kept.resize(5);
    keep("ab");
    keep("0123456789");

    assertThat(text()).isEqualTo("56789");
    assertThat(discarded()).isEqualTo(7);
    assertThat(kept.end()).isEqualTo(12);
  }

  @Test
  void anotherSizeKeepsTheNewest() {
    kept.resize(5);
    keep("abcde");
    kept.resize(3);
    assertThat(text()).isEqualTo("cde");
    assertThat(discarded()).isEqualTo(2);
    kept.resize(6);
    keep("fgh");
    assertThat(text()).isEqualTo("cdefgh");
    kept.resize(0);
    assertThat(kept.isEmpty()).isTrue();
    assertThat(discarded()).isEqualTo(8);
    kept.resize(4);
    keep("i");
    assertThat(text()).isEqualTo("i");
  }

  @Test
  void positionsGoOnWhateverIsDropped() {
    kept.resize(100);
    keep("abcdef");
    kept.drop(2);
    assertThat(kept.begin()).isEqualTo(2);
    kept.free();
    assertThat(kept.begin()).isEqualTo(6);
    keep("gh");

    assertThat(text()).isEqualTo("gh");
    assertThat(kept.end()).isEqualTo(8);
  }

  @Test
  void whateverHappensTheNewestAreThere() {
    Random random = new Random(4001);
    StringBuilder model = new StringBuilder();
    int size = 0;
    long total = 0;
    for (int i = 0; i < 2_000; i++) {
      if (random.nextInt(10) == 0) {
        size = random.nextInt(10_000);
        kept.resize(size);
      }
      String more = Integer.toString(i).repeat(random.nextInt(1_000));
      keep(more);
      total += more.length();
      model.append(more).delete(0, Math.max(0, model.length() - size));

      assertThat(kept.bytes()).isEqualTo(model.length());
      assertThat(kept.end()).isEqualTo(total);
      assertThat(discarded()).isEqualTo(total - model.length());
    }
    assertThat(text()).isEqualTo(model.toString());
  }
}
