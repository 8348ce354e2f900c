package io.hardline.cli;

import io.hardline.control.ControlClient;
import io.hardline.control.UnitStatus;
import io.hardline.json.Json;
import io.hardline.port.ClientStatus;
import io.hardline.port.ClientStatus.Role;
import io.hardline.port.Counters;
import io.hardline.port.PortState;
import io.hardline.port.PortStatus;
import io.hardline.port.RemoteLine;
import io.hardline.service.ServiceStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code hardline status}: what is wrong, since when, and who is connected. */
final class StatusCommand {
  static final Command ROW =
      new Command(
          "status",
          "Show the running daemon's ports: state, line, clients, and what is wrong.",
          List.of(),
          List.of(
              CommandLine.stateOption(), Command.Option.toggle("--json", "Everything, as JSON.")),
          List.of(),
          StatusCommand::run);

  private StatusCommand() {}

  private static int run(Arguments given) throws IOException {
    try (ControlClient client = RunningDaemon.connect(given.path("--state"))) {
      UnitStatus unit =
          Json.read(RunningDaemon.ask(client, Map.of("do", "status")), UnitStatus.class);
      if (given.has("--json")) {
        System.out.println(Json.pretty(unit));
      } else {
        print(unit, Instant.now());
      }
    }
    return ExitCode.OK;
  }

  private static void print(UnitStatus unit, Instant now) {
    System.out.printf(
        "Hardline %s, process %d, up %s, settings from %s%n%n",
        unit.version(), unit.pid(), ago(unit.since(), now), unit.settingsFrom());
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of("PORT", "ALIAS", "DEVICE", "LINE", "MODE", "STATE", "RECEIVED", "SENT", "CLIENTS"));
    for (PortStatus port : unit.ports()) {
      rows.add(row(port, now));
    }
    System.out.print(TextTable.of(rows));
    for (PortStatus port : unit.ports()) {
      printDetails(port, now);
    }
    unit.services().stream().filter(ServiceStatus::enabled).forEach(each -> print(each, now));
  }

  /** Those that are off are in the JSON: what is not there is no news. */
  private static void print(ServiceStatus service, Instant now) {
    Instant since = service.since();
    String listening = String.join(", ", service.listening());
    System.out.printf(
        "service %s: on %s, %s%n",
        service.name(),
        since == null ? "" : ago(since, now),
        listening.isEmpty() ? "listening nowhere" : "listening on " + listening);
    service
        .trouble()
        .lines()
        .forEach(line -> System.out.println("service " + service.name() + ": " + line));
  }

  private static List<String> row(PortStatus port, Instant now) {
    String listening =
        port.listening().isEmpty()
            ? ""
            : " " + port.listening().toString().replaceAll("[\\[\\]]", "");
    return List.of(
        Integer.toString(port.number()),
        port.alias(),
        port.device(),
        port.effectiveLine().isEmpty() ? port.configuredLine() : port.effectiveLine(),
        port.mode() + listening,
        port.state().name().toLowerCase(Locale.ROOT) + " " + ago(port.since(), now),
        bytes(port.counters().fromSerialBytes()),
        bytes(port.counters().toSerialBytes()),
        Long.toString(
            port.clients().stream().filter(client -> client.role() != Role.OBSERVER).count()));
  }

  private static void printDetails(PortStatus port, Instant now) {
    List<String> lines = new ArrayList<>();
    if (port.state() != PortState.OPEN && !port.cause().isEmpty()) {
      lines.add(port.cause());
    }
    lines.addAll(port.trouble().lines().toList());
    lineDetails(port, now).ifPresent(lines::add);
    if (port.queuedToSerialBytes() > 0) {
      lines.add(bytes(port.queuedToSerialBytes()) + " bytes wait for the device to take them");
    }
    if (port.keptBytes() > 0) {
      lines.add(bytes(port.keptBytes()) + " bytes kept while nobody was connected");
    }
    if (port.counters().unansweredRequests() > 0) {
      lines.add(
          "the device did not answer %d requests in time"
              .formatted(port.counters().unansweredRequests()));
    }
    if (port.counters().commandsRefused() > 0) {
      lines.add(refusedCommands(port.counters().commandsRefused()));
    }
    for (ClientStatus client : port.clients()) {
      lines.add(
          "%s %s%s for %s, received %s, sent %s%s%s%s"
              .formatted(
                  client.role().name().toLowerCase(Locale.ROOT),
                  client.peer(),
                  client.security().isEmpty() ? "" : " (" + client.security() + ")",
                  ago(client.since(), now),
                  bytes(client.receivedBytes()),
                  bytes(client.sentBytes()),
                  client.backlogBytes() > 0
                      ? ", does not read " + bytes(client.backlogBytes())
                      : "",
                  client.skippedBytes() > 0 ? ", missed " + bytes(client.skippedBytes()) : "",
                  client.discardedBytes() > 0
                      ? ", discarded " + bytes(client.discardedBytes())
                      : ""));
    }
    if (!port.counters().datagrams().areNone()) {
      lines.add(datagrams(port.counters().datagrams()));
    }
    for (String line : lines) {
      System.out.println("port " + port.number() + ": " + line);
    }
  }

  /** Which line was asked for, by whom, and what is in force, where that is not as configured. */
  private static Optional<String> lineDetails(PortStatus port, Instant now) {
    String configured = "configured " + port.configuredLine();
    String inForce = port.effectiveLine().isEmpty() ? "" : ", in force " + port.effectiveLine();
    RemoteLine remote = port.remoteLine();
    if (remote != null) {
      String asked = "line set to " + remote.line().text() + " by " + remote.by();
      return Optional.of(asked + ", " + ago(remote.since(), now) + " ago; " + configured + inForce);
    }
    return port.effectiveLine().isEmpty() || port.effectiveLine().equals(port.configuredLine())
        ? Optional.empty()
        : Optional.of(configured + inForce);
  }

  private static String datagrams(Counters.Datagrams datagrams) {
    return "datagrams received %d, sent %d%s%s%s"
        .formatted(
            datagrams.received(),
            datagrams.sent(),
            datagrams.notSent() > 0 ? ", not sent " + datagrams.notSent() : "",
            datagrams.dropped() > 0 ? ", dropped " + datagrams.dropped() : "",
            datagrams.ignored() > 0 ? ", ignored " + datagrams.ignored() : "");
  }

  /** {@code 45s}, {@code 12m}, {@code 3h}, {@code 17d}. */
  static String ago(Instant since, Instant now) {
    long seconds = Math.max(Duration.between(since, now).toSeconds(), 0);
    if (seconds < 120) {
      return seconds + "s";
    }
    if (seconds < 7200) {
      return seconds / 60 + "m";
    }
    return seconds < 172_800 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
  }

  /** {@code 512}, {@code 12.5k}, {@code 3.1M}. */
  static String bytes(long count) {
    if (count < 10_000) {
      return Long.toString(count);
    }
    double value = count;
    String unit = "";
    for (String next : List.of("k", "M", "G", "T")) {
      if (value < 1000) {
        break;
      }
      value /= 1000;
      unit = next;
    }
    return String.format(Locale.ROOT, "%.1f%s", value, unit);
  }

  private static String refusedCommands(long count) {
    return "refused %d command connection%s of others than the clients; the log names %s"
        .formatted(count, count == 1 ? "" : "s", count == 1 ? "it" : "them");
  }
}
