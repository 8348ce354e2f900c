package io.hardline.tty;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Beside the guest, on the host: the null modem between the UART and the USB adapter, and the hands
 * that do what the tests inside ask for, a line each way: {@code pull} and {@code plug} the
 * adapter, send a {@code break} to the guest's third UART. Here too is the {@link LoopedAdapter}.
 *
 * <p>Qemu's adapter is plugged in while somebody is connected to its socket. (To delete the device
 * instead, by the monitor, crashes qemu 7.2 under traffic.)
 */
public final class GuestHost {
  private static final int PATIENCE_S = 30;
  private static final byte[] TELNET_BREAK = {(byte) 0xFF, (byte) 0xF3};

  private GuestHost() {}

  /**
   * @param args the directory with the sockets {@code uart}, {@code adapter}, {@code looped},
   *     {@code control} and {@code break}
   */
  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[0]);
    Path adapterSocket = directory.resolve("adapter");
    SocketChannel adapter = connect(adapterSocket);
    // The second, for the guest numbers them as they come.
    LoopedAdapter.plugIn(connect(directory.resolve("looped")));
    try (SocketChannel uart = connect(directory.resolve("uart"));
        SocketChannel line = connect(directory.resolve("break"));
        SocketChannel control = connect(directory.resolve("control"))) {
      AtomicReference<SocketChannel> plugged = new AtomicReference<>(adapter);
      AtomicReference<SocketChannel> fixed = new AtomicReference<>(uart);
      lead(uart, plugged);
      lead(adapter, fixed);
      BufferedReader wishes =
          new BufferedReader(Channels.newReader(control, StandardCharsets.UTF_8));
      for (String wish = wishes.readLine(); wish != null; wish = wishes.readLine()) {
        switch (wish) {
          case "pull" -> plugged.get().close();
          case "plug" -> {
            plugged.set(connect(adapterSocket));
            lead(plugged.get(), fixed);
          }
          case "break" -> send(line, TELNET_BREAK);
          default -> throw new IllegalArgumentException(wish);
        }
        send(control, "ok\n".getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /**
   * One wire. It always takes what comes: qemu writes with its one thread, and stands still, both
   * ends with it, when its socket is full.
   */
  private static void lead(SocketChannel from, AtomicReference<SocketChannel> to) {
    BlockingQueue<byte[]> wire = new LinkedBlockingQueue<>();
    Thread.ofPlatform().daemon().start(() -> take(from, wire));
    Thread.ofPlatform().daemon().start(() -> give(wire, to));
  }

  private static void take(SocketChannel from, BlockingQueue<byte[]> wire) {
    byte[] buffer = new byte[4096];
    try {
      InputStream in = Channels.newInputStream(from);
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        wire.add(Arrays.copyOf(buffer, count));
      }
    } catch (IOException ended) {
      // With the guest.
    }
  }

  private static void give(BlockingQueue<byte[]> wire, AtomicReference<SocketChannel> to) {
    try {
      while (true) {
        giveIfPlugged(wire.take(), to.get());
      }
    } catch (InterruptedException never) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is sent to an adapter that is not there is lost, as on any line. */
  private static void giveIfPlugged(byte[] bytes, SocketChannel to) {
    try {
      send(to, bytes);
    } catch (IOException pulled) {
      // Lost.
    }
  }

  private static void send(SocketChannel to, byte[] bytes) throws IOException {
    OutputStream out = Channels.newOutputStream(to);
    out.write(bytes);
  }

  /** Qemu makes its sockets in its own time. */
  private static SocketChannel connect(Path path) {
    return await()
        .atMost(PATIENCE_S, TimeUnit.SECONDS)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> SocketChannel.open(UnixDomainSocketAddress.of(path)), SocketChannel::isOpen);
  }
}
