package io.hardline;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * A process of a test: the daemon, a command, or a peer that others wrote. What it says is gathered
 * as it comes, and it never outlives its test. Text is Latin-1, so that any byte can be compared.
 */
final class Program implements AutoCloseable {
  /** How long anything is waited for; machines that test many things at once are slow. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Debian's own, to which its packages belong. */
  static final String PYTHON = "/usr/bin/python3";

  static final Path LAUNCHER = Path.of("hardline").toAbsolutePath();

  private final Process process;
  private final Gathered out;
  private final Gathered err;

  private Program(ProcessBuilder builder) throws IOException {
    builder.environment().put("HARDLINE_NO_BUILD", "yes");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("TERM", "dumb");
    this.process = builder.start();
    this.out = new Gathered(process.getInputStream());
    this.err = new Gathered(process.getErrorStream());
  }

  static Program start(String... command) throws IOException {
    return new Program(new ProcessBuilder(command));
  }

  /** By the launcher, which becomes the JVM: the process id is the daemon's own. */
  static Program hardline(String... arguments) throws IOException {
    assumeTrue(Files.exists(Path.of("target/app/lib/hardline.jar")), "needs the jar: mvn package");
    return start(
        Stream.concat(Stream.of(LAUNCHER.toString()), Arrays.stream(arguments))
            .toArray(String[]::new));
  }

  /** Waits for conditions with {@link #PATIENCE}. */
  static ConditionFactory await() {
    return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20));
  }

  /** Skips the test, aloud, where the machine lacks a program. */
  static void assumeInstalled(String program, String debianPackage) {
    boolean found =
        Stream.of("/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin")
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    assumeTrue(found, program + " is not installed: apt install " + debianPackage);
  }

  /** Skips the test where Debian's Python has no pySerial. */
  static void assumePyserial() throws IOException {
    assumeInstalled("python3", "python3");
    try (Program python = start(PYTHON, "-c", "import serial")) {
      assumeTrue(python.awaitExit() == 0, "pySerial is not installed: apt install python3-serial");
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void send(byte[] bytes) throws IOException {
    process.getOutputStream().write(bytes);
    process.getOutputStream().flush();
  }

  void send(String latin1) throws IOException {
    send(latin1.getBytes(ISO_8859_1));
  }

  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** The next {@code count} bytes of its output. */
  byte[] receive(int count) throws IOException {
    return out.take(count);
  }

  /** All that it has written to its output so far, taken or not. */
  String out() {
    return out.text();
  }

  /** All that it has written to its error output so far. */
  String err() {
    return err.text();
  }

  List<String> errLines() {
    return err.text().lines().toList();
  }

  void awaitOut(String text) {
    await().alias("output with " + text).until(this::out, all -> all.contains(text));
  }

  void awaitErr(String text) {
    await().alias("error output with " + text).until(this::err, all -> all.contains(text));
  }

  /** Its exit code, with all of its output gathered. */
  int awaitExit() throws IOException {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("still running: " + process.info().commandLine() + "\n" + err());
      }
      out.awaitEnd();
      err.awaitEnd();
      return process.exitValue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  /** SIGTERM; {@link Process#destroy} would also stop listening to what it still says. */
  void terminate() {
    process.toHandle().destroy();
  }

  void signal(String name) throws IOException {
    try (Program kill = start("sh", "-c", "kill -" + name + " " + pid())) {
      kill.awaitExit();
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** What a stream has brought so far; a thread of its own reads it. */
  private static final class Gathered {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Thread reader;
    private int taken;
    private boolean ended;

    Gathered(InputStream from) {
      this.reader = Thread.ofVirtual().start(() -> readAll(from));
    }

    private void readAll(InputStream from) {
      byte[] buffer = new byte[16 * 1024];
      try {
        for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
          add(buffer, n);
        }
      } catch (IOException closed) {
        // The process was ended; what it said until then is here.
      }
      end();
    }

    private synchronized void add(byte[] buffer, int count) {
      bytes.write(buffer, 0, count);
    }

    private synchronized void end() {
      ended = true;
    }

    byte[] take(int count) throws IOException {
      await().alias(count + " bytes").until(() -> hasOrEnded(count));
      return taken(count);
    }

    private synchronized boolean hasOrEnded(int count) {
      return ended || bytes.size() - taken >= count;
    }

    private synchronized byte[] taken(int count) throws IOException {
      int missing = count - (bytes.size() - taken);
      if (missing > 0) {
        throw new IOException("it ended, with " + missing + " of " + count + " bytes missing");
      }
      byte[] next = Arrays.copyOfRange(bytes.toByteArray(), taken, taken + count);
      taken += count;
      return next;
    }

    synchronized String text() {
      return bytes.toString(ISO_8859_1);
    }

    void awaitEnd() throws InterruptedException {
      reader.join(PATIENCE);
    }
  }
}
