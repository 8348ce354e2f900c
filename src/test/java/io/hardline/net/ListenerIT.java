package io.hardline.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hardline.loop.RunningLoop;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Listening on real addresses, at a port that the kernel chooses. */
@Timeout(60)
class ListenerIT {
  private final List<Connection> connections = new ArrayList<>();
  private final List<Socket> clients = new ArrayList<>();
  private final List<Listener> listeners = new ArrayList<>();
  private RunningLoop loop;

  @BeforeEach
  void start() throws Exception {
    loop = RunningLoop.start();
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket client : clients) {
      client.close();
    }
    loop.run(() -> {
      connections.forEach(Connection::close);
      listeners.forEach(Listener::close);
    });
    loop.close();
  }

  private int listen(String address, int port) throws Exception {
    Listener listener =
        loop.call(() -> Listener.tcp(loop.loop, address, port, 60_000, connections::add));
    listeners.add(listener);
    return loop.call(listener::port);
  }

  private String connect(String address, int port) throws Exception {
    int before = loop.call(connections::size);
    Socket client = new Socket(InetAddress.ofLiteral(address), port);
    clients.add(client);
    await().until(() -> loop.call(connections::size) == before + 1);
    String peer = loop.call(() -> connections.getLast().peer());
    assertThat(peer).endsWith(":" + client.getLocalPort());
    return peer.substring(0, peer.lastIndexOf(':'));
  }

  @Test
  void whoPausesIsNotHeardAndKeepsTheTcpPort() throws Exception {
    // One that is asked for by its number: the kernel's own choice is made anew.
    int port = listen("127.0.0.1", 0);
    loop.run(() -> listeners.removeFirst().close());
    listen("*", port);
    connect("127.0.0.1", port);
    loop.run(() -> listeners.getFirst().pause());
    assertThatThrownBy(() -> connect("127.0.0.1", port)).isInstanceOf(ConnectException.class);
    for (boolean insists : new boolean[] {false, true}) {
      try (ServerSocket other = new ServerSocket()) {
        other.setReuseAddress(insists);
        assertThatThrownBy(() -> other.bind(new InetSocketAddress("127.0.0.1", port)))
            .isInstanceOf(BindException.class);
      }
    }

    loop.call(() -> {
      listeners.getFirst().resume();
      return true;
    });
    assertThat(connect("127.0.0.1", port)).isEqualTo("127.0.0.1");
  }

  @Test
  void whoPausesInTheMiddleOfAcceptingIsNotHeardAnyMore() throws Exception {
    List<Listener> self = new ArrayList<>();
    Listener listener =
        loop.call(() ->
            Listener.tcp(
                loop.loop,
                "127.0.0.1",
                0,
                0,
                connection -> {
                  connections.add(connection);
                  self.getFirst().pause();
                }));
    self.add(listener);
    listeners.add(listener);
    int port = loop.call(listener::port);
    connect("127.0.0.1", port);

    assertThatThrownBy(() -> connect("127.0.0.1", port)).isInstanceOf(ConnectException.class);
  }

  private static void assumeIpv6() throws Exception {
    boolean loopback =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .anyMatch(a -> a instanceof Inet6Address && a.isLoopbackAddress());
    assumeTrue(loopback, "this machine has no IPv6 loopback address");
  }

  @Test
  void everyAddressIsIpv4AndIpv6() throws Exception {
    assumeIpv6();
    int port = listen("*", 0);

    assertThat(connect("127.0.0.1", port)).isEqualTo("127.0.0.1");
    assertThat(connect("::1", port)).isEqualTo("[::1]");
  }

  @Test
  void anIpv4AddressIsThatAlone() throws Exception {
    int port = listen("127.0.0.1", 0);

    assertThat(connect("127.0.0.1", port)).isEqualTo("127.0.0.1");
    assertThatThrownBy(() -> connect("127.0.0.2", port)).isInstanceOf(ConnectException.class);
  }

  @Test
  void anIpv6AddressIsThatAlone() throws Exception {
    assumeIpv6();
    int port = listen("::", 0);

    assertThat(connect("::1", port)).isEqualTo("[::1]");
    assertThatThrownBy(() -> connect("127.0.0.1", port)).isInstanceOf(ConnectException.class);
    assertThat(listen("0.0.0.0", port)).as("so both can be had beside each other").isEqualTo(port);
  }

  @Test
  void anAddressInUseIsSaidInWords() throws Exception {
    int port = listen("127.0.0.1", 0);

    assertThatThrownBy(() -> listen("127.0.0.1", port))
        .isInstanceOf(IOException.class)
        .hasMessage("address already in use (EADDRINUSE)");
    assertThatThrownBy(() -> listen("*", port)).hasMessageContaining("EADDRINUSE");
  }

  @Test
  void anAddressThatIsNotThereIsSaidInWords() {
    assertThatThrownBy(() -> listen("192.0.2.1", 0))
        .isInstanceOf(IOException.class)
        .hasMessage("this machine does not have that address (EADDRNOTAVAIL)");
    assertThatThrownBy(() -> listen("fe80::1%nosuch0", 0))
        .isInstanceOf(IOException.class)
        .hasMessage("there is no such interface now");
  }

  @Test
  void aClosedListenerIsClosedAtOnceAndItsConnectionsLiveOn() throws Exception {
    int port = listen("127.0.0.1", 0);
    connect("127.0.0.1", port);
    loop.run(() -> {
      listeners.getFirst().close();
      listeners.getFirst().close();
    });

    assertThatThrownBy(() -> connect("127.0.0.1", port)).isInstanceOf(ConnectException.class);
    assertThat(loop.call(() -> connections.getFirst().isOpen())).isTrue();
    assertThat(listen("127.0.0.1", port)).as("free again at once").isEqualTo(port);
  }

  /** A crowd at the door does not keep the data of others from its turn. */
  @Test
  void aTurnAcceptsOneConnection() throws Exception {
    int crowd = 200;
    List<Integer> inTurn = new ArrayList<>();
    RunningLoop later = RunningLoop.unstarted();
    Listener listener =
        Listener.tcp(
            later.loop,
            "127.0.0.1",
            0,
            0,
            connection -> {
              connections.add(connection);
              if (inTurn.isEmpty() || inTurn.getLast() < 0) {
                inTurn.add(0);
                later.loop.soon(() -> inTurn.add(-1));
              }
              inTurn.set(inTurn.size() - 1, inTurn.getLast() + 1);
            });
    int port = listener.port();
    for (int i = 0; i < crowd; i++) {
      clients.add(new Socket(InetAddress.ofLiteral("127.0.0.1"), port));
    }
    later.loop.start();
    await().until(() -> later.call(connections::size) == crowd);
    List<Integer> turns = later.call(() -> inTurn.stream().filter(n -> n > 0).toList());
    later.run(() -> {
      listener.close();
      connections.forEach(Connection::close);
    });
    later.close();

    assertThat(turns).hasSize(crowd).containsOnly(1);
  }

  @Test
  void aUnixSocketWithATooLongPathIsRefusedByName(@TempDir Path directory) {
    String path = directory.resolve("x".repeat(108)).toString();

    assertThatThrownBy(() -> loop.call(() -> Listener.unix(loop.loop, path, connections::add)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(path)
        .hasMessageContaining("107");
  }
}
