package io.hardline.mode.realcom;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.HexFormat;

/** A host that keeps to no rules: each connection by itself, and any bytes. */
public final class StrayHost implements AutoCloseable {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");
  private static final int HEARING_MS = 10_000;

  private final NportEntry entry;
  private final Socket command = new Socket();
  private final Socket data = new Socket();

  public StrayHost(NportEntry entry) {
    this.entry = entry;
  }

  /** Both connections, commands first, as the driver does. */
  public static StrayHost connected(NportEntry entry) throws IOException {
    StrayHost host = new StrayHost(entry);
    try {
      host.connectCommand();
      host.connectData();
      return host;
    } catch (IOException refused) {
      host.close();
      throw refused;
    }
  }

  public void connectCommand() throws IOException {
    connect(command, entry.commandPort());
  }

  public void connectData() throws IOException {
    connect(data, entry.dataPort());
  }

  private void connect(Socket socket, int port) throws IOException {
    if (entry.from() != null) {
      socket.bind(new InetSocketAddress(entry.from(), 0));
    }
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(HEARING_MS);
    socket.connect(new InetSocketAddress(entry.server(), port), HEARING_MS);
  }

  /** On the command connection, in one write. */
  public void say(String hex) throws IOException {
    say(HEX.parseHex(hex.strip()));
  }

  public void say(byte[] bytes) throws IOException {
    command.getOutputStream().write(bytes);
  }

  /** Each byte in a segment of its own. */
  public void sayByteByByte(String hex) throws IOException {
    for (byte octet : HEX.parseHex(hex.strip())) {
      command.getOutputStream().write(octet);
    }
  }

  public void sendData(byte[] bytes) throws IOException {
    data.getOutputStream().write(bytes);
  }

  public byte[] receiveData(int count) throws IOException {
    return data.getInputStream().readNBytes(count);
  }

  /** So many bytes from the command connection, fewer when it ends before. */
  public String hear(int count) throws IOException {
    return HEX.formatHex(command.getInputStream().readNBytes(count));
  }

  /** What comes on the command connection in that time, all of it. */
  public byte[] hearFor(int waitMs) throws IOException {
    byte[] heard = new byte[100_000];
    int count = 0;
    long untilNs = System.nanoTime() + waitMs * 1_000_000L;
    try {
      while (count < heard.length) {
        int leftMs = (int) ((untilNs - System.nanoTime()) / 1_000_000);
        command.setSoTimeout(Math.max(1, leftMs));
        int some = command.getInputStream().read(heard, count, heard.length - count);
        if (some < 0) {
          break;
        }
        count += some;
      }
    } catch (SocketTimeoutException silence) {
      // That is what was waited for.
    } finally {
      command.setSoTimeout(HEARING_MS);
    }
    return Arrays.copyOf(heard, count);
  }

  /** Whether the server ends the command connection, cleanly or not, before anything else comes. */
  public boolean isHungUp() throws IOException {
    return ends(command);
  }

  /** The same of the data connection. */
  public boolean isDataHungUp() throws IOException {
    return ends(data);
  }

  private static boolean ends(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException alive) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  /** Ends the command connection alone. */
  public void closeCommand() throws IOException {
    command.close();
  }

  public void closeData() throws IOException {
    data.close();
  }

  /** As the server names its command connection. */
  public String commandName() {
    return command.getLocalAddress().getHostAddress() + ":" + command.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    data.close();
    command.close();
  }
}
