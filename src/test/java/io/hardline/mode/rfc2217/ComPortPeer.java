package io.hardline.mode.rfc2217;

import io.hardline.loop.IoBuffer;
import io.hardline.net.FakeConnection;
import io.hardline.telnet.ComPortCoding;
import io.hardline.telnet.ComPortOption;
import io.hardline.telnet.Telnet;
import io.hardline.telnet.TelnetDecoder;
import io.hardline.telnet.TelnetEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client with the com port option that the test plays: what it says, and what it is told. */
final class ComPortPeer implements TelnetDecoder.Events {
  final FakeConnection connection;
  private final TelnetDecoder decoder = new TelnetDecoder();
  private final ByteBuffer message = ByteBuffer.allocate(ComPortCoding.ENCODED_BYTES);
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private final List<ComPortOption> told = new ArrayList<>();
  private final List<String> options = new ArrayList<>();

  ComPortPeer(FakeConnection connection) {
    this.connection = connection;
  }

  /** WILL, WONT, DO or DONT. */
  void says(int command, int option) {
    message.clear();
    TelnetEncoder.option(command, option, message);
    connection.feed(encoded());
  }

  /** Agrees to everything that makes it a client of the com port. */
  void agrees() {
    says(Telnet.WILL, Telnet.BINARY);
    says(Telnet.DO, Telnet.BINARY);
    says(Telnet.WILL, Telnet.COM_PORT);
  }

  void asks(ComPortOption... orders) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ComPortOption order : orders) {
      message.clear();
      ComPortCoding.CLIENT.encode(order, message);
      all.writeBytes(encoded());
    }
    connection.feed(all.toByteArray());
  }

  private byte[] encoded() {
    byte[] octets = new byte[message.position()];
    message.get(0, octets);
    return octets;
  }

  void sends(String latin1) {
    connection.feed(latin1);
  }

  /** The answers and notifications since this was last asked. */
  List<ComPortOption> told() {
    decodeWhatCame();
    List<ComPortOption> all = List.copyOf(told);
    told.clear();
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
  byte[] data() {
    decodeWhatCame();
    byte[] all = data.toByteArray();
    data.reset();
    return all;
  }

  String text() {
    return new String(data(), StandardCharsets.ISO_8859_1);
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
    ComPortOption answer = ComPortCoding.SERVER.decode(content);
    if (option != Telnet.COM_PORT || answer == null) {
      throw new AssertionError("no sub-option of a server");
    }
    told.add(answer);
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
