package io.hardline.net.tls;

import io.hardline.net.FakeConnection;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The other side of a connection with TLS, driven by hand: a bare engine on bytes. */
public final class EnginePeer {
  private static final int ROOM = 64 * 1024;

  final SSLEngine engine;
  final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final ByteArrayOutputStream toSend = new ByteArrayOutputStream();
  private ByteBuffer input = ByteBuffer.allocate(0);
  @Nullable SSLException failure;
  boolean ended;

  EnginePeer(SSLEngine engine, boolean client) {
    this.engine = engine;
    engine.setUseClientMode(client);
    try {
      engine.beginHandshake();
    } catch (SSLException impossible) {
      throw new AssertionError("a new engine", impossible);
    }
    run();
  }

  /** A client that takes every certificate. */
  public static EnginePeer client() {
    TlsIdentity identity = TlsRig.identity(TestCertificates.encrypted(), false);
    try {
      return new EnginePeer(identity.clientEngine("plc7"), true);
    } catch (SSLException impossible) {
      throw new AssertionError("a new engine", impossible);
    }
  }

  /** What came from the other side. */
  void give(byte[] bytes) {
    input = ByteBuffer.allocate(input.remaining() + bytes.length).put(input).put(bytes).flip();
    run();
  }

  /** What is for the other side. */
  byte[] take() {
    byte[] bytes = toSend.toByteArray();
    toSend.reset();
    return bytes;
  }

  void send(byte[] plain) {
    ByteBuffer data = ByteBuffer.wrap(plain);
    while (data.hasRemaining()) {
      wrap(data);
    }
  }

  /** Says that nothing more will be sent. */
  void end() {
    engine.closeOutbound();
    wrap(ByteBuffer.allocate(0));
  }

  /** A new handshake in TLS 1.2, a KeyUpdate in TLS 1.3. */
  void handshakeAgain() {
    try {
      engine.beginHandshake();
    } catch (SSLException cannot) {
      throw new AssertionError("it may ask", cannot);
    }
    run();
  }

  boolean isReady() {
    return failure == null
        && engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
        && !engine.getSession().getProtocol().equals("NONE");
  }

  private void run() {
    try {
      while (failure == null && step()) {
        // Until bytes are needed.
      }
    } catch (SSLException failed) {
      failure = failed;
    }
  }

  private boolean step() throws SSLException {
    return switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> {
        for (Runnable task = engine.getDelegatedTask();
            task != null;
            task = engine.getDelegatedTask()) {
          task.run();
        }
        yield true;
      }
      case NEED_WRAP -> !ended && wrap(ByteBuffer.allocate(0));
      default -> unwrap();
    };
  }

  private boolean unwrap() throws SSLException {
    ByteBuffer plain = ByteBuffer.allocate(ROOM);
    SSLEngineResult result = engine.unwrap(input, plain);
    received.write(plain.array(), 0, plain.position());
    ended |= result.getStatus() == SSLEngineResult.Status.CLOSED;
    return result.getStatus() == SSLEngineResult.Status.OK
        && (result.bytesConsumed() > 0 || input.hasRemaining());
  }

  private boolean wrap(ByteBuffer data) {
    ByteBuffer cipher = ByteBuffer.allocate(ROOM);
    try {
      SSLEngineResult result = engine.wrap(data, cipher);
      toSend.write(cipher.array(), 0, cipher.position());
      return result.bytesProduced() > 0;
    } catch (SSLException failed) {
      failure = failed;
      return false;
    }
  }

  /** Carries bytes between this and a connection until neither has any, in pieces of that size. */
  public void talk(FakeConnection raw, int pieceBytes, Runnable runLoop) {
    boolean more = true;
    while (more) {
      byte[] forth = take();
      for (int i = 0; i < forth.length && raw.isOpen(); i += pieceBytes) {
        raw.feed(Arrays.copyOfRange(forth, i, Math.min(i + pieceBytes, forth.length)));
        runLoop.run();
      }
      runLoop.run();
      byte[] back = raw.sent();
      give(back);
      more = forth.length > 0 || back.length > 0;
    }
  }

  static byte[] noise(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }
}
