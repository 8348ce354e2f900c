package io.hardline.mode.redundant;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A host's redundant daemon with real sockets, as its protocol was measured: command socket first,
 * then data, sync on data, sync on commands, network by network. It sends every packet by each of
 * its networks, once; there is nothing that sends again. Any thread.
 */
public final class RedundantDriver implements AutoCloseable {
  /** How long the driver waits for the answer to a command. */
  private static final int COMMAND_TIMEOUT_MS = 10_000;

  private static final int PATIENCE_MS = 60_000;
  private static final int CONNECT_TIMEOUT_MS = 5_000;
  private static final int HEADER_BYTES = 12;
  private static final int COMMAND_READ_BYTES = 84;
  private static final int PAYLOAD_BYTES = 1024;

  /** How often {@link #main} sends, and how much: less than a dead network's buffers hold. */
  private static final int ROUNDS = 4;

  private static final int ROUND_BYTES = 20_000;
  private static final byte ZERO = 0;
  private static final int PUSH = 2;
  private static final int ACK = 4;

  /** From which of our addresses to which of the server's. */
  public record Route(String from, String to) {}

  private static final class Lan {
    final Route route;
    @Nullable Socket command;
    @Nullable Socket data;
    boolean up;

    Lan(Route route) {
      this.route = route;
    }

    void close() throws IOException {
      up = false;
      if (data != null) {
        data.close();
      }
      if (command != null) {
        command.close();
      }
    }
  }

  private final int dataPort;
  private final int commandPort;
  private final Lan[] lans;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final Deque<byte[]> replies = new ArrayDeque<>();
  private int dataNext;
  private int dataExpected;
  private boolean dataUnderWay;
  private int commandNext;
  private int commandExpected;
  private boolean missesNext;

  public RedundantDriver(int dataPort, int commandPort, Route... routes) {
    this.dataPort = dataPort;
    this.commandPort = commandPort;
    this.lans = Arrays.stream(routes).map(Lan::new).toArray(Lan[]::new);
  }

  /**
   * On a machine of its own: opens the port, and has every byte sent back. It says how far it is,
   * and goes on when it is told to; a number before that opens this network anew.
   *
   * @param args data port, command port, then from and to of each network
   */
  public static void main(String[] args) throws Exception {
    Route one = new Route(args[2], args[3]);
    Route two = new Route(args[4], args[5]);
    BufferedReader told = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
    try (RedundantDriver driver =
        new RedundantDriver(Integer.parseInt(args[0]), Integer.parseInt(args[1]), one, two)) {
      driver.open();
      driver.command(
          (byte) 0x2c, (byte) 8, (byte) 6, (byte) 3, (byte) 1, (byte) 1, ZERO, ZERO, ZERO, ZERO);
      for (int round = 0; round < ROUNDS; round++) {
        byte[] bytes = new byte[ROUND_BYTES];
        new Random(round).nextBytes(bytes);
        driver.send(bytes);
        boolean same = Arrays.equals(driver.receive(bytes.length), bytes);
        System.out.println("round " + round + (same ? " same" : " other") + ", say on");
        for (String word = told.readLine(); !"on".equals(word); word = told.readLine()) {
          driver.cut(Integer.parseInt(word));
          driver.open(Integer.parseInt(word));
          System.out.println("network " + word + " is back");
        }
      }
    }
  }

  /** Opens every network. */
  public RedundantDriver open() throws IOException {
    for (int i = 0; i < lans.length; i++) {
      open(i);
    }
    return this;
  }

  /** Opens one, at first or anew. */
  public void open(int which) throws IOException {
    Lan lan = lans[which];
    Socket command = connect(lan.route, commandPort);
    Socket data = connect(lan.route, dataPort);
    sync(data);
    sync(command);
    synchronized (this) {
      if (Arrays.stream(lans).noneMatch(it -> it.up)) {
        dataNext = 0;
        dataExpected = 0;
        commandNext = 0;
        commandExpected = 0;
        dataUnderWay = false;
      }
      lan.command = command;
      lan.data = data;
      lan.up = true;
    }
    Thread.ofPlatform().daemon().start(() -> readToEnd(lan, data, this::readData));
    Thread.ofPlatform().daemon().start(() -> readToEnd(lan, command, this::readCommand));
  }

  private static Socket connect(Route route, int port) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(route.from), 0));
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral(route.to), port), CONNECT_TIMEOUT_MS);
      return socket;
    } catch (IOException failed) {
      socket.close();
      throw failed;
    }
  }

  /** The server speaks first; its number is a stale one by the time it is said. */
  private static void sync(Socket socket) throws IOException {
    byte[] offer = exactly(socket, HEADER_BYTES);
    offer[5] = 99;
    socket.getOutputStream().write(offer);
    exactly(socket, HEADER_BYTES);
  }

  private static byte[] exactly(Socket socket, int count) throws IOException {
    byte[] bytes = socket.getInputStream().readNBytes(count);
    if (bytes.length < count) {
      throw new IOException("closed by the server");
    }
    return bytes;
  }

  /** Closes the sockets of a network. */
  public synchronized void cut(int which) throws IOException {
    lans[which].close();
    notifyAll();
  }

  public synchronized boolean isUp(int which) {
    return lans[which].up;
  }

  // --- what it hears ---

  private interface Reading {
    void read(Lan lan, Socket socket) throws IOException;
  }

  private void readToEnd(Lan lan, Socket socket, Reading reading) {
    try {
      while (!socket.isClosed()) {
        reading.read(lan, socket);
      }
    } catch (IOException gone) {
      lose(lan, socket);
    }
  }

  private synchronized void lose(Lan lan, Socket socket) {
    try {
      if (lan.data == socket || lan.command == socket) {
        lan.close();
      }
      socket.close();
    } catch (IOException already) {
      lan.up = false;
    }
    notifyAll();
  }

  private void readData(Lan lan, Socket socket) throws IOException {
    ByteBuffer header = header(exactly(socket, HEADER_BYTES));
    byte[] payload = exactly(socket, length(header) - HEADER_BYTES);
    synchronized (this) {
      int flags = header.get(4);
      if (flags == PUSH && number(header, 6) == dataExpected) {
        received.writeBytes(payload);
        dataExpected = (dataExpected + 1) & 0xffff;
        dataNext = number(header, 8);
        byte[] ack = packet(ACK, 0, dataExpected, new byte[0]);
        sendToAll(false, ack);
        notifyAll();
      } else if (flags == ACK && dataUnderWay && number(header, 8) == ((dataNext + 1) & 0xffff)) {
        dataNext = (dataNext + 1) & 0xffff;
        dataUnderWay = false;
        notifyAll();
      }
    }
  }

  /** One read, one packet: what else came with it is lost. */
  private void readCommand(Lan lan, Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    byte[] read = new byte[COMMAND_READ_BYTES];
    int count = in.read(read);
    if (count < HEADER_BYTES) {
      throw new IOException("closed by the server");
    }
    ByteBuffer header = header(read);
    byte[] payload = Arrays.copyOfRange(read, HEADER_BYTES, Math.min(count, length(header)));
    synchronized (this) {
      if (header.get(4) == ACK) {
        missesNext |= number(header, 8) != commandNext;
      } else if (number(header, 6) == commandExpected && missesNext) {
        missesNext = false;
      } else if (number(header, 6) == commandExpected) {
        commandExpected = (commandExpected + 1) & 0xffff;
        commandNext = number(header, 8);
        replies.add(payload);
        write(lan, true, packet(ACK, 0, commandExpected, new byte[0]));
        notifyAll();
      }
    }
  }

  private static ByteBuffer header(byte[] bytes) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (header.getShort(0) != (short) 0xbeef || header.getShort(2) != 0x0c01) {
      throw new IOException("not a packet");
    }
    return header;
  }

  private static int number(ByteBuffer header, int at) {
    return header.getShort(at) & 0xffff;
  }

  private static int length(ByteBuffer header) {
    return number(header, 10);
  }

  // --- what it says ---

  private static byte[] packet(int flags, int number, int ack, byte[] payload) {
    return ByteBuffer.allocate(HEADER_BYTES + payload.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) 0xbeef)
        .putShort((short) 0x0c01)
        .put((byte) flags)
        .put((byte) 99)
        .putShort((short) number)
        .putShort((short) ack)
        .putShort((short) (HEADER_BYTES + payload.length))
        .put(payload)
        .array();
  }

  private void sendToAll(boolean commands, byte[] packet) {
    for (Lan lan : lans) {
      write(lan, commands, packet);
    }
  }

  private static void write(Lan lan, boolean commands, byte[] packet) {
    Socket socket = commands ? lan.command : lan.data;
    if (lan.up && socket != null) {
      try {
        socket.getOutputStream().write(packet);
      } catch (IOException gone) {
        lan.up = false;
      }
    }
  }

  /** Sends, piece by piece, each when the one before it has been acknowledged. */
  public void send(byte[] bytes) throws Exception {
    for (int from = 0; from < bytes.length; from += PAYLOAD_BYTES) {
      byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PAYLOAD_BYTES));
      synchronized (this) {
        awaitThat(() -> !dataUnderWay, PATIENCE_MS, "an acknowledgement");
        dataUnderWay = true;
        sendToAll(false, packet(PUSH, dataNext, dataExpected, piece));
      }
    }
    synchronized (this) {
      awaitThat(() -> !dataUnderWay, PATIENCE_MS, "the last acknowledgement");
    }
  }

  /** Whether that has been received in all. */
  public synchronized void awaitReceived(int count) throws Exception {
    awaitThat(() -> received.size() >= count, PATIENCE_MS, count + " bytes");
  }

  public byte[] receive(int count) throws Exception {
    awaitReceived(count);
    synchronized (this) {
      byte[] all = received.toByteArray();
      received.reset();
      received.write(all, count, all.length - count);
      return Arrays.copyOf(all, count);
    }
  }

  /** Gives a command, and answers what the next packet on the channel says. */
  public synchronized byte[] command(byte... command) throws Exception {
    replies.clear();
    sendToAll(true, packet(PUSH, commandNext, commandExpected, command));
    commandNext = (commandNext + 1) & 0xffff;
    awaitThat(() -> !replies.isEmpty(), COMMAND_TIMEOUT_MS, "the answer to a command");
    return replies.remove();
  }

  private interface Condition {
    boolean holds();
  }

  private void awaitThat(Condition condition, int patienceMs, String what) throws Exception {
    long untilMs = System.nanoTime() / 1_000_000 + patienceMs;
    while (!condition.holds()) {
      long leftMs = untilMs - System.nanoTime() / 1_000_000;
      if (leftMs <= 0) {
        throw new AssertionError("missing after " + patienceMs + " ms: " + what);
      }
      wait(leftMs);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    for (Lan lan : lans) {
      lan.close();
    }
  }
}
