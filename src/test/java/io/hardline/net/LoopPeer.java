package io.hardline.net;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.RunningLoop;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Our end of a real connection: records what it is told. Loop thread where nothing else is said.
 */
class LoopPeer implements Connection.Handler {
  final ByteArrayOutputStream received = new ByteArrayOutputStream();
  final List<String> told = new ArrayList<>();
  final CompletableFuture<Connection> connected = new CompletableFuture<>();

  void accept(Connection connection) {
    connection.start(this);
    connected.complete(connection);
  }

  /** Any thread: what it was told so far, data apart. */
  List<String> told(RunningLoop loop) throws Exception {
    return loop.call(() -> List.copyOf(told));
  }

  /** Any thread. */
  byte[] received(RunningLoop loop) throws Exception {
    return loop.call(received::toByteArray);
  }

  @Override
  public void received(IoBuffer data) {
    byte[] bytes = new byte[data.bytes.remaining()];
    data.bytes.get(bytes);
    received.writeBytes(bytes);
  }

  @Override
  public void ended() {
    told.add("ended");
  }

  @Override
  public void drained() {
    told.add("drained");
  }

  @Override
  public void closed(String cause) {
    told.add("closed: " + cause);
  }
}
