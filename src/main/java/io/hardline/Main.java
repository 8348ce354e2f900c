package io.hardline;

import io.hardline.cli.CommandLine;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where Hardline starts: hands the command line what it cannot know, and ends the process with the
 * answer.
 */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    int exitCode =
        CommandLine.execute(
            new CommandLine.Starter() {
              @Override
              public int run(@Nullable Path settingsFile, @Nullable Path stateDirectory) {
                return Daemon.run(settingsFile, stateDirectory);
              }

              @Override
              public int demo() {
                return Demo.run();
              }
            },
            arguments);
    System.out.flush();
    System.exit(exitCode);
  }
}
