package io.hardline.cli;

import io.hardline.control.ControlClient;
import io.hardline.json.Json;
import io.hardline.settings.StateDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The running daemon, as a command sees it. */
final class RunningDaemon {
  private RunningDaemon() {}

  static ControlClient connect(@Nullable Path state) {
    try {
      return new ControlClient(StateDirectory.orDefault(state));
    } catch (IOException none) {
      throw new CommandFailure(ExitCode.UNAVAILABLE, String.valueOf(none.getMessage()));
    }
  }

  /** Asks; an answer that is an error becomes a failure of the command. */
  static String ask(ControlClient client, Map<String, Object> request) {
    try {
      String answer = client.ask(Json.line(request));
      Object error = answer.startsWith("{\"error\"") ? Json.object(answer).get("error") : null;
      if (error != null) {
        throw new CommandFailure(ExitCode.REFUSED, error.toString());
      }
      return answer;
    } catch (IOException lost) {
      throw new CommandFailure(ExitCode.UNAVAILABLE, String.valueOf(lost.getMessage()));
    }
  }
}
