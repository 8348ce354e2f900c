package io.hardline.remote;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hardline.loop.IoBuffer;
import io.hardline.net.FakeConnection;
import io.hardline.telnet.ComPortCoding;
import io.hardline.telnet.ComPortOption;
import io.hardline.telnet.Telnet;
import io.hardline.telnet.TelnetDecoder;
import io.hardline.telnet.TelnetEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A server with the com port option that the test plays: what it is told, and what it says. */
final class ComPortServer implements TelnetDecoder.Events {
  final FakeConnection connection;
  private final TelnetDecoder decoder = new TelnetDecoder();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private final List<ComPortOption> orders = new ArrayList<>();
  private final List<String> options = new ArrayList<>();

  ComPortServer(FakeConnection connection) {
    this.connection = connection;
  }

  /** WILL, WONT, DO or DONT. */
  static byte[] command(int command, int option) {
    ByteBuffer message = ByteBuffer.allocate(3);
    TelnetEncoder.option(command, option, message);
    return message.array();
  }

  static byte[] answer(ComPortOption answer) {
    ByteBuffer message = ByteBuffer.allocate(ComPortCoding.ENCODED_BYTES);
    ComPortCoding.SERVER.encode(answer, message);
    byte[] octets = new byte[message.position()];
    message.get(0, octets);
    return octets;
  }

  void says(int command, int option) {
    connection.feed(command(command, option));
  }

  void answers(ComPortOption... answers) {
    for (ComPortOption each : answers) {
      connection.feed(answer(each));
    }
  }

  /** Agrees to what a client asks for. */
  void agrees() {
    says(Telnet.DO, Telnet.COM_PORT);
    says(Telnet.DO, Telnet.BINARY);
    says(Telnet.WILL, Telnet.BINARY);
  }

  /** The orders since this was last asked. */
  List<ComPortOption> orders() {
    decodeWhatCame();
    List<ComPortOption> all = List.copyOf(orders);
    orders.clear();
    return all;
  }

  /** The option commands since this was last asked: {@code 251 44}. */
  List<String> options() {
    decodeWhatCame();
    List<String> all = List.copyOf(options);
    options.clear();
    return all;
  }

  /** The data since this was last asked. */
  String text() {
    decodeWhatCame();
    String all = data.toString(ISO_8859_1);
    data.reset();
    return all;
  }

  private void decodeWhatCame() {
    byte[] octets = connection.sent();
    IoBuffer buffer = new IoBuffer(Math.max(1, octets.length));
    buffer.bytes.put(octets).flip();
    decoder.decode(buffer, this);
    if (decoder.ignored() > 0) {
      throw new AssertionError("what came is no Telnet");
    }
  }

  @Override
  public void data(IoBuffer run) {
    while (run.bytes.hasRemaining()) {
      data.write(run.bytes.get());
    }
  }

  @Override
  public void option(int command, int option) {
    options.add(command + " " + option);
  }

  @Override
  public void subNegotiation(int option, ByteBuffer content) {
    ComPortOption order = ComPortCoding.CLIENT.decode(content);
    if (option != Telnet.COM_PORT || order == null) {
      throw new AssertionError("no sub-option of a client");
    }
    orders.add(order);
  }

  @Override
  public void command(int command) {
    options.add("command " + command);
  }

  @Override
  public boolean wantsMore() {
    return true;
  }
}
