package io.hardline;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;

/** A host that a unit calls: it listens, and is a driver when both connections have come. */
final class CallingUnit implements AutoCloseable {
  private final ServerSocket dataListener;
  private final ServerSocket commandListener;
  private Socket commands = new Socket();
  private Socket data = new Socket();

  CallingUnit(int dataPort, int commandPort) throws IOException {
    this("127.0.0.1", dataPort, commandPort);
  }

  CallingUnit(String address, int dataPort, int commandPort) throws IOException {
    this.dataListener = listen(address, dataPort);
    this.commandListener = listen(address, commandPort);
  }

  static ServerSocket listen(String address, int port) throws IOException {
    ServerSocket listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.setSoTimeout((int) Program.PATIENCE.toMillis());
    listener.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
    return listener;
  }

  /** Waits until the unit has called. */
  void answer() throws IOException {
    commands = commandListener.accept();
    data = dataListener.accept();
    commands.setSoTimeout((int) Program.PATIENCE.toMillis());
    data.setSoTimeout((int) Program.PATIENCE.toMillis());
  }

  /** Sends a command and answers the reply, both in hexadecimal. */
  String ask(String request, int replyBytes) throws IOException {
    commands.getOutputStream().write(HexFormat.of().parseHex(request));
    return HexFormat.of().formatHex(commands.getInputStream().readNBytes(replyBytes));
  }

  void send(String text) throws IOException {
    data.getOutputStream().write(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
  }

  String receive(int count) throws IOException {
    byte[] bytes = data.getInputStream().readNBytes(count);
    return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  Socket commands() {
    return commands;
  }

  Socket data() {
    return data;
  }

  /** Ends both connections and stays where it is. */
  void hangUp() throws IOException {
    data.close();
    commands.close();
  }

  @Override
  public void close() throws IOException {
    hangUp();
    dataListener.close();
    commandListener.close();
  }
}
