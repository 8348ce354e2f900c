package io.hardline.mode.client;

import io.hardline.event.EventKind;
import io.hardline.loop.Loop;
import io.hardline.net.Attempt;
import io.hardline.net.Connection;
import io.hardline.net.Dialer;
import io.hardline.net.Resolver;
import io.hardline.port.Port;
import io.hardline.settings.HostPort;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One host of a port, and the way to it: a state machine, drawn in docs/internals/tcp-client.md. It
 * is told what is wished and not why. Loop thread only.
 */
public final class Destination implements Resolver.Answer, Dialer.Outcome {
  /** A connection that stands so long is as it should be; one that does not is a failure. */
  public static final long STOOD_MS = 5_000;

  private static final long NS_PER_MS = 1_000_000;

  enum State {
    IDLE,
    RESOLVING,
    CONNECTING,
    SECURING,
    CONNECTED,
    WAITING
  }

  /** What the settings say of a destination, as they are now. */
  public interface Terms {
    int localPort();

    long aliveCheckMs();

    /** Whether a connection that the host closes is not wished for any more. */
    default boolean endsWhenClosed() {
      return false;
    }

    /** The connection stands and is a client, or was: it may have gone already. */
    default void joined(Client client) {}
  }

  private final Port port;
  private final Loop loop;
  private final HostPort host;
  private final Ways ways;
  private final Terms terms;
  private final Clients clients;
  private final BackOff backOff;
  private final Loop.Timer retry;
  private final Loop.Timer standing;

  private State state = State.IDLE;

  /** What is under way: looking up, dialling, securing. */
  private @Nullable Attempt step;

  private @Nullable Client client;
  private String name = "";
  private final Queue<InetAddress> untried = new ArrayDeque<>();
  private Dialer.@Nullable Target target;
  private final List<String> failures = new ArrayList<>();

  /** Why there was no connection when it was last tried; empty when all is well. */
  private String trouble = "";

  /** Since when there is none, or there is one. */
  private long sinceNs;

  private long dueNs;

  /** Not tried before that, however often the wish comes and goes. */
  private long earliestNs;

  /** The log has said that there is no connection. */
  private boolean failing;

  /** What the log said last. */
  private String told = "";

  /** The last connection did not stand; nothing is said of the next until it does. */
  private boolean flapping;

  public Destination(
      Port port, HostPort host, Ways ways, Terms terms, Clients clients, BackOff backOff) {
    this.port = port;
    this.loop = port.loop();
    this.host = host;
    this.ways = ways;
    this.terms = terms;
    this.clients = clients;
    this.backOff = backOff;
    this.retry = loop.timer(this::begin);
    this.standing = loop.timer(this::stood);
    this.sinceNs = loop.nowNs();
    this.earliestNs = sinceNs;
  }

  /** Whether that client is this connection. */
  public boolean isConnectedAs(Client one) {
    return client == one;
  }

  // --- what is wished ---

  /** A connection is wished for from now on. */
  public void connect() {
    if (state != State.IDLE) {
      return;
    }
    sinceNs = loop.nowNs();
    long leftMs = (earliestNs - loop.nowNs() + NS_PER_MS - 1) / NS_PER_MS;
    if (leftMs > 0) {
      await(leftMs);
    } else {
      begin();
    }
  }

  /** None is wished for any more; the one there is is closed. */
  public void disconnect(String cause) {
    Client leaver = client;
    idle();
    backOff.reset();
    if (leaver != null) {
      clients.close(leaver, cause);
    }
  }

  /** As {@link #disconnect}, but a connection that stands is kept. */
  public void giveUpTrying() {
    if (state != State.CONNECTED) {
      disconnect("");
    }
  }

  private void idle() {
    cancel();
    client = null;
    state = State.IDLE;
    sinceNs = loop.nowNs();
  }

  private void cancel() {
    retry.clear();
    standing.clear();
    if (step != null) {
      step.cancel();
      step = null;
    }
    untried.clear();
  }

  // --- the way there ---

  private void begin() {
    state = State.RESOLVING;
    earliestNs = loop.nowNs() + backOff.pauseMs() * NS_PER_MS;
    failures.clear();
    step = ways.resolver().resolve(loop, host.host(), this);
  }

  @Override
  public void resolved(String foundBy, List<InetAddress> addresses) {
    name = foundBy;
    untried.addAll(addresses);
    dialNext();
  }

  @Override
  public void unresolved(String cause) {
    failures.add(cause);
    failed();
  }

  private void dialNext() {
    state = State.CONNECTING;
    target = new Dialer.Target(name, untried.remove(), host.port(), terms.localPort());
    step = ways.dialer().dial(loop, target, terms.aliveCheckMs(), this);
  }

  @Override
  public void connected(Connection raw) {
    state = State.SECURING;
    step = null;
    Attempt securing = ways.securing().connect(raw, host.host(), this::secured, this::failed);
    if (state == State.SECURING) {
      step = securing;
    }
  }

  private void secured(Connection connection) {
    step = null;
    untried.clear();
    state = State.CONNECTED;
    sinceNs = loop.nowNs();
    standing.setMs(STOOD_MS);
    Client joined = clients.add(connection, flapping);
    client = joined;
    if (!joined.isOpen()) {
      gone(joined.goneBecause());
    } else if (!flapping) {
      failing = false;
      trouble = "";
    }
    terms.joined(joined);
  }

  /** This address cannot be had, or the connection cannot be secured. */
  @Override
  public void failed(String cause) {
    String text = target == null || name.isEmpty() ? cause : target.text() + ": " + cause;
    failures.add(text);
    if (untried.isEmpty()) {
      failed();
    } else {
      dialNext();
    }
  }

  /** Every address was tried. */
  private void failed() {
    step = null;
    tellFailing(String.join(", ", failures));
    await(backOff.nextMs());
  }

  /** When it begins or has another reason, and not with every try. */
  private void tellFailing(String cause) {
    trouble = cause;
    if (!failing || !cause.equals(told)) {
      failing = true;
      told = cause;
      port.log().recordPort(EventKind.CONNECT_FAILED, port.number(), host.text(), cause);
    }
  }

  private void await(long delayMs) {
    state = State.WAITING;
    dueNs = loop.nowNs() + delayMs * NS_PER_MS;
    retry.setMs(delayMs);
  }

  // --- while it stands ---

  /** The connection is as it should be. */
  private void stood() {
    backOff.reset();
    failing = false;
    trouble = "";
    if (flapping && client != null) {
      flapping = false;
      clients.announce(client);
    }
  }

  /** Its client has gone, and not because we wished it. */
  public void gone(String cause) {
    boolean stood = !standing.isSet();
    standing.clear();
    client = null;
    sinceNs = loop.nowNs();
    if (terms.endsWhenClosed()) {
      idle();
      return;
    }
    trouble = cause;
    if (!stood) {
      flapping = true;
      tellFailing("it stood for less than " + STOOD_MS / 1_000 + " s: " + cause);
    }
    await(backOff.nextMs());
  }

  /** The port stops: nothing happens any more. Clients are closed by their owner. */
  public void stop() {
    idle();
  }

  // --- for people ---

  /**
   * How it is, with why, since when and what is done next; empty when it is connected.
   *
   * @param waitsFor what a connection is not wished for before
   */
  public String text(String waitsFor) {
    String since = "no connection for " + span(loop.nowNs() - sinceNs);
    String now =
        switch (state) {
          case CONNECTED -> "";
          case IDLE -> waitsFor;
          case RESOLVING -> since + why() + "; looking the name up";
          case CONNECTING -> since + why() + "; connecting" + at();
          case SECURING -> since + why() + "; making the connection secure" + at();
          case WAITING ->
              since + why() + "; next try in " + span(dueNs - loop.nowNs() + NS_PER_MS - 1);
        };
    return now.isEmpty() ? "" : host.text() + ": " + now;
  }

  private String why() {
    return trouble.isEmpty() ? "" : ": " + trouble;
  }

  private String at() {
    return target == null || name.isEmpty() ? "" : " to " + target.text();
  }

  /** As everywhere in a status: {@code 45s}, {@code 12m}, {@code 3h}, {@code 17d}. */
  private static String span(long ns) {
    long seconds = Math.max(ns, 0) / NS_PER_MS / 1_000;
    if (seconds < 120) {
      return seconds + "s";
    }
    if (seconds < 7_200) {
      return seconds / 60 + "m";
    }
    return seconds < 172_800 ? seconds / 3_600 + "h" : seconds / 86_400 + "d";
  }
}
