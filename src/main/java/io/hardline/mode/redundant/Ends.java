package io.hardline.mode.redundant;

import io.hardline.net.Connection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The machines at the two ends of a connection: by these a network of a host is known again.
 *
 * @param host null when it has gone already
 * @param own null when it has gone already
 */
record Ends(@Nullable InetAddress host, @Nullable InetAddress own) {

  static Ends of(Connection connection) {
    return new Ends(address(connection.peerAddress()), address(connection.localAddress()));
  }

  private static @Nullable InetAddress address(@Nullable InetSocketAddress address) {
    return address == null ? null : address.getAddress();
  }
}
