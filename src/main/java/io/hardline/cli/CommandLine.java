package io.hardline.cli;

import io.hardline.event.Reason;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code hardline}: the table of commands, and the one way to run them. */
public final class CommandLine {

  /** Starts what the command line only names; {@code Main} supplies it. */
  public interface Starter {
    /** Runs the daemon until it is stopped; answers its exit code. */
    int run(@Nullable Path settingsFile, @Nullable Path stateDirectory);

    /** Runs the demonstration until it is stopped; answers its exit code. */
    int demo();

    /** Waits for a signal that ends programs, of which nobody else is told then. */
    void awaitStop();
  }

  private static final Command.Option STATE =
      Command.Option.valued(
          "--state",
          "DIR",
          "The state directory. Default: /var/lib/hardline for root, else"
              + " $XDG_STATE_HOME/hardline or ~/.local/state/hardline.");

  private final List<Command> commands;

  private CommandLine(Starter starter) {
    this.commands =
        List.of(
            run(starter),
            demo(starter),
            StatusCommand.ROW,
            AttachCommand.row(starter),
            PortCommand.ROW,
            ValidateCommand.ROW,
            ImportCommand.ROW);
  }

  private static Command run(Starter starter) {
    return new Command(
        "run",
        "Run the daemon.",
        List.of(),
        List.of(
            Command.Option.valued(
                "--settings",
                "FILE",
                "The settings. Without it, those that were committed last are used."),
            STATE),
        List.of(
            "With --settings the file owns the settings: it is read at start and on SIGHUP, and"
                + " never written. A file that cannot be used is refused as a whole, with all that"
                + " is wrong with it; the last good settings run on.",
            "SIGTERM and SIGINT stop."),
        given -> starter.run(given.path("--settings"), given.path("--state")));
  }

  private static Command demo(Starter starter) {
    return new Command(
        "demo",
        "Show it: five simulated devices on loopback, no hardware, no root.",
        List.of(),
        List.of(),
        List.of("It leaves nothing behind when it is stopped with Ctrl-C."),
        given -> starter.demo());
  }

  static Command.Option stateOption() {
    return STATE;
  }

  /** Runs the command that {@code words} name; answers the exit code. */
  public static int execute(Starter starter, String... words) {
    CommandLine line = new CommandLine(starter);
    try {
      return line.dispatch(Arrays.asList(words));
    } catch (CommandFailure failure) {
      System.err.println("hardline: " + failure.getMessage());
      return failure.exitCode();
    } catch (Exception fault) {
      System.err.println("hardline: " + Reason.of(fault));
      return ExitCode.FAULT;
    }
  }

  private int dispatch(List<String> words) throws Exception {
    String first = words.isEmpty() ? "--help" : words.getFirst();
    return switch (first) {
      case "--help", "-h", "help" -> {
        Help.printCommands(commands, System.out);
        yield ExitCode.OK;
      }
      case "--version", "-V", "version" -> {
        System.out.println("Hardline " + version());
        yield ExitCode.OK;
      }
      default -> {
        List<String> rest = words.subList(1, words.size());
        Command command = find(first);
        if (rest.contains("--help") || rest.contains("-h")) {
          Help.printCommand(command, System.out);
          yield ExitCode.OK;
        }
        yield command.body().run(Arguments.parse(command, rest));
      }
    };
  }

  private Command find(String name) {
    for (Command command : commands) {
      if (command.name().equals(name)) {
        return command;
      }
    }
    throw new CommandFailure(
        ExitCode.USAGE, "there is no command '" + name + "'\nTry: hardline --help");
  }

  /** As in the jar's manifest. */
  public static String version() {
    String version = CommandLine.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
