package io.hardline.cli;

import io.hardline.event.Reason;
import io.hardline.json.Json;
import io.hardline.settings.Settings;
import io.hardline.settings.SettingsFile;
import io.hardline.settings.schema.BadSetting;
import io.hardline.settings.schema.ReadResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hardline validate FILE}: everything that is wrong with a settings file, at once. */
@Command(
    name = "validate",
    description = "Check a settings file and say everything that is wrong with it.",
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The settings file.")
  private @Nullable Path file;

  @Option(names = "--json", description = "The verdict and the errors, as JSON.")
  private boolean json;

  /** What {@code --json} prints. */
  record Verdict(boolean valid, int ports, List<BadSetting> errors, int errorsLeftOut) {}

  @Override
  public Integer call() {
    String name = String.valueOf(file);
    byte[] content;
    try {
      content = Files.readAllBytes(Path.of(name));
    } catch (IOException cannot) {
      throw new CommandFailure(ExitCode.NO_INPUT, Reason.of(cannot));
    }
    return switch (SettingsFile.read(name, content)) {
      case ReadResult.Good<Settings>(Settings settings) -> {
        report(
            new Verdict(true, settings.ports().size(), List.of(), 0),
            name + ": valid, " + settings.ports().size() + " ports\n");
        yield ExitCode.OK;
      }
      case ReadResult.Refused<Settings> refused -> {
        report(new Verdict(false, 0, refused.errors(), refused.leftOut()), refused.text());
        yield ExitCode.REFUSED;
      }
    };
  }

  private void report(Verdict verdict, String text) {
    System.out.print(json ? Json.pretty(verdict) + "\n" : text);
  }
}
