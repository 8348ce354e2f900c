package io.hardline.port;

/** What an operator has asked of a port cannot be done; the message says why. */
public final class ActionRefused extends Exception {
  private static final long serialVersionUID = 1;

  public ActionRefused(String why) {
    super(why);
  }
}
