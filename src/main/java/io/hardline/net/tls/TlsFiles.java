package io.hardline.net.tls;

import io.hardline.loop.Loop;
import io.hardline.net.Connection;
import io.hardline.settings.ModeSettings.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the identity that the files of the settings amount to, and notices when they change: they
 * are looked at when a connection comes, at most once a second, and every few seconds while
 * something is wrong with them. Loop thread only; files are read elsewhere.
 */
public final class TlsFiles {
  /** How often files in which something is wrong are tried again. */
  static final int RETRY_MS = 5_000;

  /** How often a connection makes us look at the files. */
  static final int LOOK_INTERVAL_MS = 1_000;

  /** How long a connection waits for that look; a file system that hangs must not stop the port. */
  static final int LOOK_DEADLINE_MS = 500;

  private static final long NS_PER_MS = 1_000_000;

  /** Told what comes of the files; loop thread. */
  public interface Listener {
    /** They are in use: our certificate, for people; empty when there is none. */
    void inUse(String certificate);

    /** They cannot be used, or not for long. */
    void trouble(String what);

    /** They can be used, and should be mended. */
    void warning(String what);
  }

  /** Size, time and file number: what changes when a file is written or replaced. */
  private record Stamp(String file, long size, long modifiedNs, @Nullable Object number) {}

  /** What a look at the files found. */
  private record Found(
      List<Stamp> stamps, @Nullable TlsIdentity identity, @Nullable String problem) {}

  private final Loop loop;
  private final Tls tls;
  private final boolean server;
  private final RecordStyle style;
  private final Executor readers;
  private final Listener listener;
  private final Loop.Timer retry;
  private final Loop.Timer patience;
  private final List<Consumer<@Nullable TlsIdentity>> waiting = new ArrayList<>();
  private List<Stamp> stamps = List.of();
  private @Nullable TlsIdentity identity;
  private String problem = "";
  private String told = "";
  private long lookedNs;
  private boolean looking;
  private boolean closed;

  /**
   * @param server whether a certificate of our own is needed
   * @param style of what all its connections send
   * @param readers runs what reads files, and may block for long
   */
  public TlsFiles(
      Loop loop, Tls tls, boolean server, RecordStyle style, Executor readers, Listener listener) {
    this.loop = loop;
    this.tls = tls;
    this.server = server;
    this.style = style;
    this.readers = readers;
    this.listener = listener;
    this.retry = loop.timer(this::look);
    this.patience = loop.timer(this::answer);
    look();
  }

  /** What is wrong, for people; empty when nothing is. */
  public String trouble() {
    return problem.isEmpty() && identity != null ? identity.trouble(Instant.now()) : problem;
  }

  /**
   * A connection of a peer that came to us, not started yet, wrapped in TLS for {@link
   * TlsConnection#handshake}. Answers at once or soon; with null when the files cannot be used.
   */
  public void server(Connection raw, Consumer<@Nullable TlsConnection> then) {
    whenCurrent(current ->
        then.accept(
            current == null
                ? null
                : new TlsConnection(
                    loop, raw, current::serverEngine, Handshakes.workers(), false, style)));
  }

  /** As {@link #server}, for a peer that we went to. */
  public void client(Connection raw, String host, Consumer<@Nullable TlsConnection> then) {
    whenCurrent(current ->
        then.accept(
            current == null
                ? null
                : new TlsConnection(
                    loop,
                    raw,
                    () -> current.clientEngine(host),
                    Handshakes.workers(),
                    true,
                    style)));
  }

  private void whenCurrent(Consumer<@Nullable TlsIdentity> use) {
    if (!looking && loop.nowNs() - lookedNs >= LOOK_INTERVAL_MS * NS_PER_MS) {
      look();
    }
    if (!looking) {
      use.accept(identity);
      return;
    }
    waiting.add(use);
    if (!patience.isSet()) {
      patience.setMs(LOOK_DEADLINE_MS);
    }
  }

  private void look() {
    if (looking || closed) {
      return;
    }
    looking = true;
    lookedNs = loop.nowNs();
    List<Stamp> known = problem.isEmpty() ? stamps : List.of();
    readers.execute(() -> {
      Found found = find(tls, server, known);
      loop.post(() -> looked(found));
    });
  }

  private static Found find(Tls tls, boolean server, List<Stamp> known) {
    List<Stamp> now = stamps(tls);
    if (now.equals(known)) {
      return new Found(now, null, null);
    }
    try {
      return new Found(now, TlsIdentity.load(tls, server), null);
    } catch (BadTlsFile bad) {
      return new Found(now, null, String.valueOf(bad.getMessage()));
    } catch (RuntimeException | Error fault) {
      return new Found(now, null, "the files of tls cannot be used: " + fault);
    }
  }

  private static List<Stamp> stamps(Tls tls) {
    List<Stamp> stamps = new ArrayList<>();
    for (String file : List.of(tls.certificate(), tls.key(), tls.ca())) {
      try {
        BasicFileAttributes found = Files.readAttributes(Path.of(file), BasicFileAttributes.class);
        long modifiedNs = found.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS);
        stamps.add(new Stamp(file, found.size(), modifiedNs, found.fileKey()));
      } catch (IOException | InvalidPathException missing) {
        stamps.add(new Stamp(file, -1, -1, null));
      }
    }
    return stamps;
  }

  private void looked(Found found) {
    looking = false;
    if (closed) {
      return;
    }
    stamps = found.stamps();
    TlsIdentity fresh = found.identity();
    if (fresh != null) {
      problem = "";
      use(fresh);
    } else if (found.problem() != null) {
      problem =
          identity == null ? found.problem() : found.problem() + "; what was read before stays";
    }
    tell();
    answer();
  }

  private void use(TlsIdentity fresh) {
    boolean changed = identity == null || !identity.description().equals(fresh.description());
    identity = fresh;
    if (changed) {
      listener.inUse(fresh.description());
    }
    fresh.warnings().forEach(listener::warning);
  }

  private void tell() {
    String trouble = trouble();
    if (!trouble.equals(told) && !trouble.isEmpty()) {
      listener.trouble(trouble);
    }
    told = trouble;
    if (!trouble.isEmpty()) {
      retry.setMs(RETRY_MS);
    }
  }

  private void answer() {
    patience.clear();
    List<Consumer<@Nullable TlsIdentity>> now = List.copyOf(waiting);
    waiting.clear();
    for (Consumer<@Nullable TlsIdentity> use : now) {
      use.accept(identity);
    }
  }

  /** Nobody is told anything any more. */
  public void close() {
    closed = true;
    retry.clear();
    patience.clear();
    waiting.clear();
  }
}
