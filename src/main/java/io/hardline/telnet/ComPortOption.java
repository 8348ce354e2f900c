package io.hardline.telnet;

/**
 * A sub-option of the com port option (RFC 2217, section 3). What a client asks of a line and what
 * a server answers are the same records; {@link ComPortCoding} tells them apart on the wire. In a
 * setting 0 asks for the value in force.
 */
public sealed interface ComPortOption {

  /**
   * Who is at the other end, for people.
   *
   * @param text ISO 8859-1; empty asks for it
   */
  record Signature(String text) implements ComPortOption {}

  /**
   * @param baudRate 32 bits without a sign; 0 asks
   */
  record SetBaudRate(long baudRate) implements ComPortOption {}

  /**
   * @param bits 5 to 8; 0 asks
   */
  record SetDataSize(int bits) implements ComPortOption {}

  /** What is checked with each character. */
  record SetParity(Parity parity) implements ComPortOption {}

  /** How long a character ends. */
  record SetStopSize(StopSize stopSize) implements ComPortOption {}

  /** Flow control, break, DTR or RTS: set or asked for. */
  record SetControl(ComPortControl control) implements ComPortOption {}

  /**
   * What has happened on the line since the last one.
   *
   * @param bits see {@link LineStateBits}; from a client it asks, whatever they are
   */
  record NotifyLineState(int bits) implements ComPortOption {}

  /**
   * How the control lines are, and what has changed.
   *
   * @param bits see {@link ModemStateBits}; from a client it asks, whatever they are
   */
  record NotifyModemState(int bits) implements ComPortOption {}

  /** The receiver shall send no data until {@link FlowControlResume}. */
  record FlowControlSuspend() implements ComPortOption {}

  /** The receiver may send data again. */
  record FlowControlResume() implements ComPortOption {}

  /**
   * @param mask which {@link LineStateBits} are notified
   */
  record SetLineStateMask(int mask) implements ComPortOption {}

  /**
   * @param mask which {@link ModemStateBits} are notified
   */
  record SetModemStateMask(int mask) implements ComPortOption {}

  /** What the server shall throw away. */
  record PurgeData(Purge what) implements ComPortOption {}

  /** In the order of their values from 0. */
  enum Parity {
    ASK,
    NONE,
    ODD,
    EVEN,
    MARK,
    SPACE
  }

  /** In the order of their values from 0. */
  enum StopSize {
    ASK,
    ONE,
    TWO,
    ONE_AND_A_HALF
  }

  /** In the order of their values from 1. */
  enum Purge {
    /** What has come from the device and has not gone to the client. */
    RECEIVED,
    /** What has come from the client and has not gone to the device. */
    UNSENT,
    BOTH
  }
}
