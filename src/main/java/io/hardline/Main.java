package io.hardline;

import io.hardline.cli.CommandLine;
import io.hardline.cli.ExitCode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where Hardline starts: hands the command line what it cannot know, and ends the process with the
 * answer.
 */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    // Whatever happens, the process ends: loops must not live on without who hears the signals.
    int exitCode = ExitCode.FAULT;
    try {
      exitCode = execute(arguments);
      System.out.flush();
    } finally {
      System.exit(exitCode);
    }
  }

  private static int execute(String... arguments) {
    return CommandLine.execute(
        new CommandLine.Starter() {
          @Override
          public int run(@Nullable Path settingsFile, @Nullable Path stateDirectory) {
            return Daemon.run(settingsFile, stateDirectory);
          }

          @Override
          public int demo() {
            return Demo.run();
          }

          @Override
          public void awaitStop() {
            Signals signals = new Signals();
            while (signals.next().equals("SIGHUP")) {
              // A terminal that closes ends its programs by their input.
            }
          }
        },
        arguments);
  }
}
