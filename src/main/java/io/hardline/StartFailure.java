package io.hardline;

/** The daemon cannot start; the message is for people. */
final class StartFailure extends Exception {
  private final int exitCode;

  StartFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
