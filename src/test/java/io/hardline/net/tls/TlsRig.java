package io.hardline.net.tls;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.ManualLoop;
import io.hardline.net.Connection;
import io.hardline.net.FakeConnection;
import io.hardline.settings.ModeSettings.Tls;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** A connection with TLS over a fake one; what happens to it is written down. */
final class TlsRig implements TlsConnection.Outcome, Connection.Handler {
  final ManualLoop loop = new ManualLoop();
  final FakeConnection raw = new FakeConnection(loop, "peer:1");
  final TlsConnection tls;
  final ByteArrayOutputStream received = new ByteArrayOutputStream();
  String failed = "";
  String closed = "";
  boolean ready;
  boolean ended;
  boolean lost;
  int drained;
  int pieces;
  int largestPiece;
  boolean pauseAfterPiece;
  boolean closeAfterPiece;

  private TlsRig(TlsHandshake.Engines engines, boolean weBegin, RecordStyle style) {
    tls = new TlsConnection(loop, raw, engines, Runnable::run, weBegin, style);
  }

  /** We are the server. */
  static TlsRig server(Tls settings) {
    return server(settings, RecordStyle.LARGE);
  }

  static TlsRig server(Tls settings, RecordStyle style) {
    TlsIdentity identity = identity(settings, true);
    return new TlsRig(identity::serverEngine, false, style);
  }

  /** We have dialled {@code host}. */
  static TlsRig client(Tls settings, String host) {
    TlsIdentity identity = identity(settings, false);
    return new TlsRig(() -> identity.clientEngine(host), true, RecordStyle.LARGE);
  }

  static TlsIdentity identity(Tls settings, boolean server) {
    try {
      return TlsIdentity.load(settings, server);
    } catch (BadTlsFile bad) {
      throw new AssertionError("files of the test", bad);
    }
  }

  TlsRig begin() {
    tls.handshake(this);
    loop.runAll();
    return this;
  }

  /** The whole handshake with {@code peer}, and {@link Connection#start}. */
  TlsRig open(EnginePeer peer) {
    begin();
    talk(peer);
    if (!ready) {
      throw new AssertionError("no TLS: " + failed, peer.failure);
    }
    start();
    return this;
  }

  void start() {
    tls.start(this);
    loop.runAll();
  }

  void talk(EnginePeer peer) {
    peer.talk(raw, Integer.MAX_VALUE / 2, loop::runAll);
  }

  /** Writes as a port does, again and again until all is taken or nothing more is. */
  int write(byte[] bytes) {
    IoBuffer buffer = new IoBuffer(Math.max(bytes.length, 1));
    buffer.bytes.put(bytes).flip();
    return tls.write(buffer);
  }

  @Override
  public void ready(TlsConnection connection) {
    ready = true;
  }

  @Override
  public void failed(TlsConnection connection, String why) {
    failed = why;
  }

  @Override
  public void received(IoBuffer data) {
    pieces++;
    byte[] bytes = new byte[data.bytes.remaining()];
    data.bytes.get(bytes);
    received.writeBytes(bytes);
    largestPiece = Math.max(largestPiece, bytes.length);
    if (pauseAfterPiece) {
      tls.pauseReading();
    }
    if (closeAfterPiece) {
      tls.close();
    }
  }

  @Override
  public void ended() {
    ended = true;
  }

  @Override
  public void lost() {
    lost = true;
  }

  @Override
  public void drained() {
    drained++;
  }

  @Override
  public void closed(String cause) {
    closed = cause;
  }

  /** An engine for the test's side; it trusts everybody. */
  static EnginePeer peer(@Nullable Tls own, boolean client, String... protocols) {
    Tls settings = own == null ? TestCertificates.encrypted() : own;
    try {
      var engine = identity(settings, false).clientEngine("test");
      if (protocols.length > 0) {
        engine.setEnabledProtocols(protocols);
      }
      return new EnginePeer(engine, client);
    } catch (javax.net.ssl.SSLException impossible) {
      throw new AssertionError("an engine", impossible);
    }
  }
}
