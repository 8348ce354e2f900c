package io.hardline.net.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * One handshake, from what a peer sent to what it is to be sent. It knows no socket and no loop:
 * {@link #run} goes on as far as the input reaches, on a thread that may take its time. One thread
 * at a time.
 */
final class TlsHandshake {
  /** Makes the engine, when there is somebody to speak with. */
  @FunctionalInterface
  interface Engines {
    SSLEngine make() throws SSLException;
  }

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** No handshake carries data of ours, so this stays empty. */
  private static final int PLAIN_BYTES = 32 * 1024;

  private static final int ALERT_TRIES = 4;

  private final Engines engines;
  private final boolean weBegin;
  private final RecordInput input;
  private @Nullable SSLEngine engine;
  private ByteBuffer output = NOTHING;
  private String failure = "";
  private String security = "";
  private boolean done;

  /**
   * @param weBegin whether we are TLS's client
   * @param input is read while {@link #run} runs, and filled while it does not
   */
  TlsHandshake(Engines engines, boolean weBegin, RecordInput input) {
    this.engines = engines;
    this.weBegin = weBegin;
    this.input = input;
  }

  /** Goes on as far as it can. Throws nothing: whoever waits for it must be told. */
  void run() {
    output = ByteBuffer.allocate(0);
    try {
      goOn();
      output.flip();
    } catch (RuntimeException | Error broken) {
      failure = "TLS failed: " + broken;
      output = NOTHING;
    }
  }

  private void goOn() {
    try {
      if (engine == null) {
        SSLEngine made = engines.make();
        made.setUseClientMode(weBegin);
        made.beginHandshake();
        engine = made;
      }
      while (step(engine)) {
        // Until it waits for the peer, or is over.
      }
    } catch (SSLException failed) {
      failure = TlsFailure.words(failed);
      wrapLastWords();
    } catch (RecordInput.NotTls other) {
      failure = "it sent " + other.getMessage();
      wrapLastWords();
    }
  }

  private boolean step(SSLEngine open) throws SSLException, RecordInput.NotTls {
    return switch (open.getHandshakeStatus()) {
      case NEED_TASK -> {
        for (Runnable task = open.getDelegatedTask();
            task != null;
            task = open.getDelegatedTask()) {
          task.run();
        }
        yield true;
      }
      case NEED_WRAP -> wrap(open);
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
        ByteBuffer record = input.next(NOTHING);
        yield record != null && unwrap(open, record);
      }
      case FINISHED, NOT_HANDSHAKING -> {
        finish(open);
        yield false;
      }
    };
  }

  private boolean wrap(SSLEngine open) throws SSLException {
    int most = open.getSession().getPacketBufferSize();
    if (output.remaining() < most) {
      output = ByteBuffer.allocate(output.position() + 2 * most).put(output.flip());
    }
    return open.wrap(NOTHING, output).bytesProduced() > 0;
  }

  private static boolean unwrap(SSLEngine open, ByteBuffer record) throws SSLException {
    SSLEngineResult result = open.unwrap(record, ByteBuffer.allocate(PLAIN_BYTES));
    if (result.getStatus() != SSLEngineResult.Status.OK) {
      throw new SSLException("the peer ended TLS in the middle of the handshake");
    }
    return true;
  }

  private void finish(SSLEngine open) {
    SSLSession session = open.getSession();
    security = PeerTrust.describe(session);
    // Nobody resumes: each connection is judged by what is in the files then.
    session.invalidate();
    done = true;
  }

  /** What the engine still has to say to a peer with which it failed: an alert. */
  private void wrapLastWords() {
    SSLEngine open = engine;
    for (int i = 0; open != null && i < ALERT_TRIES && !open.isOutboundDone(); i++) {
      try {
        wrap(open);
      } catch (SSLException again) {
        // The first call after a failure throws it once more; the next one yields its alert.
      }
    }
  }

  /** Bytes for the peer, from position to limit. */
  ByteBuffer output() {
    return output;
  }

  /** Why it failed, for people; empty when it has not. */
  String failure() {
    return failure;
  }

  /** The engine when the handshake is over and went well; null before. */
  @Nullable SSLEngine engineWhenDone() {
    return done ? engine : null;
  }

  /** See {@link io.hardline.net.Connection#security}. */
  String security() {
    return security;
  }
}
