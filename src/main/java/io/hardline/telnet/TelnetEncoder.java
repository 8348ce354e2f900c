package io.hardline.telnet;

import io.hardline.loop.IoBuffer;
import java.nio.ByteBuffer;

/** Data and commands as they go to a peer (RFC 854, 855). Keeps nothing: any thread. */
public final class TelnetEncoder {
  /** The most that one byte of data becomes. */
  public static final int GROWTH = 2;

  private static final byte IAC = (byte) Telnet.IAC;
  static final short TWO_IACS = (short) 0xFFFF;
  private static final byte CR = '\r';

  private TelnetEncoder() {}

  /** Whether {@code data} can go out as they are: there is no IAC among them. */
  public static boolean isPlain(IoBuffer data) {
    int limit = data.bytes.limit();
    return IacScan.find(data, data.bytes.position(), limit) == limit;
  }

  /**
   * Doubles IACs, for a peer whose data are 8 bits. Takes what fits and advances both; never cuts
   * between the two IACs.
   *
   * @return whether that was all
   */
  public static boolean escape(IoBuffer from, IoBuffer to) {
    ByteBuffer source = from.bytes;
    ByteBuffer target = to.bytes;
    while (source.hasRemaining() && target.hasRemaining()) {
      int start = source.position();
      int end = start + Math.min(source.remaining(), target.remaining());
      int iac = IacScan.find(from, start, end);
      target.put(target.position(), source, start, iac - start);
      target.position(target.position() + iac - start);
      source.position(iac);
      if (iac < end && !doubleIacs(source, target)) {
        return false;
      }
    }
    return !source.hasRemaining();
  }

  /** Some devices pad with 0xFF: those that follow one another need no search. */
  private static boolean doubleIacs(ByteBuffer source, ByteBuffer target) {
    int at = source.position();
    int end = Math.min(source.limit(), at + target.remaining() / GROWTH);
    int start = at;
    while (at < end && source.get(at) == IAC) {
      target.putShort(TWO_IACS);
      at++;
    }
    source.position(at);
    return at > start;
  }

  /**
   * For a peer that has refused 8 bits and is a network virtual terminal (RFC 854): what {@link
   * #escape} gave, with a NUL behind each CR. Before a LF as well, so that the peer gets a CR and a
   * LF as they were. Takes what fits and advances both.
   *
   * @return whether that was all
   */
  public static boolean padReturns(IoBuffer escaped, IoBuffer to) {
    ByteBuffer source = escaped.bytes;
    ByteBuffer target = to.bytes;
    while (source.hasRemaining() && target.remaining() >= GROWTH) {
      byte octet = source.get();
      target.put(octet);
      if (octet == CR) {
        target.put((byte) 0);
      }
    }
    return !source.hasRemaining();
  }

  /** A command without anything behind it: 2 bytes. */
  public static void command(int command, ByteBuffer to) {
    to.put(IAC).put((byte) command);
  }

  /**
   * An option command: 3 bytes.
   *
   * @param command WILL, WONT, DO or DONT
   */
  public static void option(int command, int option, ByteBuffer to) {
    command(command, to);
    to.put((byte) option);
  }

  /** Begins a sub-negotiation: 3 bytes. */
  static void beginSub(int option, ByteBuffer to) {
    option(Telnet.SB, option, to);
  }

  /** One byte of a sub-negotiation's content: at most 2 bytes. */
  static void putInSub(int octet, ByteBuffer to) {
    to.put((byte) octet);
    if ((byte) octet == IAC) {
      to.put(IAC);
    }
  }

  /** Ends it: 2 bytes. */
  static void endSub(ByteBuffer to) {
    command(Telnet.SE, to);
  }
}
