package io.hardline.cli;

/** What the process ends with; the numbers above 63 are those of sysexits.h. */
public final class ExitCode {
  /** Done. */
  public static final int OK = 0;

  /** Asked for, and refused: a file that does not validate, a port that is not there. */
  public static final int REFUSED = 1;

  /** Done in part: an import from which something is missing. */
  public static final int PARTLY = 2;

  /** The command line is wrong. */
  public static final int USAGE = 64;

  /** A file cannot be read. */
  public static final int NO_INPUT = 66;

  /** No daemon answers, or this is no machine for one. */
  public static final int UNAVAILABLE = 69;

  /** A fault in Hardline. */
  public static final int FAULT = 70;

  /**
   * The state directory cannot be made or used, or its path is too long; or a file to be written is
   * there already or cannot be made.
   */
  public static final int CANNOT_CREATE = 73;

  /** Another daemon has the state directory. */
  public static final int ALREADY_RUNNING = 75;

  /** No usable settings, and no earlier ones to fall back to. */
  public static final int BAD_SETTINGS = 78;

  private ExitCode() {}
}
