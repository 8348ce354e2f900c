package io.hardline.tty;

import io.hardline.linux.Errno;
import io.hardline.linux.Libc;
import io.hardline.settings.LineSettings;
import io.hardline.settings.TtySelector;
import io.hardline.tty.SystemRoots.Node;
import io.hardline.tty.TtyUnavailable.Reason;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Opens ttys, and nothing else: all that can be known about a file is found out before it is
 * opened, because opening /dev/watchdog reboots a machine and opening a FIFO waits for ever.
 *
 * <p>Any thread that may block.
 */
public final class TtyOpener {
  private static final int LOCK_EX = 2;
  private static final int LOCK_NB = 4;

  private static final Pattern SPACE = Pattern.compile("\\s+");

  private final SystemRoots roots;
  private final TtyFinder finder;
  private final TtyHolders holders;
  private final List<Pattern> allowed;
  private final String allowedText;

  /**
   * @param ttyAllow names below /dev that may be opened; {@code *} and {@code ?} stand for anything
   *     but a slash
   */
  public TtyOpener(SystemRoots roots, TtyFinder finder, List<String> ttyAllow) {
    this(roots, finder, new TtyHolders(roots), ttyAllow);
  }

  private TtyOpener(
      SystemRoots roots, TtyFinder finder, TtyHolders holders, List<String> ttyAllow) {
    this.roots = roots;
    this.finder = finder;
    this.holders = holders;
    this.allowed = ttyAllow.stream().map(TtyOpener::pattern).toList();
    this.allowedText = String.join(", ", ttyAllow);
  }

  /** The same with another {@code tty-allow}; what was seen of /sys and /proc is shared. */
  public TtyOpener allowing(List<String> ttyAllow) {
    return new TtyOpener(roots, finder, holders, ttyAllow);
  }

  private static Pattern pattern(String glob) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> regex.append("[^/]*");
        case '?' -> regex.append("[^/]");
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString());
  }

  /**
   * Finds and opens a device, for this process alone, with DTR and RTS as the line says. The rest
   * of the line is set by {@link Tty#setLine}.
   *
   * @throws TtyUnavailable when it is not there or must not be opened
   */
  public Tty open(TtySelector selector, LineSettings line) throws IOException {
    TtyDevice device = check(finder.find(selector));
    if (selector instanceof TtySelector.Usb usb && !finder.isStill(usb, device.path())) {
      throw new TtyUnavailable(
          Reason.ABSENT, device.name() + " was just replugged; the port looks for it again");
    }
    TtyFile file = TtyFile.open(device.name());
    boolean taken = false;
    try {
      claim(file, device);
      Tty tty = LinuxTty.take(file, device, line);
      taken = true;
      return tty;
    } finally {
      if (!taken) {
        file.close();
      }
    }
  }

  /**
   * Says whether a file may be opened as a tty, without opening it.
   *
   * @param named as an operator wrote it; links are followed
   * @throws TtyUnavailable when not
   */
  public TtyDevice check(Path named) throws TtyUnavailable {
    Path path = resolve(named);
    String text = path.equals(named) ? named.toString() : named + " (" + path + ")";
    Node node = node(path, text);
    if (!node.characterDevice()) {
      throw new TtyUnavailable(
          Reason.NOT_SERIAL, text + " is not a device; name a serial device such as /dev/ttyUSB0");
    }
    String type = driverType(node);
    boolean pty = type.equals("pty:slave");
    if (!pty && !type.startsWith("serial")) {
      throw new TtyUnavailable(
          Reason.NOT_SERIAL,
          text + " is not a serial device by /proc/tty/drivers; name one such as /dev/ttyUSB0");
    }
    checkAllowed(path, text);
    String name = path.getFileName().toString();
    checkConsole(node, name, text);
    if (!pty && finder.isEmptySocket(name)) {
      throw new TtyUnavailable(
          Reason.ABSENT, text + " has no hardware behind it; the port waits for it");
    }
    String driver = pty ? "" : finder.driver(name);
    TtyDevice device = new TtyDevice(path, node.major(), node.minor(), driver, pty);
    String holder = holders.holder(device, node);
    if (holder != null) {
      throw inUse(text, "by " + holder);
    }
    return device;
  }

  private static TtyUnavailable inUse(String text, String by) {
    return new TtyUnavailable(
        Reason.IN_USE, text + " is in use " + by + "; stop that one, or name another device");
  }

  private static Path resolve(Path named) throws TtyUnavailable {
    try {
      return named.toRealPath();
    } catch (AccessDeniedException denied) {
      throw noPermission(named.toString());
    } catch (IOException missing) {
      throw new TtyUnavailable(Reason.ABSENT, named + " is not there; the port waits for it");
    }
  }

  private static TtyUnavailable noPermission(String text) {
    return new TtyUnavailable(
        Reason.NO_PERMISSION, text + " cannot be looked at by this user; change its permissions");
  }

  private Node node(Path path, String text) throws TtyUnavailable {
    try {
      return roots.nodes().node(path);
    } catch (AccessDeniedException denied) {
      throw noPermission(text);
    } catch (IOException missing) {
      throw new TtyUnavailable(Reason.ABSENT, text + " is not there; the port waits for it");
    }
  }

  /** The last column of /proc/tty/drivers for the device's numbers; empty when no tty has them. */
  private String driverType(Node node) throws TtyUnavailable {
    for (String line : lines(roots.proc().resolve("tty/drivers"))) {
      List<String> columns = SPACE.splitAsStream(line.strip()).toList();
      int last = columns.size() - 1;
      if (last >= 4
          && columns.get(last - 2).equals(Integer.toString(node.major()))
          && isWithin(columns.get(last - 1), node.minor())) {
        return columns.get(last);
      }
    }
    return "";
  }

  /** {@code 64-111}, or {@code 64} alone. */
  private static boolean isWithin(String range, int minor) {
    int dash = range.indexOf('-');
    int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
    int last = Integer.parseInt(range.substring(dash + 1));
    return minor >= first && minor <= last;
  }

  private void checkAllowed(Path path, String text) throws TtyUnavailable {
    Path dev = roots.dev();
    String name = path.startsWith(dev) ? dev.relativize(path).toString() : "";
    if (allowed.stream().noneMatch(p -> p.matcher(name).matches())) {
      throw new TtyUnavailable(
          Reason.NOT_ALLOWED,
          text + " may not be opened: tty-allow names " + allowedText + " below " + dev);
    }
  }

  /** By number where the kernel gives one, else by name. */
  private void checkConsole(Node node, String name, String text) throws TtyUnavailable {
    String numbers = node.major() + ":" + node.minor();
    boolean listed =
        lines(roots.proc().resolve("consoles")).stream()
            .map(String::strip)
            .anyMatch(l -> l.endsWith(" " + numbers));
    boolean active =
        lines(roots.sys().resolve("class/tty/console/active")).stream()
            .flatMap(l -> SPACE.splitAsStream(l))
            .anyMatch(name::equals);
    if (listed || active) {
      throw new TtyUnavailable(
          Reason.CONSOLE,
          text
              + " is this machine's console; name another device, or take it out of the kernel's"
              + " console= arguments");
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException notThere) {
      return List.of();
    }
  }

  /**
   * Makes an open device ours alone, as far as others play by one of the rules: TIOCEXCL (not
   * against root), and flock(2), which also keeps our own ports apart.
   */
  private static void claim(TtyFile file, TtyDevice device) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment answer = arena.allocate(ValueLayout.JAVA_INT);
      file.require("identify", TtyRequest.TIOCGDEV, answer.address());
      if (answer.get(ValueLayout.JAVA_INT, 0) != device.encoded()) {
        throw new TtyUnavailable(
            Reason.ABSENT, device.name() + " changed while it was opened; the port looks again");
      }
      // Root may open what another holds exclusively; it is told here.
      answer.set(ValueLayout.JAVA_INT, 0, 0);
      file.did("ask for exclusive use", TtyRequest.TIOCGEXCL, answer.address());
      boolean exclusive = answer.get(ValueLayout.JAVA_INT, 0) != 0;
      if (exclusive || isLocked(file)) {
        throw inUse(device.name(), "by another process or another port");
      }
      // A pty outlives us when its maker keeps it open, and would then stay ours after a crash.
      if (!device.pty()) {
        file.require("take for exclusive use", TtyRequest.TIOCEXCL, 0);
      }
    }
  }

  private static boolean isLocked(TtyFile file) {
    int result = Libc.flock(file.fd(), LOCK_EX | LOCK_NB);
    return result == -Errno.EAGAIN;
  }
}
