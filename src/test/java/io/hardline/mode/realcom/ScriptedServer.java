package io.hardline.mode.realcom;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A server for the double to be tested against: it answers as a well-behaved one, unless told
 * otherwise, and sends data back in upper case.
 */
final class ScriptedServer implements AutoCloseable {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private static final int PIECES_APART_MS = 50;

  /** The connections of one host. */
  record Host(Socket command, Socket data) {
    void say(String hex) throws IOException {
      command.getOutputStream().write(HEX.parseHex(hex));
    }

    void close() throws IOException {
      command.close();
      data.close();
    }
  }

  private final ServerSocket commands;
  private final ServerSocket data;
  private final List<Host> hosts = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Host> arrivals = new LinkedBlockingQueue<>();
  private final ConcurrentHashMap<Integer, List<String>> answers = new ConcurrentHashMap<>();
  private final List<String> reads = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean dropping;
  private volatile boolean sixteenFirst;

  ScriptedServer() throws IOException {
    this("127.0.0.1");
  }

  ScriptedServer(String address) throws IOException {
    InetAddress at = InetAddress.ofLiteral(address);
    this.commands = new ServerSocket(0, 50, at);
    this.data = new ServerSocket(0, 50, at);
    Thread.ofVirtual().start(this::serve);
  }

  NportEntry entry() {
    return NportEntry.at(
            commands.getInetAddress().getHostAddress(),
            data.getLocalPort(),
            commands.getLocalPort())
        .with(NportPatience.SHORT);
  }

  /** From now on answers that op so, each text in a write of its own; none is no answer. */
  void answer(int op, String... hex) {
    answers.put(op, List.of(hex));
  }

  /** Closes whoever comes. */
  void dropEverybody(boolean drop) {
    dropping = drop;
  }

  /** As for IPv6. */
  void echoSixteen() {
    sixteenFirst = true;
  }

  /** The next host that comes. */
  Host host() throws InterruptedException {
    Host host = arrivals.poll(10, TimeUnit.SECONDS);
    if (host == null) {
      throw new AssertionError("nobody came");
    }
    return host;
  }

  /** What was read from command connections, in the pieces that came. */
  List<String> reads() {
    return reads;
  }

  private void serve() {
    try {
      while (true) {
        Host host = new Host(commands.accept(), data.accept());
        if (dropping) {
          host.close();
          continue;
        }
        host.command.setTcpNoDelay(true);
        hosts.add(host);
        arrivals.add(host);
        Thread.ofVirtual().start(() -> serveCommands(host));
        Thread.ofVirtual().start(() -> serveData(host));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serveCommands(Host host) {
    byte[] buffer = new byte[1000];
    try (Socket socket = host.command) {
      InputStream in = socket.getInputStream();
      if (sixteenFirst) {
        socket.getOutputStream().write(in.readNBytes(16));
      }
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        reads.add(HEX.formatHex(buffer, 0, count));
        for (int at = 0; at < count; at += 2 + buffer[at + 1]) {
          reply(Byte.toUnsignedInt(buffer[at]), socket.getOutputStream());
        }
      }
    } catch (IOException gone) {
      // So is the host.
    }
  }

  private void reply(int op, OutputStream out) throws IOException {
    List<String> usual =
        switch (op) {
          case NportOrders.ALIVE -> List.of();
          case NportOrders.PORT_INIT -> List.of("2c 03 01 01 01");
          case NportOrders.WAIT_OQUEUE -> List.of("2f 02 00 00");
          default -> List.of(HEX.toHexDigits((byte) op) + " 4f 4b");
        };
    boolean first = true;
    for (String hex : answers.getOrDefault(op, usual)) {
      if (!first) {
        pause();
      }
      out.write(HEX.parseHex(hex));
      first = false;
    }
  }

  /** So that the driver has read one piece before the next comes. */
  private void pause() throws IOException {
    try {
      closed.await(PIECES_APART_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new EOFException("interrupted");
    }
  }

  private static void serveData(Host host) {
    byte[] buffer = new byte[1000];
    try (Socket socket = host.data) {
      InputStream in = socket.getInputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        for (int i = 0; i < count; i++) {
          buffer[i] = (byte) Character.toUpperCase(buffer[i]);
        }
        socket.getOutputStream().write(buffer, 0, count);
      }
    } catch (IOException gone) {
      // So is the host.
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    commands.close();
    data.close();
    for (Host host : new ArrayList<>(hosts)) {
      host.close();
    }
  }
}
