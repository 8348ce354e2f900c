package io.hardline.telnet;

/** Commands and options by their numbers: RFC 854, and the options' own RFCs. */
public final class Telnet {
  /** The end of a sub-negotiation; commands are what is not below it. */
  public static final int SE = 240;

  public static final int NOP = 241;
  public static final int DATA_MARK = 242;
  public static final int BREAK = 243;
  public static final int INTERRUPT_PROCESS = 244;
  public static final int ABORT_OUTPUT = 245;
  public static final int ARE_YOU_THERE = 246;
  public static final int GO_AHEAD = 249;

  /** The start of a sub-negotiation. */
  public static final int SB = 250;

  public static final int WILL = 251;
  public static final int WONT = 252;
  public static final int DO = 253;
  public static final int DONT = 254;

  /** Interpret as command; doubled it is a byte of data. */
  public static final int IAC = 255;

  /** RFC 856. */
  public static final int BINARY = 0;

  /** RFC 857. */
  public static final int ECHO = 1;

  /** RFC 858. */
  public static final int SUPPRESS_GO_AHEAD = 3;

  /** RFC 2217. */
  public static final int COM_PORT = 44;

  private Telnet() {}
}
