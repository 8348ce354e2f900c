package io.hardline.net;

import io.hardline.loop.Loop;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks names up on threads of its own, because the system may take minutes to say that it does not
 * know one. (Not virtual ones: the call is native and would pin its carrier.)
 *
 * <p>Who asks for a name that is being looked up shares the answer. So a name whose server is
 * silent holds one thread, however many ports ask for it and however often. Each asks with a
 * deadline of its own.
 *
 * <p>Any thread.
 */
final class NameLookups implements Resolver {
  /** Names looked up at one time; others wait. */
  static final int MAX_AT_ONCE = 16;

  private static final long IDLE_S = 10;

  static {
    // Read by the JDK when it first looks a name up. A host that has moved is to be found at the
    // next try; whoever wants a cache has one in the system's own resolver.
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
  }

  static final NameLookups SYSTEM = new NameLookups(InetAddress::getAllByName);

  /** Blocks, perhaps for long. */
  interface Lookup {
    InetAddress[] addresses(String name) throws UnknownHostException;
  }

  private final Lookup lookup;
  private final Executor threads;

  /** Who waits for which name; guarded by itself. */
  private final Map<String, List<Question>> underWay = new HashMap<>();

  NameLookups(Lookup lookup) {
    this.lookup = lookup;
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            MAX_AT_ONCE,
            MAX_AT_ONCE,
            IDLE_S,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), // as long as there are names, of which settings have few
            Thread.ofPlatform().name("name-lookup").daemon().factory());
    pool.allowCoreThreadTimeOut(true);
    this.threads = pool;
  }

  @Override
  public Attempt resolve(Loop loop, String host, Answer answer) {
    Question question = new Question(loop, host, answer);
    if (isAddress(host)) {
      loop.soon(() -> answerLiteral(question));
      return question;
    }
    question.deadline.setMs(DEADLINE_MS);
    synchronized (underWay) {
      List<Question> sharing = underWay.get(host);
      if (sharing != null) {
        sharing.add(question);
        return question;
      }
      underWay.put(host, new ArrayList<>(List.of(question)));
    }
    threads.execute(() -> lookUp(host));
    return question;
  }

  /** The last label of a name is no number, {@code settings.HostPort} sees to that. */
  private static boolean isAddress(String host) {
    String last = host.substring(host.lastIndexOf('.') + 1);
    return host.indexOf(':') >= 0 || last.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** The JDK refuses the zone of an interface that is not there now. */
  private static void answerLiteral(Question question) {
    try {
      question.resolved("", List.of(InetAddress.ofLiteral(question.host)));
    } catch (IllegalArgumentException cannot) {
      question.unresolved("there is no such interface now");
    }
  }

  private void lookUp(String name) {
    // An error of the virtual machine goes its way; those who ask must not wait for it.
    Consumer<Question> outcome = q -> q.unresolved(words(name, ""));
    try {
      List<InetAddress> addresses =
          List.of(lookup.addresses(name)).stream().limit(MAX_ADDRESSES).toList();
      outcome = q -> q.resolved(name, addresses);
    } catch (UnknownHostException | RuntimeException failed) {
      String cause = words(name, String.valueOf(failed.getMessage()));
      outcome = q -> q.unresolved(cause);
    } finally {
      Consumer<Question> told = outcome;
      waitingFor(name).forEach(q -> q.loop.post(() -> told.accept(q)));
    }
  }

  private List<Question> waitingFor(String name) {
    synchronized (underWay) {
      List<Question> waiting = underWay.remove(name);
      return waiting == null ? List.of() : waiting;
    }
  }

  /** The JDK's text is the name, and usually what the C library says of it. */
  private static String words(String name, String text) {
    String why = text.startsWith(name + ": ") ? text.substring(name.length() + 2) : "";
    return "the name cannot be looked up" + (why.isEmpty() ? "" : ": " + why);
  }

  /** One who asks. Its methods on its loop's thread. */
  private final class Question implements Attempt {
    final Loop loop;
    final String host;
    final Loop.Timer deadline;
    private final Answer answer;
    private boolean over;

    Question(Loop loop, String host, Answer answer) {
      this.loop = loop;
      this.host = host;
      this.answer = answer;
      this.deadline =
          loop.timer(() ->
              unresolved(
                  "the name cannot be looked up: no answer in " + DEADLINE_MS / 1_000 + " s"));
    }

    void resolved(String name, List<InetAddress> addresses) {
      if (!over) {
        cancel();
        answer.resolved(name, addresses);
      }
    }

    void unresolved(String cause) {
      if (!over) {
        cancel();
        answer.unresolved(cause);
      }
    }

    @Override
    public void cancel() {
      over = true;
      deadline.clear();
      synchronized (underWay) {
        List<Question> sharing = underWay.get(host);
        if (sharing != null) {
          sharing.remove(this);
        }
      }
    }
  }
}
