package io.hardline.mode.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.loop.ManualLoop;
import io.hardline.mode.udp.Senders.Sender;
import io.hardline.net.Datagrams;
import io.hardline.net.FakeDatagrams;
import io.hardline.net.UdpAddress;
import io.hardline.port.ClientStatus;
import io.hardline.settings.ModeSettings.Dynamic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is known and who is answered, by a clock of the test's. */
class SendersTest {
  private static final long MS = 1_000_000;

  private final List<String> news = new ArrayList<>();
  private final Datagrams socket = open();

  private static Datagrams open() {
    try {
      return new FakeDatagrams().open(new ManualLoop(), "*", 4001, (on, data, from) -> {});
    } catch (IOException notRefused) {
      throw new AssertionError(notRefused);
    }
  }

  private Senders senders(boolean enabled, long timeoutMs) {
    return new Senders(new Dynamic(enabled, Duration.ofMillis(timeoutMs)), a -> news.add(a.text()));
  }

  private static UdpAddress peer(int number) throws IOException {
    return UdpAddress.of("192.0.2." + number, 4001);
  }

  private static List<String> names(Senders senders, long nowNs) {
    return senders.status(nowNs).stream().map(ClientStatus::peer).toList();
  }

  @Test
  void aSenderIsForgottenAfterAWhileAndThenNewsAgain() throws Exception {
    Senders senders = senders(false, 0);
    long start = Long.MAX_VALUE - 5; // the clock may turn over
    Sender first = senders.heard(socket, peer(1), start);
    assertThat(senders.heard(socket, peer(1), start + 10)).isSameAs(first);
    long last = start + 10 + Senders.FORGOTTEN_AFTER_MS * MS;

    assertThat(names(senders, last - 1)).containsExactly("192.0.2.1:4001");
    assertThat(names(senders, last)).isEmpty();
    assertThat(senders.heard(socket, peer(1), last)).isNotSameAs(first);
    assertThat(news).containsExactly("192.0.2.1:4001", "192.0.2.1:4001");
  }

  @Test
  void withoutRoomTheOneThatWasSilentLongestIsForgotten() throws Exception {
    Senders senders = senders(false, 0);
    for (int i = 1; i <= Senders.MAX_SENDERS; i++) {
      senders.heard(socket, peer(i), i);
    }
    senders.heard(socket, peer(1), 100);
    senders.heard(socket, peer(99), 101);

    assertThat(names(senders, 101))
        .hasSize(Senders.MAX_SENDERS)
        .contains("192.0.2.1:4001", "192.0.2.99:4001")
        .doesNotContain("192.0.2.2:4001");
  }

  @Test
  void nobodyIsAnsweredUnlessTheSettingsSaySo() throws Exception {
    Senders senders = senders(false, 1000);
    senders.heard(socket, peer(1), 0);
    assertThat(senders.answered(0)).isNull();
    assertThat(senders.heard(socket, peer(2), 0)).as("and nobody owns the port").isNotNull();

    senders.reconfigure(new Dynamic(true, Duration.ofSeconds(1)));
    Sender owner = senders.heard(socket, peer(2), 0);
    assertThat(senders.answered(0)).isSameAs(owner);
    senders.reconfigure(new Dynamic(false, Duration.ZERO));
    assertThat(senders.answered(0)).isNull();
  }

  @Test
  void anOwnerHoldsThePortToTheNanosecond() throws Exception {
    Senders senders = senders(true, 65_535);
    Sender owner = senders.heard(socket, peer(1), 7);
    long end = 7 + 65_535 * MS;

    assertThat(senders.heard(socket, peer(2), end - 1)).isNull();
    assertThat(senders.answered(end - 1)).isSameAs(owner);
    assertThat(senders.answered(end)).isNull();
    assertThat(senders.heard(socket, peer(2), end)).isSameAs(senders.answered(end));
    assertThat(senders.heard(socket, peer(1), end + 1)).as("now it is the other's").isNull();
  }

  @Test
  void whoIsForgottenIsNotAnswered() throws Exception {
    Senders senders = senders(true, 0);
    senders.heard(socket, peer(1), 0);
    senders.forget(address -> address.text().startsWith("192.0.2.2:"));
    assertThat(senders.answered(0)).isNotNull();
    senders.forget(address -> address.text().startsWith("192.0.2.1:"));

    assertThat(senders.answered(0)).isNull();
    assertThat(names(senders, 0)).isEmpty();
  }
}
