package io.hardline.cli;

import io.hardline.loop.EpollLoop;
import io.hardline.net.Dialer;
import io.hardline.net.Resolver;
import io.hardline.remote.LocalSide;
import io.hardline.remote.MenuKeys;
import io.hardline.remote.PtySide;
import io.hardline.remote.RemotePort;
import io.hardline.remote.StreamSide;
import io.hardline.remote.WantedLine;
import io.hardline.settings.HostPort;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** {@code hardline attach HOST:PORT}: a terminal or a pty on a port of a server elsewhere. */
final class RemoteAttach implements RemotePort.Owner, StreamSide.Owner, PtySide.Owner {
  private static final String KEYS =
      "Ctrl-\\ b: break, d/D: DTR off/on, r/R: RTS off/on; Ctrl-\\ Ctrl-\\: itself; Ctrl-]: leave";

  /** How it ended; null cause is as it was wanted. */
  private record Ending(int exitCode, @Nullable String cause) {}

  private final RemotePort.Wish wish;
  private final @Nullable Path link;
  private final boolean visible;
  private final CompletableFuture<Ending> ended = new CompletableFuture<>();
  private volatile @Nullable RawTerminal terminal;

  private RemoteAttach(RemotePort.Wish wish, @Nullable Path link, boolean visible) {
    this.wish = wish;
    this.link = link;
    this.visible = visible;
  }

  static int run(String server, Arguments given, CommandLine.Starter starter)
      throws IOException, InterruptedException {
    HostPort at = HostPort.parse(server);
    if (at == null) {
      throw new CommandFailure(
          ExitCode.USAGE, "'" + server + "' is no HOST:PORT, such as [2001:db8::7]:4001");
    }
    boolean rfc2217 = given.has("--rfc2217");
    for (String option : List.of("--state", "--replay")) {
      if (given.has(option)) {
        throw new CommandFailure(ExitCode.USAGE, option + " is for ports of the running daemon");
      }
    }
    if (!rfc2217 && (given.has("--line") || given.has("--flow"))) {
      throw new CommandFailure(ExitCode.USAGE, "--line and --flow need --rfc2217");
    }
    Path link = given.path("--pty");
    if (link != null && given.has("--visible")) {
      throw new CommandFailure(ExitCode.USAGE, "--visible is for terminals");
    }
    if (link != null && !PtySide.isFree(link)) {
      throw new CommandFailure(ExitCode.CANNOT_CREATE, link + " is there already");
    }
    RemotePort.Wish wish = new RemotePort.Wish(at, rfc2217, line(given), link != null);
    return new RemoteAttach(wish, link, given.has("--visible")).attach(starter);
  }

  private static WantedLine line(Arguments given) {
    WantedLine line = WantedLine.ANY;
    String text = given.value("--line");
    if (text != null) {
      line = WantedLine.parse(text);
      if (line == null) {
        throw new CommandFailure(
            ExitCode.USAGE, "--line is a rate, or a rate and a framing: 9600 7E1");
      }
    }
    String flow = given.value("--flow");
    WantedLine all = flow == null ? line : line.withFlow(flow);
    if (all == null) {
      throw new CommandFailure(ExitCode.USAGE, "--flow is none, rts-cts or xon-xoff");
    }
    return all;
  }

  private int attach(CommandLine.Starter starter) throws IOException, InterruptedException {
    Thread.ofPlatform().daemon().name("signals").start(() -> awaitStop(starter));
    try (EpollLoop loop = new EpollLoop("loop", ended::completeExceptionally)) {
      CompletableFuture<Runnable> closing = new CompletableFuture<>();
      loop.start();
      loop.post(() -> closing.complete(begin(loop)));
      Ending ending = ended.join();
      close(loop, closing.join());
      if (ending.cause != null) {
        say(ending.cause);
      }
      return ending.exitCode;
    } finally {
      RawTerminal raw = terminal;
      if (raw != null) {
        raw.close();
      }
    }
  }

  private void awaitStop(CommandLine.Starter starter) {
    starter.awaitStop();
    ended.complete(new Ending(ExitCode.OK, null));
  }

  /** Loop thread; answers what ends it there. */
  private Runnable begin(EpollLoop loop) {
    PtySide pty = link == null ? null : new PtySide(loop, link, this);
    LocalSide local = pty == null ? stream(loop) : pty;
    RemotePort port = new RemotePort(loop, Dialer::tcp, Resolver::system, wish, local, this);
    port.connect();
    return () -> {
      port.close();
      if (pty != null) {
        pty.close();
      }
    };
  }

  private StreamSide stream(EpollLoop loop) {
    boolean isTerminal = RawTerminal.isAtInput();
    MenuKeys keys = isTerminal ? new MenuKeys(wish.rfc2217()) : null;
    OutputStream out = visible ? new VisibleOutput() : System.out;
    return new StreamSide(loop, System.in, out, keys, this);
  }

  private static void close(EpollLoop loop, Runnable closing) throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    loop.post(() -> {
      closing.run();
      closed.countDown();
    });
    closed.await();
  }

  // --- told on the loop's thread ---

  @Override
  public void said(String sentence) {
    say(sentence);
  }

  @Override
  public void failed(String cause) {
    ended.complete(new Ending(ExitCode.CANNOT_CREATE, cause));
  }

  @Override
  public void ended(String cause, boolean wasOpen) {
    ended.complete(new Ending(wasOpen ? ExitCode.OK : ExitCode.UNAVAILABLE, cause));
  }

  @Override
  public void opened(RemotePort port, WantedLine line) {
    if (RawTerminal.isAtInput()) {
      terminal = new RawTerminal();
      String at = wish.rfc2217() ? ", " + line.text() : "";
      String more = wish.rfc2217() ? "; Ctrl-\\ ? shows more keys" : "";
      System.err.print("attached to " + port.text() + at + "; leave with Ctrl-]" + more + "\r\n");
    }
  }

  @Override
  public void wish(MenuKeys.Wish asked) {
    switch (asked) {
      case LEAVE -> {
        System.err.print("\r\n");
        ended.complete(new Ending(ExitCode.OK, null));
      }
      case KEYS -> System.err.print("\r\n" + KEYS + "\r\n");
      case BREAK, DTR_ON, DTR_OFF, RTS_ON, RTS_OFF -> {}
    }
  }

  @Override
  public void finished() {
    ended.complete(new Ending(ExitCode.OK, null));
  }

  private void say(String sentence) {
    System.err.print("hardline: " + sentence + (terminal == null ? "\n" : "\r\n"));
  }

  /** Shows control characters. */
  private static final class VisibleOutput extends OutputStream {
    @Override
    public void write(int octet) {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      byte[] some = java.util.Arrays.copyOfRange(bytes, offset, offset + length);
      System.out.print(AttachCommand.visible(some, length));
    }

    @Override
    public void flush() {
      System.out.flush();
    }
  }
}
