package io.hardline.cli;

import io.hardline.event.Reason;
import io.hardline.settings.Settings;
import io.hardline.settings.SettingsFile;
import io.hardline.settings.schema.ReadResult;
import io.hardline.settings.ser2net.Finding;
import io.hardline.settings.ser2net.Ser2net;
import io.hardline.settings.ser2net.Ser2net.Imported;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code hardline import ser2net FILE}: another program's configuration as settings of ours. */
final class ImportCommand {
  static final Command ROW =
      new Command(
          "import",
          "Make settings of another program's configuration.",
          List.of(
              new Command.Operand("PROGRAM", "Whose configuration it is: ser2net."),
              new Command.Operand("FILE", "The configuration, ser2net.yaml or ser2net.conf.")),
          List.of(
              Command.Option.valued(
                  "-o",
                  "NEW",
                  "Write the settings into this file, which must not be there yet, instead of to"
                      + " standard output.")),
          List.of(
              "What is not the same is said on standard error, one line each: FILE:LINE: what, and"
                  + " what to do. 'changed' is carried over in another form; 'missing' is not"
                  + " carried over; 'disabled' is a port that is written and serves nobody, because"
                  + " what protected it is missing; 'left out' has no port.",
              "Exit code 0 when everything was carried over, 2 when something is missing, disabled"
                  + " or left out, 1 when no port came of it. The file is only read; devices and"
                  + " files that it names are not looked at."),
          ImportCommand::run);

  private ImportCommand() {}

  private static int run(Arguments given) {
    if (!given.operand("PROGRAM").equals("ser2net")) {
      throw new CommandFailure(
          ExitCode.USAGE, "PROGRAM is ser2net, not '" + given.operand("PROGRAM") + "'");
    }
    Path file = given.operandPath("FILE");
    byte[] content;
    try {
      content = SettingsFile.load(file);
    } catch (IOException cannot) {
      throw new CommandFailure(ExitCode.NO_INPUT, Reason.of(cannot));
    }
    return switch (Ser2net.read(file.toString(), content)) {
      case ReadResult.Good<Imported>(Imported imported) ->
          report(file.toString(), imported, given.path("-o"));
      case ReadResult.Refused<Imported> refused -> {
        System.err.print(refused.text());
        yield ExitCode.REFUSED;
      }
    };
  }

  private static int report(String name, Imported imported, @Nullable Path output) {
    Settings settings = imported.settings();
    if (!settings.ports().isEmpty()) {
      write(SettingsFile.write(settings), output);
    }
    for (Finding finding : imported.findings()) {
      System.err.println(finding.text(name));
    }
    if (imported.findingsLeftOut() > 0) {
      System.err.println("and " + imported.findingsLeftOut() + " more");
    }
    System.err.println(name + ": " + summary(settings.ports().size(), imported.connections()));
    if (settings.ports().isEmpty()) {
      return ExitCode.REFUSED;
    }
    return imported.isPartly() ? ExitCode.PARTLY : ExitCode.OK;
  }

  private static String summary(int ports, int connections) {
    String of = connections == 1 ? "1 connection" : connections + " connections";
    return switch (ports) {
      case 0 -> "no port made of " + of;
      case 1 -> "1 port made of " + of;
      default -> ports + " ports made of " + of;
    };
  }

  private static void write(String text, @Nullable Path output) {
    if (output == null) {
      System.out.print(text);
      return;
    }
    try {
      Files.writeString(output, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException there) {
      throw new CommandFailure(
          ExitCode.CANNOT_CREATE, output + " is there already, and nothing was written");
    } catch (IOException cannot) {
      throw new CommandFailure(ExitCode.CANNOT_CREATE, Reason.of(cannot));
    }
  }
}
