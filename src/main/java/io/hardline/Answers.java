package io.hardline;

import io.hardline.cli.CommandLine;
import io.hardline.control.ControlSocket;
import io.hardline.control.UnitStatus;
import io.hardline.json.Json;
import io.hardline.loop.Loop;
import io.hardline.net.Connection;
import io.hardline.port.ActionRefused;
import io.hardline.port.PortAction;
import io.hardline.port.Ports;
import io.hardline.service.Services;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the control socket is asked: {@code status}, {@code attach} and {@code port}. */
final class Answers implements ControlSocket.Answers {
  private final Ports ports;
  private final Services services;
  private final SettingsInForce settings;
  private final Instant since;

  Answers(Ports ports, Services services, SettingsInForce settings, Instant since) {
    this.ports = ports;
    this.services = services;
    this.settings = settings;
    this.since = since;
  }

  @Override
  public String answer(String request) {
    try {
      Map<String, Object> asked = Json.object(request);
      return switch (String.valueOf(asked.get("do"))) {
        case "status" -> Json.line(status());
        case "attach" ->
            attachTo(request) == null ? error("there is no port " + asked.get("port")) : "{}";
        case "port" -> act(asked);
        default -> error("unknown request; known are: status, attach, port");
      };
    } catch (IllegalArgumentException bad) {
      return error(String.valueOf(bad.getMessage()));
    }
  }

  private static String error(String message) {
    return Json.line(Map.of("error", message));
  }

  private UnitStatus status() {
    return new UnitStatus(
        CommandLine.version(),
        ProcessHandle.current().pid(),
        since,
        settings.from(),
        ports.status(),
        services.status());
  }

  private String act(Map<String, Object> asked) {
    String word = String.valueOf(asked.get("action"));
    Optional<PortAction> action = PortAction.of(word);
    if (action.isEmpty()) {
      return error("there is no action '" + word + "'");
    }
    if (!(asked.get("port") instanceof Integer number)) {
      return error("there is no port " + asked.get("port"));
    }
    try {
      String argument = String.valueOf(asked.get("argument"));
      return Json.line(Map.of("done", ports.act(number, action.get(), argument)));
    } catch (ActionRefused refused) {
      return error(String.valueOf(refused.getMessage()));
    }
  }

  @Override
  public @Nullable Loop attachTo(String request) {
    Integer number = portToAttach(request);
    return number == null ? null : ports.loopOf(number);
  }

  private static @Nullable Integer portToAttach(String request) {
    try {
      Map<String, Object> asked = Json.object(request);
      boolean attach = "attach".equals(asked.get("do"));
      return attach && asked.get("port") instanceof Integer port ? port : null;
    } catch (IllegalArgumentException bad) {
      return null;
    }
  }

  private static boolean wantsReplay(String request) {
    return Boolean.TRUE.equals(Json.object(request).get("replay"));
  }

  @Override
  public void attach(String request, Connection connection) {
    Integer number = portToAttach(request);
    if (number == null) {
      connection.close();
    } else {
      ports.attach(number, connection, wantsReplay(request));
    }
  }
}
