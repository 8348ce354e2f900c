package io.hardline.mode.command;

import io.hardline.aspp.Answers;
import io.hardline.aspp.Command;
import io.hardline.loop.ByteQueue;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.net.Connection;

/**
 * What one host is sent on its command connection. Each answer is one write: a driver does not put
 * pieces together. Loop thread only.
 */
final class ToHost {
  /** What a driver sends first by IPv6, and wants back before anything else. */
  static final int ECHO_BYTES = 16;

  /**
   * A driver reads 84 bytes at a time, and loses what ends there or goes on behind. So what was
   * sent unasked since it was last heard may not be more than this: the rest is for answers.
   */
  static final int UNHEARD_LIMIT_BYTES = 66;

  /** Of these, for notices: there is always room for the poll that asks whether they were read. */
  static final int UNHEARD_NOTICES_LIMIT_BYTES = 48;

  /** One that never answers polls is told more after that time: it has read what there was. */
  static final long UNHEARD_PATIENCE_MS = 10_000;

  private static final int LAST_TOKEN = 0xff;

  private final Connection connection;
  private final Runnable takesNotices;
  private final Loop.Timer patience;
  private final IoBuffer message = new IoBuffer(Math.max(ECHO_BYTES, Answers.ANSWER_BYTES));
  private boolean answersPolls;
  private boolean closed;
  private int unheardBytes;
  private int token;

  /**
   * @param takesNotices run when it may be told more, after {@link #notice} was false
   */
  ToHost(Connection connection, Loop loop, Runnable takesNotices) {
    this.connection = connection;
    this.takesNotices = takesNotices;
    this.patience = loop.timer(this::heardByNow);
  }

  /** Whether what it was sent before is on its way. */
  boolean takesMore() {
    return connection.backlogBytes() == 0;
  }

  void done(Command command) {
    message.bytes.clear();
    Answers.done(command, message.bytes);
    write();
  }

  void count(Command command, int count) {
    message.bytes.clear();
    Answers.count(command, count, message.bytes);
    write();
  }

  void lines(Command command, int lines) {
    message.bytes.clear();
    Answers.lines(command, lines, message.bytes);
    write();
  }

  /** The first {@link #ECHO_BYTES} as they came. */
  void echo(ByteQueue received) {
    message.bytes.clear();
    for (int i = 0; i < ECHO_BYTES; i++) {
      message.bytes.put(received.front().bytes.get());
      received.drop(1);
    }
    write();
  }

  private void write() {
    if (!closed) {
      message.bytes.flip();
      connection.write(message);
    }
  }

  // --- unasked ---

  /** False when it must be heard first, or does not read. */
  boolean notice(int events, int lines) {
    if (!takesMore() || unheardBytes >= UNHEARD_NOTICES_LIMIT_BYTES) {
      return false;
    }
    message.bytes.clear();
    Answers.news(events, lines, message.bytes);
    sendUnasked();
    if (unheardBytes >= UNHEARD_NOTICES_LIMIT_BYTES) {
      poll();
    }
    return true;
  }

  /** Asks for a sign of life, if there is room for the question. */
  void poll() {
    if (takesMore() && unheardBytes < UNHEARD_LIMIT_BYTES) {
      token = token == LAST_TOKEN ? 0 : token + 1;
      message.bytes.clear();
      Answers.poll(token, message.bytes);
      sendUnasked();
    }
  }

  private void sendUnasked() {
    unheardBytes += message.bytes.position();
    write();
    if (unheardBytes >= UNHEARD_NOTICES_LIMIT_BYTES && !answersPolls && !patience.isSet()) {
      patience.setMs(UNHEARD_PATIENCE_MS);
    }
  }

  /** It has said something, and so read what it was sent before. */
  void heard() {
    unheardBytes = 0;
    patience.clear();
  }

  private void heardByNow() {
    unheardBytes = 0;
    takesNotices.run();
  }

  /** It has answered one: from now on it is waited for. */
  void answersPolls() {
    answersPolls = true;
  }

  void close() {
    closed = true;
    patience.clear();
  }
}
