package io.hardline.tty;

import java.io.IOException;

/** Why a tty was not opened, in a sentence that says what to do about it. */
public final class TtyUnavailable extends IOException {
  private static final long serialVersionUID = 1L;

  /** Kinds of reason. */
  public enum Reason {
    /** The device is not there now; look again later. */
    ABSENT,
    /** It is there, and another process or another port has it. */
    IN_USE,
    /** It is not a serial device; opening it might even do harm. */
    NOT_SERIAL,
    /** A serial device that {@code tty-allow} does not name. */
    NOT_ALLOWED,
    /** The kernel's own console. */
    CONSOLE,
    /** More than one device has the identity that was asked for. */
    AMBIGUOUS,
    /** The operating system does not let this user open it. */
    NO_PERMISSION
  }

  private final Reason reason;

  public TtyUnavailable(Reason reason, String sentence) {
    super(sentence);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** Not there, as opposed to refused. */
  public boolean absent() {
    return reason == Reason.ABSENT;
  }
}
