package io.hardline.cli;

import io.hardline.control.ControlClient;
import io.hardline.json.Json;
import io.hardline.port.PortAction;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code hardline port PORT ACTION ARGUMENT}: has a running port do something. */
final class PortCommand {
  static final Command ROW =
      new Command(
          "port",
          "Have a port of the running daemon do something.",
          List.of(
              new Command.Operand("PORT", "The number of the port."),
              new Command.Operand("ACTION", "What it shall do: " + words() + "."),
              new Command.Operand("ARGUMENT", "With what or whom.")),
          List.of(CommandLine.stateOption()),
          notes(),
          PortCommand::run);

  private PortCommand() {}

  private static String words() {
    return Stream.of(PortAction.values()).map(PortAction::word).collect(Collectors.joining(", "));
  }

  private static List<String> notes() {
    return Stream.of(PortAction.values())
        .map(it -> "'" + it.word() + " " + it.argument() + "' " + it.about() + ".")
        .toList();
  }

  private static int run(Arguments given) throws IOException {
    int port = given.number("PORT");
    PortAction action =
        PortAction.of(given.operand("ACTION"))
            .orElseThrow(() ->
                new CommandFailure(
                    ExitCode.USAGE,
                    "a port knows no '%s', but: %s".formatted(given.operand("ACTION"), words())));
    try (ControlClient client = RunningDaemon.connect(given.path("--state"))) {
      Map<String, Object> request =
          Map.of(
              "do",
              "port",
              "port",
              port,
              "action",
              action.word(),
              "argument",
              given.operand("ARGUMENT"));
      System.out.println(Json.object(RunningDaemon.ask(client, request)).get("done"));
    }
    return ExitCode.OK;
  }
}
