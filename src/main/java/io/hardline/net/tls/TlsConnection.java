package io.hardline.net.tls;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.net.Connection;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is encrypted on its way over another one. It begins with {@link #handshake};
 * when that has gone well, it is what any {@link Connection} is. Loop thread only.
 *
 * <p>What is encrypted is kept by the connection below, so its backlog is this one's, and nothing is
 * encrypted that would not fit there. Reading stops when the connection below stops.
 *
 * <p>The costly steps of a handshake run on other threads; while one does, the engine is not touched
 * here and nothing is read.
 */
public final class TlsConnection implements Connection {
  /** How long a peer may take for its handshake. */
  public static final int HANDSHAKE_DEADLINE_MS = 10_000;

  /** RFC 8446, 5.1: the most that one record carries. */
  private static final int RECORD_PLAIN_BYTES = 16_384;

  /** What encryption adds to a record, at most. The suites that we allow add less than 50. */
  private static final int RECORD_OVERHEAD_BYTES = 256;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int ALERT_TRIES = 4;

  /** How a handshake ended; told once. */
  public interface Outcome {
    /** Reading is paused until {@link Connection#start}. */
    void ready(TlsConnection connection);

    /** The connection is closed. */
    void failed(TlsConnection connection, String why);
  }

  /** Makes the engine; called on one of the threads for handshakes. */
  @FunctionalInterface
  interface Engines {
    SSLEngine make() throws SSLException;
  }

  private enum Stage {
    HANDSHAKE,
    READY,
    OPEN,
    CLOSED
  }

  private final Loop loop;
  private final Connection raw;
  private final Engines engines;
  private final Executor workers;
  private final boolean weBegin;
  private final RecordInput input;
  private final Loop.Timer deadline;
  private final Runnable continueReading = this::continueReading;

  private Stage stage = Stage.HANDSHAKE;
  private @Nullable SSLEngine engine;
  private @Nullable Outcome outcome;
  private @Nullable Handler handler;
  private @Nullable Throwable workFailure;
  private @Nullable String closedBeforeStart;
  private String security = "";
  private boolean working;
  private boolean heard;
  private boolean paused;
  private boolean ended;
  private boolean failing;

  /** Records that were read before {@link #start} may still wait in {@link #input}. */
  private boolean behind = true;

  /**
   * @param raw must not have been started
   * @param workers runs the costly steps of the handshake
   * @param weBegin whether we are TLS's client
   */
  TlsConnection(Loop loop, Connection raw, Engines engines, Executor workers, boolean weBegin) {
    this.loop = loop;
    this.raw = raw;
    this.engines = engines;
    this.workers = workers;
    this.weBegin = weBegin;
    this.input = new RecordInput();
    this.deadline = loop.timer(this::tooLate);
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
    deadline.setMs(HANDSHAKE_DEADLINE_MS);
    advance(NOTHING);
  }

  /** Whether the handshake waits for the peer, and not for us. */
  public boolean waitsForPeer() {
    return stage == Stage.HANDSHAKE && !working;
  }

  private void advance(ByteBuffer fresh) {
    try {
      while (stage == Stage.HANDSHAKE && !working && step(fresh)) {
        // Each step says whether there is another one.
      }
      input.keep(fresh);
    } catch (RecordInput.NotTls other) {
      giveUp(heard ? "the peer sent " + other.getMessage() : TlsFailure.NO_TLS);
    } catch (SSLException failure) {
      giveUp(TlsFailure.words(failure));
    }
  }

  /** One step of the handshake; answers false when it waits for something. */
  private boolean step(ByteBuffer fresh) throws SSLException, RecordInput.NotTls {
    if (engine == null) {
      // A server makes its engine when somebody has sent a record: who is silent costs little.
      if (!weBegin && input.next(fresh) == null) {
        return false;
      }
      work(this::makeEngine);
      return false;
    }
    return switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> {
        work(this::runTasks);
        yield false;
      }
      case NEED_WRAP -> wrapOwn(engine);
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
        ByteBuffer record = input.next(fresh);
        yield record != null && unwrapOwn(engine, record);
      }
      case FINISHED, NOT_HANDSHAKING -> {
        input.keep(fresh);
        established(engine);
        yield false;
      }
    };
  }

  private boolean unwrapOwn(SSLEngine open, ByteBuffer record) throws SSLException {
    heard = true;
    ByteBuffer plain = loop.plainScratch().bytes.clear();
    SSLEngineResult result = open.unwrap(record, plain);
    if (result.getStatus() != SSLEngineResult.Status.OK) {
      giveUp(TlsFailure.CLOSED_EARLY);
      return false;
    }
    return true;
  }

  /** Sends what the engine itself has to say. */
  private boolean wrapOwn(SSLEngine open) throws SSLException {
    IoBuffer cipher = loop.cipherScratch();
    cipher.bytes.clear();
    SSLEngineResult result = open.wrap(NOTHING, cipher.bytes);
    cipher.bytes.flip();
    raw.write(cipher);
    if (cipher.bytes.hasRemaining()) {
      throw new SSLException("the peer does not read what TLS has to tell it");
    }
    return result.bytesProduced() > 0;
  }

  private void work(Runnable task) {
    working = true;
    raw.pauseReading();
    workers.execute(() -> {
      try {
        task.run();
      } catch (RuntimeException | Error thrown) {
        workFailure = thrown;
      }
      loop.post(this::worked);
    });
  }

  private void makeEngine() {
    try {
      SSLEngine made = engines.make();
      made.setUseClientMode(weBegin);
      made.beginHandshake();
      engine = made;
    } catch (SSLException cannot) {
      workFailure = cannot;
    }
  }

  private void runTasks() {
    SSLEngine busy = engine();
    for (Runnable task = busy.getDelegatedTask();
        task != null;
        task = busy.getDelegatedTask()) {
      task.run();
    }
  }

  private void worked() {
    working = false;
    if (stage != Stage.HANDSHAKE) {
      return;
    }
    if (workFailure != null) {
      giveUp(TlsFailure.words(workFailure));
      return;
    }
    advance(NOTHING);
    if (waitsForPeer()) {
      raw.resumeReading();
    }
  }

  private void established(SSLEngine open) {
    deadline.clear();
    stage = Stage.READY;
    SSLSession session = open.getSession();
    security = PeerTrust.describe(session);
    // Nobody resumes: each connection is judged by what is in the files then.
    session.invalidate();
    raw.pauseReading();
    outcome().ready(this);
  }

  private void tooLate() {
    giveUp(heard || input.size() > 0 ? TlsFailure.TOO_SLOW : TlsFailure.SILENT);
  }

  private void giveUp(String why) {
    if (stage == Stage.HANDSHAKE) {
      close();
      outcome().failed(this, why);
    }
  }

  private SSLEngine engine() {
    if (engine == null) {
      throw new AssertionError("there is no engine before the handshake");
    }
    return engine;
  }

  private Outcome outcome() {
    if (outcome == null) {
      throw new AssertionError("an event before handshake()");
    }
    return outcome;
  }

  // From the peer.

  private final class FromBelow implements Handler {
    @Override
    public void received(IoBuffer data) {
      switch (stage) {
        case HANDSHAKE -> advance(data.bytes);
        case OPEN -> decrypt(data.bytes);
        case READY -> input.keep(data.bytes);
        case CLOSED -> data.bytes.position(data.bytes.limit());
      }
    }

    @Override
    public void ended() {
      if (stage == Stage.HANDSHAKE) {
        giveUp(heard || input.size() > 0 ? TlsFailure.CLOSED_EARLY : TlsFailure.CLOSED_AT_ONCE);
      } else if (stage == Stage.OPEN) {
        // Without a close_notify: a device that says so is rare, and a serial stream has no end
        // that somebody could forge (RFC 8446, 6.1).
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
      Stage before = stage;
      giveUp(heard ? cause : TlsFailure.CLOSED_AT_ONCE);
      if (before == Stage.OPEN) {
        close();
        handler().closed(cause);
      } else if (before == Stage.READY) {
        close();
        closedBeforeStart = cause;
      }
    }
  }

  private void decrypt(ByteBuffer fresh) {
    IoBuffer plain = loop.plainScratch();
    plain.bytes.clear();
    String trouble = null;
    try {
      unwrapAll(engine(), fresh, plain.bytes);
    } catch (RecordInput.NotTls other) {
      trouble = "the peer sent " + other.getMessage();
    } catch (SSLException failure) {
      trouble = TlsFailure.words(failure);
    }
    plain.bytes.flip();
    if (plain.bytes.hasRemaining() && !ended) {
      handler().received(plain);
    }
    if (stage == Stage.OPEN) {
      if (trouble != null) {
        fail(trouble);
      } else if (engine().isInboundDone()) {
        inboundDone();
      }
    }
  }

  /** All records that have come whole; what they hold fits, because it is shorter than they. */
  private void unwrapAll(SSLEngine open, ByteBuffer fresh, ByteBuffer plain)
      throws SSLException, RecordInput.NotTls {
    for (ByteBuffer record = input.next(fresh);
        record != null && !open.isInboundDone();
        record = input.next(fresh)) {
      open.unwrap(record, plain);
      HandshakeStatus status = open.getHandshakeStatus();
      if (status == HandshakeStatus.NEED_TASK) {
        throw new SSLException(TlsFailure.RENEGOTIATION);
      }
      if (status == HandshakeStatus.NEED_WRAP && !open.isInboundDone()) {
        wrapOwn(open);
      }
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
      fail("the peer closed the connection");
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

  /** What came together with the end of the handshake. */
  private void continueReading() {
    if (stage == Stage.OPEN && !paused) {
      behind = false;
      decrypt(NOTHING);
      if (stage == Stage.OPEN && !paused) {
        raw.resumeReading();
      }
    }
  }

  private Handler handler() {
    if (handler == null) {
      throw new AssertionError("an event before start()");
    }
    return handler;
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
    try {
      encrypt(engine(), data);
    } catch (SSLException failure) {
      if (!failing) {
        failing = true;
        // Not at once: the caller is walking its clients.
        loop.soon(() -> fail(TlsFailure.words(failure)));
      }
    }
    return data.bytes.position() - start;
  }

  private void encrypt(SSLEngine open, IoBuffer data) throws SSLException {
    int limit = data.bytes.limit();
    IoBuffer cipher = loop.cipherScratch();
    try {
      boolean progress = true;
      while (progress && data.bytes.position() < limit) {
        cipher.bytes.clear();
        progress = wrapSome(open, data.bytes, limit, cipher.bytes);
        cipher.bytes.flip();
        raw.write(cipher);
      }
    } finally {
      data.bytes.limit(limit);
    }
  }

  /** Encrypts as much as has room; answers whether that was anything. */
  private boolean wrapSome(SSLEngine open, ByteBuffer data, int limit, ByteBuffer cipher)
      throws SSLException {
    int room = BACKLOG_LIMIT_BYTES - raw.backlogBytes();
    int most = open.getSession().getPacketBufferSize();
    while (data.position() < limit && cipher.remaining() >= most) {
      int count = Math.min(RECORD_PLAIN_BYTES, room - cipher.position() - RECORD_OVERHEAD_BYTES);
      count = Math.min(count, limit - data.position());
      if (count <= 0) {
        break;
      }
      data.limit(data.position() + count);
      if (open.wrap(data, cipher).bytesProduced() == 0) {
        break;
      }
    }
    return cipher.position() > 0;
  }

  @Override
  public int backlogBytes() {
    return raw.backlogBytes();
  }

  /** Encrypted, they are a little more than they will be. */
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

  /** An encrypted connection stays on its loop: the engine is bound to this object. */
  @Override
  public Connection moveTo(Loop other) {
    throw new UnsupportedOperationException("an encrypted connection stays on its loop");
  }

  /** Says so to the peer when there is room for it: close_notify, or the alert of a failure. */
  @Override
  public void close() {
    if (stage == Stage.CLOSED) {
      return;
    }
    stage = Stage.CLOSED;
    deadline.clear();
    if (engine != null && !working && raw.isOpen() && raw.backlogBytes() == 0) {
      sendLastWords(engine);
    }
    raw.close();
  }

  private void sendLastWords(SSLEngine open) {
    IoBuffer cipher = loop.cipherScratch();
    cipher.bytes.clear();
    open.closeOutbound();
    for (int i = 0; i < ALERT_TRIES && !open.isOutboundDone(); i++) {
      try {
        open.wrap(NOTHING, cipher.bytes);
      } catch (SSLException again) {
        // The first call after a failure throws it once more; the next one yields its alert.
      }
    }
    cipher.bytes.flip();
    raw.write(cipher);
  }

  @Override
  public boolean isOpen() {
    return stage != Stage.CLOSED;
  }
}
