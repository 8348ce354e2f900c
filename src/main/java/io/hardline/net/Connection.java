package io.hardline.net;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A stream to a peer. Loop thread only; nothing blocks.
 *
 * <p>What the kernel does not take is kept, up to {@link #BACKLOG_LIMIT_BYTES}. Who writes looks at
 * {@link #backlogBytes} and decides whether to wait for this peer or to skip it.
 */
public interface Connection {
  /**
   * The most that is kept for a peer that does not read: a full read of a serial port of which
   * every byte had to be escaped, and what else is under way.
   */
  int BACKLOG_LIMIT_BYTES = 160 * 1024;

  /** Told what happens; loop thread. */
  interface Handler {
    /** Bytes from the peer, from position to limit. They are gone when this returns. */
    void received(IoBuffer data);

    /** The peer will send nothing more, and may still read. */
    void ended();

    /**
     * The peer is gone, and bytes that it sent are still unread because reading is paused. {@link
     * #closed} follows when they have been read; who does not want to wait for that closes.
     */
    default void lost() {}

    /** What was kept has all been passed on. */
    void drained();

    /**
     * The connection is closed, by the peer, the network or an error; never after {@link
     * Connection#close}.
     */
    void closed(String cause);
  }

  /** Who is at the other end, for people: {@code 192.0.2.7:51034}. */
  String peer();

  /** Address and port of the peer; null where there is none, as on a Unix socket. */
  @Nullable InetSocketAddress peerAddress();

  /** Our own address and port; null as above, and once it is closed. */
  @Nullable InetSocketAddress localAddress();

  /**
   * How it is protected, for people: {@code TLSv1.3 TLS_AES_128_GCM_SHA256, CN=plc7}; empty when it
   * is not.
   */
  default String security() {
    return "";
  }

  /** Begins to read. Once. */
  void start(Handler handler);

  /**
   * Sends what {@code data} holds, or keeps it; answers how many bytes were sent or kept and
   * advances {@code data}.
   */
  int write(IoBuffer data);

  /** Bytes kept because the peer does not read. */
  int backlogBytes();

  /** Bytes that were written and that the peer's machine has not said to have. */
  default int unacknowledgedBytes() {
    return backlogBytes();
  }

  /** How many bytes {@link #write} takes now whatever the peer does. */
  default int room() {
    return BACKLOG_LIMIT_BYTES - backlogBytes();
  }

  /** Bytes that the peer has sent and that were not read yet. */
  int unreadBytes();

  /**
   * Hands the handler at once what the peer has sent by now, also while reading is paused: for who
   * has to know what came before something else. At most {@link #BACKLOG_LIMIT_BYTES}; that the
   * peer has ended is told later. Not from within {@link Handler#received} of this connection, nor
   * while the loop's scratch buffers are in use.
   */
  void readNow();

  /** No {@link Handler#received} until {@link #resumeReading}. */
  void pauseReading();

  void resumeReading();

  /** Drops a peer whose machine does not answer for that long; 0 waits for ever. */
  void aliveCheckMs(long aliveCheckMs);

  /**
   * Gives the connection to another loop: this object is done with, the one returned is to be
   * {@linkplain #start started} there. Nothing may be kept for the peer.
   */
  Connection moveTo(Loop other);

  /** Closes at once; kept bytes are lost. Harmless when closed already. */
  void close();

  boolean isOpen();
}
