package io.hardline.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Which peers are known to be other machines. */
class ForeignPeersTest {
  private final ForeignPeers foreign = new ForeignPeers();

  private static UdpAddress peer(int number) throws IOException {
    return UdpAddress.of("192.0.2." + number, 4001);
  }

  @Test
  void allAreKnownUntilThereAreTooMany() throws IOException {
    for (int i = 0; i < ForeignPeers.MAX_PEERS; i++) {
      foreign.add(peer(i));
    }
    for (int i = 0; i < ForeignPeers.MAX_PEERS; i++) {
      assertThat(foreign.contains(peer(i))).isTrue();
    }
    assertThat(foreign.contains(peer(99))).isFalse();

    foreign.add(peer(99));
    assertThat(foreign.contains(peer(99))).isTrue();
    assertThat(foreign.contains(peer(0))).as("the first is forgotten").isFalse();
    assertThat(foreign.contains(peer(1))).isTrue();
  }
}
