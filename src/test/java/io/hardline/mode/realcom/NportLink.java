package io.hardline.mode.realcom;

import io.hardline.mode.realcom.NportTrace.Way;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The daemon's part of the driver for one tty: its two connections, with a thread for each
 * direction. It gives up both when either ends.
 */
final class NportLink {
  /** What the kernel's part gives and takes. Any thread. */
  interface Kernel {
    /** A reply or a message on the command connection. */
    void heard(byte[] frame);

    /** Something that a server must not do. */
    void complain(String complaint);

    /** Blocks while the application does not read, until {@code over} and woken. */
    void received(byte[] bytes, BooleanSupplier over) throws IOException;

    /** Blocks until the application has written something, or {@code over} and woken. */
    byte[] written(int most, BooleanSupplier over) throws IOException;

    /** A link is over. */
    void ended();
  }

  /** The daemon moves no more at once, either way. */
  static final int MOVED_BYTES = 1024;

  /** What is exchanged at the beginning when the server is reached by IPv6. */
  private static final int IPV6_ECHO_BYTES = 16;

  private final NportEntry entry;
  private final Kernel kernel;
  private final NportTrace trace;
  private final Socket command;
  private final PeekedSocket data;
  private final CountDownLatch encrypted = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  /** A daemon is one thread: when it hangs in the one call, it does nothing else. */
  private final ReentrantLock daemon = new ReentrantLock();

  private final ReentrantLock commandWrites = new ReentrantLock();
  private @Nullable SSLSocket tls;
  private volatile boolean closing;

  private NportLink(
      NportEntry entry, Kernel kernel, NportTrace trace, Socket command, PeekedSocket data) {
    this.entry = entry;
    this.kernel = kernel;
    this.trace = trace;
    this.command = command;
    this.data = data;
  }

  /** Connects, commands first. */
  static NportLink connect(NportEntry entry, Kernel kernel, NportTrace trace) throws IOException {
    Socket command = new Socket();
    PeekedSocket data = new PeekedSocket();
    try {
      connect(command, entry, entry.commandPort());
      connect(data, entry, entry.dataPort());
      if (entry.server() instanceof Inet6Address) {
        exchangeEcho(command);
      }
      return new NportLink(entry, kernel, trace, command, data);
    } catch (IOException | RuntimeException failed) {
      data.close();
      command.close();
      throw failed;
    }
  }

  private static void connect(Socket socket, NportEntry entry, int port) throws IOException {
    socket.setKeepAlive(true);
    InetAddress from = entry.from();
    if (from != null) {
      socket.bind(new InetSocketAddress(from, 0));
    }
    socket.connect(new InetSocketAddress(entry.server(), port), entry.patience().openMs());
  }

  private static void exchangeEcho(Socket command) throws IOException {
    byte[] any = new byte[IPV6_ECHO_BYTES];
    for (int i = 0; i < any.length; i++) {
      any[i] = (byte) (0xa0 + i);
    }
    command.getOutputStream().write(any);
    byte[] back = command.getInputStream().readNBytes(any.length);
    if (!Arrays.equals(any, back)) {
      throw new EOFException("no echo of the first bytes");
    }
  }

  void start() {
    if (entry.tls().isEmpty()) {
      encrypted.countDown();
    }
    thread(this::encryptAndReadData);
    thread(this::readCommands);
    thread(this::writeData);
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private void thread(Work work) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            work.run();
          } catch (IOException | InterruptedException gone) {
            // Whoever waits for something of this link is told that it has ended.
          } finally {
            close();
          }
        });
  }

  // Commands.

  /** In one write. */
  void send(byte[] orders) throws IOException {
    commandWrites.lock();
    try {
      trace.add(Way.COMMAND_SENT, orders);
      command.getOutputStream().write(orders);
    } finally {
      commandWrites.unlock();
    }
  }

  private void readCommands() throws IOException, InterruptedException {
    encrypted.await();
    InputStream in = command.getInputStream();
    byte[] buffer = new byte[NportReads.READ_BYTES];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      daemon.lock();
      try {
        understand(Arrays.copyOf(buffer, count));
      } finally {
        daemon.unlock();
      }
    }
  }

  private void understand(byte[] read) throws IOException {
    NportReads found = NportReads.of(read);
    for (byte[] frame : found.frames()) {
      trace.add(Way.COMMAND_RECEIVED, frame);
      if (frame[0] == NportOrders.POLLING) {
        send(NportOrders.alive(frame[2]));
      }
      kernel.heard(frame);
    }
    if (!found.loss().isEmpty()) {
      kernel.complain(found.loss());
    }
  }

  // Data.

  private void encryptAndReadData() throws IOException {
    if (entry.tls().isEmpty()) {
      readPlain();
      return;
    }
    SSLSocket secured = encrypted(data, entry);
    tls = secured;
    secured.startHandshake();
    encrypted.countDown();
    readEncrypted(secured);
  }

  private void readPlain() throws IOException {
    InputStream in = data.getInputStream();
    byte[] buffer = new byte[MOVED_BYTES];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      pass(Arrays.copyOf(buffer, count));
    }
  }

  /**
   * It waits for the socket, and then for data: what brings none (a session ticket) makes it hang,
   * and of what is longer than its buffer the rest stays until something else comes.
   */
  private void readEncrypted(SSLSocket secured) throws IOException {
    byte[] buffer = new byte[MOVED_BYTES];
    while (data.awaitReadable()) {
      int count;
      daemon.lock();
      try {
        count = secured.getInputStream().read(buffer);
      } finally {
        daemon.unlock();
      }
      if (count < 0) {
        return;
      }
      if (secured.getInputStream().available() > 0) {
        kernel.complain("a record of more than " + MOVED_BYTES + " bytes");
      }
      pass(Arrays.copyOf(buffer, count));
    }
  }

  private void pass(byte[] bytes) throws IOException {
    trace.add(Way.DATA_RECEIVED, bytes);
    kernel.received(bytes, () -> closing);
  }

  private void writeData() throws IOException, InterruptedException {
    encrypted.await();
    while (!closing) {
      byte[] bytes = kernel.written(MOVED_BYTES, () -> closing);
      trace.add(Way.DATA_SENT, bytes);
      SSLSocket secured = tls;
      (secured == null ? data : secured).getOutputStream().write(bytes);
    }
  }

  /** It trusts anybody, and names nobody. */
  private static SSLSocket encrypted(Socket socket, NportEntry entry) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustsAnybody()}, null);
      SSLSocket secured =
          (SSLSocket) context.getSocketFactory().createSocket(socket, null, entry.dataPort(), true);
      secured.setEnabledProtocols(entry.tls().toArray(String[]::new));
      return secured;
    } catch (GeneralSecurityException impossible) {
      throw new IOException(impossible);
    }
  }

  private static final class TrustsAnybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  // The end.

  boolean isUp() {
    return ended.getCount() > 0;
  }

  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /** Data first, then commands, without a word of TLS. */
  void close() {
    closing = true;
    try {
      shut(data);
      shut(command);
    } finally {
      encrypted.countDown();
      ended.countDown();
      kernel.ended();
    }
  }

  private void shut(Socket socket) {
    try (socket) {
      if (!socket.isClosed()) {
        socket.shutdownOutput();
      }
    } catch (IOException gone) {
      // The other side was faster.
    }
  }
}
