package io.hardline.remote;

import io.hardline.loop.IoBuffer;
import io.hardline.net.Connection;
import io.hardline.telnet.ComPortOption;

/** Bytes and nothing else: the other end is a TCP server. Loop thread only. */
final class RawSession implements Session, Connection.Handler {
  private final Connection connection;
  private final Owner owner;

  RawSession(Connection connection, Owner owner) {
    this.connection = connection;
    this.owner = owner;
  }

  @Override
  public void begin() {
    connection.start(this);
    owner.opened(WantedLine.ANY);
  }

  @Override
  public boolean canSend() {
    return connection.isOpen() && connection.backlogBytes() == 0;
  }

  @Override
  public int unsentBytes() {
    return connection.backlogBytes();
  }

  @Override
  public void send(IoBuffer data) {
    connection.write(data);
  }

  @Override
  public void change(WantedLine line) {
    // There is no way to say it.
  }

  @Override
  public void order(ComPortOption order) {
    // As above.
  }

  @Override
  public void pauseReading() {
    connection.pauseReading();
  }

  @Override
  public void resumeReading() {
    connection.resumeReading();
  }

  @Override
  public void close() {
    connection.close();
  }

  @Override
  public void received(IoBuffer data) {
    owner.data(data);
  }

  @Override
  public void ended() {
    connection.close();
    owner.ended("closed the connection");
  }

  @Override
  public void drained() {
    owner.canSendAgain();
  }

  @Override
  public void closed(String cause) {
    owner.ended("is gone: " + cause);
  }
}
