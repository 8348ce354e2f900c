package io.hardline.net.tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a step of a handshake makes of a fault. */
class TlsHandshakeTest {
  private static TlsHandshake run(TlsHandshake.Engines engines) {
    TlsHandshake handshake = new TlsHandshake(engines, true, new RecordInput());
    handshake.run();
    return handshake;
  }

  @Test
  void whateverBreaksIsAFailureInWords() {
    TlsHandshake broken =
        run(() -> {
          throw new IllegalStateException("what the JDK makes of it");
        });
    assertThat(broken.failure())
        .isEqualTo("TLS failed: java.lang.IllegalStateException: what the JDK makes of it");
    assertThat(broken.output().hasRemaining()).isFalse();
    assertThat(broken.engineWhenDone()).isNull();

    TlsHandshake worse =
        run(() -> {
          throw new LinkageError("as when there is no memory");
        });
    assertThat(worse.failure()).startsWith("TLS failed: ").contains("no memory");
  }
}
