package io.hardline.cli;

import io.hardline.event.Reason;
import io.hardline.json.Json;
import io.hardline.settings.Settings;
import io.hardline.settings.SettingsFile;
import io.hardline.settings.schema.BadSetting;
import io.hardline.settings.schema.ReadResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@code hardline validate FILE}: everything that is wrong with a settings file, at once. */
final class ValidateCommand {
  static final Command ROW =
      new Command(
          "validate",
          "Check a settings file and say everything that is wrong with it.",
          List.of(new Command.Operand("FILE", "The settings file.")),
          List.of(Command.Option.toggle("--json", "The verdict and the errors, as JSON.")),
          List.of(
              "One error a line: FILE:LINE:COLUMN: PATH: found X, allowed Y. Exit code 0 when the"
                  + " file is valid, 1 when it is not."),
          ValidateCommand::run);

  private ValidateCommand() {}

  /** What {@code --json} prints. */
  record Verdict(boolean valid, int ports, List<BadSetting> errors, int errorsLeftOut) {}

  private static int run(Arguments given) {
    String name = given.operand("FILE");
    boolean json = given.has("--json");
    byte[] content;
    try {
      content = SettingsFile.load(Path.of(name));
    } catch (IOException cannot) {
      throw new CommandFailure(ExitCode.NO_INPUT, Reason.of(cannot));
    }
    return switch (SettingsFile.read(name, content)) {
      case ReadResult.Good<Settings>(Settings settings) -> {
        report(
            json,
            new Verdict(true, settings.ports().size(), List.of(), 0),
            name + ": valid, " + count(settings.ports().size()) + "\n");
        yield ExitCode.OK;
      }
      case ReadResult.Refused<Settings> refused -> {
        report(json, new Verdict(false, 0, refused.errors(), refused.leftOut()), refused.text());
        yield ExitCode.REFUSED;
      }
    };
  }

  private static void report(boolean json, Verdict verdict, String text) {
    System.out.print(json ? Json.pretty(verdict) + "\n" : text);
  }

  private static String count(int ports) {
    return ports == 1 ? "1 port" : ports + " ports";
  }
}
