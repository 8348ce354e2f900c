package io.hardline.net;

import io.hardline.event.EventKind;
import io.hardline.loop.Loop;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The addresses on which a port or a service listens. One that cannot be had (it is not there yet,
 * another program has the TCP or UDP port) is tried again until it can. Loop thread only.
 */
public final class Listening {
  private static final long FIRST_RETRY_MS = 500;
  private static final long MAX_RETRY_MS = 15_000;

  /** Listens on an address. */
  @FunctionalInterface
  public interface Opener {
    /**
     * Answers what ends it.
     *
     * @throws IOException with the reason why not
     */
    Runnable open(String address) throws IOException;
  }

  /** Takes what the log is to say. */
  @FunctionalInterface
  public interface Teller {
    void record(EventKind kind, Object... details);
  }

  private final Teller teller;
  private final String where;
  private final Opener opener;
  private final Map<String, Runnable> open = new LinkedHashMap<>();
  private final Loop.Timer retry;
  private List<String> addresses = List.of();
  private long retryMs = FIRST_RETRY_MS;
  private boolean told;
  private boolean paused;
  private String trouble = "";

  /**
   * @param where for people: {@code TCP 4001}
   */
  public Listening(Loop loop, String where, Opener opener, Teller teller) {
    this.teller = teller;
    this.where = where;
    this.opener = opener;
    this.retry = loop.timer(this::openMissing);
  }

  /** Listens on every one of {@code wanted}, as soon as that is possible, and on no other. */
  public void open(List<String> wanted) {
    if (wanted.equals(addresses)) {
      return;
    }
    addresses = List.copyOf(wanted);
    told = false;
    for (String address : List.copyOf(open.keySet())) {
      if (!wanted.contains(address)) {
        close(address);
      }
    }
    if (!paused) {
      openMissing();
    }
  }

  /** Tries no more addresses for a while; what is open is left to its owner. */
  public void pause() {
    paused = true;
    retry.clear();
  }

  /** Opens what is missing; the log says only what has changed. */
  public void resume() {
    if (paused) {
      paused = false;
      openMissing();
    }
  }

  /** Ends one of them, which is tried again when there is no pause. */
  public void close(String address) {
    Runnable end = open.remove(address);
    if (end != null) {
      end.run();
    }
  }

  private void openMissing() {
    String failure = "";
    for (String address : addresses) {
      if (!open.containsKey(address)) {
        try {
          open.put(address, opener.open(address));
        } catch (IOException cannot) {
          String why = "cannot listen on " + address + " " + where + ": " + cannot.getMessage();
          failure = failure.isEmpty() ? why : failure;
        }
      }
    }
    if (failure.isEmpty()) {
      retryMs = FIRST_RETRY_MS;
    } else {
      retry.setMs(retryMs);
      retryMs = Math.min(retryMs * 2, MAX_RETRY_MS);
    }
    tell(failure);
  }

  /** Once for each change, not for each try. */
  private void tell(String failure) {
    if (failure.isEmpty() && (!told || !trouble.isEmpty())) {
      String listed = String.join(", ", addresses);
      teller.record(EventKind.LISTENING, where, listed);
    } else if (!failure.equals(trouble)) {
      teller.record(EventKind.LISTEN_FAILED, failure);
    }
    told = true;
    trouble = failure;
  }

  /** What is wrong, for people; empty when every address listens or none is wanted. */
  public String trouble() {
    return trouble;
  }

  /** Ends them all; {@link #open} may be called again. */
  public void close() {
    retry.clear();
    List.copyOf(open.keySet()).reversed().forEach(this::close);
    addresses = List.of();
    retryMs = FIRST_RETRY_MS;
    told = false;
    paused = false;
    trouble = "";
  }
}
