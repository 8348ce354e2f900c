package io.hardline.remote;

import io.hardline.loop.ByteQueue;
import io.hardline.loop.Epoll;
import io.hardline.loop.IoBuffer;
import io.hardline.loop.Loop;
import io.hardline.settings.LineSettings;
import io.hardline.telnet.ComPortOption.Purge;
import io.hardline.tty.PacketPty;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A local serial device that is really the remote one: a pty, and a link that leads to it. Bytes
 * pass both ways as on a cable; what a program changes of the line goes to the remote one, and what
 * it throws away is thrown away there, too.
 *
 * <p>While no program has it open, and while the server is gone, bytes are discarded, as they are
 * on a cable with nobody at its end: what was meant for an hour ago must not reach a device now.
 *
 * <p>Loop thread only.
 */
public final class PtySide implements LocalSide {
  /** How often to look whether a program has opened it; that is told by nobody. */
  static final long LOOK_MS = 50;

  /** What the server sent that the pty has not taken; at most one read, and what it becomes. */
  static final int QUEUE_LIMIT_BYTES = 128 * 1024;

  private static final int READS_PER_TURN = 4;

  /** Of one read, so that all of it can be sent however much of it has to be doubled. */
  private static final int READ_BYTES = 16 * 1024;

  /** Told what a person should know; loop thread. */
  public interface Owner {
    /** A sentence, as it happens. */
    void said(String sentence);

    /** There is no pty, and there will be none. */
    void failed(String cause);
  }

  private final Loop loop;
  private final Path link;
  private final Owner owner;
  private final ByteQueue queue = new ByteQueue(QUEUE_LIMIT_BYTES);
  private final IoBuffer input = new IoBuffer(READ_BYTES);
  private final Loop.Timer look;
  private final FromProgram fromProgram = new FromProgram();
  private final Runnable goOn = this::readSome;

  private @Nullable PacketPty pty;
  private Loop.@Nullable Watch watch;
  private @Nullable RemotePort port;
  private LineSettings line = LineSettings.STANDARD;
  private boolean ready;
  private boolean goingOn;
  private boolean inUse;

  /**
   * @param link where programs find it; made when the port is there for the first time
   */
  public PtySide(Loop loop, Path link, Owner owner) {
    this.loop = loop;
    this.link = link;
    this.owner = owner;
    this.look = loop.timer(this::look);
  }

  /**
   * Whether a link can be made there: there is nothing, or a link of an earlier pty that is gone.
   */
  public static boolean isFree(Path link) {
    return !Files.exists(link, LinkOption.NOFOLLOW_LINKS) || isLeftOver(link);
  }

  private static boolean isLeftOver(Path link) {
    try {
      return Files.isSymbolicLink(link)
          && Files.readSymbolicLink(link).startsWith("/dev/pts")
          && !Files.exists(link);
    } catch (IOException gone) {
      return false;
    }
  }

  @Override
  public void opened(RemotePort opened, WantedLine inForce) {
    port = opened;
    if (pty == null) {
      try {
        makePty(inForce.settings());
      } catch (IOException cannot) {
        owner.failed(link + " cannot be made: " + cannot.getMessage());
        return;
      }
      owner.said(link + " is " + opened.text());
    }
    look.setMs(LOOK_MS);
  }

  private void makePty(LineSettings first) throws IOException {
    PacketPty made = PacketPty.open(first);
    try {
      if (isLeftOver(link)) {
        Files.delete(link);
      }
      Files.createSymbolicLink(link, made.slave());
    } catch (FileAlreadyExistsException there) {
      made.close();
      throw new IOException("there is something already", there);
    } catch (IOException cannot) {
      made.close();
      throw cannot;
    }
    pty = made;
    line = made.line();
    watch = loop.watch(made.fd(), this::ready);
  }

  private void ready(int events) {
    if (Epoll.writable(events) && !queue.isEmpty()) {
      flush();
    }
    if (Epoll.readable(events)) {
      ready = true;
      readSome();
    }
  }

  /** A hang-up is told, an end of it is not. */
  private void look() {
    ready = true;
    readSome();
    look.setMs(LOOK_MS);
  }

  private void readSome() {
    goingOn = false;
    PacketPty from = pty;
    for (int i = 0; from != null && ready && mayRead() && i < READS_PER_TURN; i++) {
      int result = from.read(input, fromProgram);
      ready = result > 0;
      use(result >= 0);
    }
    if (ready && mayRead() && !goingOn) {
      goingOn = true;
      loop.soon(goOn);
    }
  }

  /** Without a server what a program writes is read and discarded. */
  private boolean mayRead() {
    return port == null || !port.isOpen() || port.canSend();
  }

  private void use(boolean now) {
    if (inUse && !now) {
      queue.clear();
      resume();
    }
    inUse = now;
  }

  @Override
  public void canSendAgain() {
    if (!goingOn) {
      goingOn = true;
      loop.soon(goOn);
    }
  }

  @Override
  public void lost() {
    queue.clear();
  }

  // --- from the device ---

  @Override
  public void fromDevice(RemotePort from, IoBuffer data) {
    PacketPty to = pty;
    if (to == null || !inUse) {
      return;
    }
    if (queue.isEmpty()) {
      use(to.write(data) >= 0);
    }
    if (inUse && data.bytes.hasRemaining()) {
      queue.put(data);
      pause();
    }
  }

  private void flush() {
    PacketPty to = pty;
    if (to == null) {
      return;
    }
    boolean room = true;
    while (room && !queue.isEmpty()) {
      IoBuffer front = queue.front();
      int wanted = front.bytes.remaining();
      use(to.write(front) >= 0);
      if (!inUse) {
        return;
      }
      int left = front.bytes.remaining();
      queue.drop(wanted - left);
      room = left == 0;
    }
    if (queue.isEmpty()) {
      resume();
    }
  }

  private void pause() {
    if (port != null) {
      port.pauseReading();
    }
    if (watch != null) {
      watch.watchWritable(true);
    }
  }

  private void resume() {
    if (watch != null) {
      watch.watchWritable(false);
    }
    if (port != null) {
      port.resumeReading();
    }
  }

  // --- from a program ---

  /** What was read from the pty. */
  private final class FromProgram implements PacketPty.Events {
    @Override
    public void data(IoBuffer run) {
      if (port != null && port.isOpen()) {
        port.send(run);
      }
    }

    @Override
    public void lineChanged() {
      changeLine();
    }

    @Override
    public void flushed(boolean received, boolean unsent) {
      if (received && !queue.isEmpty()) {
        queue.clear();
        resume();
      }
      if (port != null) {
        port.purge(received && unsent ? Purge.BOTH : received ? Purge.RECEIVED : Purge.UNSENT);
      }
    }
  }

  private void changeLine() {
    if (pty == null || port == null) {
      return;
    }
    try {
      LineSettings now = pty.line();
      WantedLine change = WantedLine.change(line, now);
      line = now;
      if (!change.equals(WantedLine.ANY)) {
        port.change(change);
      }
    } catch (IOException cannot) {
      owner.said(String.valueOf(cannot.getMessage()));
    }
  }

  /** Removes the link, if it is still ours, and hangs programs up. */
  public void close() {
    look.clear();
    if (pty == null) {
      return;
    }
    try {
      if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(pty.slave())) {
        Files.delete(link);
      }
    } catch (IOException cannot) {
      owner.said(link + " could not be removed: " + cannot.getMessage());
    }
    if (watch != null) {
      watch.cancel();
    }
    pty.close();
  }
}
