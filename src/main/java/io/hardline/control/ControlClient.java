package io.hardline.control;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The command line's end of the control socket: asks, and waits for the answer. One thread. */
public final class ControlClient implements AutoCloseable {
  /** An answer longer than this is not one of ours. */
  static final int MAX_ANSWER_BYTES = 16 * 1024 * 1024;

  private final SocketChannel channel;
  private final InputStream in;
  private final OutputStream out;

  /**
   * Connects to the daemon of a state directory.
   *
   * @throws IOException when none answers there, or this user may not ask
   */
  public ControlClient(Path stateDirectory) throws IOException {
    Path path = stateDirectory.resolve(ControlSocket.FILE_NAME);
    this.channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException | IllegalArgumentException cannot) {
      channel.close();
      throw new IOException(
          "no daemon answers at %s (%s); start one, or name its state directory with --state"
              .formatted(path, cannot.getMessage()),
          cannot);
    }
    this.in = new BufferedInputStream(Channels.newInputStream(channel));
    this.out = Channels.newOutputStream(channel);
  }

  /** One line there, one line back. */
  public String ask(String request) throws IOException {
    out.write((request + "\n").getBytes(StandardCharsets.UTF_8));
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.size() >= MAX_ANSWER_BYTES) {
        throw new IOException(
            "the daemon closed the connection without an answer; only root and its own user may"
                + " ask");
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** A port's bytes, after an attach. */
  public InputStream in() {
    return in;
  }

  public OutputStream out() {
    return out;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
