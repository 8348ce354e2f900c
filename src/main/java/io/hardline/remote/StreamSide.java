package io.hardline.remote;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.remote.MenuKeys.Wish;
import io.hardline.telnet.ComPortControl;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A terminal, or whatever else two streams are, as this end of a remote port. The streams may
 * block, so each has a thread of its own; one piece at a time is on its way in each direction, and
 * meanwhile nothing more is read. Loop thread only, except for the threads of the streams.
 */
public final class StreamSide implements LocalSide {
  private static final int PIECE_BYTES = 4096;

  /** After the end of the input: the device has said all when it is silent for that long. */
  static final long SILENCE_MS = 1_000;

  /** Told what a person wants, and how it ends; loop thread. */
  public interface Owner {
    /** As {@link LocalSide#opened}. */
    void opened(RemotePort port, WantedLine line);

    /** Something of {@link MenuKeys} that the port cannot do. */
    void wish(Wish wish);

    /** All of the input was sent and the device has fallen silent, or the output takes no more. */
    void finished();
  }

  private final Loop loop;
  private final InputStream in;
  private final OutputStream out;
  private final @Nullable MenuKeys keys;
  private final Owner owner;
  private final Loop.Timer silence;
  private final Semaphore taken = new Semaphore(0);

  /** At most what one read of the connection brought: then it is paused until all is written. */
  private final LinkedBlockingQueue<byte[]> toOutput = new LinkedBlockingQueue<>();

  private final IoBuffer piece = new IoBuffer(PIECE_BYTES);

  private @Nullable RemotePort port;
  private boolean started;
  private boolean outputStarted;
  private boolean pieceWaits;
  private boolean inputEnded;
  private int writing;

  /**
   * @param keys what keys mean; null when the input is no terminal, and every byte is for the
   *     device
   */
  public StreamSide(
      Loop loop, InputStream in, OutputStream out, @Nullable MenuKeys keys, Owner owner) {
    this.loop = loop;
    this.in = in;
    this.out = out;
    this.keys = keys;
    this.owner = owner;
    this.silence = loop.timer(this::silent);
    this.piece.bytes.limit(0);
  }

  @Override
  public void opened(RemotePort opened, WantedLine line) {
    port = opened;
    owner.opened(opened, line);
    if (!started) {
      started = true;
      Thread.ofPlatform().daemon().name("terminal-in").start(this::readInput);
    }
  }

  private void startOutput() {
    if (!outputStarted) {
      outputStarted = true;
      Thread.ofPlatform().daemon().name("terminal-out").start(this::writeOutput);
    }
  }

  // --- to the device ---

  private void readInput() {
    byte[] buffer = new byte[PIECE_BYTES];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        byte[] typed = Arrays.copyOf(buffer, n);
        loop.post(() -> typed(typed));
        taken.acquire();
      }
    } catch (IOException gone) {
      // As if it had ended.
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
    loop.post(this::inputEnded);
  }

  private void typed(byte[] bytes) {
    if (keys == null) {
      send(bytes);
    } else {
      keys.typed(
          bytes,
          bytes.length,
          new MenuKeys.Events() {
            @Override
            public void data(byte[] data) {
              send(data);
            }

            @Override
            public void wish(Wish wish) {
              doWish(wish);
            }
          });
    }
    if (!pieceWaits) {
      taken.release();
    }
  }

  /** Keys that come while nothing can be sent wait; the thread reads no more until they went. */
  private void send(byte[] bytes) {
    piece.bytes.compact().put(bytes).flip();
    pieceWaits = true;
    sendPiece();
  }

  private void sendPiece() {
    if (port != null && port.canSend()) {
      pieceWaits = false;
      if (piece.bytes.hasRemaining()) {
        port.send(piece);
      }
    }
  }

  @Override
  public void canSendAgain() {
    if (inputEnded) {
      silence.setMs(SILENCE_MS);
    }
    if (pieceWaits) {
      sendPiece();
      if (!pieceWaits) {
        taken.release();
      }
    }
  }

  private void doWish(Wish wish) {
    RemotePort to = port;
    if (to == null) {
      return;
    }
    switch (wish) {
      case BREAK -> to.sendBreak();
      case DTR_ON -> to.control(ComPortControl.DTR_ON);
      case DTR_OFF -> to.control(ComPortControl.DTR_OFF);
      case RTS_ON -> to.control(ComPortControl.RTS_ON);
      case RTS_OFF -> to.control(ComPortControl.RTS_OFF);
      case LEAVE, KEYS -> {}
    }
    owner.wish(wish);
  }

  private void inputEnded() {
    inputEnded = true;
    silence.setMs(SILENCE_MS);
  }

  /** What the server has not read yet is no end: it may be slow, and so may the device be. */
  private void silent() {
    if (port != null && port.unsentBytes() > 0) {
      silence.setMs(SILENCE_MS);
    } else {
      owner.finished();
    }
  }

  // --- from the device ---

  @Override
  public void fromDevice(RemotePort from, IoBuffer data) {
    if (inputEnded) {
      silence.setMs(SILENCE_MS);
    }
    byte[] bytes = new byte[data.bytes.remaining()];
    data.bytes.get(bytes);
    // Even before it is open: a server must not fill our memory.
    port = from;
    from.pauseReading();
    toOutput.add(bytes);
    writing++;
    startOutput();
  }

  private void writeOutput() {
    try {
      while (true) {
        out.write(toOutput.take());
        out.flush();
        loop.post(this::written);
      }
    } catch (IOException gone) {
      loop.post(owner::finished);
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  private void written() {
    writing--;
    if (port != null && writing == 0) {
      port.resumeReading();
    }
  }

  @Override
  public void lost() {
    // Who typed is told by the port's owner.
  }
}
