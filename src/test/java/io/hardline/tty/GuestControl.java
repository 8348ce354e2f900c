package io.hardline.tty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Inside the guest: asks {@link GuestHost} for what only the host can do, a line each way. */
public final class GuestControl implements AutoCloseable {
  private final RandomAccessFile port;

  public GuestControl() throws IOException {
    port = new RandomAccessFile(device().toFile(), "rw");
  }

  /** The virtio port that the host named control; its number depends on the other devices. */
  private static Path device() throws IOException {
    try (Stream<Path> ports = Files.list(Path.of("/sys/class/virtio-ports"))) {
      Path entry = ports.filter(GuestControl::isControl).findFirst().orElseThrow();
      return Path.of("/dev").resolve(entry.getFileName());
    }
  }

  private static boolean isControl(Path port) {
    try {
      return Files.readString(port.resolve("name")).strip().equals("control");
    } catch (IOException nameless) {
      return false;
    }
  }

  private String ask(String wish) throws IOException {
    port.write((wish + "\n").getBytes(StandardCharsets.UTF_8));
    StringBuilder answer = new StringBuilder();
    for (int c = port.read(); c != '\n' && c >= 0; c = port.read()) {
      answer.append((char) c);
    }
    return answer.toString();
  }

  private void command(String wish) throws IOException {
    assertThat(ask(wish)).isEqualTo("ok");
  }

  /** Pulls the USB adapter out. */
  public void pull() throws IOException {
    command("pull");
  }

  /** Plugs the USB adapter in again, the same one, with the same peer. */
  public void plug() throws IOException {
    command("plug");
  }

  /** Sends a break to the third UART. */
  public void sendBreak() throws IOException {
    command("break");
  }

  @Override
  public void close() throws IOException {
    port.close();
  }
}
