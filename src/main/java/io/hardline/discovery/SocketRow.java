package io.hardline.discovery;

import io.hardline.port.PortSockets;
import io.hardline.port.TcpSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of the list of sockets.
 *
 * @param remote null where it listens
 * @param serialPort the number of the port it belongs to
 */
record SocketRow(
    @Nullable InetAddress remote,
    int remotePort,
    InetAddress local,
    int localPort,
    int serialPort) {

  boolean isListening() {
    return remote == null;
  }

  /**
   * What is shown to one asker: its own connections first, then what listens of ports to which
   * nobody is connected.
   *
   * <p>A driver that sees a port listen and does not see its own connection takes the unit for one
   * that was started anew, and connects again. Through NAT it never sees it, because its TCP port
   * is another there: so a port in use must not be seen to listen, also where it has places left.
   * And who is connected to what is nobody's business but its own.
   *
   * @param inet6 whether sockets of IPv6 are asked for, or those of IPv4
   */
  static List<SocketRow> shownTo(InetAddress asker, List<PortSockets> ports, boolean inet6) {
    List<SocketRow> rows = new ArrayList<>();
    for (PortSockets port : ports) {
      for (TcpSocket socket : port.sockets()) {
        InetSocketAddress remote = socket.remote();
        if (remote != null && isInet6(remote) == inet6 && remote.getAddress().equals(asker)) {
          rows.add(row(port, socket));
        }
      }
    }
    for (PortSockets port : ports) {
      if (!port.isInUse()) {
        port.sockets().stream()
            .filter(socket -> serves(socket, inet6))
            .forEach(socket -> rows.add(row(port, socket)));
      }
    }
    return rows;
  }

  private static boolean isInet6(InetSocketAddress address) {
    return !(address.getAddress() instanceof Inet4Address);
  }

  /** One at every address is for both. */
  private static boolean serves(TcpSocket socket, boolean inet6) {
    return isInet6(socket.local()) == inet6 || socket.local().getAddress().isAnyLocalAddress();
  }

  private static SocketRow row(PortSockets port, TcpSocket socket) {
    InetSocketAddress remote = socket.remote();
    return new SocketRow(
        remote == null ? null : remote.getAddress(),
        remote == null ? 0 : remote.getPort(),
        socket.local().getAddress(),
        socket.local().getPort(),
        port.number());
  }
}
