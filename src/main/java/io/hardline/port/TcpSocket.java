package io.hardline.port;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A TCP socket of a port.
 *
 * @param local our address; the unspecified one where it listens on all
 * @param remote the peer's; null where it listens
 */
public record TcpSocket(InetSocketAddress local, @Nullable InetSocketAddress remote) {
  /** Whether it waits for peers, and has none. */
  public boolean isListening() {
    return remote == null;
  }
}
