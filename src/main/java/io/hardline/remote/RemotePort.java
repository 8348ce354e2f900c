package io.hardline.remote;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.net.Attempt;
import io.hardline.net.Connection;
import io.hardline.net.Dialer;
import io.hardline.net.Resolver;
import io.hardline.settings.HostPort;
import io.hardline.telnet.ComPortControl;
import io.hardline.telnet.ComPortOption.Purge;
import io.hardline.telnet.ComPortOption.PurgeData;
import io.hardline.telnet.ComPortOption.SetControl;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A serial port that a server elsewhere has: found, connected, set up, and when it may be, tried
 * again for as long as it takes. Loop thread only.
 */
public final class RemotePort {
  /** A server whose machine has not answered for that long is given up. */
  static final long ALIVE_CHECK_MS = 60_000;

  static final long FIRST_RETRY_MS = 500;
  static final long MAX_RETRY_MS = 15_000;

  /** How long a break is that somebody asks for at a key. */
  static final long BREAK_MS = 300;

  /**
   * What to attach to.
   *
   * @param rfc2217 whether the server speaks RFC 2217; else it is bytes alone
   * @param line what it is to be; {@link WantedLine#ANY} leaves it
   * @param lasting whether a server that goes is waited for
   */
  public record Wish(HostPort server, boolean rfc2217, WantedLine line, boolean lasting) {}

  /** Told what a person should know. */
  public interface Owner {
    /** A sentence, as it happens. */
    void said(String sentence);

    /**
     * It is over; nothing follows.
     *
     * @param cause for people
     * @param wasOpen whether the port had ever been there
     */
    void ended(String cause, boolean wasOpen);
  }

  private final Loop loop;
  private final Dialer dialer;
  private final Resolver resolver;
  private final Wish wish;
  private final LocalSide local;
  private final Owner owner;
  private final Loop.Timer retry;
  private final Loop.Timer breakEnd;
  private final Deque<Dialer.Target> targets = new ArrayDeque<>();

  private @Nullable Attempt attempt;
  private @Nullable Session session;
  private WantedLine line;
  private String lastFailure = "";
  private String saidFailure = "";
  private long nextRetryMs = FIRST_RETRY_MS;
  private boolean wasOpen;
  private boolean isOpen;
  private boolean closed;

  public RemotePort(
      Loop loop, Dialer dialer, Resolver resolver, Wish wish, LocalSide local, Owner owner) {
    this.loop = loop;
    this.dialer = dialer;
    this.resolver = resolver;
    this.wish = wish;
    this.local = local;
    this.owner = owner;
    this.line = wish.line();
    this.retry = loop.timer(this::connect);
    this.breakEnd = loop.timer(() -> control(ComPortControl.BREAK_OFF));
  }

  /** Looks the server up and connects. */
  public void connect() {
    attempt =
        resolver.resolve(
            loop,
            wish.server().host(),
            new Resolver.Answer() {
              @Override
              public void resolved(String name, List<InetAddress> addresses) {
                targets.clear();
                for (InetAddress address : addresses) {
                  targets.add(new Dialer.Target(name, address, wish.server().port(), 0));
                }
                dialNext();
              }

              @Override
              public void unresolved(String cause) {
                failed(cause);
              }
            });
  }

  private void dialNext() {
    Dialer.Target target = targets.poll();
    if (target == null) {
      failed("cannot be reached: " + lastFailure);
      return;
    }
    attempt =
        dialer.dial(
            loop,
            target,
            ALIVE_CHECK_MS,
            new Dialer.Outcome() {
              @Override
              public void connected(Connection connection) {
                attempt = null;
                begin(connection);
              }

              @Override
              public void failed(String cause) {
                lastFailure = cause;
                dialNext();
              }
            });
  }

  private void begin(Connection connection) {
    Session.Owner told = new SessionOwner();
    Session begun =
        wish.rfc2217()
            ? new ComPortSession(loop, connection, line, told)
            : new RawSession(connection, told);
    session = begun;
    begun.begin();
  }

  /** What a session tells, as long as it is the one. */
  private final class SessionOwner implements Session.Owner {
    @Override
    public void data(IoBuffer run) {
      local.fromDevice(RemotePort.this, run);
    }

    @Override
    public void opened(WantedLine inForce) {
      if (wasOpen) {
        owner.said(wish.server().text() + " is back");
      }
      wasOpen = true;
      isOpen = true;
      saidFailure = "";
      nextRetryMs = FIRST_RETRY_MS;
      local.opened(RemotePort.this, inForce);
      local.canSendAgain();
    }

    @Override
    public void said(String sentence) {
      owner.said(sentence);
    }

    @Override
    public void canSendAgain() {
      local.canSendAgain();
    }

    @Override
    public void ended(String cause) {
      failed(cause);
    }
  }

  private void failed(String cause) {
    attempt = null;
    session = null;
    breakEnd.clear();
    if (isOpen) {
      isOpen = false;
      local.lost();
    }
    String sentence = wish.server().text() + " " + cause;
    if (!wasOpen || !wish.lasting()) {
      closed = true;
      owner.ended(sentence, wasOpen);
      return;
    }
    if (!sentence.equals(saidFailure)) {
      saidFailure = sentence;
      owner.said(sentence + "; it is tried again");
    }
    retry.setMs(nextRetryMs);
    nextRetryMs = Math.min(nextRetryMs * 2, MAX_RETRY_MS);
  }

  /** Ends it; nothing is told. */
  public void close() {
    closed = true;
    isOpen = false;
    retry.clear();
    breakEnd.clear();
    if (attempt != null) {
      attempt.cancel();
    }
    if (session != null) {
      session.close();
    }
  }

  /** Whether it is there, so that bytes are not for nothing. */
  public boolean isOpen() {
    return isOpen && !closed;
  }

  /** Whether bytes are taken now. */
  public boolean canSend() {
    return isOpen() && session != null && session.canSend();
  }

  /** What waits until the server reads; {@link #close} would lose it. */
  public int unsentBytes() {
    return session == null ? 0 : session.unsentBytes();
  }

  /** Sends all of it; only when {@link #canSend}. */
  public void send(IoBuffer data) {
    if (session != null) {
      session.send(data);
    }
  }

  /** Changes the line, now and after each time the server was gone. */
  public void change(WantedLine change) {
    line = change.over(line);
    if (session != null) {
      session.change(change);
    }
  }

  /** Moves DTR or RTS, or begins or ends a break. */
  public void control(ComPortControl control) {
    if (session != null) {
      session.order(new SetControl(control));
    }
  }

  /** A break of {@link #BREAK_MS}. */
  public void sendBreak() {
    control(ComPortControl.BREAK_ON);
    breakEnd.setMs(BREAK_MS);
  }

  /** Has the server throw away what it has not passed on. */
  public void purge(Purge what) {
    if (session != null) {
      session.order(new PurgeData(what));
    }
  }

  /** No more data for the local side until {@link #resumeReading}. */
  public void pauseReading() {
    if (session != null) {
      session.pauseReading();
    }
  }

  public void resumeReading() {
    if (session != null) {
      session.resumeReading();
    }
  }

  /** The server, for people. */
  public String text() {
    return wish.server().text();
  }
}
