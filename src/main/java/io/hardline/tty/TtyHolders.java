package io.hardline.tty;

import io.hardline.tty.SystemRoots.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which other process holds a tty, without opening it: lock files in the manner of UUCP,
 * and the open files of all processes as far as this user may see them.
 *
 * <p>Any thread.
 */
final class TtyHolders {
  /**
   * How long one look at all processes serves; 256 ports that start together share it. What it
   * found is looked at again each time, so only a process that came meanwhile is missed, and
   * TIOCEXCL and flock(2) remain for that.
   */
  private static final long SCAN_SERVES_NS = 1_000_000_000;

  private static final String DELETED = " (deleted)";

  /** An open file: {@code /proc/PID/fd/N}. */
  private record OpenFile(Path pid, Path link) {}

  private final SystemRoots roots;
  private final String ourPid;
  private final Object lock = new Object();
  private Map<String, List<OpenFile>> scan = Map.of();
  private long scannedAtNs;
  private boolean scanned;

  TtyHolders(SystemRoots roots) {
    this.roots = roots;
    this.ourPid = Long.toString(ProcessHandle.current().pid());
  }

  /** Who holds it, as {@code process 1234 (minicom)}; null when nobody is seen to. */
  @Nullable String holder(TtyDevice device, Node node) {
    String byLock = lockHolder(device);
    if (byLock != null) {
      return byLock;
    }
    for (OpenFile open : openFiles(device.path().toString())) {
      if (isSame(open, device, node) && !(device.pty() && madeThePair(open.pid, device.minor()))) {
        return processText(open.pid.getFileName().toString());
      }
    }
    return null;
  }

  private @Nullable String lockHolder(TtyDevice device) {
    String name = "LCK.." + device.path().getFileName();
    for (Path directory : roots.locks()) {
      String pid = device.pty() ? "" : lockPid(directory.resolve(name));
      if (!pid.isEmpty() && !pid.equals(ourPid) && Files.exists(roots.proc().resolve(pid))) {
        return processText(pid) + " by its lock file " + directory.resolve(name);
      }
    }
    return null;
  }

  /** The number in a lock file, in decimal or as four bytes; empty when there is none. */
  private static String lockPid(Path file) {
    try {
      byte[] content = Files.readAllBytes(file);
      String text = new String(content, StandardCharsets.ISO_8859_1).strip();
      int end = 0;
      while (end < text.length() && Character.isDigit(text.charAt(end))) {
        end++;
      }
      if (end > 0) {
        return text.substring(0, end);
      }
      return content.length == 4
          ? Integer.toString(ByteBuffer.wrap(content).order(ByteOrder.nativeOrder()).getInt())
          : "";
    } catch (IOException noLock) {
      return "";
    }
  }

  private List<OpenFile> openFiles(String device) {
    synchronized (lock) {
      if (!scanned || System.nanoTime() - scannedAtNs > SCAN_SERVES_NS) {
        scan = scanProcesses();
        scannedAtNs = System.nanoTime();
        scanned = true;
      }
      return scan.getOrDefault(device, List.of());
    }
  }

  private Map<String, List<OpenFile>> scanProcesses() {
    Map<String, List<OpenFile>> found = new HashMap<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(roots.proc(), "[0-9]*")) {
      for (Path pid : processes) {
        if (!pid.getFileName().toString().equals(ourPid)) {
          scanProcess(pid, found);
        }
      }
    } catch (IOException noProc) {
      // Without /proc the locks have to do.
    }
    return found;
  }

  private void scanProcess(Path pid, Map<String, List<OpenFile>> found) {
    String dev = roots.dev() + "/";
    try (DirectoryStream<Path> links = Files.newDirectoryStream(pid.resolve("fd"))) {
      for (Path link : links) {
        String target = target(link);
        if (target.startsWith(dev)) {
          found.computeIfAbsent(target, t -> new ArrayList<>()).add(new OpenFile(pid, link));
        }
      }
    } catch (IOException notOurs) {
      // Another user's process, or it has ended.
    }
  }

  private static String target(Path link) {
    try {
      String text = Files.readSymbolicLink(link).toString();
      return text.endsWith(DELETED) ? text.substring(0, text.length() - DELETED.length()) : text;
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  /**
   * By number, and for a pty by file system too: each container has its own /dev/pts/0. stat(2)
   * through /proc opens nothing.
   */
  private boolean isSame(OpenFile open, TtyDevice device, Node node) {
    try {
      Node other = roots.nodes().node(open.link);
      return other.sameNumbers(node) && (!device.pty() || other.fileSystem() == node.fileSystem());
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  /**
   * Whether the process also holds the master of this pty: whoever made the pair often keeps its
   * slave open, so that the master does not hang up between users. That one gave it to us; a shell
   * in a terminal window, which holds the slave alone, did not.
   */
  private boolean madeThePair(Path pid, int index) {
    String ptmx = roots.dev() + "/";
    try (DirectoryStream<Path> links = Files.newDirectoryStream(pid.resolve("fd"))) {
      for (Path link : links) {
        String target = target(link);
        if (target.startsWith(ptmx)
            && target.endsWith("ptmx")
            && masterIndex(pid.resolve("fdinfo").resolve(link.getFileName())) == index) {
          return true;
        }
      }
    } catch (IOException ended) {
      return false;
    }
    return false;
  }

  /** The line {@code tty-index: N} of an open /dev/ptmx (proc(5)); -1 when there is none. */
  private static int masterIndex(Path info) throws IOException {
    for (String line : Files.readAllLines(info)) {
      if (line.startsWith("tty-index:")) {
        return Integer.parseInt(line.substring("tty-index:".length()).strip());
      }
    }
    return -1;
  }

  private String processText(String pid) {
    try {
      String name = Files.readString(roots.proc().resolve(pid).resolve("comm")).strip();
      return "process " + pid + " (" + name + ")";
    } catch (IOException nameless) {
      return "process " + pid;
    }
  }
}
