package io.hardline.discovery;

import io.hardline.event.EventKind;
import io.hardline.event.EventLog;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.net.Listening;
import io.hardline.net.Questions;
import io.hardline.net.UdpAddress;
import io.hardline.port.PortSockets;
import io.hardline.settings.ServiceSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Listens on UDP 4800 and answers who searches. Loop thread only; nothing blocks but the kernel's
 * list of interfaces, which is read once a minute for each address that is asked ({@link
 * MacAddresses}).
 *
 * <p>Whoever can reach the port is answered: a search is made by those who know nothing yet. So a
 * reply says little, is short, and goes out only so often ({@link ReplyBudget}); what is broken is
 * never answered.
 */
final class SearchAnswers implements Questions.Handler {
  /** Questions about sockets that wait for the ports to say which they have. */
  static final int MAX_WAITING = 64;

  /** When no reply was left out for so long, all is well again. */
  private static final long QUIET_MS = 10_000;

  /** What is said of the unit. */
  record Portrait(String name, String mac, String madeUpMac, String version, int ports) {}

  private record Waiting(
      Questions at, SearchRequest request, UdpAddress by, UdpAddress here, Portrait portrait) {}

  private final Loop loop;
  private final EventLog log;
  private final Supplier<CompletableFuture<List<PortSockets>>> sockets;
  private final Listening listening;
  private final List<String> listeningAt = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private final ReplyBudget budget;
  private final MacAddresses macs = new MacAddresses(MacAddress::ofInterface);
  private final Loop.Timer quiet;
  private @Nullable Portrait portrait;
  private long answered;
  private long unsupported;
  private long broken;
  private long leftOut;
  private long leftOutBefore;
  private long leftOutSeen;
  private long notSent;

  SearchAnswers(
      Loop loop,
      Questions.Opener opener,
      Supplier<CompletableFuture<List<PortSockets>>> sockets,
      EventLog log) {
    this.loop = loop;
    this.log = log;
    this.sockets = sockets;
    this.budget = new ReplyBudget(loop.nowNs());
    this.quiet = loop.timer(this::lookWhetherQuiet);
    this.listening =
        new Listening(
            loop,
            "UDP " + ServiceSettings.SEARCH_UDP_PORT,
            address -> {
              Questions socket = openOne(opener, address);
              return () -> {
                listeningAt.remove(address);
                socket.close();
              };
            },
            log::record);
  }

  private Questions openOne(Questions.Opener opener, String address) throws IOException {
    Questions socket = opener.open(loop, address, ServiceSettings.SEARCH_UDP_PORT, this);
    listeningAt.add(address);
    return socket;
  }

  /** Answers at {@code listen}, with what is said there. */
  void open(List<String> listen, Portrait shown) {
    portrait = shown;
    listening.open(listen);
  }

  /** Closes at once. */
  void close() {
    portrait = null;
    listening.close();
    waiting.clear();
    quiet.clear();
  }

  /** The addresses at which it listens now. */
  List<String> listening() {
    return List.copyOf(listeningAt);
  }

  String trouble() {
    return listening.trouble();
  }

  SortedMap<String, Long> counters() {
    SortedMap<String, Long> counters = new TreeMap<>();
    counters.put("answered", answered);
    counters.put("unsupported", unsupported);
    counters.put("broken", broken);
    counters.put("leftOut", leftOut);
    counters.put("notSent", notSent);
    return counters;
  }

  @Override
  public void asked(Questions at, IoBuffer question, UdpAddress by, UdpAddress here) {
    SearchRequest request = SearchRequest.decode(question.bytes);
    if (portrait == null || request == null || by.port() == 0) {
      broken++;
    } else if (!budget.allows(by.inet(), loop.nowNs())) {
      leaveOut(by);
    } else {
      answer(at, request, by, here, portrait);
    }
  }

  private void answer(
      Questions at, SearchRequest request, UdpAddress by, UdpAddress here, Portrait shown) {
    if (request.asksForSockets()) {
      whenKnown(new Waiting(at, request, by.copy(), here.copy(), shown));
      return;
    }
    InetAddress asked = here.inet();
    SearchReply reply = reply(asked, shown);
    switch (request.kind()) {
      case SEARCH -> reply.search(request, asked);
      case SEARCH_INET6 -> reply.searchInet6(request, asked);
      case NAME -> reply.name(request, shown.name());
      case INFO -> reply.info(request, shown.version(), shown.ports());
      case SOCKETS, SOCKET_PAGES, SOCKETS_INET6, UNSUPPORTED -> {
        reply.unsupported(request);
        unsupported++;
      }
    }
    send(at, by, here);
  }

  private SearchReply reply(InetAddress asked, Portrait shown) {
    byte[] mac = macs.shownAt(asked, shown.mac(), shown.madeUpMac(), loop.nowNs());
    return new SearchReply(loop.codecScratch().bytes.clear(), new DeviceId(mac));
  }

  private void send(Questions at, UdpAddress to, UdpAddress here) {
    if (at.answer(loop.codecScratch(), to, here) < 0) {
      notSent++;
    } else {
      answered++;
    }
  }

  /** Who asks while the ports are being asked gets the answer of that look. */
  private void whenKnown(Waiting asker) {
    if (waiting.size() >= MAX_WAITING) {
      leaveOut(asker.by());
      return;
    }
    waiting.add(asker);
    if (waiting.size() == 1) {
      var _ = sockets.get().thenAccept(found -> loop.post(() -> answerWaiting(found)));
    }
  }

  private void answerWaiting(List<PortSockets> found) {
    for (Waiting asker : waiting) {
      InetAddress asked = asker.here().inet();
      boolean inet6 = asker.request().kind() == SearchRequest.Kind.SOCKETS_INET6;
      reply(asked, asker.portrait())
          .sockets(asker.request(), SocketRow.shownTo(asker.by().inet(), found, inet6));
      send(asker.at(), asker.by(), asker.here());
    }
    waiting.clear();
  }

  private void leaveOut(UdpAddress by) {
    leftOut++;
    if (!quiet.isSet()) {
      log.record(EventKind.SEARCHES_LEFT_OUT, by.text());
      leftOutBefore = leftOut - 1;
      quiet.setMs(QUIET_MS);
      leftOutSeen = leftOut;
    }
  }

  private void lookWhetherQuiet() {
    if (leftOut == leftOutSeen) {
      log.record(EventKind.SEARCHES_ANSWERED, leftOut - leftOutBefore);
    } else {
      leftOutSeen = leftOut;
      quiet.setMs(QUIET_MS);
    }
  }
}
