package io.hardline.net;

import java.nio.charset.StandardCharsets;

/** Someone on the network whom the test plays. Loop thread only. */
public interface Peer {
  /** Sends these bytes. */
  void feed(byte... bytes);

  default void feed(String latin1) {
    feed(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** What it has got since this was last asked. */
  byte[] sent();

  default String sentText() {
    return new String(sent(), StandardCharsets.ISO_8859_1);
  }

  /** Whether it is still served. */
  boolean isOpen();
}
