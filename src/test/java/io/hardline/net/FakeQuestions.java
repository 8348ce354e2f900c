package io.hardline.net;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** UDP ports in memory at which the test asks, and sees each answer. Loop thread only. */
public final class FakeQuestions implements Questions.Opener {
  private final List<Socket> open = new ArrayList<>();
  private final Map<String, String> unusable = new HashMap<>();
  private final List<byte[]> answers = new ArrayList<>();
  private final List<String> ways = new ArrayList<>();

  /** Asks the first socket. */
  public void ask(String by, int port, String here, byte... question) {
    Socket socket = open.getFirst();
    IoBuffer buffer = socket.loop.scratch();
    buffer.bytes.clear().put(question).flip();
    socket.handler.asked(socket, buffer, address(by, port), address(here, 0));
  }

  private static UdpAddress address(String text, int port) {
    try {
      return UdpAddress.of(text, port);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** The answers since this was last asked. */
  public List<byte[]> answers() {
    List<byte[]> all = List.copyOf(answers);
    answers.clear();
    return all;
  }

  /** From which address to whom they went: {@code "192.0.2.1 to 192.0.2.7:1024"}. */
  public List<String> ways() {
    List<String> all = List.copyOf(ways);
    ways.clear();
    return all;
  }

  /** From now on that address cannot be had; the empty reason ends it. */
  public void refuse(String address, String reason) {
    unusable.put(address, reason);
  }

  /** What listens now: {@code "* 4800"}. */
  public List<String> listening() {
    return open.stream().map(socket -> socket.address + " " + socket.port).toList();
  }

  @Override
  public Questions open(Loop loop, String address, int port, Questions.Handler handler)
      throws IOException {
    String reason = unusable.getOrDefault(address, "");
    if (!reason.isEmpty()) {
      throw new IOException(reason);
    }
    Socket socket = new Socket(loop, address, port, handler);
    open.add(socket);
    return socket;
  }

  private final class Socket implements Questions {
    private final Loop loop;
    private final String address;
    private final int port;
    private final Handler handler;

    Socket(Loop loop, String address, int port, Handler handler) {
      this.loop = loop;
      this.address = address;
      this.port = port;
      this.handler = handler;
    }

    @Override
    public int port() {
      return port;
    }

    @Override
    public int answer(IoBuffer data, UdpAddress to, UdpAddress here) {
      if (!open.contains(this)) {
        return -1;
      }
      byte[] bytes = new byte[data.bytes.remaining()];
      data.bytes.get(data.bytes.position(), bytes);
      answers.add(bytes);
      ways.add(here.inet().getHostAddress() + " to " + to.text());
      return bytes.length;
    }

    @Override
    public void close() {
      open.remove(this);
    }
  }
}
