package io.hardline.discovery;

import io.hardline.discovery.SearchAnswers.Portrait;
import io.hardline.discovery.mdns.Announcement;
import io.hardline.discovery.mdns.Announcer;
import io.hardline.event.EventKind;
import io.hardline.event.EventLog;
import io.hardline.loop.Loop;
import io.hardline.net.Questions;
import io.hardline.port.PortSockets;
import io.hardline.service.Service;
import io.hardline.service.ServiceStatus;
import io.hardline.settings.ServiceSettings;
import io.hardline.settings.Settings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The service {@code discovery}: UDP 4800 on a loop, mDNS on threads of its own, both with one
 * switch.
 */
public final class Discovery implements Service {
  /** How long a loop may take to open, close or tell. */
  static final long ANSWER_DEADLINE_MS = 1_000;

  private final Loop loop;
  private final Questions.Opener opener;
  private final Supplier<CompletableFuture<List<PortSockets>>> sockets;
  private final BiFunction<Settings, String, List<Announcement>> announcements;
  private final String version;
  private final EventLog log;
  private final Announcer announcer;
  private volatile @Nullable Instant since;

  /** On the loop only; made when it is first switched on. */
  private @Nullable SearchAnswers answers;

  /**
   * @param sockets asks the ports; see {@code Ports.sockets}
   * @param announcements what mDNS says of these settings and a unit of this name
   * @param version of the program, {@code 1.2.3}
   */
  public Discovery(
      Loop loop,
      Questions.Opener opener,
      Supplier<CompletableFuture<List<PortSockets>>> sockets,
      BiFunction<Settings, String, List<Announcement>> announcements,
      String version,
      EventLog log) {
    this.loop = loop;
    this.opener = opener;
    this.sockets = sockets;
    this.announcements = announcements;
    this.version = version;
    this.log = log;
    this.announcer = new Announcer(this::mdnsTrouble);
  }

  private void mdnsTrouble(String trouble) {
    if (trouble.isEmpty()) {
      log.record(EventKind.MDNS_WELL);
    } else {
      log.record(EventKind.MDNS_TROUBLE, trouble);
    }
  }

  @Override
  public String name() {
    return "discovery";
  }

  @Override
  public void apply(Settings settings) {
    ServiceSettings.Discovery wanted = settings.services().discovery();
    if (!wanted.enabled()) {
      switchOff();
      return;
    }
    String name = UnitName.orHost(wanted.name());
    String madeUp = MacAddress.madeUp();
    Portrait portrait = new Portrait(name, wanted.mac(), madeUp, version, settings.ports().size());
    since = since == null ? Instant.now() : since;
    onLoop(() -> {
      answers().open(wanted.listen(), portrait);
      return true;
    });
    announcer.announce(hostName(name), wanted.listen(), announcements.apply(settings, name));
  }

  private SearchAnswers answers() {
    SearchAnswers made = answers;
    if (made == null) {
      made = new SearchAnswers(loop, opener, sockets, log);
      answers = made;
    }
    return made;
  }

  /** A name of its own: {@code NAME.local} may be what another program calls this machine. */
  private static String hostName(String unit) {
    String plain = unit.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return ("hardline-" + plain).replaceAll("-+$", "");
  }

  private void switchOff() {
    if (since != null) {
      since = null;
      onLoop(() -> {
        answers().close();
        return true;
      });
    }
    // Nobody waits for the farewells here: the next announcement does.
    var _ = announcer.withdraw();
  }

  @Override
  public CompletableFuture<Void> stop() {
    switchOff();
    return announcer.withdraw();
  }

  /** What is seen on the loop; null when it did not say in time. */
  private <T> @Nullable T onLoop(Supplier<T> look) {
    CompletableFuture<@Nullable T> answer = new CompletableFuture<>();
    loop.post(() -> answer.complete(look.get()));
    return answer.completeOnTimeout(null, ANSWER_DEADLINE_MS, TimeUnit.MILLISECONDS).join();
  }

  @Override
  public ServiceStatus status() {
    Instant enabled = since;
    ServiceStatus off = new ServiceStatus(name(), false, null, List.of(), "", new TreeMap<>());
    ServiceStatus on = enabled == null ? off : onLoop(() -> status(enabled));
    return on == null
        ? new ServiceStatus(
            name(), true, enabled, List.of(), "its loop does not answer", new TreeMap<>())
        : on;
  }

  private ServiceStatus status(Instant enabled) {
    List<String> listening = new ArrayList<>();
    answers()
        .listening()
        .forEach(at -> listening.add("UDP " + ServiceSettings.SEARCH_UDP_PORT + " of " + at));
    announcer
        .interfaces()
        .forEach(at -> listening.add("UDP " + ServiceSettings.MDNS_UDP_PORT + " of " + at));
    String mdns = announcer.trouble();
    String trouble =
        Stream.of(answers().trouble(), mdns.isEmpty() ? "" : "mDNS: " + mdns)
            .filter(text -> !text.isEmpty())
            .reduce((a, b) -> a + "; " + b)
            .orElse("");
    return new ServiceStatus(name(), true, enabled, listening, trouble, answers().counters());
  }
}
