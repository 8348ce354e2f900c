package io.hardline.settings.ser2net;

/** Thrown and caught in this package: a connection cannot be carried over, and why. */
final class LeftOut extends RuntimeException {
  private final int line;

  LeftOut(int line, String why) {
    super(why, null, false, false);
    this.line = line;
  }

  int line() {
    return line;
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
