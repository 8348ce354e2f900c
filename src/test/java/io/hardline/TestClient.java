package io.hardline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;

/** A TCP client of a port. One thread may send while another receives. */
final class TestClient implements AutoCloseable {
  private final Socket socket;

  private TestClient(Socket socket) {
    this.socket = socket;
  }

  static TestClient connect(int port) throws IOException {
    return connect("127.0.0.1", port);
  }

  static TestClient connect(String address, int port) throws IOException {
    return connect(new Socket(), address, port);
  }

  /** One on another host, {@code 127.0.0.7}. */
  static TestClient from(String address, int port) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
    return connect(socket, "127.0.0.1", port);
  }

  /** One that can take little while it does not read. */
  static TestClient withSmallWindow(int port) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    return connect(socket, "127.0.0.1", port);
  }

  private static TestClient connect(Socket socket, String address, int port) throws IOException {
    int patienceMs = (int) Program.PATIENCE.toMillis();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(patienceMs);
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port), patienceMs);
      return new TestClient(socket);
    } catch (IOException failed) {
      socket.close();
      throw failed;
    }
  }

  /** As the daemon names this client: {@code 127.0.0.1:51034}. */
  String name() {
    boolean six = socket.getLocalAddress() instanceof Inet6Address;
    return (six ? "[::1]" : "127.0.0.1") + ":" + socket.getLocalPort();
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  void send(String latin1) throws IOException {
    send(latin1.getBytes(ISO_8859_1));
  }

  byte[] receive(int count) throws IOException {
    byte[] bytes = socket.getInputStream().readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("closed, " + (count - bytes.length) + " bytes missing");
    }
    return bytes;
  }

  String receiveText(int count) throws IOException {
    return new String(receive(count), ISO_8859_1);
  }

  /** What comes next, at least a byte. */
  byte[] receiveSome() throws IOException {
    byte[] bytes = new byte[4096];
    int count = socket.getInputStream().read(bytes);
    if (count < 0) {
      throw new EOFException("closed");
    }
    return Arrays.copyOf(bytes, count);
  }

  /** What still comes until the daemon closes, cleanly or not. */
  byte[] receiveToEnd() throws IOException {
    try {
      return socket.getInputStream().readAllBytes();
    } catch (SocketException reset) {
      return new byte[0];
    }
  }

  /** Says that nothing more will be sent. */
  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** Closes with a reset instead of a FIN. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Closes: with a FIN, or by the kernel's rules with a reset when something was left unread. */
  void leave() throws IOException {
    close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
