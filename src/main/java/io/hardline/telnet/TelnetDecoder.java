package io.hardline.telnet;

import io.hardline.loop.IoBuffer;
import java.nio.ByteBuffer;

/**
 * Takes the bytes of one peer apart (RFC 854, 855), cut wherever they may be: runs of data, option
 * commands, sub-negotiations, other commands. Nothing is allocated, and data stay where they are:
 * doubled IACs are closed up in the buffer itself.
 *
 * <p>What is none of these (an unknown command, a sub-negotiation that is empty, too long or broken
 * off by a command) is ignored and counted.
 *
 * <p>One thread at a time.
 */
public final class TelnetDecoder {
  /**
   * The longest sub-negotiation, its option and closed-up IACs included. The longest that anybody
   * needs is the text of an RFC 2217 signature.
   */
  public static final int SUB_NEGOTIATION_LIMIT_BYTES = 512;

  private static final byte IAC = (byte) Telnet.IAC;
  private static final byte CR = '\r';

  /** What the bytes say. The methods may not keep what they are given. */
  public interface Events {
    /** Data, from position to limit; all of it is taken when this returns. */
    void data(IoBuffer run);

    /**
     * WILL, WONT, DO or DONT.
     *
     * @param option 0 to 255
     */
    void option(int command, int option);

    /** A sub-negotiation without its option's number, IACs closed up. */
    void subNegotiation(int option, ByteBuffer content);

    /** A command between {@link Telnet#NOP} and {@link Telnet#GO_AHEAD}. */
    void command(int command);

    /**
     * Asked after everything: whether to go on. With false the rest stays in the input until it is
     * decoded later, for orders that must be carried out before what follows them.
     */
    boolean wantsMore();
  }

  private enum State {
    DATA,
    IAC,
    OPTION,
    SUB,
    SUB_IAC
  }

  private final byte[] sub = new byte[SUB_NEGOTIATION_LIMIT_BYTES];
  private final ByteBuffer subContent = ByteBuffer.wrap(sub);
  private State state = State.DATA;
  private int optionCommand;
  private int subLength;
  private boolean nvt;
  private boolean afterCr;
  private long ignored;

  /**
   * Whether the peer has said that its data are a network virtual terminal's: then the NUL that RFC
   * 854 wants behind a CR is taken out. To begin with, and with a peer that never says anything
   * about BINARY, data are 8 bits and all of them pass.
   */
  public void nvt(boolean isNvt) {
    nvt = isNvt;
    afterCr = false;
  }

  /** How often something was ignored. */
  public long ignored() {
    return ignored;
  }

  /**
   * Decodes from position to limit, to the end or until {@link Events#wantsMore} says no. The
   * content of {@code input} up to the new position is not what it was.
   */
  public void decode(IoBuffer input, Events events) {
    ByteBuffer bytes = input.bytes;
    boolean more = true;
    while (more && bytes.hasRemaining()) {
      switch (state) {
        case DATA -> {
          run(input, bytes.position(), events);
          more = events.wantsMore();
        }
        case IAC -> more = afterIac(input, events);
        case OPTION -> {
          state = State.DATA;
          events.option(optionCommand, bytes.get() & 0xFF);
          more = events.wantsMore();
        }
        case SUB -> collect(bytes);
        case SUB_IAC -> more = afterIacInSub(bytes.get(), events);
      }
    }
  }

  /**
   * A run of data up to the next command, or to the limit.
   *
   * @param from what is before it is data already
   */
  private void run(IoBuffer input, int from, Events events) {
    ByteBuffer bytes = input.bytes;
    int start = bytes.position();
    int limit = bytes.limit();
    int read = from;
    int write = from;
    state = State.DATA;
    while (read < limit && state == State.DATA) {
      int iac = IacScan.find(input, read, limit);
      if (write != read) {
        bytes.put(write, bytes, read, iac - read);
      }
      write += iac - read;
      read = Math.min(iac + 1, limit);
      if (read < limit && bytes.get(read) == IAC) {
        bytes.put(write++, IAC);
        read++;
        // Devices that pad with 0xFF: those that follow one another need no search.
        while (limit - read > 1 && bytes.getShort(read) == TelnetEncoder.TWO_IACS) {
          bytes.put(write++, IAC);
          read += 2;
        }
      } else if (iac < limit) {
        state = State.IAC;
      }
    }
    int end = nvt ? withoutPadding(bytes, start, write) : write;
    if (end > start) {
      bytes.limit(end).position(start);
      events.data(input);
    }
    bytes.limit(limit).position(read);
  }

  /** Takes out NULs behind CRs; answers the new end. */
  private int withoutPadding(ByteBuffer bytes, int start, int end) {
    int write = start;
    for (int i = start; i < end; i++) {
      byte octet = bytes.get(i);
      if (octet != 0 || !afterCr) {
        bytes.put(write++, octet);
      }
      afterCr = octet == CR;
    }
    return write;
  }

  private boolean afterIac(IoBuffer input, Events events) {
    ByteBuffer bytes = input.bytes;
    int command = bytes.get(bytes.position()) & 0xFF;
    if (command == Telnet.IAC) {
      // The first of the two came with the last input; this one is the data.
      run(input, bytes.position() + 1, events);
      return events.wantsMore();
    }
    bytes.get();
    return command(command, events);
  }

  private boolean command(int command, Events events) {
    state = State.DATA;
    if (command >= Telnet.WILL) {
      optionCommand = command;
      state = State.OPTION;
    } else if (command == Telnet.SB) {
      subLength = 0;
      state = State.SUB;
    } else if (command >= Telnet.NOP) {
      events.command(command);
      return events.wantsMore();
    } else {
      ignored++;
    }
    return true;
  }

  private void collect(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      byte octet = bytes.get();
      if (octet == IAC) {
        state = State.SUB_IAC;
        return;
      }
      put(octet);
    }
  }

  private void put(byte octet) {
    if (subLength < sub.length) {
      sub[subLength] = octet;
    }
    // One more than there is room for means too long; no number grows without end.
    subLength = Math.min(subLength + 1, sub.length + 1);
  }

  private boolean afterIacInSub(byte octet, Events events) {
    if (octet == IAC) {
      put(IAC);
      state = State.SUB;
      return true;
    }
    int command = octet & 0xFF;
    if (command != Telnet.SE) {
      // Its end is missing. What was meant is not known; the command that follows is.
      ignored++;
      return command(command, events);
    }
    state = State.DATA;
    if (subLength == 0 || subLength > sub.length) {
      ignored++;
      return true;
    }
    subContent.limit(subLength).position(1);
    events.subNegotiation(sub[0] & 0xFF, subContent);
    return events.wantsMore();
  }
}
