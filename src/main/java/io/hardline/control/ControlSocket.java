package io.hardline.control;

import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.net.Connection;
import io.hardline.net.Listener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The daemon's end. It lives on one loop; requests are answered on virtual threads, so that a slow
 * answer delays no byte.
 */
public final class ControlSocket implements AutoCloseable {
  /** Connections at one time; more are closed at once. */
  static final int MAX_CONNECTIONS = 32;

  /** Bytes of a request. */
  static final int MAX_REQUEST_BYTES = 4096;

  /** How long a connection may take to say what it wants, to read on, and to leave. */
  static final long REQUEST_DEADLINE_MS = 5_000;

  /** The socket's name in the state directory. */
  public static final String FILE_NAME = "control.sock";

  /** Answers requests. */
  public interface Answers {
    /** The answer to a request, one line of JSON. On a virtual thread; may take its time. */
    String answer(String request);

    /**
     * The loop of the port that a request wants to be attached to; null when it is no such request
     * or there is no such port.
     */
    @Nullable Loop attachTo(String request);

    /** Attaches a connection that has been moved to the loop of {@link #attachTo}; on that loop. */
    void attach(String request, Connection connection);
  }

  private final Loop loop;
  private final Path path;
  private final Answers answers;
  private final int ownUser;
  private final Set<Session> sessions = new HashSet<>();
  private final Listener listener;

  private ControlSocket(Loop loop, Path path, Answers answers) throws IOException {
    this.loop = loop;
    this.path = path;
    this.answers = answers;
    this.ownUser = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    Files.deleteIfExists(path);
    this.listener = Listener.unix(loop, path.toString(), this::accept);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
  }

  /**
   * Opens the socket in {@code stateDirectory}, on the loop's thread. The lock on the directory is
   * the caller's already, so a socket that is still there is left over from a crash and is
   * replaced.
   *
   * @throws IOException when it cannot be made, in words
   */
  public static ControlSocket open(Loop loop, Path stateDirectory, Answers answers)
      throws IOException {
    return new ControlSocket(loop, stateDirectory.resolve(FILE_NAME), answers);
  }

  /**
   * Says whether a state directory can have a control socket at all.
   *
   * @throws IOException when the kernel takes no path that long, in words
   */
  public static void checkPath(Path stateDirectory) throws IOException {
    Listener.checkUnixPath(stateDirectory.resolve(FILE_NAME).toString());
  }

  private void accept(Connection connection) {
    int user = Listener.peerUser(connection);
    if (sessions.size() >= MAX_CONNECTIONS || (user != 0 && user != ownUser)) {
      connection.close();
      return;
    }
    Session session = new Session(connection);
    sessions.add(session);
    connection.start(session);
  }

  /** On the loop's thread. */
  @Override
  public void close() {
    listener.close();
    for (Session session : List.copyOf(sessions)) {
      session.end();
    }
    try {
      Files.deleteIfExists(path);
    } catch (IOException stays) {
      // The next start replaces it.
    }
  }

  private final class Session implements Connection.Handler {
    private final Connection connection;
    private final byte[] request = new byte[MAX_REQUEST_BYTES];
    private final Loop.Timer deadline;
    private int length;
    private boolean asked;
    private boolean peerEnded;
    private byte[] answer = new byte[0];
    private int answered;

    Session(Connection connection) {
      this.connection = connection;
      this.deadline = loop.timer(this::end);
      deadline.setMs(REQUEST_DEADLINE_MS);
    }

    @Override
    public void received(IoBuffer data) {
      while (data.bytes.hasRemaining() && !asked) {
        byte next = data.bytes.get();
        if (next == '\n') {
          ask(new String(request, 0, length, StandardCharsets.UTF_8));
        } else if (length == MAX_REQUEST_BYTES) {
          end();
          return;
        } else {
          request[length++] = next;
        }
      }
    }

    private void ask(String line) {
      asked = true;
      deadline.clear();
      Thread.startVirtualThread(() -> {
        try {
          Loop other = answers.attachTo(line);
          String text = answers.answer(line);
          loop.post(() -> answer(line, text, other));
        } catch (RuntimeException | Error fault) {
          loop.post(this::end);
          throw fault;
        }
      });
    }

    private void answer(String line, String text, @Nullable Loop other) {
      answer = (text + "\n").getBytes(StandardCharsets.UTF_8);
      sendSome();
      endWhenAnswered();
      if (other != null && connection.isOpen()) {
        deadline.clear();
        sessions.remove(this);
        Connection moved = connection.moveTo(other);
        other.post(() -> answers.attach(line, moved));
      }
    }

    /** A status of many ports is larger than what is kept for a peer. */
    private void sendSome() {
      IoBuffer buffer = loop.codecScratch();
      while (answered < answer.length && connection.isOpen() && connection.backlogBytes() == 0) {
        int count = Math.min(answer.length - answered, buffer.bytes.capacity());
        buffer.bytes.clear().put(answer, answered, count).flip();
        connection.write(buffer);
        answered += count;
      }
      // One that neither reads nor leaves would keep a place from others.
      deadline.setMs(REQUEST_DEADLINE_MS);
    }

    @Override
    public void drained() {
      sendSome();
      endWhenAnswered();
    }

    @Override
    public void ended() {
      peerEnded = true;
      endWhenAnswered();
    }

    /** One that says no more may still wait for its answer. */
    private void endWhenAnswered() {
      boolean answerUnderWay = asked && (answer.length == 0 || answered < answer.length);
      if (peerEnded && !answerUnderWay && connection.backlogBytes() == 0) {
        end();
      }
    }

    @Override
    public void closed(String cause) {
      end();
    }

    void end() {
      deadline.clear();
      sessions.remove(this);
      connection.close();
    }
  }
}
