package io.hardline.net.tls;

import io.hardline.loop.EpollLoop;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.net.Connection;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is encrypted on its way over another one. It begins with {@link #handshake}
 * (see {@link HandshakeStage}); when that has gone well, it is what any {@link Connection} is. Loop
 * thread only.
 *
 * <p>What is encrypted is kept by the connection below, so its backlog is this one's, and nothing
 * is encrypted that would not fit there. Reading stops when the connection below stops.
 */
public final class TlsConnection implements Connection, HandshakeStage.Owner {
  /** How long a peer may take for its handshake. */
  public static final int HANDSHAKE_DEADLINE_MS = 10_000;

  /**
   * Requests for new keys that wait for data of ours to be answered with, see {@link RecordStyle}.
   */
  static final int MAX_UNANSWERED = 16;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final String GONE = "the peer closed the connection";

  /** How a handshake ended; told once. */
  public interface Outcome {
    /** Reading is paused until {@link Connection#start}. */
    void ready(TlsConnection connection);

    /** The connection is closed. */
    void failed(TlsConnection connection, String why);
  }

  private enum Stage {
    HANDSHAKE,
    READY,
    OPEN,
    CLOSED
  }

  private final Loop loop;
  private final Connection raw;
  private final RecordInput input = new RecordInput();
  private final RecordOutput output;
  private final Runnable continueReading = this::continueReading;

  private Stage stage = Stage.HANDSHAKE;
  private @Nullable HandshakeStage handshake;
  private @Nullable Outcome outcome;
  private @Nullable SSLEngine engine;
  private @Nullable Handler handler;
  private @Nullable String closedBeforeStart;
  private String security = "";
  private boolean paused;
  private boolean ended;
  private boolean failing;

  /** Whole records may wait in {@link #input}: of the handshake's end, or more than one read. */
  private boolean behind = true;

  /** {@link #readNow} is under way, and may still hand on so many bytes. */
  private boolean pulling;

  private int pullBytes;
  private int unanswered;

  /**
   * @param raw must not have been started
   * @param workers runs the steps of the handshake
   * @param weBegin whether we are TLS's client
   */
  TlsConnection(
      Loop loop,
      Connection raw,
      TlsHandshake.Engines engines,
      Executor workers,
      boolean weBegin,
      RecordStyle style) {
    this.loop = loop;
    this.raw = raw;
    this.output = new RecordOutput(style);
    this.handshake = new HandshakeStage(loop, raw, engines, input, workers, weBegin, this);
  }

  // The handshake.

  /**
   * Begins the handshake. Once.
   *
   * @throws java.io.UncheckedIOException when the machine has no room to watch the connection
   */
  public void handshake(Outcome whenOver) {
    outcome = whenOver;
    raw.start(new FromBelow());
    handshake().begin();
  }

  /** Whether the handshake waits for the peer, and not for us. */
  public boolean waitsForPeer() {
    return stage == Stage.HANDSHAKE && handshake().waitsForPeer();
  }

  @Override
  public void established(SSLEngine made, String how) {
    engine = made;
    security = how;
    stage = Stage.READY;
    handshake = null;
    outcome().ready(this);
  }

  @Override
  public void handshakeFailed(String why) {
    close();
    outcome().failed(this, why);
  }

  private HandshakeStage handshake() {
    return Objects.requireNonNull(handshake, "the handshake is over");
  }

  private SSLEngine engine() {
    return Objects.requireNonNull(engine, "there is no engine before the handshake is over");
  }

  private Outcome outcome() {
    return Objects.requireNonNull(outcome, "an event before handshake()");
  }

  private Handler handler() {
    return Objects.requireNonNull(handler, "an event before start()");
  }

  // From the peer.

  private final class FromBelow implements Handler {
    @Override
    public void received(IoBuffer data) {
      switch (stage) {
        case HANDSHAKE -> handshake().received(data.bytes);
        case OPEN -> decrypt(data.bytes);
        case READY, CLOSED -> input.keep(data.bytes);
      }
    }

    @Override
    public void ended() {
      if (stage == Stage.HANDSHAKE) {
        handshake().peerLeft();
      } else if (stage == Stage.OPEN) {
        // Without a close_notify (RFC 8446, 6.1), as many peers do; a serial stream has no end that
        // somebody could gain from forging.
        tellEnded();
      }
    }

    @Override
    public void lost() {
      if (stage == Stage.OPEN) {
        handler().lost();
      }
    }

    @Override
    public void drained() {
      if (stage == Stage.OPEN) {
        handler().drained();
      }
    }

    @Override
    public void closed(String cause) {
      switch (stage) {
        case HANDSHAKE -> {
          if (cause.equals(GONE)) {
            handshake().peerLeft();
          } else {
            handshake().fail(cause);
          }
        }
        case OPEN -> fail(cause);
        case READY -> {
          close();
          closedBeforeStart = cause;
        }
        case CLOSED -> close();
      }
    }
  }

  private void decrypt(ByteBuffer fresh) {
    boolean more = mayDecrypt();
    if (more) {
      more = decryptPiece(fresh);
    } else {
      input.keep(fresh);
      behind = true;
    }
    while (more && mayDecrypt()) {
      more = decryptPiece(NOTHING);
    }
    behind |= more;
  }

  private boolean mayDecrypt() {
    boolean wanted = pulling ? pullBytes >= RecordStyle.MOST_BYTES : !paused;
    return stage == Stage.OPEN && !failing && wanted;
  }

  /** As much as one read of a connection may be; answers whether there is more. */
  private boolean decryptPiece(ByteBuffer fresh) {
    IoBuffer plain = loop.plainScratch();
    plain.bytes.clear();
    String trouble = null;
    boolean more = false;
    try {
      more = unwrap(engine(), fresh, plain.bytes);
    } catch (RecordInput.NotTls other) {
      trouble = "the peer sent " + other.getMessage();
    } catch (SSLException failure) {
      trouble = TlsFailure.words(failure);
    }
    plain.bytes.flip();
    pullBytes -= plain.bytes.remaining();
    if (plain.bytes.hasRemaining() && !ended) {
      handler().received(plain);
    }
    if (pulling) {
      foundWhilePulling(trouble);
    } else if (stage == Stage.OPEN && trouble != null) {
      fail(trouble);
    } else if (stage == Stage.OPEN && engine().isInboundDone()) {
      inboundDone();
    }
    return more;
  }

  /** Ends are told later; the next ordinary read finds that the peer sends nothing more. */
  private void foundWhilePulling(@Nullable String trouble) {
    behind |= engine().isInboundDone();
    if (stage == Stage.OPEN && trouble != null) {
      failSoon(trouble);
    }
  }

  /** The records that have come whole, until the next might not fit any more; that one is kept. */
  private boolean unwrap(SSLEngine open, ByteBuffer fresh, ByteBuffer plain)
      throws SSLException, RecordInput.NotTls {
    int most = pulling ? Math.min(pullBytes, EpollLoop.SCRATCH_BYTES) : EpollLoop.SCRATCH_BYTES;
    ByteBuffer record = input.next(fresh);
    while (record != null && !open.isInboundDone()) {
      int before = plain.position();
      if (before > most - RecordStyle.MOST_BYTES) {
        input.keep(fresh);
        return true;
      }
      open.unwrap(record, plain);
      HandshakeStatus status = open.getHandshakeStatus();
      if (status == HandshakeStatus.NEED_TASK) {
        throw new SSLException(TlsFailure.RENEGOTIATION);
      }
      if (status == HandshakeStatus.NEED_WRAP && !open.isInboundDone()) {
        answer(open, plain.position() > before);
      }
      record = input.next(fresh);
    }
    return false;
  }

  /**
   * To a KeyUpdate of the peer, which may wait for our next data (RFC 8446, 4.6.3).
   *
   * @param data whether data was what came now
   */
  private void answer(SSLEngine open, boolean data) throws SSLException {
    if (output.waitsForData()) {
      unanswered += data ? 0 : 1;
      if (unanswered > MAX_UNANSWERED) {
        throw new SSLException(TlsFailure.RESTLESS);
      }
      return;
    }
    IoBuffer cipher = loop.cipherScratch();
    cipher.bytes.clear();
    open.wrap(NOTHING, cipher.bytes);
    cipher.bytes.flip();
    raw.write(cipher);
    if (cipher.bytes.hasRemaining()) {
      throw new SSLException(TlsFailure.DEAF);
    }
  }

  /**
   * The peer said that it sends nothing more. TLS 1.3 lets us go on (RFC 8446, 6.1); before, we had
   * to close at once (RFC 5246, 7.2.1), and the engine has done so.
   */
  private void inboundDone() {
    if (engine().getSession().getProtocol().equals(TlsIdentity.TLS_1_3)) {
      tellEnded();
    } else {
      fail(GONE);
    }
  }

  private void tellEnded() {
    if (!ended) {
      ended = true;
      handler().ended();
    }
  }

  private void fail(String cause) {
    if (stage == Stage.OPEN) {
      close();
      handler().closed(cause);
    }
  }

  private void continueReading() {
    if (stage == Stage.OPEN && !paused) {
      behind = false;
      decrypt(NOTHING);
      if (stage == Stage.OPEN && !paused) {
        raw.resumeReading();
      }
    }
  }

  // What a Connection is.

  @Override
  public String peer() {
    return raw.peer();
  }

  @Override
  public String security() {
    return security;
  }

  @Override
  public void start(Handler newHandler) {
    handler = newHandler;
    String cause = closedBeforeStart;
    if (cause != null) {
      loop.soon(() -> newHandler.closed(cause));
    } else {
      stage = Stage.OPEN;
      loop.soon(continueReading);
    }
  }

  @Override
  public int write(IoBuffer data) {
    if (stage != Stage.OPEN && stage != Stage.READY) {
      return 0;
    }
    int start = data.bytes.position();
    int limit = data.bytes.limit();
    try {
      encrypt(engine(), data.bytes, limit);
    } catch (SSLException failure) {
      failSoon(TlsFailure.words(failure));
    } finally {
      data.bytes.limit(limit);
    }
    return data.bytes.position() - start;
  }

  /** Not at once: the caller is walking its clients. */
  private void failSoon(String cause) {
    if (!failing) {
      failing = true;
      loop.soon(() -> fail(cause));
    }
  }

  private void encrypt(SSLEngine open, ByteBuffer data, int limit) throws SSLException {
    IoBuffer cipher = loop.cipherScratch();
    unanswered = 0;
    boolean progress = true;
    while (progress && data.position() < limit) {
      cipher.bytes.clear();
      output.encrypt(open, data, limit, raw.room(), cipher.bytes);
      cipher.bytes.flip();
      progress = cipher.bytes.hasRemaining();
      raw.write(cipher);
    }
  }

  @Override
  public @Nullable InetSocketAddress peerAddress() {
    return raw.peerAddress();
  }

  @Override
  public @Nullable InetSocketAddress localAddress() {
    return raw.localAddress();
  }

  @Override
  public void readNow() {
    if (stage != Stage.OPEN) {
      return;
    }
    pulling = true;
    pullBytes = BACKLOG_LIMIT_BYTES;
    decrypt(NOTHING);
    if (mayDecrypt()) {
      raw.readNow();
    }
    pulling = false;
    if (behind && !paused) {
      loop.soon(continueReading);
    }
  }

  @Override
  public int backlogBytes() {
    return raw.backlogBytes();
  }

  @Override
  public int room() {
    return output.room(raw.room());
  }

  /** Still encrypted, and so a little more than they will be. */
  @Override
  public int unreadBytes() {
    return raw.unreadBytes() + input.size();
  }

  @Override
  public void pauseReading() {
    paused = true;
    raw.pauseReading();
  }

  @Override
  public void resumeReading() {
    paused = false;
    if (behind) {
      loop.soon(continueReading);
    } else {
      raw.resumeReading();
    }
  }

  @Override
  public void aliveCheckMs(long aliveCheckMs) {
    raw.aliveCheckMs(aliveCheckMs);
  }

  @Override
  public Connection moveTo(Loop other) {
    throw new UnsupportedOperationException("an encrypted connection stays on its loop");
  }

  /** Says so to the peer, if there is room for that. */
  @Override
  public void close() {
    if (stage == Stage.CLOSED) {
      return;
    }
    stage = Stage.CLOSED;
    if (handshake != null) {
      handshake.stop();
    }
    if (engine != null && raw.isOpen() && raw.backlogBytes() == 0) {
      sayGoodbye(engine);
    }
    raw.close();
  }

  private void sayGoodbye(SSLEngine open) {
    IoBuffer cipher = loop.cipherScratch();
    cipher.bytes.clear();
    RecordOutput.sayGoodbye(open, cipher.bytes);
    cipher.bytes.flip();
    raw.write(cipher);
  }

  @Override
  public boolean isOpen() {
    return stage != Stage.CLOSED;
  }
}
