package io.hardline;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What the vendor's driver does with its alive check on, and does to its connections then: it
 * searches the unit, asks what it is, and looks again and again at its list of sockets. A program
 * of its own, too, so that it can be run behind a router.
 */
final class DriverAliveCheck implements AutoCloseable {
  private static final int UDP_PORT = 4800;
  private static final int ESTABLISHED = 4;
  private static final int LISTEN = 1;

  private final InetAddress unit;
  private final DatagramSocket socket = new DatagramSocket();
  private byte[] device = new byte[12];
  private boolean pages;
  private int id;
  private int missed;

  DriverAliveCheck(InetAddress unit) throws IOException {
    this.unit = unit;
    socket.setSoTimeout(2_000);
    device = Arrays.copyOfRange(ask(ByteBuffer.allocate(0), 0x01), 8, 20);
    byte[] info = ask(ByteBuffer.wrap(device), 0x16);
    pages = info[34] != 0 || info[35] != 0;
  }

  /** One question, and its answer, which must be one. */
  private byte[] ask(ByteBuffer rest, int operation) throws IOException {
    int length = 8 + rest.remaining();
    byte[] request =
        ByteBuffer.allocate(length)
            .put((byte) operation)
            .put((byte) 0)
            .putShort((short) length)
            .putInt(++id)
            .put(rest)
            .array();
    socket.send(new DatagramPacket(request, length, new InetSocketAddress(unit, UDP_PORT)));
    DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
    socket.receive(packet);
    byte[] reply = Arrays.copyOf(packet.getData(), packet.getLength());
    boolean good =
        packet.getPort() == UDP_PORT
            && packet.getAddress().equals(unit)
            && (reply[0] & 0xff) == (operation | 0x80)
            && reply[1] == 0
            && ByteBuffer.wrap(reply).getShort(2) == reply.length
            && ByteBuffer.wrap(reply).getInt(4) == id;
    if (!good) {
      throw new IOException("no answer: " + Arrays.toString(reply));
    }
    return reply;
  }

  /**
   * Looks once. True when the driver would take the unit for restarted now: for the second time in
   * a row it listens on {@code tcpPort}, and does not know the connection from {@code ownPort}.
   */
  boolean looksRestarted(int tcpPort, int ownPort) throws IOException {
    boolean listens = false;
    boolean known = false;
    int start = 0;
    do {
      ByteBuffer rest = ByteBuffer.allocate(pages ? 16 : 14).put(device);
      rest.putShort((short) (pages ? 0x00ff : 0x8000));
      if (pages) {
        rest.putShort(Short.reverseBytes((short) start));
      }
      ByteBuffer reply =
          ByteBuffer.wrap(ask(rest.flip(), pages ? 0x1d : 0x14)).order(ByteOrder.LITTLE_ENDIAN);
      for (int row = 24; row + 16 <= reply.limit(); row += 16) {
        boolean ours = (reply.getShort(row + 10) & 0xffff) == tcpPort;
        listens |= ours && reply.get(row + 13) == LISTEN;
        known |=
            ours
                && reply.get(row + 13) == ESTABLISHED
                && (reply.getShort(row + 8) & 0xffff) == ownPort;
      }
      start = pages ? reply.getShort(22) & 0xffff : 0;
    } while (start != 0);
    missed = listens && !known ? missed + 1 : 0;
    return missed >= 2;
  }

  @Override
  public void close() {
    socket.close();
  }

  /** Connects to a TCP port of a unit, {@code UNIT PORT}, and looks ten times; fails if it ends. */
  public static void main(String[] arguments) throws IOException {
    InetAddress unit = InetAddress.ofLiteral(arguments[0]);
    int tcpPort = Integer.parseInt(arguments[1]);
    try (Socket data = new Socket(unit, tcpPort);
        DriverAliveCheck check = new DriverAliveCheck(unit)) {
      boolean restarted = false;
      for (int i = 0; i < 10; i++) {
        restarted |= check.looksRestarted(tcpPort, data.getLocalPort());
        data.setSoTimeout(200);
        restarted |= isClosed(data);
      }
      if (restarted) {
        throw new IOException("the unit looks restarted, or has closed the connection");
      }
    }
  }

  private static boolean isClosed(Socket data) throws IOException {
    try {
      return data.getInputStream().read() < 0;
    } catch (SocketTimeoutException quiet) {
      return false;
    }
  }
}
