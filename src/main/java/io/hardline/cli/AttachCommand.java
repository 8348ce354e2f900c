package io.hardline.cli;

import io.hardline.control.ControlClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** {@code hardline attach PORT}: a terminal on a port, beside its network clients. */
final class AttachCommand {
  private AttachCommand(boolean visible) {
    this.visible = visible;
  }

  static Command row(CommandLine.Starter starter) {
    return new Command(
        "attach",
        "A terminal on a port: of the running daemon, or of a server elsewhere.",
        List.of(
            new Command.Operand(
                "PORT",
                "The number of a port, beside its network clients; or HOST:PORT, a TCP port.")),
        List.of(
            CommandLine.stateOption(),
            Command.Option.toggle(
                "--replay", "Begin with what was kept while nobody was connected."),
            Command.Option.toggle(
                "--visible",
                "Show control characters as \\xNN instead of passing them to the terminal."),
            Command.Option.toggle(
                "--rfc2217", "The server speaks RFC 2217: its line can be set, and broken."),
            Command.Option.valued(
                "--line", "LINE", "What its line shall be: 9600 or '9600 7E1'. Default: as it is."),
            Command.Option.valued(
                "--flow", "FLOW", "none, rts-cts or xon-xoff. Default: as it is."),
            Command.Option.valued(
                "--pty",
                "LINK",
                "Instead of a terminal, a serial device of that name for local programs; it stays,"
                    + " and finds the server again, until this is stopped.")),
        List.of(
            "Leave with Ctrl-]. When the input is a pipe, it ends a second after the device has"
                + " fallen silent.",
            "With --rfc2217, Ctrl-\\ and then b sends a break, d or D lowers or raises DTR, r or R"
                + " RTS, and Ctrl-\\ itself; from a pipe every byte is sent.",
            "What a program does to the device LINK is done to the remote line: its rate, stop bits"
                + " and flow control, and what it throws away. Linux lets a pty have neither data"
                + " bits and parity, which --line sets, nor breaks and control lines."),
        given -> {
          String port = given.operand("PORT");
          return port.indexOf(':') >= 0
              ? RemoteAttach.run(port, given, starter)
              : new AttachCommand(given.has("--visible")).run(given);
        });
  }

  private static final int LEAVE_KEY = 0x1d;
  private static final int BUFFER_BYTES = 4096;

  /** After the end of piped input: the device has said all when it is silent for that long. */
  private static final long SILENCE_MS = 1_000;

  private final boolean visible;
  private volatile boolean inputEnded;
  private final CountDownLatch finished = new CountDownLatch(1);
  private final AtomicLong lastReceivedMs = new AtomicLong();

  private int run(Arguments given) throws IOException, InterruptedException {
    for (String option : List.of("--rfc2217", "--line", "--flow", "--pty")) {
      if (given.has(option)) {
        throw new CommandFailure(ExitCode.USAGE, option + " is for HOST:PORT");
      }
    }
    int port = given.number("PORT");
    try (ControlClient client = RunningDaemon.connect(given.path("--state"))) {
      RunningDaemon.ask(
          client, Map.of("do", "attach", "port", port, "replay", given.has("--replay")));
      try (RawTerminal terminal = new RawTerminal()) {
        if (terminal.isTerminal()) {
          System.err.print("attached to port " + port + "; leave with Ctrl-]\r\n");
        }
        Thread output = Thread.ofPlatform().daemon().start(() -> show(client.in()));
        Thread.ofPlatform().daemon().start(() -> sendInput(client.out()));
        awaitEnd(output, terminal.isTerminal());
      }
    }
    return ExitCode.OK;
  }

  /**
   * Ends with the daemon, with the leave key, or when the device has answered the last of piped
   * input.
   */
  private void awaitEnd(Thread output, boolean isTerminal) throws InterruptedException {
    finished.await();
    if (!inputEnded) {
      System.err.print("hardline: the daemon closed the connection\r\n");
    } else if (isTerminal) {
      System.err.print("\r\n");
    } else {
      awaitSilence(output);
    }
  }

  /** Until the input ends, the leave key, or the daemon goes. */
  private void sendInput(OutputStream out) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      for (int n = System.in.read(buffer); n >= 0; n = System.in.read(buffer)) {
        int leave = leaveKey(buffer, n);
        out.write(buffer, 0, leave >= 0 ? leave : n);
        if (leave >= 0) {
          return;
        }
      }
    } catch (IOException closed) {
      // The daemon is gone; the output's end says so.
    } finally {
      lastReceivedMs.set(nowMs());
      inputEnded = true;
      finished.countDown();
    }
  }

  private static int leaveKey(byte[] buffer, int length) {
    for (int i = 0; i < length; i++) {
      if (buffer[i] == LEAVE_KEY) {
        return i;
      }
    }
    return -1;
  }

  private void awaitSilence(Thread output) throws InterruptedException {
    for (long left = SILENCE_MS; left > 0 && output.isAlive(); left = silenceLeftMs()) {
      output.join(left);
    }
  }

  private long silenceLeftMs() {
    return lastReceivedMs.get() + SILENCE_MS - nowMs();
  }

  private static long nowMs() {
    return System.nanoTime() / 1_000_000;
  }

  private void show(InputStream in) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        lastReceivedMs.set(nowMs());
        if (visible) {
          System.out.print(visible(buffer, n));
        } else {
          System.out.write(buffer, 0, n);
        }
        System.out.flush();
      }
    } catch (IOException closed) {
      // The command is ending, or the daemon is; who waits for this thread says which.
    } finally {
      finished.countDown();
    }
  }

  /**
   * Printable ASCII and line ends stay; everything else, escape sequences above all, becomes {@code
   * \xNN}.
   */
  static String visible(byte[] bytes, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      int c = bytes[i] & 0xff;
      if ((c >= ' ' && c < 0x7f) || c == '\n' || c == '\r') {
        text.append((char) c);
      } else {
        text.append(String.format("\\x%02x", c));
      }
    }
    return text.toString();
  }
}
