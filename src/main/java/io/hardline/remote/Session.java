package io.hardline.remote;

import io.hardline.loop.IoBuffer;
import io.hardline.telnet.ComPortOption;

/** One connection to the server, from its first byte on. Loop thread only. */
interface Session {

  /** Told what comes of it. */
  interface Owner {
    /** What the device sends. All of it is taken. */
    void data(IoBuffer run);

    /**
     * The line is set, or nothing can be known about it; bytes may be sent.
     *
     * @param line as far as the server has said
     */
    void opened(WantedLine line);

    /** Something that a person should read. */
    void said(String sentence);

    /** {@link Session#canSend} holds again. */
    void canSendAgain();

    /**
     * It is over.
     *
     * @param cause for people, after the server's name
     */
    void ended(String cause);
  }

  /** Speaks first. */
  void begin();

  /** Whether bytes are taken now; who sends asks before. */
  boolean canSend();

  /** What waits until the server reads; {@link #close} would lose it. */
  int unsentBytes();

  /** Sends all of it. */
  void send(IoBuffer data);

  /** Makes the line so, in order with the bytes. */
  void change(WantedLine line);

  /** Has an order carried out, in order with the bytes. */
  void order(ComPortOption order);

  void pauseReading();

  void resumeReading();

  /** Ends it; nothing is told. */
  void close();
}
