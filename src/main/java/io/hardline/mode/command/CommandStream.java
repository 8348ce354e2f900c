package io.hardline.mode.command;

import io.hardline.loop.ByteQueue;
import io.hardline.loop.IoBuffer;
import io.hardline.net.Connection;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * One command connection: keeps what it has sent until its owner looks at it. The owner changes
 * when it is paired. Loop thread only.
 */
final class CommandStream implements Connection.Handler {
  /** One read, and the beginning of a request that was cut before it. */
  static final int RECEIVED_LIMIT_BYTES = 72 * 1024;

  /** Told what happens; nothing any more after {@link CommandStream#close}. */
  interface Owner {
    /** More has come; see {@link CommandStream#received}. */
    void received();

    /** Nothing is kept for the peer any more. */
    void drained();

    /** The peer has closed it, or the network has. */
    void left(String cause);
  }

  final Connection connection;

  /** What has come and was not looked at. */
  final ByteQueue received = new ByteQueue(RECEIVED_LIMIT_BYTES);

  private @Nullable Owner owner;

  CommandStream(Connection connection) {
    this.connection = connection;
  }

  /** False when it cannot be watched, and is closed. */
  boolean start(Owner first) {
    owner = first;
    try {
      connection.start(this);
      return true;
    } catch (UncheckedIOException exhausted) {
      close();
      return false;
    }
  }

  void belongsTo(Owner newOwner) {
    owner = newOwner;
  }

  private Owner owner() {
    if (owner == null) {
      throw new AssertionError("an event before start()");
    }
    return owner;
  }

  @Override
  public void received(IoBuffer data) {
    received.put(data);
    if (data.bytes.hasRemaining()) {
      // Who is read one piece at a time cannot get here: the stream would be out of step.
      left("more commands than there is room for");
    } else {
      owner().received();
    }
  }

  /** Commands need answers: who cannot send any more is not one who still reads them. */
  @Override
  public void ended() {
    left("closed by the host");
  }

  @Override
  public void lost() {
    left("the host is gone");
  }

  @Override
  public void drained() {
    owner().drained();
  }

  @Override
  public void closed(String cause) {
    left(cause);
  }

  private void left(String cause) {
    close();
    owner().left(cause);
  }

  void close() {
    connection.close();
    received.free();
  }
}
