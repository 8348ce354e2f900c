package io.hardline.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hardline}: the commands, and how they are told apart. */
@Command(
    name = "hardline",
    description = "A serial device server that hardens itself.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = HardlineCommand.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:done",
      " 1:refused; the message says why",
      "64:wrong use",
      "66:a file cannot be read",
      "69:no daemon answers, or not a machine for Hardline",
      "70:a fault in Hardline",
      "73:the state directory cannot be used",
      "75:another daemon has the state directory",
      "78:no usable settings"
    },
    footer = {"", "Start with: hardline demo"})
public final class HardlineCommand implements Runnable {

  /** Starts what the command line only names; {@code Main} supplies it. */
  public interface Starter {
    /** Runs the daemon until it is stopped; answers its exit code. */
    int run(@Nullable Path settingsFile, @Nullable Path stateDirectory);

    /** Runs the demonstration until it is stopped; answers its exit code. */
    int demo();
  }

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  private HardlineCommand() {}

  /** Runs the command that {@code arguments} name; answers the exit code. */
  public static int execute(Starter starter, String... arguments) {
    CommandLine line = new CommandLine(new HardlineCommand());
    line.addSubcommand(new RunCommand(starter));
    line.addSubcommand(new DemoCommand(starter));
    line.addSubcommand(new ValidateCommand());
    line.addSubcommand(new StatusCommand());
    line.addSubcommand(new AttachCommand());
    line.setExecutionExceptionHandler((failure, command, result) -> {
      System.err.println("hardline: " + failure.getMessage());
      return failure instanceof CommandFailure known ? known.exitCode() : ExitCode.FAULT;
    });
    line.setParameterExceptionHandler(HardlineCommand::explainWrongUse);
    return line.execute(arguments);
  }

  private static int explainWrongUse(CommandLine.ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    System.err.println("hardline: " + wrong.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(wrong, command.getErr())) {
      System.err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
    }
    return ExitCode.USAGE;
  }

  @Override
  public void run() {
    if (spec != null) {
      spec.commandLine().usage(System.out);
    }
  }

  /** The version of this build. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"Hardline " + HardlineCommand.version()};
    }
  }

  /** As in the jar's manifest. */
  public static String version() {
    String version = HardlineCommand.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Command(
      name = "run",
      description = "Run the daemon.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "With --settings the file owns the settings: it is read at start and on SIGHUP, and never"
            + " written.",
        "A file that cannot be used is refused as a whole; the last good settings run instead.",
        "SIGTERM stops."
      })
  static final class RunCommand implements java.util.concurrent.Callable<Integer> {
    private final Starter starter;

    @Option(
        names = "--settings",
        paramLabel = "FILE",
        description = "The settings. Without it, those committed last are used.")
    private @Nullable Path settings;

    @Option(
        names = "--state",
        paramLabel = "DIR",
        description =
            "The state directory. Default: /var/lib/hardline for root, else"
                + " $XDG_STATE_HOME/hardline or ~/.local/state/hardline.")
    private @Nullable Path state;

    RunCommand(Starter starter) {
      this.starter = starter;
    }

    @Override
    public Integer call() {
      return starter.run(settings, state);
    }
  }

  @Command(
      name = "demo",
      description = "Show it: five simulated devices on loopback, no hardware, no root.",
      mixinStandardHelpOptions = true)
  static final class DemoCommand implements java.util.concurrent.Callable<Integer> {
    private final Starter starter;

    DemoCommand(Starter starter) {
      this.starter = starter;
    }

    @Override
    public Integer call() {
      return starter.demo();
    }
  }
}
