package io.hardline.net.tls;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.net.Connection;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;

/**
 * The first stage of a {@link TlsConnection}: its handshake, with a deadline and a place among
 * those of the unit. The steps run on other threads; while one does, nothing of it is touched here
 * and nothing is read. Loop thread only.
 */
final class HandshakeStage {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** Told how it ended; once, and not after {@link #stop}. */
  interface Owner {
    void established(SSLEngine engine, String security);

    void handshakeFailed(String why);
  }

  private final Loop loop;
  private final Connection raw;
  private final RecordInput input;
  private final Executor workers;
  private final boolean weBegin;
  private final TlsHandshake handshake;
  private final Owner owner;
  private final Loop.Timer deadline;
  private boolean working;
  private boolean admitted;
  private boolean over;

  /**
   * @param input is filled and read here until it is over
   * @param weBegin whether we are TLS's client
   */
  HandshakeStage(
      Loop loop,
      Connection raw,
      TlsHandshake.Engines engines,
      RecordInput input,
      Executor workers,
      boolean weBegin,
      Owner owner) {
    this.loop = loop;
    this.raw = raw;
    this.input = input;
    this.workers = workers;
    this.weBegin = weBegin;
    this.handshake = new TlsHandshake(engines, weBegin, input);
    this.owner = owner;
    this.deadline = loop.timer(this::tooLate);
  }

  void begin() {
    deadline.setMs(TlsConnection.HANDSHAKE_DEADLINE_MS);
    if (weBegin) {
      work();
    }
  }

  /** Whether it waits for the peer, and not for us. */
  boolean waitsForPeer() {
    return !working;
  }

  /** Who is no peer of TLS is found out here; a worker gets whole records only. */
  void received(ByteBuffer fresh) {
    try {
      input.keep(fresh);
      if (input.next(NOTHING) != null) {
        work();
      }
    } catch (RecordInput.NotTls other) {
      fail(!admitted && !weBegin ? TlsFailure.NO_TLS : "it sent " + other.getMessage());
    }
  }

  private void work() {
    if (!admitted) {
      admitted = Handshakes.admit();
      if (!admitted) {
        fail(TlsFailure.TOO_MANY);
        return;
      }
    }
    working = true;
    raw.pauseReading();
    workers.execute(() -> {
      handshake.run();
      loop.post(this::worked);
    });
  }

  private void worked() {
    working = false;
    if (over) {
      release();
      return;
    }
    send(handshake.output());
    SSLEngine made = handshake.engineWhenDone();
    if (!handshake.failure().isEmpty()) {
      fail(handshake.failure());
    } else if (made != null) {
      stop();
      owner.established(made, handshake.security());
    } else {
      raw.resumeReading();
    }
  }

  /** What does not fit is lost, and with it the connection: the peer will miss it. */
  private void send(ByteBuffer bytes) {
    IoBuffer cipher = loop.cipherScratch();
    while (bytes.hasRemaining()) {
      cipher.bytes.clear();
      int count = Math.min(bytes.remaining(), cipher.bytes.remaining());
      cipher.bytes.put(0, bytes, bytes.position(), count).limit(count);
      bytes.position(bytes.position() + count);
      raw.write(cipher);
    }
  }

  private void tooLate() {
    fail(peerHasSpoken() ? TlsFailure.TOO_SLOW : TlsFailure.SILENT);
  }

  /** The peer has closed its connection. */
  void peerLeft() {
    fail(peerHasSpoken() ? TlsFailure.CLOSED_EARLY : TlsFailure.CLOSED_AT_ONCE);
  }

  private boolean peerHasSpoken() {
    return admitted || input.size() > 0;
  }

  /** Ends it, and tells the owner why. */
  void fail(String why) {
    if (!over) {
      stop();
      owner.handshakeFailed(why);
    }
  }

  /** Ends it; harmless when it is over. */
  void stop() {
    over = true;
    deadline.clear();
    release();
  }

  /** Gives the place back, unless a worker still works on it. */
  private void release() {
    if (admitted && !working) {
      admitted = false;
      Handshakes.release();
    }
  }
}
