package io.hardline.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.hardline.port.PortSockets;
import io.hardline.port.TcpSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which sockets are shown to whom. */
class SocketRowTest {
  private static final InetAddress ASKER = InetAddress.ofLiteral("192.0.2.9");

  private static TcpSocket listens(String local, int port) {
    return new TcpSocket(new InetSocketAddress(InetAddress.ofLiteral(local), port), null);
  }

  private static TcpSocket connected(int port, String remote, int remotePort) {
    String local = remote.indexOf(':') < 0 ? "192.0.2.1" : "2001:db8::1";
    return new TcpSocket(
        new InetSocketAddress(InetAddress.ofLiteral(local), port),
        new InetSocketAddress(InetAddress.ofLiteral(remote), remotePort));
  }

  private static List<String> shown(String asker, boolean inet6, PortSockets... ports) {
    return SocketRow.shownTo(InetAddress.ofLiteral(asker), List.of(ports), inet6).stream()
        .map(row ->
            (row.isListening() ? "listen " : "from " + row.remotePort() + " ")
                + row.localPort()
                + " of port "
                + row.serialPort())
        .toList();
  }

  @Test
  void aFreePortListens() {
    PortSockets free = new PortSockets(3, List.of(listens("::", 952), listens("::", 968)));

    assertThat(shown("192.0.2.9", false, free))
        .containsExactly("listen 952 of port 3", "listen 968 of port 3");
    assertThat(shown("2001:db8::9", true, free)).hasSize(2);
  }

  /** Or the driver, which does not see itself through NAT, takes the unit for restarted. */
  @Test
  void aPortInUseIsNeverSeenToListen() {
    PortSockets used =
        new PortSockets(1, List.of(listens("::", 950), connected(950, "192.0.2.9", 1024)));

    assertThat(shown("192.0.2.9", false, used)).containsExactly("from 1024 950 of port 1");
    assertThat(shown("192.0.2.77", false, used)).isEmpty();
  }

  @Test
  void nobodySeesTheConnectionsOfOthers() {
    PortSockets used =
        new PortSockets(1, List.of(connected(950, "192.0.2.8", 7), connected(950, "192.0.2.9", 8)));

    assertThat(shown("192.0.2.9", false, used)).containsExactly("from 8 950 of port 1");
    assertThat(SocketRow.shownTo(ASKER, List.of(used), true)).isEmpty();
  }

  @Test
  void connectionsComeFirstSoThatACutListHasThem() {
    PortSockets free = new PortSockets(1, List.of(listens("192.0.2.1", 950)));
    PortSockets used = new PortSockets(2, List.of(connected(951, "192.0.2.9", 5)));

    assertThat(shown("192.0.2.9", false, free, used))
        .containsExactly("from 5 951 of port 2", "listen 950 of port 1");
  }

  @Test
  void eachFamilyHasItsOwn() {
    PortSockets port =
        new PortSockets(1, List.of(listens("192.0.2.1", 950), listens("2001:db8::1", 951)));
    PortSockets used = new PortSockets(2, List.of(connected(960, "2001:db8::9", 5)));

    assertThat(shown("2001:db8::9", true, port, used))
        .containsExactly("from 5 960 of port 2", "listen 951 of port 1");
    assertThat(shown("2001:db8::9", false, port, used)).containsExactly("listen 950 of port 1");
  }
}
